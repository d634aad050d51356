"""Watching what is booked for savings that another use case claims already."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from foundation.kernel.periods import Month
from roi.models import LedgerEntry
from roi.rules.doubles import SIGNS, Claim, Likeness, likenesses
from roi.sharing_models import DoubleCount
from roi.workflow import Kind

_Pair = tuple[int, int, int, str, str]


def watch(entries: Sequence[LedgerEntry]) -> None:
    """Point out where fresh returns of use cases look like those of others.

    Returns of one shared benefit are no double count: their shares are limited to the whole. Costs a handful of queries
    for however many entries, and reads only the months, units and categories in which these stand.
    """
    fresh = [entry for entry in entries if entry.kind == Kind.RETURN and entry.case_id and not entry.reverses_id]
    likely: dict[_Pair, Likeness] = {}
    for basis in sorted({entry.basis for entry in fresh}):
        rows = [entry for entry in fresh if entry.basis == basis]
        claims = [_claim(entry) for entry in rows]
        for like in likenesses(claims, [*_known(rows, basis), *claims]):
            likely[(*like.cases, like.unit, like.category, basis)] = like
    if likely:
        _point_out(likely)


def _known(rows: Sequence[LedgerEntry], basis: str) -> list[Claim]:
    """Return what stands where the fresh rows stand: the same unit, category and month."""
    places: dict[tuple[int, str], set[object]] = {}
    for entry in rows:
        places.setdefault((entry.unit_id, entry.category), set()).add(entry.period)
    where = Q()
    for (unit, category), periods in places.items():
        where |= Q(unit_id=unit, category=category, period__in=periods, case__isnull=False)  # as the index has it
    fresh = {entry.pk for entry in rows}
    shared = {entry.shared_id for entry in rows if entry.shared_id}
    # Only reversals are below zero; asked for `reverses=None`, SQLite would read the whole ledger by that unique index.
    known = LedgerEntry.objects.filter(
        where, basis=basis, kind=Kind.RETURN, amount_minor__gt=0, reversal=None
    ).order_by()
    columns = ("pk", "shared_id", "case_id", "unit_id", "category", "period", "reporting_minor", "memo", "kpi")
    return [
        Claim(case or 0, unit, category, Month.of(period), minor, memo, kpi)
        for pk, of, case, unit, category, period, minor, memo, kpi in known.values_list(*columns).iterator(2000)
        if pk not in fresh and of not in shared
    ]


def _point_out(likely: Mapping[_Pair, Likeness]) -> None:
    """Keep each pair once, with all its months and signs; bookings of a unit come one after the other."""
    columns = ("first_case_id", "second_case_id", "unit_id", "category", "basis", "pk", "first", "last", "signs")
    rows = DoubleCount.objects.filter(
        first_case__in={pair[0] for pair in likely}, second_case__in={pair[1] for pair in likely},
        unit__in={pair[2] for pair in likely},
    )  # fmt: skip
    known = {row[:5]: row[5:] for row in rows.order_by().values_list(*columns)}
    fresh, changed = [], []
    for pair, like in likely.items():
        first, last, signs = like.first.first_day, like.last.first_day, list(like.signs)
        if pair not in known:
            low, high, unit, category, basis = pair
            fresh.append(
                DoubleCount(
                    first_case_id=low, second_case_id=high, unit_id=unit, category=category, basis=basis,
                    first=first, last=last, signs=signs,
                )
            )  # fmt: skip
            continue
        pk, *before = known[pair]
        now = [min(before[0], first), max(before[1], last), [sign for sign in SIGNS if sign in {*before[2], *signs}]]
        if now != before:
            changed.append(DoubleCount(pk=pk, first=now[0], last=now[1], signs=now[2]))
    DoubleCount.objects.bulk_create(fresh, batch_size=200)
    DoubleCount.objects.bulk_update(changed, ["first", "last", "signs"], batch_size=200)


def _claim(entry: LedgerEntry) -> Claim:
    return Claim(
        entry.case_id or 0, entry.unit_id, entry.category, entry.month, entry.reporting_minor, entry.memo, entry.kpi
    )
