"""Keeping the counts by stage: a small change with every write, folded into the sums before they pile up."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction

from foundation.people.models import Unit
from usecases.models import StageCount, StageCountDelta, UseCase

FOLD_FROM = 50
FOLD_AT_ONCE = 5000

# Unit id, category, stage, how many more.
Change = tuple[int, str, str, int]


def note_counts(changes: Iterable[Change]) -> None:
    """Write changes of the counts in the caller's transaction; equal (unit, category, stage) are added up first."""
    summed: Counter[tuple[int, str, str]] = Counter()
    for unit_id, category, stage, cases in changes:
        summed[unit_id, category, stage] += cases
    StageCountDelta.objects.bulk_create(
        [
            StageCountDelta(unit_id=unit_id, category=category, stage=stage, cases=more)
            for (unit_id, category, stage), more in summed.items()
            if more
        ],
        batch_size=1000,
    )
    if not any(entry[1] is fold_when_due for entry in connection.run_on_commit):
        transaction.on_commit(fold_when_due, robust=True)


def fold_when_due() -> int:
    """Fold once enough changes wait; pages add what waits, so until then nothing is wrong."""
    waiting = StageCountDelta.objects.all()[:FOLD_FROM].count()
    return fold_stage_counts() if waiting >= FOLD_FROM else 0


def fold_stage_counts() -> int:
    """Add waiting changes to the sums of their unit and of every unit above it; return how many were folded.

    Two folders take turns: both begin by locking the oldest waiting row.
    """
    folded = 0
    while True:
        with transaction.atomic():
            deltas = list(StageCountDelta.objects.select_for_update().order_by("id")[:FOLD_AT_ONCE])
            if deltas:
                _add_to_sums(deltas)
                StageCountDelta.objects.filter(pk__in=[delta.pk for delta in deltas]).delete()
        folded += len(deltas)
        if len(deltas) < FOLD_AT_ONCE:
            return folded


def _add_to_sums(deltas: list[StageCountDelta]) -> None:
    units = Unit.objects.in_bulk({delta.unit_id for delta in deltas})
    change: Counter[tuple[int, str, str]] = Counter()
    for delta in deltas:
        for unit_id in units[delta.unit_id].ancestor_ids:
            change[unit_id, delta.category, delta.stage] += delta.cases
    present = {
        (row.unit_id, row.category, row.stage): row.cases
        for row in StageCount.objects.filter(
            unit_id__in={unit_id for unit_id, _c, _s in change}, stage__in={stage for _u, _c, stage in change}
        )
    }
    StageCount.objects.bulk_create(
        [
            StageCount(unit_id=key[0], category=key[1], stage=key[2], cases=present.get(key, 0) + cases)
            for key, cases in change.items()
            if cases
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["unit", "category", "stage"],
        update_fields=["cases"],
    )


@transaction.atomic
def rebuild_stage_counts() -> int:
    """Count anew from the cases; return how many sums there are. For repair: everything else keeps them current."""
    list(StageCountDelta.objects.select_for_update().order_by("id"))
    StageCountDelta.objects.all().delete()
    StageCount.objects.all().delete()
    sums: Counter[tuple[int, str, str]] = Counter()
    rows = UseCase.objects.active().order_by().values_list("unit__path", "category", "stage")
    for path, category, stage in rows.iterator(chunk_size=5000):
        for part in str(path).strip("/").split("/"):
            sums[int(part), category, stage] += 1
    StageCount.objects.bulk_create(
        [StageCount(unit_id=key[0], category=key[1], stage=key[2], cases=cases) for key, cases in sums.items()],
        batch_size=1000,
    )
    return len(sums)
