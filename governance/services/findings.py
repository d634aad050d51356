"""Findings: raised, mended by their owner, closed by somebody else."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from governance import workflow
from governance.models import Finding
from governance.models.findings import TITLE_LENGTH
from governance.policies import findings as policies
from governance.policies import person
from governance.register_rules import FINDING_NEXT, FindingState, Grade, Origin
from governance.services.incidents import require_owner
from governance.services.texts import clean, clean_line
from usecases.models import UseCase

OWNED, DONE = "governance.finding.raised", "governance.finding.reported"


@transaction.atomic
def raise_finding(
    unit: Unit, *, by: Actor, title: str, description: str, origin: str, grade: str, owner: User, due: date,
    report: str = "", case: UseCase | None = None,
) -> Finding:  # fmt: skip
    """Raise a finding in a unit, for somebody to mend by a day. Raises Denied, or Invalid at the field."""
    policies.check_raise_finding(by, unit)
    if origin not in set(Origin):
        raise Invalid(_("There is no such source."), field="origin")
    if grade not in set(Grade):
        raise Invalid(_("There is no such grade."), field="grade")
    if case is not None and not (case.unit.path or "").startswith(unit.path or ""):
        raise Invalid(_("This use case belongs to another unit."), field="case")
    _require_term(owner, due, unit)
    finding = Finding.objects.create(
        unit=unit, case=case, origin=origin, grade=grade, owner=owner, due=due, raised_by=person(by),
        title=clean_line(title, field="title", limit=TITLE_LENGTH, missing=_("Say in one line what was found.")),
        description=clean(description, field="description", missing=_("Describe what was found.")),
        report=clean_line(report, field="report", limit=TITLE_LENGTH),
    )  # fmt: skip
    audit.record("governance.finding.raised", finding, by=by, owner=owner, due=due, grade=grade, origin=origin)
    _tell_owner(finding, by=by)
    return finding


def _require_term(owner: User, due: date, unit: Unit) -> None:
    require_owner(owner, unit)
    if due < timezone.localdate():
        raise Invalid(_("This day has passed."), field="due")


def _tell_owner(finding: Finding, *, by: Actor) -> None:
    key = f"finding:{finding.uid}:{finding.owner.uid}"
    notifications.notify([finding.owner], kind=OWNED, subject=finding, key=key, by=by, due=f"{finding.due:%d %b %Y}")


def _move(finding: Finding, to: FindingState) -> None:
    workflow.require(FINDING_NEXT, FindingState(finding.state), to)
    finding.state = to


@transaction.atomic
def report_finding(finding: Finding, *, by: Actor, done: str) -> Finding:
    """Report a finding as done, as its owner. Raises Denied, Conflict, or Invalid at `done`."""
    finding = lock(finding)
    policies.check_report_finding(by, finding)
    finding.done = clean(done, field="done", missing=_("Say what was done and where it can be seen."))
    _move(finding, FindingState.REPORTED)
    finding.reported_at, finding.sent_back = timezone.now(), ""
    finding.save(update_fields=["done", "state", "reported_at", "sent_back"])
    audit.record("governance.finding.reported", finding, by=by, reason=finding.done)
    key = f"finding-done:{finding.uid}:{finding.reported_at.isoformat()}"
    notifications.notify([finding.raised_by], kind=DONE, subject=finding, key=key, by=by)
    return finding


@transaction.atomic
def return_finding(finding: Finding, *, by: Actor, reason: str) -> Finding:
    """Send a report back to the owner. Raises Denied, Conflict, or Invalid at `reason`."""
    finding = lock(finding)
    policies.check_return_finding(by, finding)
    finding.sent_back = clean(reason, field="reason", missing=_("Say what is still missing; the owner reads it."))
    _move(finding, FindingState.OPEN)
    finding.reported_at = None
    finding.save(update_fields=["sent_back", "state", "reported_at"])
    audit.record("governance.finding.returned", finding, by=by, reason=finding.sent_back)
    return finding


@transaction.atomic
def reassign_finding(finding: Finding, *, by: Actor, owner: User, due: date, reason: str) -> Finding:
    """Give a finding another owner or day. Raises Denied, Conflict, or Invalid at the field."""
    finding = lock(finding)
    policies.check_reassign_finding(by, finding)
    text = clean(reason, field="reason", missing=_("Say why it is put off or given to somebody else."))
    _require_term(owner, due, finding.unit)
    changes = {"owner": (finding.owner, owner), "due": (finding.due, due)}
    finding.owner, finding.due = owner, due
    finding.save(update_fields=["owner", "due"])
    audit.record("governance.finding.reassigned", finding, by=by, reason=text, changes=changes)
    _tell_owner(finding, by=by)
    return finding


@transaction.atomic
def close_finding(finding: Finding, *, by: Actor, evidence: str) -> Finding:
    """Close a finding with what shows that it is mended. Raises Denied, Conflict, or Invalid at `evidence`."""
    finding = lock(finding)
    policies.check_close_finding(by, finding)
    finding.evidence = clean(evidence, field="evidence", missing=_("Say what shows that it is mended."))
    _move(finding, FindingState.CLOSED)
    finding.closed_by, finding.closed_at = person(by), timezone.now()
    finding.save(update_fields=["evidence", "state", "closed_by", "closed_at"])
    audit.record("governance.finding.closed", finding, by=by, reason=finding.evidence)
    notifications.settle(f"finding:{finding.uid}:{finding.owner.uid}")
    return finding
