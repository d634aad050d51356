"""Reading training: who is trained, of how many, and how content they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from adoption import rules
from adoption.models import Attendance, Scope, Session
from foundation.people.actors import Actor
from foundation.people.models import Unit
from library.kinds.training_program import Track
from library.queries import published
from usecases.models import UseCase

EVERYBODY = "ai_awareness"
"""The track that everybody takes: what coverage speaks of unless another is named."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people completed a track, and how many are in scope; None where nobody said a scope."""

    trained: int
    in_scope: int | None

    @property
    def share(self) -> Decimal | None:
        """The share of those in scope who are trained; None without a scope or with one of 0."""
        return rules.share(self.trained, self.in_scope)


def tracks() -> list[Track]:
    """Return the tracks of the training program that new sessions pin; none before the library is loaded."""
    document = published("training_program").filter(slug="ai-training").first()
    return list(document.parsed.tracks) if document else []


def trained(sessions: Any) -> int:
    """Return how many people completed sessions: each person once, counted ones as often as they were counted."""
    held = sessions.filter(canceled_at=None).order_by()
    people = Attendance.objects.filter(completed=True, session__in=held.values("id"))
    named = people.aggregate(count=Count("person", distinct=True))["count"]
    counted = held.filter(by_people=False).aggregate(total=Sum("completed"))["total"]
    return int(named) + int(counted or 0)


def training_coverage(unit: Unit, track: str = EVERYBODY) -> Coverage:
    """Return how many people of a unit, with all below it, completed a track, and how many are in scope.

    Sessions of one use case count too; scopes of one do not. The scope of a unit covers those below it.
    """
    path = unit.path or ""
    sessions = Session.objects.filter(unit__path__startswith=path, track=track)
    scopes = Scope.objects.filter(unit__path__startswith=path, track=track, case=None)
    newest = {path or "": people for path, people in scopes.order_by("id").values_list("unit__path", "people")}
    return Coverage(trained(sessions), rules.topmost(newest))


def coverages(actor: Actor, track: str = EVERYBODY) -> list[tuple[Unit, Coverage]]:
    """Return the coverage of each unit that has a scope and that the actor may read, in tree order; three queries.

    Each unit counts what lies below it.
    """
    newest: dict[str, int] = {}
    units: dict[str, Unit] = {}
    for scope in Scope.objects.visible_to(actor).filter(track=track, case=None).select_related("unit").order_by("id"):
        path = scope.unit.path or ""
        newest[path], units[path] = scope.people, scope.unit
    sessions = Session.objects.visible_to(actor).filter(track=track, canceled_at=None)
    done: list[tuple[str, str | None, int]] = [
        (path, None, count or 0)
        for path, count in sessions.filter(by_people=False).values_list("unit__path", "completed")
    ]
    if units:
        people = Attendance.objects.filter(completed=True, session__in=sessions.order_by().values("id"))
        done += [(path or "", person, 1) for path, person in people.values_list("session__unit__path", "person")]
    return [(units[path], Coverage(_below(path, done), newest[path])) for path in sorted(newest)]


def _below(path: str, done: Iterable[tuple[str, str | None, int]]) -> int:
    inside = [(person, count) for where, person, count in done if where.startswith(path)]
    return len({person for person, _count in inside if person}) + sum(n for person, n in inside if person is None)


def training_done(case: UseCase) -> tuple[int, int | None]:
    """Return how many people completed training for a use case, and how many are in scope; None where nobody said.

    Sessions and scopes that name the use case count, whatever their track: a person once.
    """
    newest: dict[str, dict[str, int]] = {}
    rows = Scope.objects.filter(case=case).order_by("id").values_list("track", "unit__path", "people")
    for track, path, people in rows:
        newest.setdefault(track, {})[path or ""] = people
    known = [total for scopes in newest.values() if (total := rules.topmost(scopes)) is not None]
    return trained(Session.objects.filter(case=case)), max(known, default=None)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The mean satisfaction of participants from 1 to 5, and how many answered."""

    mean: Decimal | None
    answers: int


def satisfaction(sessions: Any) -> Satisfaction:
    """Return the satisfaction of sessions, each weighed by its answers."""
    held = sessions.filter(canceled_at=None, ratings__gte=1).order_by()
    return Satisfaction(*rules.pooled_mean(held.values_list("rating", "ratings")))
