"""Reading meetings and governing bodies."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from foundation.people.actors import Actor
from foundation.people.models import User
from governance.incident_rules import SEVERE
from governance.models import (
    AgendaItem,
    Attendance,
    Board,
    Body,
    Incident,
    Meeting,
    PolicyException,
    Review,
    SeatHolder,
)
from governance.models.meetings import BodyMember
from governance.register_rules import ExceptionState, MeetingState
from governance.workflow import StepState


def members_of(what: Board | Body) -> list[User]:
    """Return who sits on a board or body today, by name."""
    sitting: QuerySet[Any] = (
        SeatHolder.objects.filter(seat__board=what, ends_on=None)
        if isinstance(what, Board)
        else BodyMember.objects.filter(body=what, ends_on=None)
    )
    return list(User.objects.filter(pk__in=sitting.values("user_id"), is_active=True).order_by("name"))


def listed(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings that an actor may read, the latest first."""
    return Meeting.objects.visible_to(actor).select_related("unit", "board", "body")


def full(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings that an actor may read with all that their page shows."""
    items = AgendaItem.objects.select_related(
        "review__case__unit", "incident__unit", "exception__case__unit"
    ).prefetch_related("dissents__member")
    attendances = Attendance.objects.select_related("user")
    return (
        listed(actor)
        .select_related("planned_by", "minutes_by", "body__document", "board__document")
        .prefetch_related(Prefetch("items", queryset=items), Prefetch("attendances", queryset=attendances))
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A matter as one reader sees it: what it is about is named only to who may read that."""

    item: AgendaItem
    title: str
    url: str
    about: str | None = None


def agenda(meeting: Meeting, reader: Actor) -> list[Line]:
    """Return the matters of a meeting for a reader, in order, in a constant number of queries."""
    items = list(meeting.items.all())
    readable = {
        "review": _readable(Review.objects.visible_to(reader), {item.review_id for item in items}),
        "incident": _readable(Incident.objects.visible_to(reader), {item.incident_id for item in items}),
        "exception": _readable(PolicyException.objects.visible_to(reader), {item.exception_id for item in items}),
    }
    return [_line(item, readable) for item in items]


def _readable(rows: QuerySet[Any], keys: set[int | None]) -> set[int]:
    return set(rows.filter(pk__in=keys - {None}).values_list("pk", flat=True)) if keys - {None} else set()


def _line(item: AgendaItem, readable: dict[str, set[int]]) -> Line:
    for name in ("review", "incident", "exception"):
        key = getattr(item, f"{name}_id")
        if key is not None:
            about = getattr(item, name)
            if key in readable[name]:
                return Line(item, item.title, about.get_absolute_url(), name)
            return Line(item, about.reference if name == "incident" else about.case.reference, "", name)
    return Line(item, item.title, "")


def proposed(meeting: Meeting) -> Iterator[tuple[str, Review | Incident | PolicyException, str]]:
    """Yield what waits for the board or body that meets and is not on the agenda: kind, record and title."""
    below = meeting.unit.path or ""
    taken = meeting.items.all()
    if meeting.board_id:
        reviews = Review.objects.filter(steps__board=meeting.board_id, steps__state=StepState.OPEN).distinct()
        for review in reviews.exclude(pk__in=taken.exclude(review=None).values("review")).select_related("case"):
            yield "review", review, f"{review}: {review.case.name}"
    incidents = Incident.objects.open().filter(unit__path__startswith=below, severity__in=SEVERE)
    for incident in incidents.exclude(pk__in=taken.exclude(incident=None).values("incident")):
        yield "incident", incident, str(incident)
    waiting = PolicyException.objects.filter(state=ExceptionState.REQUESTED, case__unit__path__startswith=below)
    for found in waiting.exclude(pk__in=taken.exclude(exception=None).values("exception")).select_related("case"):
        yield "exception", found, str(found)


def decisions(what: Body) -> QuerySet[AgendaItem]:
    """Return what a body decided in its meetings, the latest first."""
    return (
        AgendaItem.objects.filter(meeting__body=what, meeting__state=MeetingState.HELD)
        .exclude(outcome="")
        .filter(incident=None, review=None, exception=None)
        .select_related("meeting")
        .order_by("-meeting__starts_at", "position")
    )
