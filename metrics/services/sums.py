"""The daily sums: appended to by whatever records, folded by the worker, mended by corrections, rebuilt when asked."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.jobs.workflow import OPEN
from foundation.people.actors import WORKER
from metrics import queries
from metrics.models import Kpi, KpiDay, KpiDelta, KpiFold, Measurement

FOLD_AFTER = 2_000
"""Unfolded rows that pages add up without being slower for it."""
FOLD_AT_ONCE = 5_000
_AT_ONCE = 500
_KPIS_AT_ONCE = 50

FOLD_JOB = "metrics.fold"


def post(deltas: Iterable[KpiDelta]) -> None:
    """Append what was recorded, in the transaction that records it; past 2,000 rows the worker is asked to fold."""
    KpiDelta.objects.bulk_create(list(deltas), batch_size=_AT_ONCE)
    if not KpiDelta.objects.order_by("id")[FOLD_AFTER : FOLD_AFTER + 1].exists():
        return
    if not Job.objects.filter(kind=FOLD_JOB, state__in=OPEN).exists():
        jobs.enqueue(FOLD_JOB, by=WORKER)


def delta_of(measurement: Measurement) -> KpiDelta:
    """What one value adds to its day."""
    return KpiDelta(
        kpi_id=measurement.kpi_id,
        day=measurement.effective_on,
        count=1,
        total=measurement.value,
        lowest=measurement.value,
        highest=measurement.value,
        sample=measurement.sample or 0,
    )


@transaction.atomic
def fold(limit: int = FOLD_AT_ONCE) -> int:
    """Add the oldest waiting rows to their days; return how many were added. One fold runs at a time."""
    hold()
    waiting = list(KpiDelta.objects.order_by("id")[:limit])
    if not waiting:
        return 0
    added: dict[tuple[int, date], KpiDay] = {}
    for row in waiting:
        place = (row.kpi_id, row.day)
        if place in added:
            _add(added[place], row)
        else:
            added[place] = KpiDay(
                kpi_id=row.kpi_id, day=row.day, **{name: getattr(row, name) for name in KpiDay.FIGURES}
            )
    days = sorted({day for _kpi, day in added})
    kpis = sorted({kpi for kpi, _day in added})
    known = {
        (row.kpi_id, row.day): row
        for row in KpiDay.objects.filter(kpi_id__in=kpis, day__gte=days[0], day__lte=days[-1])
        if (row.kpi_id, row.day) in added
    }
    for place, day in known.items():
        _add(day, added[place])
    KpiDay.objects.bulk_update(known.values(), KpiDay.FIGURES, batch_size=_AT_ONCE)
    KpiDay.objects.bulk_create([row for place, row in added.items() if place not in known], batch_size=_AT_ONCE)
    ids = [row.pk for row in waiting]
    for start in range(0, len(ids), _AT_ONCE):
        KpiDelta.objects.filter(pk__in=ids[start : start + _AT_ONCE]).delete()
    KpiFold.objects.filter(id=1).update(folded_at=timezone.now())
    return len(ids)


def _add(row: KpiDay, more: KpiDay | KpiDelta) -> None:
    row.count += more.count
    row.total += more.total
    row.lowest = min(row.lowest, more.lowest)
    row.highest = max(row.highest, more.highest)
    row.sample += more.sample


def hold() -> None:
    """Take the lock on folding until the transaction ends; whoever needs a KPI too locks that afterwards."""
    KpiFold.objects.get_or_create(id=1)
    KpiFold.objects.select_for_update().get(id=1)


def mend(kpi: Kpi, days: Iterable[date]) -> None:
    """Write the sums of some days of a KPI anew from its values.

    The caller holds the fold and has the KPI locked for update: whoever records on it commits before or after, since
    each value points to it.
    """
    wanted = sorted(set(days))
    KpiDelta.objects.filter(kpi=kpi, day__in=wanted).delete()
    KpiDay.objects.filter(kpi=kpi, day__in=wanted).delete()
    _write(Measurement.objects.filter(kpi=kpi, effective_on__in=wanted))


def _write(measurements: "queries.Measurements") -> int:
    rows = [KpiDay(**row) for row in queries.day_sums(measurements)]
    KpiDay.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return len(rows)


def rebuild_summaries() -> int:
    """Write all daily sums anew from the values, 50 KPIs at a time; return how many there are."""
    written = 0
    ids = list(Kpi.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), _KPIS_AT_ONCE):
        some = ids[start : start + _KPIS_AT_ONCE]
        with transaction.atomic():
            hold()
            list(Kpi.objects.select_for_update().filter(pk__in=some).order_by("id").values_list("id"))
            KpiDelta.objects.filter(kpi_id__in=some).delete()
            KpiDay.objects.filter(kpi_id__in=some).delete()
            written += _write(Measurement.objects.filter(kpi_id__in=some))
    KpiFold.objects.update_or_create(id=1, defaults={"rebuilt_at": timezone.now()})
    return written
