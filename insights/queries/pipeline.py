"""Where the use cases stand, which are worth most, and how ready the units are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Window

from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from foundation.ui.errors import sentence
from insights.scope import Scope
from library.kinds.scoring_model import ScoringModel
from library.queries import MissingDocument
from readiness.models import UnitProfile
from readiness.queries import ENTERPRISE
from usecases import queries as cases
from usecases.models import StageCount, StageCountDelta, UseCase
from usecases.workflow import CLOSED, LADDER, ORDER, Stage

POINTS = 40
UNITS = 12


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Active cases by stage now, and how many reached each stage in `month` by being worked on.

    `imported` are those of `counts` that came from a file as approved or further and were never approved here.
    """

    counts: Mapping[str, int]
    moved: Mapping[str, int]
    month: Month
    imported: Mapping[str, int]

    @property
    def open(self) -> int:
        """Cases on the ladder."""
        return sum(self.counts[stage] for stage in LADDER)

    @property
    def running(self) -> int:
        """Cases in production or scaled."""
        return self.counts[Stage.PRODUCTION] + self.counts[Stage.SCALED]

    @property
    def unreviewed(self) -> int:
        """Imported cases that wait for their first review here."""
        return sum(self.imported.values())

    @property
    def unreviewed_running(self) -> int:
        """Those of `unreviewed` that stand in production or scaled."""
        return self.imported[Stage.PRODUCTION] + self.imported[Stage.SCALED]

    @property
    def closed(self) -> int:
        """Cases rejected, killed or retired."""
        return sum(self.counts[stage] for stage in CLOSED)

    @property
    def moves(self) -> int:
        """All moves of the month."""
        return sum(self.moved.values())


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The best scored cases, at most 40 of `count`; `model` is None, and says why, before the library is loaded."""

    model: ScoringModel | None
    cases: Sequence[Mapping[str, Any]]
    count: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnitReadiness:
    """The latest result of a unit."""

    unit: str
    overall: Decimal
    band: str
    tone: str
    url: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Readiness:
    """The weakest units first, at most 12 of `count`."""

    profiles: Sequence[UnitProfile]
    count: int

    @property
    def units(self) -> list[UnitReadiness]:
        """The same as plain values."""
        return [
            UnitReadiness(
                row.unit.name,
                row.overall,
                row.band_label,
                row.band_tone,
                row.assessment.get_absolute_url(),
                row.submitted_at,
            )
            for row in self.profiles
        ]


def pipeline(actor: Actor, scope: Scope, *, now: Month, moves: bool = True) -> Pipeline:
    """Return counts and moves; the month of the moves is the last one asked for, or the present one.

    Without `moves` they are not counted: only the chart and the report show them.
    """
    month = scope.last or now
    counts, moved = Counter(dict.fromkeys(ORDER, 0)), Counter(dict.fromkeys(ORDER, 0))
    for unit in scope.tops:  # mostly one
        counts.update(cases.stage_counts(actor, unit=unit, category=scope.category))
        if moves:
            moved.update(cases.moves_in_month(actor, month, unit=unit, category=scope.category))
    waiting = UseCase.objects.filter(scope.q("unit__path", "category")).not_yet_reviewed()
    imported = Counter(dict.fromkeys(ORDER, 0))
    imported.update(dict(waiting.order_by().values_list("stage").annotate(n=Count("id"))))
    return Pipeline(counts, moved, month, imported)


def feasibility(actor: Actor, scope: Scope, *, limit: int = POINTS) -> Feasibility:
    """Return value against feasibility of the best cases."""
    try:
        model: ScoringModel = cases.active_model().parsed
    except MissingDocument as missing:
        return Feasibility(None, (), 0, sentence(missing))
    found: list[dict[str, Any]] = []
    total = 0
    for unit in scope.tops:
        best, count = cases.top_cases(actor, unit=unit, category=scope.category, limit=limit)
        found += best
        total += count
    if len(scope.tops) > 1:
        found.sort(key=lambda case: (-case["score"], case["reference"]))
    return Feasibility(model, found[:limit], total)


def readiness(scope: Scope, *, limit: int = UNITS) -> Readiness:
    """Return the latest readiness of units; the category of use cases does not narrow it."""
    rows = list(
        UnitProfile.objects.filter(scope.q(), instrument_slug=ENTERPRISE)
        .select_related("unit", "assessment")
        .only("overall", "band", "band_label", "band_tone", "submitted_at", "unit__name", "assessment__uid")
        .annotate(count=Window(Count("*")))
        .order_by("overall", "unit__name")[:limit]
    )
    return Readiness(rows, rows[0].count if rows else 0)


def categories(scope: Scope) -> list[str]:
    """Return the categories of active use cases in the units covered, by name; read from the counts by stage."""
    summed = StageCount.objects.filter(unit__in=scope.tops, cases__gt=0).exclude(category="")
    waiting = StageCountDelta.objects.filter(scope.q(), cases__gt=0).exclude(category="")
    found = summed.order_by().values_list("category").union(waiting.order_by().values_list("category"))
    return sorted(name for (name,) in found)
