"""The executive dashboard as one value: the same for the page, the API and the report."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from insights.queries.attention import attention
from insights.queries.decisions import Decision, Decisions, decisions
from insights.queries.governance import Governance, Lapsing, governance
from insights.queries.pipeline import (
    Feasibility,
    Pipeline,
    Readiness,
    UnitReadiness,
    categories,
    feasibility,
    pipeline,
    readiness,
)
from insights.queries.value import Value, value
from insights.rules import Attention
from insights.scope import Scope, scope_for, scope_of_units

__all__ = [
    "Attention",
    "Dashboard",
    "Decision",
    "Decisions",
    "Feasibility",
    "Governance",
    "Lapsing",
    "Pipeline",
    "Readiness",
    "Scope",
    "UnitReadiness",
    "Value",
    "attention",
    "categories",
    "dashboard",
    "decisions",
    "feasibility",
    "governance",
    "pipeline",
    "present_month",
    "readiness",
    "scope_for",
    "scope_of_units",
    "value",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Everything on the executive dashboard, as of one moment and under the rights of one reader.

    `feasibility` is None, and no moves are counted, when charts were left out: the page fetches those by themselves.
    """

    scope: Scope
    as_of: datetime
    value: Value
    pipeline: Pipeline
    feasibility: Feasibility | None
    readiness: Readiness
    governance: Governance
    decisions: Decisions
    attention: tuple[Attention, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return (
            self.value.is_empty and not self.pipeline.open and not self.pipeline.closed and not self.readiness.profiles
        )


def present_month(at: datetime) -> Month:
    """Return the month of a moment in the reader's zone."""
    return Month.of(timezone.localtime(at).date())


def dashboard(
    actor: Actor, scope: Scope, *, charts: bool = True, by_category: bool = False, at: datetime | None = None
) -> Dashboard:
    """Return the dashboard of a scope, which `scope_for` made for the same actor.

    The number of queries is constant. Without `charts` what only they show is left out. `by_category` reads the
    ledger by category too, for those who explain its figures.
    """
    moment = at or timezone.now()
    now = present_month(moment)
    of_value = value(scope, now=now, by_category=by_category)
    of_units = readiness(scope)
    of_reviews = governance(scope, at=moment)
    return Dashboard(
        scope=scope,
        as_of=moment,
        value=of_value,
        pipeline=pipeline(actor, scope, now=now, moves=charts),
        feasibility=feasibility(actor, scope) if charts else None,
        readiness=of_units,
        governance=of_reviews,
        decisions=decisions(actor, scope, at=moment),
        attention=attention(scope, value=of_value, readiness=of_units, governance=of_reviews, at=moment),
    )
