"""Change: communications, champions, resistance and feedback."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from adoption import policies, rules
from adoption.models import (
    LABEL_LENGTH,
    NOTE_LENGTH,
    TEXT_LENGTH,
    Champion,
    Communication,
    Feedback,
    Resistance,
    ResistanceStep,
)
from adoption.services.records import added, any_day, changed, past_day, person, text
from adoption.workflow import ANSWERS, CHANNELS, OUTCOMES, REASONS, SAYINGS, STEPS, Answer, Handling
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from usecases.models import UseCase


def one_of(value: str, choices: Any, field: str) -> str:
    """Return a value that is among the choices. Raises Invalid at `field`."""
    if value not in choices:
        raise Invalid(_("This is none of the choices."), field=field)
    return value


def plan_communication(
    *,
    by: Actor,
    unit: Unit,
    audience: str,
    message: str,
    channel: str,
    planned_on: date,
    case: UseCase | None = None,
    owner: User | None = None,
) -> Communication:
    """Plan what an audience is told, how and when. Raises Denied; Invalid at the field at fault."""
    row = Communication(unit=unit, case=case, owner=owner, **_communication(audience, message, channel, planned_on))
    return added(row, "adoption.communication.planned", by=by, check=policies.check_write, on=planned_on)


def _communication(audience: str, message: str, channel: str, planned_on: date) -> dict[str, Any]:
    return {
        "audience": text(audience, "audience", LABEL_LENGTH),
        "message": text(message, "message", TEXT_LENGTH),
        "channel": one_of(channel, CHANNELS, "channel"),
        "planned_on": any_day(planned_on, "planned_on"),
    }


@transaction.atomic
def revise_communication(
    row: Communication,
    *,
    by: Actor,
    audience: str,
    message: str,
    channel: str,
    planned_on: date,
    owner: User | None = None,
) -> Communication:
    """Change a communication that is not sent. Raises Denied; Invalid at the field; Conflict once sent or dropped."""
    row = lock(row)
    policies.check_send(by, row)
    columns = _communication(audience, message, channel, planned_on)
    changed(row, "adoption.communication.revised", by=by, owner=owner, **columns)
    return row


@transaction.atomic
def send_communication(row: Communication, *, by: Actor, sent_on: date) -> Communication:
    """Say that it was sent. Raises Denied; Invalid at `sent_on`; Conflict once sent or dropped."""
    row = lock(row)
    policies.check_send(by, row)
    changed(row, "adoption.communication.sent", by=by, sent_on=past_day(sent_on, "sent_on"))
    return row


@transaction.atomic
def drop_communication(row: Communication, *, by: Actor, reason: str) -> Communication:
    """Say that it will not be sent. Raises Denied; Invalid at `reason`; Conflict once sent or dropped."""
    row = lock(row)
    policies.check_send(by, row)
    reason = text(reason, "reason", NOTE_LENGTH)
    changed(row, "adoption.communication.dropped", by=by, reason=reason, dropped_at=timezone.now(), drop_reason=reason)
    return row


def name_champion(*, by: Actor, unit: Unit, name: str, since: date, case: UseCase | None = None) -> Champion:
    """Name who helps the people of a unit. Raises Denied; Invalid at `name` or `since`."""
    row = Champion(unit=unit, case=case, name=text(name, "name", LABEL_LENGTH), since=any_day(since, "since"))
    return added(row, "adoption.champion.named", by=by, check=policies.check_write, since=since)


@transaction.atomic
def release_champion(row: Champion, *, by: Actor, until: date) -> Champion:
    """Say until when somebody was champion. Raises Denied; Invalid at `until`; Conflict once released."""
    row = lock(row)
    policies.check_release(by, row)
    if any_day(until, "until") < row.since:
        raise Invalid(_("The last day lies before the first."), field="until")
    changed(row, "adoption.champion.released", by=by, until=until)
    return row


def raise_resistance(
    *,
    by: Actor,
    unit: Unit,
    reason: str,
    statement: str,
    raised_on: date,
    case: UseCase | None = None,
    people: int | None = None,
    owner: User | None = None,
) -> Resistance:
    """Record that people of a unit refuse something, and why. Raises Denied; Invalid at the field at fault."""
    row = Resistance(
        unit=unit,
        case=case,
        reason=one_of(reason, REASONS, "reason"),
        statement=text(statement, "statement", TEXT_LENGTH),
        raised_on=past_day(raised_on, "raised_on"),
        people=rules.people(people, "people"),
        owner=owner,
    )
    return added(row, "adoption.resistance.raised", by=by, check=policies.check_write, reason_kind=reason)


@transaction.atomic
def handle_resistance(row: Resistance, *, by: Actor, kind: str, what: str, done_on: date) -> ResistanceStep:
    """Record one thing that was done about it. Raises Denied; Invalid at `kind`, `what`, `done_on`; Conflict."""
    row = lock(row)
    policies.check_handle(by, row)
    step = ResistanceStep.objects.create(
        resistance=row,
        kind=one_of(kind, STEPS, "kind"),
        text=text(what, "what", TEXT_LENGTH),
        done_on=past_day(done_on, "done_on"),
        by=person(by),
    )
    row.state, row.updated_at = Handling.HANDLING, timezone.now()
    row.save(update_fields=["state", "updated_at"])
    audit.record("adoption.resistance.handled", row, by=by, step=kind, what=step.text, on=done_on)
    return step


@transaction.atomic
def close_resistance(row: Resistance, *, by: Actor, outcome: str, what: str) -> Resistance:
    """Say how it ended. Raises Denied; Invalid at `outcome` or `what`; Conflict while nothing was done, or closed."""
    row = lock(row)
    policies.check_close(by, row)
    changed(
        row, "adoption.resistance.closed", by=by, state=Handling.CLOSED.value, closed_at=timezone.now(),
        outcome=one_of(outcome, OUTCOMES, "outcome"), outcome_text=text(what, "what", TEXT_LENGTH),
    )  # fmt: skip
    return row


@transaction.atomic
def reopen_resistance(row: Resistance, *, by: Actor, reason: str) -> Resistance:
    """Say that it is not over. Raises Denied; Invalid at `reason`; Conflict while it is open."""
    row = lock(row)
    policies.check_reopen(by, row)
    reason = text(reason, "reason", NOTE_LENGTH)
    changed(
        row, "adoption.resistance.reopened", by=by, reason=reason, state=Handling.HANDLING.value, closed_at=None,
        outcome="", outcome_text="",
    )  # fmt: skip
    return row


def give_feedback(*, by: Actor, unit: Unit, kind: str, what: str, case: UseCase | None = None) -> Feedback:
    """Say something about a use case or the program. Raises Denied; Invalid at `kind` or `what`."""
    row = Feedback(unit=unit, case=case, kind=one_of(kind, SAYINGS, "kind"), text=text(what, "what", TEXT_LENGTH))
    return added(row, "adoption.feedback.given", by=by, check=policies.check_say, kind=kind)


@transaction.atomic
def answer_feedback(row: Feedback, *, by: Actor, state: str, answer: str) -> Feedback:
    """Say what becomes of feedback. Raises Denied; Invalid at `state` or `answer`; Conflict once declined."""
    row = lock(row)
    policies.check_answer(by, row)
    if state == Answer.NEW:
        raise Invalid(_("This is none of the choices."), field="state")
    changed(
        row, "adoption.feedback.answered", by=by, state=one_of(state, ANSWERS, "state"), answered_by=person(by),
        answer=text(answer, "answer", TEXT_LENGTH), answered_at=timezone.now(),
    )  # fmt: skip
    return row
