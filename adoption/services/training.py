"""Training: planning sessions, telling who attended, and saying how many people are to be trained."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from adoption import policies, rules
from adoption.models import KEY_LENGTH, LABEL_LENGTH, NOTE_LENGTH, Attendance, Scope, Session
from adoption.services.records import added, any_day, changed, text
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from library.kinds.training_program import TrainingProgram
from library.models import Document
from library.queries import latest
from usecases.models import UseCase

PROGRAM = "ai-training"
KNOWN_OTHERWISE = _("This person is known in this session with another result.")
_THOUSANDTHS = Decimal("0.001")


def program() -> Document:
    """The training program that new sessions pin."""
    return latest("training_program", PROGRAM)


def _track(key: str) -> Document:
    document = program()
    parsed: TrainingProgram = document.parsed
    try:
        parsed.track(key)
    except KeyError:
        raise Invalid(_("The training program has no track “%(key)s”."), field="track", key=key[:60]) from None
    return document


def plan_session(
    *,
    by: Actor,
    unit: Unit,
    track: str,
    held_on: date,
    case: UseCase | None = None,
    seats: int | None = None,
    trainer: str = "",
    key: str = "",
) -> Session:
    """Plan a session of a track for the people of a unit, with `case` when it is about one use case.

    `key` names it within the unit, by default its track, day and use case. Raises Denied; Invalid at `track`,
    `held_on`, `seats`, `trainer` or `key`; Conflict at `key` when the unit has a session of this name.
    """
    document = _track(track)
    named = f"{track} {held_on.isoformat()}" + (f" {case.reference}" if case else "")
    row = Session(
        unit=unit,
        case=case,
        document=document,
        track=track,
        held_on=any_day(held_on, "held_on"),
        seats=rules.people(seats, "seats"),
        trainer=text(trainer, "trainer", LABEL_LENGTH, needed=False),
        key=text(key or named, "key", KEY_LENGTH),
    )
    try:
        with transaction.atomic():
            return added(row, "adoption.session.planned", by=by, check=policies.check_write, track=track, on=held_on)
    except IntegrityError:
        raise Conflict(_("This unit has a session with the key “%(key)s”."), field="key", key=row.key) from None


@transaction.atomic
def count_attendance(
    session: Session,
    *,
    by: Actor,
    attended: int,
    completed: int,
    rating: Decimal | None = None,
    ratings: int | None = None,
) -> Session:
    """Tell how many attended and completed, and their mean satisfaction from 1 to 5 with its number of answers.

    Telling the same again changes nothing. Raises Denied; Invalid at the field; Conflict for a session that is
    canceled, lies ahead, or whose attendance is told person by person.
    """
    session = lock(session)
    policies.check_attend(by, session)
    _require_held(session)
    if session.by_people:
        raise Conflict(_("Attendance of this session is told person by person."), field="attended")
    rules.people(attended, "attended")
    rules.people(completed, "completed")
    rules.at_most(completed, attended, "completed", _("No more can complete than attended."))
    rules.at_most(ratings, attended, "ratings", _("No more can answer than attended."))
    if (rating is None) != (not ratings):
        raise Invalid(_("A satisfaction needs its number of answers, and the other way round."), field="ratings")
    if rating is not None and not (rating.is_finite() and 1 <= rating <= 5):
        raise Invalid(_("Satisfaction lies between 1 and 5."), field="rating")
    told: dict[str, Any] = {
        "attended": attended,
        "completed": completed,
        "rating": None if rating is None else rating.quantize(_THOUSANDTHS),
        "ratings": ratings or None,
    }
    if any(getattr(session, name) != value for name, value in told.items()):
        changed(session, "adoption.session.counted", by=by, **told)
    return session


def _require_held(session: Session) -> None:
    if session.held_on > timezone.localdate():
        raise Conflict(_("This session lies ahead; nobody can have attended it."), field="held_on")


def person_of(name: str) -> str:
    """Return the digest by which one person is told from another: keyed, so that nobody can look a name up."""
    return salted_hmac("adoption.person", " ".join(name.split()).casefold(), algorithm="sha256").hexdigest()


@transaction.atomic
def attend(session: Session, *, by: Actor, people: dict[str, tuple[bool, int | None]]) -> tuple[int, int]:
    """Tell who attended: by `person_of` each person whether they completed, and their satisfaction from 1 to 5.

    Kept are these digests, which count people and name nobody. Returns how many were new and how many were known.
    Raises Denied; Invalid at `rating`; Conflict when a person is known with something else, or for a session that is
    canceled, lies ahead, or was counted before.
    """
    session = lock(session)
    policies.check_attend(by, session)
    _require_held(session)
    if session.attended is not None and not session.by_people:
        raise Conflict(_("Attendance of this session was counted; correct the counts instead."), field="person")
    if any(rating is not None and not 1 <= rating <= 5 for _completed, rating in people.values()):
        raise Invalid(_("Satisfaction lies between 1 and 5."), field="rating")
    rows = Attendance.objects.filter(session=session)
    known = {row.person: (row.completed, row.rating) for row in rows if row.person in people}
    if any(known[name] != people[name] for name in known):
        raise Conflict(KNOWN_OTHERWISE, field="person")
    new = [name for name in people if name not in known]
    if new:
        Attendance.objects.bulk_create(
            [
                Attendance(session=session, person=name, completed=people[name][0], rating=people[name][1])
                for name in new
            ]
        )
        found = Attendance.objects.filter(session=session).aggregate(
            attended=Count("id"), completed=Count("id", filter=Q(completed=True)), mean=Avg("rating"),
            ratings=Count("rating"),
        )  # fmt: skip
        session.by_people = True
        session.attended, session.completed = found["attended"], found["completed"]
        session.rating = None if found["mean"] is None else Decimal(str(found["mean"])).quantize(_THOUSANDTHS)
        session.ratings = found["ratings"] or None
        session.updated_at = timezone.now()
        session.save()
        audit.record(
            "adoption.session.attended", session, by=by, people=len(new),
            people_digest=hashlib.sha256("".join(sorted(new)).encode()).hexdigest(),
        )  # fmt: skip
    return len(new), len(known)


@transaction.atomic
def cancel_session(session: Session, *, by: Actor, reason: str) -> Session:
    """Cancel a session that nobody attended. Raises Denied, Invalid at `reason`, Conflict."""
    session = lock(session)
    policies.check_cancel(by, session)
    reason = text(reason, "reason", NOTE_LENGTH)
    changed(
        session, "adoption.session.canceled", by=by, reason=reason, canceled_at=timezone.now(), cancel_reason=reason
    )
    return session


def set_scope(*, by: Actor, unit: Unit, track: str, people: int, case: UseCase | None = None) -> Scope:
    """Say how many people of a unit, with all below it, are to take a track, or are to be trained for a use case.

    The newest statement counts. Raises Denied; Invalid at `track` or `people`.
    """
    _track(track)
    rules.people(people, "people")
    row = Scope(unit=unit, case=case, track=track, people=people)
    return added(row, "adoption.scope.set", by=by, check=policies.check_write, track=track, people=people)
