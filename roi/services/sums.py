"""The monthly sums: appended to by bookings, folded by the worker, rebuilt from the records when asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Sum
from django.utils import timezone

from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.jobs.workflow import OPEN
from foundation.kernel.errors import Conflict
from foundation.kernel.money import convert
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import WORKER, Actor
from foundation.people.queries import roots
from roi import policies, queries, rate_queries
from roi.models import CaseFiling, ExchangeRate, LedgerDelta, LedgerEntry, LedgerFold, LedgerMonth
from usecases.models import UseCase

FOLD_AFTER = 200  # unfolded bookings that a page adds without being slower for it
FOLD_AT_ONCE = 5000
_RESTATE_AT_ONCE = 200


def post(entries: Sequence[LedgerEntry], case: UseCase | None) -> None:
    """Append what the entries add to the monthly sums, in the transaction that books them.

    Past 200 unfolded bookings the worker is asked to fold them; pages add up what waits in the meantime.
    """
    filed = _filed(case)
    LedgerDelta.objects.bulk_create(
        LedgerDelta(
            unit_id=entry.unit_id,
            month=entry.period,
            kind=entry.kind,
            category=entry.category,
            basis=entry.basis,
            grade=entry.grade,
            case_category=filed,
            currency=entry.reported.currency,
            minor=entry.reported.minor,
        )
        for entry in entries
    )
    _ask_to_fold()


def post_many(entries: Sequence[LedgerEntry]) -> None:
    """Append what entries of any units and cases add to the monthly sums, equal places added up first."""
    cases = {entry.case_id: entry.case for entry in entries if entry.case_id}
    filed = dict(CaseFiling.objects.filter(case_id__in=cases).values_list("case_id", "category"))
    fresh = [case for pk, case in cases.items() if case is not None and pk not in filed]
    CaseFiling.objects.bulk_create([CaseFiling(case=case, category=case.category) for case in fresh])
    filed |= {case.pk: case.category for case in fresh}
    added: dict[tuple[Any, ...], int] = defaultdict(int)
    for entry in entries:
        place = (entry.unit_id, entry.period, entry.kind, entry.category, entry.basis, entry.grade)
        added[(*place, filed.get(entry.case_id or 0, ""), entry.reporting_currency)] += entry.reporting_minor
    LedgerDelta.objects.bulk_create(
        [
            LedgerDelta(**dict(zip(LedgerMonth.DIMENSIONS, key, strict=True)), minor=minor)
            for key, minor in added.items()
        ],
        batch_size=200,
    )
    _ask_to_fold()


def _ask_to_fold() -> None:
    if not LedgerDelta.objects.order_by("id")[FOLD_AFTER : FOLD_AFTER + 1].exists():
        return
    if not Job.objects.filter(kind="roi.fold", state__in=OPEN).exists():
        jobs.enqueue("roi.fold", by=WORKER)


@transaction.atomic
def fold(limit: int = FOLD_AT_ONCE) -> int:
    """Add the oldest waiting bookings to the sums of their unit and all above it; return how many were added.

    Folds and rebuilds run one after the other, whoever starts them.
    """
    _one_at_a_time()
    waiting = LedgerDelta.objects.order_by("id").values_list("id", "unit__path", *LedgerMonth.DIMENSIONS[1:], "minor")
    changes: dict[tuple[Any, ...], int] = defaultdict(int)
    ids = []
    for pk, path, *rest, minor in waiting[:limit]:
        ids.append(pk)
        for unit_id in queries.ids_of(path):
            changes[(unit_id, *rest)] += minor
    if not ids:
        return 0
    _add(changes)
    for start in range(0, len(ids), 500):
        LedgerDelta.objects.filter(pk__in=ids[start : start + 500]).delete()
    LedgerFold.objects.filter(id=1).update(folded_at=timezone.now())
    return len(ids)


def _one_at_a_time() -> None:
    LedgerFold.objects.get_or_create(id=1)
    LedgerFold.objects.select_for_update().get(id=1)


def _add(changes: Mapping[tuple[Any, ...], int]) -> None:
    """Add to the folded sums; the caller holds the fold, so that nobody else writes them."""
    units, months = {key[0] for key in changes}, {key[1] for key in changes}
    rows = LedgerMonth.objects.filter(unit_id__in=units, month__in=months)
    known = {tuple(key): minor for *key, minor in rows.values_list(*LedgerMonth.DIMENSIONS, "minor").iterator(2000)}
    LedgerMonth.objects.bulk_create(
        [
            LedgerMonth(**dict(zip(LedgerMonth.DIMENSIONS, key, strict=True)), minor=known.get(key, 0) + minor)
            for key, minor in changes.items()
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=[name.removesuffix("_id") for name in LedgerMonth.DIMENSIONS],
        update_fields=["minor"],
    )


def _filed(case: UseCase | None) -> str:
    """Return under which category a case's sums are filed, the first booking deciding it. The case is locked."""
    if case is None:
        return ""
    filing, _created = CaseFiling.objects.get_or_create(case=case, defaults={"category": case.category})
    return filing.category


@transaction.atomic
def refile_case(case: UseCase) -> None:
    """Move the sums of a case to the category that it has now; nothing happens when they are there already.

    The caller holds the case locked, as every change of a case does.
    """
    filing = CaseFiling.objects.select_for_update().filter(case=case).first()
    if filing is None or filing.category == case.category:
        return
    columns = ("unit_id", "period", "kind", "category", "basis", "grade", "reporting_currency")
    rows = LedgerEntry.objects.filter(case=case).order_by().values(*columns).annotate(total=Sum("reporting_minor"))
    deltas = []
    for *dimensions, total in rows.values_list(*columns, "total"):
        unit_id, month, kind, category, basis, grade, currency = dimensions
        for filed, minor in ((filing.category, -int(total)), (case.category, int(total))):
            deltas.append(
                LedgerDelta(
                    unit_id=unit_id,
                    month=month,
                    kind=kind,
                    category=category,
                    basis=basis,
                    grade=grade,
                    case_category=filed,
                    currency=currency,
                    minor=minor,
                )
            )
    LedgerDelta.objects.bulk_create(deltas, batch_size=500)
    filing.category = case.category
    filing.save(update_fields=["category"])


def follow_case(case: UseCase, fields: frozenset[str], by: Actor) -> None:
    """Keep the sums filed where the case is; called in the transaction of every change of a case."""
    if "category" in fields:
        refile_case(case)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many monthly sums were written, how many entries were restated, and how many lack a rate for that."""

    sums: int
    restated: int
    without_rate: int = 0


@transaction.atomic
def rebuild(*, by: Actor) -> Rebuilt:
    """Write the monthly sums anew from the records; after a change of the reporting currency, restate entries first.

    Bookings may go on meanwhile: what is not folded yet stays so. Entries for which a rate is missing keep the currency
    in which they are reported, and stay out of the figures until there is one.
    """
    for filing in CaseFiling.objects.exclude(category=F("case__category")).select_related("case"):
        refile_case(filing.case)
    while fold():
        pass
    _one_at_a_time()
    restated, after = 0, 0
    while step := restate(after, by=by):
        after, restated = step.last, restated + step.restated
    recorded, _summarized = queries.recorded_and_summarized()
    LedgerMonth.objects.all().delete()
    rows = [
        LedgerMonth(**dict(zip(LedgerMonth.DIMENSIONS, key, strict=True)), minor=minor)
        for key, minor in recorded.items()
        if minor
    ]
    LedgerMonth.objects.bulk_create(rows, batch_size=500)
    LedgerFold.objects.filter(id=1).update(rebuilt_at=timezone.now())
    return Rebuilt(len(rows), restated, sum(row.entries for row in rate_queries.missing_rates()))


def rebuild_summaries() -> int:
    """Write the monthly sums anew; return how many there are."""
    return rebuild(by=WORKER).sums


@transaction.atomic
def ask_restating(*, by: Actor) -> Job:
    """Have the worker restate what is reported in another currency. Raises Denied, Conflict when it is under way."""
    policies.check_restate(by)
    if Job.objects.filter(kind="roi.rebuild", state__in=OPEN).exists():
        raise Conflict(_("The amounts are being restated already."))
    return jobs.enqueue("roi.rebuild", by=by)


@dataclass(frozen=True, slots=True)
class Restated:
    """A step of restating: the id of the last entry looked at, and how many of the step were restated."""

    last: int
    restated: int


@transaction.atomic
def restate(after: int, *, by: Actor) -> Restated | None:
    """Restate the next entries after an id that are reported in another currency, at the rate dated for their month.

    What was booked stays untouched, and the trail keeps each amount before and after. Entries whose rate is missing are
    passed over. Returns None when no entry is left.
    """
    into = settings.REPORTING_CURRENCY
    entries = LedgerEntry.objects.exclude(reporting_currency=into).filter(pk__gt=after).order_by("id")
    batch = list(entries.select_for_update(of=("self",))[:_RESTATE_AT_ONCE])
    if not batch:
        return None
    told, changed = [], []
    rates: dict[tuple[str, date], ExchangeRate | None] = {}
    for entry in batch:
        before, key = entry.reported, (entry.amount_currency, entry.period)
        if entry.amount_currency == into:
            now, entry.rate, entry.rate_on = entry.booked, "1", None
        else:
            if key not in rates:
                rates[key] = queries.rate_for(entry.amount_currency, entry.month.last_day)
            rate = rates[key]
            if rate is None:
                continue
            now = convert(entry.booked, rate.value, into)
            entry.rate, entry.rate_on = rate.rate, rate.on
        entry.reporting_minor, entry.reporting_currency = now.minor, now.currency
        changed.append(entry)
        told.append({"uid": entry.uid, "before": before, "after": now, "rate": entry.rate})
    writable: models.QuerySet[LedgerEntry] = models.QuerySet(LedgerEntry)
    writable.bulk_update(changed, ["reporting_minor", "reporting_currency", "rate", "rate_on"])
    subject = roots().first()
    if told and subject is not None:
        audit.record_bulk("roi.ledger.restated", subject, by=by, rows=told, currency=into)
    return Restated(batch[-1].pk, len(changed))
