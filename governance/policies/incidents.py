"""Who may report incidents, handle them, and end them."""

from datetime import datetime

from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.incident_rules import ClockState, IncidentState
from governance.models import CorrectiveAction, Incident, IncidentClock
from governance.policies.persons import person


def check_report_incident(by: Actor, unit: Unit | None = None) -> None:
    """May report under one's name: everybody who may read the unit (or some unit)."""
    person(by)
    if unit is None:
        require_anywhere(by, Permission.READ)
    else:
        require(by, Permission.READ, unit.path, to=_("report incidents"))


def _require_handler(by: Actor, incident: Incident, *, to: str) -> User:
    user = person(by)
    require(user, Permission.INCIDENT_HANDLE, incident.unit.path, to=to)
    return user


def _require_open(incident: Incident) -> None:
    if not incident.is_open:
        raise Conflict(_("This incident is over: %(state)s."), state=IncidentState(incident.state).label)


def _require_no_stake(user: User, incident: Incident) -> None:
    for case in incident.cases.all():
        if user.pk in {case.owner_id, case.created_by_id, case.sponsor_id}:
            raise Denied(
                _("You own, registered or sponsor %(case)s, so somebody else ends this incident."), case=case.reference
            )


def check_classify_incident(by: Actor, incident: Incident) -> None:
    """May say what harm was done: whoever handles incidents in the unit, while it is open."""
    _require_handler(by, incident, to=_("classify incidents"))
    _require_open(incident)


def check_contain_incident(by: Actor, incident: Incident) -> None:
    """May say how it was contained: once it is classified."""
    _require_handler(by, incident, to=_("handle incidents"))
    _require_open(incident)
    if incident.state == IncidentState.REPORTED:
        raise Conflict(_("Classify the incident first."))
    if incident.state == IncidentState.CONTAINED:
        raise Conflict(_("This incident is contained already."))


def check_explain_incident(by: Actor, incident: Incident) -> None:
    """May write down the root cause: whoever handles incidents, while it is open and classified."""
    _require_handler(by, incident, to=_("handle incidents"))
    _require_open(incident)
    if incident.state == IncidentState.REPORTED:
        raise Conflict(_("Classify the incident first."))


def check_add_action(by: Actor, incident: Incident) -> None:
    """May ask for a corrective action: whoever handles incidents, while it is open."""
    _require_handler(by, incident, to=_("set corrective actions"))
    _require_open(incident)


def check_finish_action(by: Actor, action: CorrectiveAction) -> None:
    """May confirm that a corrective action is done: by right, and never its owner."""
    user = _require_handler(by, action.incident, to=_("confirm corrective actions"))
    if user.pk == action.owner_id:
        raise Denied(_("You are to do this, so somebody else confirms it."))
    if not action.is_open:
        raise Conflict(_("This is done already."))
    _require_open(action.incident)


def check_link_case(by: Actor, incident: Incident) -> None:
    """May say which use cases an incident is about: whoever handles incidents, while it is open."""
    _require_handler(by, incident, to=_("link incidents to use cases"))
    _require_open(incident)


def check_unlink_case(by: Actor, incident: Incident) -> None:
    """May take a use case off an incident: as for linking; whoever has a stake in one of them does not."""
    check_link_case(by, incident)
    _require_no_stake(person(by), incident)


def check_start_clock(by: Actor, incident: Incident) -> None:
    """May start a legal deadline: whoever handles incidents, once it is classified."""
    check_explain_incident(by, incident)


def check_settle_clock(by: Actor, clock: IncidentClock) -> None:
    """May say what became of a legal deadline: whoever handles incidents, while it runs."""
    _require_handler(by, clock.incident, to=_("settle deadlines"))
    if clock.state != ClockState.RUNNING:
        raise Conflict(_("This deadline is settled already."))


def check_disclose_incident(by: Actor, incident: Incident) -> None:
    """May open a confidential incident to everybody who reads the unit, or close it again."""
    _require_handler(by, incident, to=_("say who reads an incident"))


def check_write_to_reporter(by: Actor, incident: Incident) -> None:
    """May write in the conversation with the reporter: who handles incidents, and the reporter."""
    user = person(by)
    if user.pk != incident.reporter_id:
        require(user, Permission.INCIDENT_HANDLE, incident.unit.path, to=_("write to the reporter"))


def check_close_incident(by: Actor, incident: Incident) -> None:
    """May close an incident: contained, root cause known unless a near miss, nothing left to do, no stake."""
    user = _require_handler(by, incident, to=_("close incidents"))
    _require_no_stake(user, incident)
    _require_open(incident)
    if incident.state != IncidentState.CONTAINED:
        raise Conflict(_("Contain the incident first."))
    if not incident.root_cause and incident.severity != 4:
        raise Invalid(_("Write down the root cause first."), field="root_cause")
    if left := sum(action.is_open for action in incident.actions.all()):
        raise Conflict(_("Corrective actions not done yet: %(count)s."), count=left)
    if left := sum(clock.is_running for clock in incident.clocks.all()):
        raise Conflict(_("Legal deadlines not settled yet: %(count)s."), count=left)


def check_dismiss_incident(by: Actor, incident: Incident) -> None:
    """May say that it was no incident: without a stake, and before it is contained."""
    user = _require_handler(by, incident, to=_("dismiss reports"))
    _require_no_stake(user, incident)
    _require_open(incident)
    if incident.state == IncidentState.CONTAINED:
        raise Conflict(_("A contained incident is closed, not dismissed."))
    if any(clock.is_running for clock in incident.clocks.all()):
        raise Conflict(_("Settle the legal deadlines first: record why each is not reportable."))


def check_reopen_incident(by: Actor, incident: Incident) -> None:
    """May open an incident again: whoever handles incidents."""
    _require_handler(by, incident, to=_("reopen incidents"))
    if incident.is_open:
        raise Conflict(_("This incident is open."))
    if incident.classified_at is None:
        raise Conflict(_("It was dismissed before it was classified; report it again."))


def check_attach_to_incident(by: Actor, incident: Incident) -> None:
    """May attach and withdraw files: who handles incidents, and the reporter, while it is open."""
    user = person(by)
    if user.pk != incident.reporter_id or not access_of(user).allows(Permission.COMMENT, incident.unit.path):
        _require_handler(by, incident, to=_("attach files to incidents"))
    _require_open(incident)


def require_not_future(aware_at: datetime) -> None:
    """Raise Invalid at `aware_at` for a moment that has not come."""
    if aware_at > timezone.now():
        raise Invalid(_("This is in the future. Enter when it became known."), field="aware_at")
