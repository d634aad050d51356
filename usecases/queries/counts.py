"""Counts by stage from the summary table, and how cases moved in a month."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.db.models import Count, Q, Value

from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases.models import StageCount, StageCountDelta, StageMove, UseCase
from usecases.workflow import ORDER, Source


def stage_counts(
    actor: Actor, *, unit: Unit | None = None, category: str = "", inventory: bool = False
) -> dict[str, int]:
    """Return how many visible active cases stand at each stage, in the order of the ladder; zeros are left in.

    `unit` narrows to it and all below; without one, public inventories are left out unless `inventory`.
    Two queries, over sums and what is not folded into them yet.
    """
    counts = dict.fromkeys(ORDER, 0)
    for (_unit, stage), cases in _sums(_tops(actor, unit, inventory), category).items():
        counts[stage] += cases
    return counts


def counts_by_unit(actor: Actor, units: Iterable[Unit], *, category: str = "") -> dict[int, dict[str, int]]:
    """Return for each visible unit of `units` (by id) the cases at each stage, all below it included."""
    access = access_of(actor)
    shown = [unit for unit in units if access.allows(Permission.READ, unit.path)]
    out = {unit.pk: dict.fromkeys(ORDER, 0) for unit in shown}
    for (unit_id, stage), cases in _sums(shown, category).items():
        out[unit_id][stage] += cases
    return out


def _tops(actor: Actor, unit: Unit | None, inventory: bool) -> list[Unit]:
    """The highest units that together hold exactly what is asked for and visible."""
    access = access_of(actor)
    if unit is not None and access.allows(Permission.READ, unit.path):
        return [unit]
    if access.everything:
        tops = Unit.objects.filter(parent=None)
    else:
        tops = Unit.objects.filter(path__in=access.paths.get(Permission.READ, ()))
    if unit is not None:
        return list(tops.filter(path__startswith=str(unit.path)))
    return list(tops if inventory else tops.filter(is_inventory=False))


def _sums(units: Iterable[Unit], category: str) -> Counter[tuple[int, str]]:
    """Sums of some units plus what waits below them, in one statement: a fold in between cannot count twice."""
    out: Counter[tuple[int, str]] = Counter()
    tops = {unit.path or "": unit.pk for unit in units}
    if not tops:
        return out
    below = Q(pk__in=[])
    for path in tops:
        below |= Q(unit__path__startswith=path)
    sums = StageCount.objects.filter(unit_id__in=tops.values())
    waiting = StageCountDelta.objects.filter(below)
    if category:
        sums, waiting = sums.filter(category=category), waiting.filter(category=category)
    columns = ("waits", "unit__path", "stage", "cases")
    rows = (
        sums.annotate(waits=Value(0))
        .values_list(*columns)
        .union(waiting.annotate(waits=Value(1)).values_list(*columns), all=True)
    )
    for waits, path, stage, cases in rows:
        counted = [pk for top, pk in tops.items() if path.startswith(top)] if waits else [tops[path]]
        for pk in counted:
            out[pk, stage] += cases
    return out


def moves_in_month(
    actor: Actor, month: Month, *, unit: Unit | None = None, category: str = "", inventory: bool = False
) -> dict[str, int]:
    """Return how many visible cases reached each stage in a month (UTC) by being worked on, not by import."""
    first = datetime.combine(month.first_day, time(), UTC)
    after = datetime.combine(month.plus(1).first_day, time(), UTC)
    rows = StageMove.objects.filter(
        access_of(actor).q(Permission.READ, "case__unit__path"),
        effective_at__gte=first,
        effective_at__lt=after,
        source=Source.EARNED,
        case__archived_at=None,
    )
    if unit is not None:
        rows = rows.filter(case__unit__path__startswith=str(unit.path))
    elif not inventory:
        rows = rows.filter(case__unit__is_inventory=False)
    if category:
        rows = rows.filter(case__category=category)
    counts = dict.fromkeys(ORDER, 0)
    for stage, cases in rows.order_by().values_list("to_stage").annotate(n=Count("case", distinct=True)):
        counts[stage] += cases
    return counts


def not_yet_reviewed(actor: Actor, *, unit: Unit | None = None) -> int:
    """Return how many visible cases were imported beyond approval and never approved here."""
    rows = UseCase.objects.visible_to(actor).not_yet_reviewed()
    return rows.filter(unit__path__startswith=str(unit.path)).count() if unit is not None else rows.count()


def stage_count_differences() -> list[str]:
    """Return a line for every sum that differs from the cases themselves; empty when the summary is right."""
    told: Counter[tuple[str, str, str]] = Counter()
    for path, category, stage, cases in StageCount.objects.values_list("unit__path", "category", "stage", "cases"):
        told[str(path), category, stage] += cases
    waiting = StageCountDelta.objects.values_list("unit__path", "category", "stage", "cases")
    for path, category, stage, cases in waiting:
        for above in _with_ancestors(str(path)):
            told[above, category, stage] += cases
    real: Counter[tuple[str, str, str]] = Counter()
    rows = UseCase.objects.active().order_by().values_list("unit__path", "category", "stage")
    for path, category, stage, cases in rows.annotate(n=Count("id")):
        for above in _with_ancestors(str(path)):
            real[above, category, stage] += cases
    return [
        f"usecases.StageCount unit {key[0]} category {key[1]!r} stage {key[2]}: {told[key]} counted, {real[key]} there"
        for key in sorted(told.keys() | real.keys())
        if told[key] != real[key]
    ]


def _with_ancestors(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]
