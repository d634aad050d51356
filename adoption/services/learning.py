"""Learning: results of pilots, retrospectives, and ideas that become use cases."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from adoption import policies
from adoption.models import LABEL_LENGTH, NOTE_LENGTH, TEXT_LENGTH, Idea, PilotResult, Retrospective
from adoption.services.records import added, changed, past_day, person, text
from adoption.workflow import IdeaState
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from usecases.models import UseCase
from usecases.services import create_case

MOST_METRICS = 20
MOST_ACTIONS = 3
UNIT_LENGTH = 40
Metric = tuple[str, str, Decimal | None, Decimal | None]
"""What was measured, its unit, and the figures before and after."""


def record_pilot(
    *,
    by: Actor,
    case: UseCase,
    title: str,
    period_from: date,
    period_to: date,
    lessons: str,
    metrics: Sequence[Metric] = (),
    summary: str = "",
    savings: Money | None = None,
    unit: Unit | None = None,
) -> PilotResult:
    """Record what a pilot changed and what was learned, a lesson on each line.

    `savings` is what it saves in a year. Raises Denied; Invalid at the field at fault.
    """
    if past_day(period_to, "period_to") < past_day(period_from, "period_from"):
        raise Invalid(_("The last day lies before the first."), field="period_to")
    if savings is not None and savings.minor < 0:
        raise Invalid(_("Enter an amount that is not negative."), field="savings")
    row = PilotResult(
        unit=unit or case.unit,
        case=case,
        title=text(title, "title", LABEL_LENGTH),
        summary=text(summary, "summary", TEXT_LENGTH, needed=False),
        period_from=period_from,
        period_to=period_to,
        metrics=[_metric(metric) for metric in _few(metrics)],
        lessons=text(lessons, "lessons", TEXT_LENGTH),
    )
    row.savings = savings  # type: ignore[assignment]
    return added(
        row, "adoption.pilot.recorded", by=by, check=policies.check_write, metrics=row.metrics, savings=savings
    )


def _few(metrics: Sequence[Metric]) -> Sequence[Metric]:
    if len(metrics) > MOST_METRICS:
        raise Invalid(_("Give at most %(most)s measures."), field="metrics", most=MOST_METRICS)
    return metrics


def _metric(metric: Metric) -> dict[str, Any]:
    label, unit, before, after = metric
    if before is None and after is None:
        raise Invalid(_("A measure needs a figure before or after."), field="metrics")
    for value in (before, after):
        if value is not None and not (value.is_finite() and abs(value) < Decimal(10) ** 15):
            raise Invalid(_("Enter a number that can be kept."), field="metrics")
    return {
        "label": text(label, "metrics", LABEL_LENGTH),
        "unit": text(unit, "metrics", UNIT_LENGTH, needed=False),
        "before": None if before is None else f"{before.normalize():f}",
        "after": None if after is None else f"{after.normalize():f}",
    }


def hold_retrospective(
    *,
    by: Actor,
    unit: Unit,
    title: str,
    held_on: date,
    went_well: str,
    to_change: str,
    actions: str = "",
    case: UseCase | None = None,
) -> Retrospective:
    """Record a retrospective with at most three actions, one on each line. Raises Denied; Invalid at the field."""
    actions = text(actions, "actions", TEXT_LENGTH, needed=False)
    if sum(1 for line in actions.splitlines() if line.strip()) > MOST_ACTIONS:
        raise Invalid(_("Agree on at most %(most)s actions; more are not done."), field="actions", most=MOST_ACTIONS)
    row = Retrospective(
        unit=unit,
        case=case,
        title=text(title, "title", LABEL_LENGTH),
        held_on=past_day(held_on, "held_on"),
        went_well=text(went_well, "went_well", TEXT_LENGTH),
        to_change=text(to_change, "to_change", TEXT_LENGTH),
        actions=actions,
    )
    return added(row, "adoption.retrospective.held", by=by, check=policies.check_write, on=held_on)


def suggest_idea(*, by: Actor, unit: Unit, title: str, problem: str, case: UseCase | None = None) -> Idea:
    """Put an idea into the innovation pipeline; `case` is the use case that it came from.

    Raises Denied; Invalid at `title` or `problem`.
    """
    row = Idea(
        unit=unit, case=case, title=text(title, "title", LABEL_LENGTH), problem=text(problem, "problem", TEXT_LENGTH)
    )
    return added(row, "adoption.idea.suggested", by=by, check=policies.check_say)


@transaction.atomic
def turn_idea(row: Idea, *, by: Actor) -> UseCase:
    """Register the idea as a use case of its unit and return that. Raises Denied; Conflict once it is decided."""
    row = lock(row)
    policies.check_turn(by, row)
    case = create_case(row.unit, by=by, name=row.title, summary=row.problem)
    changed(
        row, "adoption.idea.turned", by=by, state=IdeaState.CASE.value, became=case, decided_by=person(by),
        decided_at=timezone.now(),
    )  # fmt: skip
    return case


@transaction.atomic
def decline_idea(row: Idea, *, by: Actor, reason: str) -> Idea:
    """Decline an idea with a reason. Raises Denied; Invalid at `reason`; Conflict once it is decided."""
    row = lock(row)
    policies.check_decline(by, row)
    reason = text(reason, "reason", NOTE_LENGTH)
    changed(
        row, "adoption.idea.declined", by=by, reason=reason, state=IdeaState.DECLINED.value, decline_reason=reason,
        decided_by=person(by), decided_at=timezone.now(),
    )  # fmt: skip
    return row
