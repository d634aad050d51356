"""Watching what is booked for savings that another use case claims already."""

from collections.abc import Sequence

from roi.models import LedgerEntry
from roi.rules.doubles import SIGNS, Claim, likenesses
from roi.sharing_models import DoubleCount
from roi.workflow import Kind


def watch(entries: Sequence[LedgerEntry]) -> list[DoubleCount]:
    """Point out where fresh returns of use cases look like those of others; return the pairs that are not decided.

    Returns of one shared benefit are no double count: their shares are limited to the whole.
    """
    fresh = [entry for entry in entries if entry.kind == Kind.RETURN and entry.case_id and not entry.reverses_id]
    found: list[DoubleCount] = []
    for basis in {entry.basis for entry in fresh}:
        rows = [entry for entry in fresh if entry.basis == basis]
        known = LedgerEntry.objects.filter(
            unit_id__in={entry.unit_id for entry in rows},
            category__in={entry.category for entry in rows},
            period__in={entry.period for entry in rows},
            basis=basis,
            kind=Kind.RETURN,
            case__isnull=False,
            reverses=None,
            reversal=None,
        ).exclude(pk__in=[entry.pk for entry in rows])
        shared = {entry.shared_id for entry in rows if entry.shared_id}
        others = [entry for entry in known if entry.shared_id is None or entry.shared_id not in shared]
        for like in likenesses([_claim(entry) for entry in rows], [_claim(entry) for entry in others]):
            double, made = DoubleCount.objects.get_or_create(
                first_case_id=like.cases[0],
                second_case_id=like.cases[1],
                unit_id=like.unit,
                category=like.category,
                basis=basis,
                defaults={"first": like.first.first_day, "last": like.last.first_day, "signs": list(like.signs)},
            )
            if not made:
                double.first = min(double.first, like.first.first_day)
                double.last = max(double.last, like.last.first_day)
                double.signs = [sign for sign in SIGNS if sign in {*double.signs, *like.signs}]
                double.save(update_fields=["first", "last", "signs"])
            if double.is_open:
                found.append(double)
    return found


def _claim(entry: LedgerEntry) -> Claim:
    return Claim(
        entry.case_id or 0, entry.unit_id, entry.category, entry.month, entry.reporting_minor, entry.memo, entry.kpi
    )
