"""Reading rollouts: one, those of a case, and all of them by stage."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from deployments import rules
from deployments.models import Criterion, Decision, Gate, GateQuerySet, Rollout, RolloutQuerySet, StageRun, stage_label
from deployments.queries.outlook import outlooks
from deployments.queries.wording import short
from deployments.rules import Outcome
from deployments.workflow import GateState, Level, State
from foundation.people.actors import Actor
from library.kinds.stage_plan import LADDER
from usecases.models import UseCase

LANE_CARDS = 12
FINISHED_SHOWN = 3
LANES = ("", *LADDER)


def whole(rows: RolloutQuerySet) -> RolloutQuerySet:
    """Load what the page of a rollout reads of its neighbors."""
    return rows.select_related(
        "case__unit", "case__owner", "case__created_by", "plan", "unit", "started_by", "ended_by"
    )


def of_case(case: UseCase) -> RolloutQuerySet:
    """Return the rollouts of a case, the primary one and then the newest first."""
    return whole(Rollout.objects.filter(case=case)).order_by("-is_primary", "-id")


def primary(case: UseCase) -> Rollout | None:
    """Return the rollout that moves the stage of a case and was neither rolled back nor cancelled; None without one."""
    return whole(Rollout.objects.filter(case=case, is_primary=True, state__in=[State.RUNNING, State.FINISHED])).first()


def runs(rollout: Rollout) -> list[StageRun]:
    """Return the runs of the stages of a rollout in order, with their exit checks; three queries."""
    rows = list(rollout.runs.select_related("cohort_by").prefetch_related("checks__shown_by").order_by("position"))
    for row in rows:
        row.rollout = rollout
    return rows


def gates(rollout: Rollout) -> GateQuerySet:
    """Return the gates of a rollout, newest first."""
    return rollout.gates.select_related("document", "opened_by", "decided_by").order_by("-id")


def open_gate(rollout: Rollout) -> Gate | None:
    """Return the gate of a rollout that waits for a decision; None without one."""
    found = Gate.objects.whole().filter(rollout=rollout, state=GateState.OPEN).first()
    if found is not None:
        found.rollout = rollout
    return found


def today() -> date:
    """Return the day by which stages count; days of rollouts are days in UTC, the same for every reader."""
    return timezone.now().date()


@dataclass(frozen=True, slots=True)
class Card:
    """A running rollout on its lane: days behind its plan, its open gate and what that comes to."""

    rollout: Rollout
    late: int
    planned_end: date | None
    gate: Gate | None
    outlook: Outcome | None

    @property
    def said(self) -> str:
        """What the open gate comes to, in a few words; "" without one."""
        return short(self.outlook) if self.outlook else ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The running rollouts in one stage: how many, and the newest of them; and those that finished there."""

    key: str
    label: str
    count: int
    cards: tuple[Card, ...]
    finished: int = 0
    finished_first: tuple[Rollout, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def counts_by_stage(actor: Actor, *, below: str = "") -> dict[str, int]:
    """Return how many rollouts run in each stage ("" for not started), of what the actor may read; one query.

    `below` is a unit path of the case.
    """
    rows = _visible(actor, below).running().order_by().values_list("stage").annotate(count=Count("id"))
    found = dict(rows)
    return {key: found.get(key, 0) for key in LANES}


def lanes(actor: Actor, *, below: str = "") -> list[Lane]:
    """Return the running rollouts by stage, with a constant number of queries."""
    counts = counts_by_stage(actor, below=below)
    numbered = (
        _visible(actor, below).running()
        .annotate(place=Window(RowNumber(), partition_by=[F("stage")], order_by=F("id").desc()))
        .filter(place__lte=LANE_CARDS)
    )  # fmt: skip
    by_stage: dict[str, list[Card]] = defaultdict(list)
    for card in cards(list(whole(numbered).order_by("-id"))):
        by_stage[card.rollout.stage].append(card)
    done, first = _finished(actor, below)
    return [
        Lane(key, stage_label(key), counts[key], tuple(by_stage[key]), done.get(key, 0), tuple(first.get(key, ())))
        for key in LANES
    ]


def _finished(actor: Actor, below: str) -> tuple[dict[str, int], dict[str, list[Rollout]]]:
    """How many rollouts finished in each stage, and the newest of them; one query."""
    numbered = (
        _visible(actor, below)
        .filter(state=State.FINISHED)
        .annotate(
            place=Window(RowNumber(), partition_by=[F("stage")], order_by=F("id").desc()),
            together=Window(Count("id"), partition_by=[F("stage")]),
        )
        .filter(place__lte=FINISHED_SHOWN)
    )
    counts: dict[str, int] = {}
    first: dict[str, list[Rollout]] = defaultdict(list)
    for row in numbered.select_related("case").order_by("-id"):
        counts[row.stage] = row.together
        first[row.stage].append(row)
    return counts, first


def cards(rows: Sequence[Rollout]) -> list[Card]:
    """Return rollouts with lateness, open gate and outlook, in their order; seven queries. Needs `whole` rows."""
    if not rows:
        return []
    ids = [row.pk for row in rows]
    day = today()
    current: dict[int, StageRun] = {}
    upcoming: dict[int, StageRun] = {}
    for run in StageRun.objects.filter(rollout_id__in=ids).order_by("-position"):
        if run.is_current:
            current[run.rollout_id] = run
        elif run.actual_start is None:
            upcoming[run.rollout_id] = run
    by_id = {row.pk: row for row in rows}
    open_gates = {}
    for gate in Gate.objects.filter(rollout_id__in=ids, state=GateState.OPEN).select_related("document"):
        gate.rollout = by_id[gate.rollout_id]
        open_gates[gate.rollout_id] = gate
    found = outlooks(list(open_gates.values()))
    out = []
    for row in rows:
        here = current.get(row.pk) or upcoming.get(row.pk)
        late = rules.days_late(here.plan, here.actual_start, here.actual_end, day) if here and row.is_running else 0
        opened = open_gates.get(row.pk)
        outlook = found.get(opened.pk) if opened else None
        out.append(Card(row, late, here.planned_end if here else None, opened, outlook))
    return out


def blocked_gates(actor: Actor, *, below: str = "") -> list[tuple[Gate, Outcome]]:
    """Return the open gates of running rollouts that cannot pass as they are, oldest first; six queries."""
    rows = Gate.objects.visible_to(actor).open().filter(rollout__state=State.RUNNING)
    if below:
        rows = rows.filter(rollout__case__unit__path__startswith=below)
    found = list(rows.select_related("rollout__case__unit", "rollout__plan", "document").order_by("opened_at", "id"))
    outcomes = outlooks(found)
    return [(gate, outcomes[gate.pk]) for gate in found if not outcomes[gate.pk].can_pass]


def plans_of(rollout: Rollout) -> QuerySet[Criterion]:
    """Return the mitigation plans of the gates that a rollout passed or stands at, the soonest due first."""
    return (
        Criterion.objects.filter(gate__rollout=rollout, gate__state__in=[GateState.OPEN, GateState.PASSED])
        .filter(level=Level.SHOULD)
        .exclude(mitigation="")
        .select_related("gate__document", "mitigation_owner")
        .order_by("mitigation_due", "id")
    )


def _visible(actor: Actor, below: str) -> RolloutQuerySet:
    rows = Rollout.objects.visible_to(actor)
    return rows.filter(case__unit__path__startswith=below) if below else rows


def decisions_of(rollout: Rollout) -> list[Decision]:
    """Return the rounds of the question what becomes of a rollout, the newest first."""
    rows = Decision.objects.filter(rollout=rollout)
    return list(rows.select_related("document", "decided_by", "opened_by", "rollout__case"))


def decision_record(decision: Decision) -> dict[str, Any]:
    """Return what a decision froze, as it was digested; empty while it is open."""
    return dict(json.loads(decision.record)) if decision.record else {}
