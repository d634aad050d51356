"""Who may set up bodies, plan and record meetings, and write down dissent."""

from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from governance.models import AgendaItem, Attendance, Body, Meeting
from governance.policies.persons import person
from governance.register_rules import MeetingState


def check_found_body(by: Actor, unit: Unit | None = None) -> None:
    """May set up a governing body in a unit (or somewhere)."""
    if unit is None:
        require_anywhere(by, Permission.BOARD_MANAGE)
    else:
        require(by, Permission.BOARD_MANAGE, unit.path, to=_("set up governing bodies"))


def check_manage_body(by: Actor, body: Body) -> None:
    """May say who sits on a body."""
    require(by, Permission.BOARD_MANAGE, body.unit.path, to=_("say who sits on it"))


def check_plan_meeting(by: Actor, unit: Unit | None = None) -> None:
    """May plan and record meetings in a unit (or somewhere)."""
    if unit is None:
        require_anywhere(by, Permission.BOARD_MANAGE)
    else:
        require(person(by), Permission.BOARD_MANAGE, unit.path, to=_("plan meetings"))


def check_prepare_meeting(by: Actor, meeting: Meeting) -> None:
    """May write the agenda, move to another day or cancel: who plans meetings, before it is held."""
    check_plan_meeting(by, meeting.unit)
    if not meeting.is_planned:
        raise Conflict(_("This meeting is over: %(state)s."), state=MeetingState(meeting.state).label)


def check_hold_meeting(by: Actor, meeting: Meeting) -> None:
    """May record that a meeting was held, once it has begun."""
    check_prepare_meeting(by, meeting)
    if meeting.starts_at > timezone.now():
        raise Conflict(_("This meeting has not begun yet."))


def check_write_minutes(by: Actor, meeting: Meeting) -> None:
    """May write the minutes and the outcome of each matter: who plans meetings, once it was held."""
    check_plan_meeting(by, meeting.unit)
    if meeting.state != MeetingState.HELD:
        raise Conflict(_("Record first who took part."))


def check_dissent(by: Actor, item: AgendaItem) -> None:
    """May dissent: who took part, once an outcome is written down, in their own words and once."""
    user = person(by)
    if not Attendance.objects.filter(meeting=item.meeting, user=user, presence="present").exists():
        raise Denied(_("Only who took part in the meeting dissents."))
    if not item.outcome:
        raise Conflict(_("No outcome is written down yet."))
    if item.dissents.filter(member=user).exists():
        raise Conflict(_("Your dissent is written down already."))


def check_attach_to_meeting(by: Actor, meeting: Meeting) -> None:
    """May attach and withdraw files of a meeting: who plans meetings, also afterwards."""
    check_plan_meeting(by, meeting.unit)
