"""Incidents: reported by anybody, classified, contained, explained, closed.

A severe one suspends the approvals of the systems concerned.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor, SystemActor
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import company_root, people_who
from foundation.people.services import hash_secret
from governance import incident_rules, workflow
from governance.incident_rules import NEXT, SEVERE, ClockState, Harm, IncidentState, Regime
from governance.models import CorrectiveAction, Incident, IncidentClock, IncidentMessage
from governance.models.incidents import TITLE_LENGTH
from governance.policies import incidents as policies
from governance.policies import person
from governance.services.approvals import suspend_for_incident
from governance.services.texts import clean, clean_line
from usecases.models import UseCase

ANONYMOUS = SystemActor("anonymous reporter")
"""Who acts for the trail when somebody reports without a name: nothing about them is kept."""
REPORTED, MESSAGE, ACTION = (
    "governance.incident.reported", "governance.incident.message", "governance.incident.action"
)  # fmt: skip


@transaction.atomic
def report_incident(
    unit: Unit, *, by: Actor, title: str, description: str, happened_on: date | None = None,
    case: UseCase | None = None, is_confidential: bool = False,
) -> Incident:  # fmt: skip
    """Report an incident under one's name. Raises Denied, or Invalid at the field."""
    policies.check_report_incident(by, unit)
    incident = _report(unit, title, description, happened_on, reporter=person(by), is_confidential=is_confidential)
    if case is not None:
        incident.cases.add(case)
    audit.record("governance.incident.reported", incident, by=by, cases=[case.reference] if case else [])
    _tell_handlers(incident, by=by)
    return incident


@transaction.atomic
def report_anonymously(*, title: str, description: str, happened_on: date | None = None) -> tuple[Incident, str]:
    """Take a report without a name; return it and the key to follow it up, which is never shown again.

    Neither the person nor the address they write from is kept; of the key only its hash. The report goes to the
    organization's top unit and is confidential. Raises Invalid at the field, Conflict without an organization.
    """
    unit = company_root()
    if unit is None:
        raise Conflict(_("There is no organization yet that could take a report."))
    key = "-".join(secrets.token_hex(4) for _part in range(5))
    incident = _report(unit, title, description, happened_on, follow_up_hash=hash_secret(key), is_confidential=True)
    audit.record("governance.incident.reported", incident, by=ANONYMOUS, cases=[])
    _tell_handlers(incident, by=ANONYMOUS)
    return incident, key


def _report(unit: Unit, title: str, description: str, happened_on: date | None, **columns: object) -> Incident:
    if happened_on is not None and happened_on > timezone.localdate():
        raise Invalid(_("This day has not come yet."), field="happened_on")
    title = clean_line(title, field="title", limit=TITLE_LENGTH, missing=_("Say in one line what happened."))
    text = clean(description, field="description", missing=_("Describe what happened, and to whom."))
    return Incident.objects.create(unit=unit, title=title, description=text, happened_on=happened_on, **columns)


def _tell_handlers(incident: Incident, *, by: Actor) -> None:
    notifications.notify(
        people_who(Permission.INCIDENT_HANDLE, incident.unit), kind=REPORTED, subject=incident,
        key=f"incident:{incident.uid}", by=by,
    )  # fmt: skip


@transaction.atomic
def classify_incident(
    incident: Incident, *, by: Actor, harms: Iterable[str], aware_at: datetime, reason: str = ""
) -> Incident:
    """Say what harm was done; severity and legal deadlines follow from it, each starting at `aware_at`.

    Severity 1 and 2 suspend the approvals that stand of the use cases concerned, until a board chair or executive
    reinstates them. Raises Denied, Conflict, or Invalid at `harms` or `aware_at`.
    """
    incident = lock(incident)
    policies.check_classify_incident(by, incident)
    policies.require_not_future(aware_at)
    chosen = _harms(harms)
    text = clean(reason, field="reason")
    before = (incident.severity, list(incident.harms))
    incident.severity = incident_rules.severity_of(chosen)
    incident.harms = [harm.value for harm in chosen]
    incident.classified_by, incident.classified_at = person(by), timezone.now()
    if incident.state == IncidentState.REPORTED:
        _move(incident, IncidentState.CLASSIFIED)
    incident.save(update_fields=["severity", "harms", "classified_by", "classified_at", "state"])
    audit.record(
        "governance.incident.classified", incident, by=by, reason=text,
        changes={"severity": (before[0], incident.severity), "harms": (before[1], incident.harms)},
    )  # fmt: skip
    for regime in incident_rules.started_by(chosen):
        _run_clock(incident, regime, aware_at, by=by)
    _suspend(incident, incident.cases.all(), by=by)
    return incident


def _harms(harms: Iterable[str]) -> list[Harm]:
    known = {harm.value: harm for harm in Harm}
    given = list(dict.fromkeys(harms))
    if unknown := [harm for harm in given if harm not in known]:
        raise Invalid(_("There is no such harm: “%(harm)s”."), field="harms", harm=str(unknown[0])[:60])
    if not given:
        raise Invalid(_("Choose what happened; a near miss is one, too."), field="harms")
    if Harm.NEAR_MISS in given and len(given) > 1:
        raise Invalid(_("A near miss harmed nobody; choose either."), field="harms")
    return [known[harm] for harm in given]


def _move(incident: Incident, to: IncidentState) -> None:
    workflow.require(NEXT, IncidentState(incident.state), to)
    incident.state = to


def _suspend(incident: Incident, cases: Iterable[UseCase], *, by: Actor) -> None:
    if incident.severity not in SEVERE:
        return
    for case in cases:
        suspend_for_incident(case, by=by, reason=f"{incident.reference}, severity {incident.severity}")


def _run_clock(incident: Incident, regime: Regime, aware_at: datetime, *, by: Actor) -> IncidentClock | None:
    """Start a deadline, or move one that runs; one that was settled stays as it is."""
    term = incident_rules.term_of(regime, [Harm(harm) for harm in incident.harms])
    assert term is not None
    clock = IncidentClock.objects.filter(incident=incident, regime=regime).first()
    if clock is not None and not clock.is_running:
        return None
    zone = person(by).time_zone or "UTC"
    due = incident_rules.due_at(aware_at, term, ZoneInfo(zone))
    if clock is not None and (clock.aware_at, clock.due_at) == (aware_at, due):
        return clock
    before = clock.due_at if clock else None
    clock = clock or IncidentClock(incident=incident, regime=regime)
    clock.aware_at, clock.due_at, clock.zone = aware_at, due, zone
    clock.save()
    audit.record(
        "governance.incident.clock_started", incident, by=by, regime=regime, aware_at=aware_at, zone=zone,
        changes={"due": (before, due)},
    )  # fmt: skip
    return clock


@transaction.atomic
def start_clock(incident: Incident, *, by: Actor, regime: str, aware_at: datetime) -> IncidentClock:
    """Start a legal deadline, or correct the start of one that runs; each has its own.

    Raises Denied, Conflict when it is settled, Invalid at `regime` when these harms need no report under it, or at
    `aware_at`.
    """
    incident = lock(incident)
    policies.check_start_clock(by, incident)
    policies.require_not_future(aware_at)
    if regime not in set(Regime):
        raise Invalid(_("There is no such duty to report."), field="regime")
    if incident_rules.term_of(Regime(regime), [Harm(harm) for harm in incident.harms]) is None:
        raise Invalid(_("No harm of this incident has to be reported under it."), field="regime")
    clock = _run_clock(incident, Regime(regime), aware_at, by=by)
    if clock is None:
        raise Conflict(_("This deadline is settled already."))
    return clock


@transaction.atomic
def settle_clock(clock: IncidentClock, *, by: Actor, state: str, note: str) -> IncidentClock:
    """Say that the authority was told (and under which number), or why nothing is to be reported.

    Raises Denied, Conflict, or Invalid at `state` or `note`.
    """
    incident = lock(clock.incident)
    clock = lock(clock)
    policies.check_settle_clock(by, clock)
    if state not in {ClockState.REPORTED, ClockState.NOT_REPORTABLE}:
        raise Invalid(_("Choose whether it was reported."), field="state")
    text = clean(note, field="note", missing=_("Write whom you told and the number they gave, or why nobody is told."))
    clock.state, clock.note, clock.settled_by, clock.settled_at = state, text, person(by), timezone.now()
    clock.save(update_fields=["state", "note", "settled_by", "settled_at"])
    audit.record(
        "governance.incident.clock_settled", incident, by=by, reason=text, regime=clock.regime, state=state,
        due=clock.due_at,
    )  # fmt: skip
    return clock


@transaction.atomic
def contain_incident(incident: Incident, *, by: Actor, containment: str) -> Incident:
    """Say how the harm was stopped. Raises Denied, Conflict, or Invalid at `containment`."""
    incident = lock(incident)
    policies.check_contain_incident(by, incident)
    incident.containment = clean(
        containment, field="containment", missing=_("Say what was done so that it does no more harm.")
    )
    _move(incident, IncidentState.CONTAINED)
    incident.contained_by, incident.contained_at = person(by), timezone.now()
    incident.save(update_fields=["containment", "state", "contained_by", "contained_at"])
    audit.record("governance.incident.contained", incident, by=by, reason=incident.containment)
    return incident


@transaction.atomic
def explain_incident(incident: Incident, *, by: Actor, root_cause: str) -> Incident:
    """Write down the root cause. Raises Denied, Conflict, or Invalid at `root_cause`."""
    incident = lock(incident)
    policies.check_explain_incident(by, incident)
    before = incident.root_cause
    incident.root_cause = clean(root_cause, field="root_cause", missing=_("Say why it could happen."))
    incident.save(update_fields=["root_cause"])
    audit.record(
        "governance.incident.explained", incident, by=by, changes={"root_cause": (before, incident.root_cause)}
    )
    return incident


@transaction.atomic
def add_action(incident: Incident, *, by: Actor, text: str, owner: User, due: date) -> CorrectiveAction:
    """Ask somebody for a corrective action by a day. Raises Denied, Conflict, or Invalid at the field."""
    incident = lock(incident)
    policies.check_add_action(by, incident)
    said = clean(text, field="text", missing=_("Say what is to be done."))
    require_owner(owner, incident.unit)
    if due < timezone.localdate():
        raise Invalid(_("This day has passed."), field="due")
    action = CorrectiveAction.objects.create(incident=incident, text=said, owner=owner, due=due, set_by=person(by))
    audit.record("governance.incident.action_set", incident, by=by, task=said, owner=owner, due=due)
    notifications.notify(
        [owner], kind=ACTION, subject=incident, key=f"incident-action:{action.uid}", by=by, due=f"{due:%d %b %Y}"
    )
    return action


def require_owner(owner: User, unit: Unit, *, field: str = "owner") -> None:
    """Raise Invalid at the field unless this person is active and may read the unit."""
    if not owner.is_active or not people_who(Permission.READ, unit).filter(pk=owner.pk).exists():
        raise Invalid(
            _("%(name)s may not read %(unit)s, so could not see it."), field=field, name=owner.name, unit=unit.name
        )


@transaction.atomic
def finish_action(action: CorrectiveAction, *, by: Actor, evidence: str) -> CorrectiveAction:
    """Confirm that a corrective action is done; its owner cannot. Raises Denied, Conflict, or Invalid at `evidence`."""
    incident = lock(action.incident)
    action = lock(action)
    policies.check_finish_action(by, action)
    action.evidence = clean(evidence, field="evidence", missing=_("Say what shows that it is done."))
    action.done_by, action.done_at = person(by), timezone.now()
    action.save(update_fields=["evidence", "done_by", "done_at"])
    audit.record("governance.incident.action_done", incident, by=by, reason=action.evidence, task=action.text)
    notifications.settle(f"incident-action:{action.uid}")
    return action


@transaction.atomic
def link_case(incident: Incident, *, by: Actor, case: UseCase) -> Incident:
    """Say that an incident is about a use case; a severe one suspends its approval. Raises Denied or Conflict."""
    incident = lock(incident)
    policies.check_link_case(by, incident)
    if incident.cases.filter(pk=case.pk).exists():
        raise Conflict(_("%(case)s is linked already."), case=case.reference)
    incident.cases.add(case)
    audit.record("governance.incident.linked", incident, by=by, case=case.reference)
    _suspend(incident, [case], by=by)
    return incident


@transaction.atomic
def unlink_case(incident: Incident, *, by: Actor, case: UseCase, reason: str) -> Incident:
    """Take a use case off an incident; a suspended approval stays so. Raises Denied, Conflict, Invalid at `reason`."""
    incident = lock(incident)
    policies.check_unlink_case(by, incident)
    text = clean(reason, field="reason", missing=_("Say why it is not concerned."))
    if not incident.cases.filter(pk=case.pk).exists():
        raise Conflict(_("%(case)s is not linked."), case=case.reference)
    incident.cases.remove(case)
    audit.record("governance.incident.unlinked", incident, by=by, reason=text, case=case.reference)
    return incident


@transaction.atomic
def disclose_incident(incident: Incident, *, by: Actor, is_confidential: bool) -> Incident:
    """Say whether only those who handle incidents read this one. Raises Denied."""
    incident = lock(incident)
    policies.check_disclose_incident(by, incident)
    if incident.is_confidential != is_confidential:
        audit.record(
            "governance.incident.disclosed", incident, by=by,
            changes={"confidential": (incident.is_confidential, is_confidential)},
        )  # fmt: skip
        incident.is_confidential = is_confidential
        incident.save(update_fields=["is_confidential"])
    return incident


@transaction.atomic
def write_to_reporter(incident: Incident, *, by: Actor, text: str) -> IncidentMessage:
    """Write in the conversation with the reporter. Raises Denied, or Invalid at `text`."""
    policies.check_write_to_reporter(by, incident)
    user = person(by)
    is_reporter = user.pk == incident.reporter_id
    told = people_who(Permission.INCIDENT_HANDLE, incident.unit) if is_reporter else [incident.reporter]
    return _message(incident, text, by=by, told=told, author=user, from_reporter=is_reporter)


@transaction.atomic
def write_with_key(incident: Incident, *, text: str) -> IncidentMessage:
    """Write as the nameless reporter, who has shown the key. Raises Invalid at `text`."""
    told = people_who(Permission.INCIDENT_HANDLE, incident.unit)
    return _message(incident, text, by=ANONYMOUS, told=told, author=None, from_reporter=True)


def _message(
    incident: Incident, text: str, *, by: Actor, told: Iterable[User | None], author: User | None, from_reporter: bool
) -> IncidentMessage:
    said = clean(text, field="text", missing=_("Write something."))
    message = IncidentMessage.objects.create(incident=incident, author=author, from_reporter=from_reporter, text=said)
    audit.record("governance.incident.message", incident, by=by)
    notifications.notify(told, kind=MESSAGE, subject=incident, key=f"incident-message:{message.uid}", by=by)
    return message


@transaction.atomic
def close_incident(incident: Incident, *, by: Actor, outcome: str) -> Incident:
    """Close a contained incident with what was learned. Raises Denied, Conflict, Invalid at `outcome`/`root_cause`."""
    incident = lock(incident)
    policies.check_close_incident(by, incident)
    return _end(incident, IncidentState.CLOSED, outcome, by=by, missing=_("Say what was learned."))


@transaction.atomic
def dismiss_incident(incident: Incident, *, by: Actor, outcome: str) -> Incident:
    """Say why a report was no incident. Raises Denied, Conflict, or Invalid at `outcome`."""
    incident = lock(incident)
    policies.check_dismiss_incident(by, incident)
    return _end(incident, IncidentState.DISMISSED, outcome, by=by, missing=_("Say why this was no incident."))


_ENDED = {
    IncidentState.CLOSED: "governance.incident.closed",
    IncidentState.DISMISSED: "governance.incident.dismissed",
}


def _end(incident: Incident, to: IncidentState, outcome: str, *, by: Actor, missing: str) -> Incident:
    incident.outcome = clean(outcome, field="outcome", missing=missing)
    _move(incident, to)
    incident.ended_by, incident.ended_at = person(by), timezone.now()
    incident.save(update_fields=["outcome", "state", "ended_by", "ended_at"])
    audit.record(_ENDED[to], incident, by=by, reason=incident.outcome)
    notifications.settle(f"incident:{incident.uid}")
    return incident


@transaction.atomic
def reopen_incident(incident: Incident, *, by: Actor, reason: str) -> Incident:
    """Open an incident again; it is contained anew. Raises Denied, Conflict, or Invalid at `reason`."""
    incident = lock(incident)
    policies.check_reopen_incident(by, incident)
    text = clean(reason, field="reason", missing=_("Say what came up."))
    _move(incident, IncidentState.CLASSIFIED)
    incident.ended_by = incident.ended_at = incident.contained_by = incident.contained_at = None
    incident.outcome = ""
    incident.save(update_fields=["state", "ended_by", "ended_at", "contained_by", "contained_at", "outcome"])
    audit.record("governance.incident.reopened", incident, by=by, reason=text)
    return incident
