"""Governing bodies and meetings: planned or recorded afterwards, with agenda, attendance, outcomes and minutes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from governance import workflow
from governance.models import AgendaItem, Attendance, Board, Body, BodyMember, Dissent, Meeting
from governance.models.meetings import LINE_LENGTH, Presence
from governance.policies import meetings as policies
from governance.policies import person
from governance.queries import meetings as queries
from governance.register_rules import MEETING_NEXT, MeetingState
from governance.services.incidents import require_owner
from governance.services.texts import clean, clean_line
from library import queries as library

STRUCTURE = "governance-at-scale"
INVITED = "governance.meeting.planned"
MOST_ITEMS = 100


@transaction.atomic
def found_body(unit: Unit, *, by: Actor, key: str) -> Body:
    """Set up a governing body of the library for a unit. Raises Denied, Conflict when it is there, Invalid at `key`."""
    policies.check_found_body(by, unit)
    document = library.latest("governance_structure", STRUCTURE)
    described = next((body for body in document.parsed.bodies if body.key == key), None)
    if described is None:
        raise Invalid(_("There is no such body."), field="key")
    if described.board:
        raise Invalid(_("This body is a board: convene it under Boards."), field="key")
    try:
        with transaction.atomic():
            body = Body.objects.create(unit=unit, document=document, key=key, name=described.label)
    except IntegrityError:
        raise Conflict(_("This body is set up for %(unit)s already."), unit=unit.name) from None
    audit.record("governance.body.founded", body, by=by, document=document.reference, unit=unit.name)
    return body


@transaction.atomic
def add_member(body: Body, *, by: Actor, user: User, part: str = "") -> BodyMember:
    """Let somebody sit on a body from today on. Raises Denied, Conflict when they do, Invalid at a field."""
    body = lock(body)
    policies.check_manage_body(by, body)
    require_owner(user, body.unit, field="user")
    if body.members.filter(user=user, ends_on=None).exists():
        raise Conflict(_("%(name)s sits on it already."), name=user.name)
    member = BodyMember.objects.create(
        body=body, user=user, part=clean_line(part, field="part", limit=LINE_LENGTH), starts_on=timezone.localdate()
    )
    audit.record("governance.body.joined", body, by=by, member=user, part=member.part)
    return member


@transaction.atomic
def end_member(member: BodyMember, *, by: Actor) -> BodyMember:
    """Let somebody leave a body today. Raises Denied, or Conflict when they left."""
    body = lock(member.body)
    member = lock(member)
    policies.check_manage_body(by, body)
    if member.ends_on is not None:
        raise Conflict(_("%(name)s left already."), name=member.user.name)
    member.ends_on = max(timezone.localdate(), member.starts_on)
    member.save(update_fields=["ends_on"])
    audit.record("governance.body.left", body, by=by, member=member.user)
    return member


@transaction.atomic
def plan_meeting(what: Board | Body, *, by: Actor, title: str, starts_at: datetime, place: str = "") -> Meeting:
    """Plan a meeting; its members are told. Raises Denied, or Invalid at a field, at `starts_at` for the past."""
    policies.check_plan_meeting(by, what.unit)
    if starts_at <= timezone.now():
        raise Invalid(_("This is in the past. A meeting that took place is recorded as held."), field="starts_at")
    meeting = _create(what, title, starts_at, place, by=by)
    audit.record("governance.meeting.planned", meeting, by=by, of=what.name, starts_at=starts_at)
    _invite(meeting, by=by)
    return meeting


@transaction.atomic
def record_meeting(
    what: Board | Body, *, by: Actor, title: str, starts_at: datetime, present: Collection[User], place: str = "",
    excused: Collection[User] = (),
) -> Meeting:  # fmt: skip
    """Record a meeting that took place without being planned. Raises Denied, or Invalid at a field."""
    policies.check_plan_meeting(by, what.unit)
    if starts_at > timezone.now():
        raise Invalid(_("This has not come yet. Plan the meeting instead."), field="starts_at")
    meeting = _create(what, title, starts_at, place, by=by)
    audit.record("governance.meeting.planned", meeting, by=by, of=what.name, starts_at=starts_at)
    _hold(meeting, present, excused, by=by)
    return meeting


def _create(what: Board | Body, title: str, starts_at: datetime, place: str, *, by: Actor) -> Meeting:
    return Meeting.objects.create(
        unit=what.unit, board=what if isinstance(what, Board) else None, body=what if isinstance(what, Body) else None,
        title=clean_line(title, field="title", limit=LINE_LENGTH, missing=_("Give the meeting a title.")),
        place=clean_line(place, field="place", limit=LINE_LENGTH), starts_at=starts_at, planned_by=person(by),
    )  # fmt: skip


def _invite(meeting: Meeting, *, by: Actor) -> None:
    notifications.notify(
        queries.members_of(meeting.of), kind=INVITED, subject=meeting, by=by,
        key=f"meeting:{meeting.uid}:{meeting.starts_at.isoformat()}", when=f"{meeting.starts_at:%d %b %Y, %H:%M} UTC",
    )  # fmt: skip


@transaction.atomic
def move_meeting(meeting: Meeting, *, by: Actor, starts_at: datetime, place: str = "") -> Meeting:
    """Move a planned meeting to another moment or place. Raises Denied, Conflict, or Invalid at `starts_at`."""
    meeting = lock(meeting)
    policies.check_prepare_meeting(by, meeting)
    if starts_at <= timezone.now():
        raise Invalid(_("This is in the past. A meeting that took place is recorded as held."), field="starts_at")
    changes = {"starts_at": (meeting.starts_at, starts_at)}
    meeting.starts_at, meeting.place = starts_at, clean_line(place, field="place", limit=LINE_LENGTH)
    meeting.save(update_fields=["starts_at", "place"])
    audit.record("governance.meeting.moved", meeting, by=by, changes=changes)
    _invite(meeting, by=by)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Actor, reason: str) -> Meeting:
    """Cancel a planned meeting. Raises Denied, Conflict, or Invalid at `reason`."""
    meeting = lock(meeting)
    policies.check_prepare_meeting(by, meeting)
    meeting.cancel_reason = clean(reason, field="reason", missing=_("Say why; the members read it."))
    _move(meeting, MeetingState.CANCELLED)
    meeting.save(update_fields=["cancel_reason", "state"])
    audit.record("governance.meeting.cancelled", meeting, by=by, reason=meeting.cancel_reason)
    notifications.settle(f"meeting:{meeting.uid}:{meeting.starts_at.isoformat()}")
    return meeting


def _move(meeting: Meeting, to: MeetingState) -> None:
    workflow.require(MEETING_NEXT, MeetingState(meeting.state), to)
    meeting.state = to


@transaction.atomic
def fill_agenda(meeting: Meeting, *, by: Actor) -> int:
    """Put everything on the agenda that waits: reviews in voting, severe incidents, exceptions; return how many."""
    meeting = lock(meeting)
    policies.check_prepare_meeting(by, meeting)
    found = list(queries.proposed(meeting))
    for kind, about, title in found:
        _add(meeting, title=title[:LINE_LENGTH], **{kind: about})
    if found:
        audit.record("governance.meeting.agenda", meeting, by=by, added=[title for _kind, _about, title in found])
    return len(found)


@transaction.atomic
def add_item(meeting: Meeting, *, by: Actor, title: str, note: str = "") -> AgendaItem:
    """Put a matter on the agenda. Raises Denied, Conflict, or Invalid at a field."""
    meeting = lock(meeting)
    if meeting.state == MeetingState.HELD and not meeting.minutes:
        policies.check_write_minutes(by, meeting)
    else:
        policies.check_prepare_meeting(by, meeting)
    line = clean_line(title, field="title", limit=LINE_LENGTH, missing=_("Say what the matter is."))
    item = _add(meeting, title=line, note=clean(note, field="note"))
    audit.record("governance.meeting.agenda", meeting, by=by, added=[line])
    return item


def _add(meeting: Meeting, **columns: Any) -> AgendaItem:
    if meeting.items.count() >= MOST_ITEMS:
        raise Conflict(_("An agenda holds %(limit)s matters at most."), limit=MOST_ITEMS)
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.create(meeting=meeting, position=last + 1, **columns)


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Actor) -> None:
    """Take a matter off the agenda before the meeting. Raises Denied or Conflict."""
    meeting = lock(item.meeting)
    policies.check_prepare_meeting(by, meeting)
    audit.record("governance.meeting.agenda", meeting, by=by, removed=[item.title])
    item.delete()


@transaction.atomic
def hold_meeting(meeting: Meeting, *, by: Actor, present: Collection[User], excused: Collection[User] = ()) -> Meeting:
    """Record that a planned meeting was held, and who took part. Raises Denied, Conflict, or Invalid at `present`."""
    meeting = lock(meeting)
    policies.check_hold_meeting(by, meeting)
    _hold(meeting, present, excused, by=by)
    return meeting


def _hold(meeting: Meeting, present: Collection[User], excused: Collection[User], *, by: Actor) -> None:
    members = queries.members_of(meeting.of)
    here = {user.pk for user in present}
    away = {user.pk for user in excused}
    if not here:
        raise Invalid(_("Say who took part."), field="present")
    if here - {user.pk for user in members}:
        raise Invalid(_("Only members take part; guests stand in the minutes."), field="present")
    if here & away:
        raise Invalid(_("Nobody is present and excused."), field="excused")
    _move(meeting, MeetingState.HELD)
    meeting.save(update_fields=["state"])
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting, user=user,
            presence=Presence.PRESENT if user.pk in here else Presence.EXCUSED if user.pk in away else Presence.ABSENT,
        )
        for user in members
    )  # fmt: skip
    audit.record("governance.meeting.held", meeting, by=by, present=len(here), members=len(members))


@transaction.atomic
def record_outcome(item: AgendaItem, *, by: Actor, outcome: str) -> AgendaItem:
    """Write down what came of a matter, until the minutes are. Raises Denied, Conflict, or Invalid at `outcome`.

    A review, incident or exception is decided where it stands; this says what the meeting said.
    """
    meeting = lock(item.meeting)
    item = lock(item)
    policies.check_write_minutes(by, meeting)
    if meeting.minutes:
        raise Conflict(_("The minutes are written; they are not changed."))
    before = item.outcome
    item.outcome = clean(outcome, field="outcome", missing=_("Say what came of it."))
    item.save(update_fields=["outcome"])
    audit.record(
        "governance.meeting.decided", meeting, by=by, matter=item.title, changes={"outcome": (before, item.outcome)}
    )
    return item


@transaction.atomic
def dissent(item: AgendaItem, *, by: Actor, text: str) -> Dissent:
    """Disagree with an outcome in one's own words. Raises Denied, Conflict, or Invalid at `text`."""
    meeting = lock(item.meeting)
    item = lock(item)
    policies.check_dissent(by, item)
    said = clean(text, field="text", missing=_("Write why you disagree."))
    found = Dissent.objects.create(item=item, member=person(by), text=said)
    audit.record("governance.meeting.dissented", meeting, by=by, matter=item.title)
    return found


@transaction.atomic
def write_minutes(meeting: Meeting, *, by: Actor, minutes: str) -> Meeting:
    """Write the minutes, once. Raises Denied, Conflict, or Invalid at `minutes`."""
    meeting = lock(meeting)
    policies.check_write_minutes(by, meeting)
    if meeting.minutes:
        raise Conflict(_("The minutes are written; they are not changed."))
    meeting.minutes = clean(minutes, field="minutes", missing=_("Write the minutes."))
    meeting.minutes_by, meeting.minutes_at = person(by), timezone.now()
    meeting.save(update_fields=["minutes", "minutes_by", "minutes_at"])
    audit.record("governance.meeting.minuted", meeting, by=by)
    return meeting
