"""The decisions that need this reader: the same steps, votes, conditions and gates as on the home page."""

from dataclasses import dataclass
from datetime import date, datetime

from deployments import queries as rollouts
from foundation.people.actors import Actor
from foundation.people.models import User
from governance import queries as reviews
from insights.scope import Scope
from usecases.models import UseCase, reference_of

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that this reader may decide, vote on or meet now."""

    title: str
    reference: str
    name: str
    url: str
    since: datetime
    due: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """The most urgent ones of `count`; the home page lists the others."""

    items: tuple[Decision, ...] = ()
    count: int = 0

    @property
    def more(self) -> bool:
        """Whether there are others than those named."""
        return self.count > len(self.items)


def decisions(actor: Actor, scope: Scope, *, at: datetime, limit: int = SHOWN) -> Decisions:
    """Return what of reviews and gates in the scope waits for this reader, the overdue first, then by deadline.

    The number of queries is constant.
    """
    if not isinstance(actor, User):
        return Decisions()
    found = [
        _decision(item.case, item.title, item.url, item.since, item.due, at)
        for item in reviews.waiting_for(actor)
        if scope.holds(item.case)
    ]
    found += [
        _decision(item.case, item.title, item.url, item.since, None, at)
        for item in rollouts.waiting_for(actor)
        if scope.holds(item.case)
    ]
    found.sort(key=lambda item: (not item.is_overdue, item.due or date.max, item.since))
    return Decisions(tuple(found[:limit]), len(found))


def _decision(case: UseCase, title: str, url: str, since: datetime, due: date | None, at: datetime) -> Decision:
    return Decision(title, reference_of(case.pk), case.name, url, since, due, due is not None and due < at.date())
