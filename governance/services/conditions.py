"""Meeting conditions: the owner reports, somebody else confirms or sends back."""

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from governance import policies, workflow
from governance.models import Condition
from governance.services.texts import clean
from governance.workflow import ConditionState


@transaction.atomic
def report_condition(condition: Condition, *, by: Actor, evidence: str) -> Condition:
    """Report a condition as done, as its owner; it then waits for those who may confirm it.

    Raises Denied, Conflict, or Invalid at `evidence`.
    """
    lock(condition.review)
    condition = lock(condition)
    policies.check_report(by, condition)
    text = clean(evidence, field="evidence", missing=_("Say what was done and what shows it."))
    condition.report, condition.reported_by, condition.reported_at = text, policies.person(by), timezone.now()
    condition.sent_back = ""
    condition.save(update_fields=["report", "reported_by", "reported_at", "sent_back"])
    audit.record("governance.condition.reported", condition.review, by=by, reason=text, condition=condition.text)
    return condition


@transaction.atomic
def send_back_condition(condition: Condition, *, by: Actor, reason: str) -> Condition:
    """Send a report back to the owner, who has the to-do again. Raises Denied, Conflict, or Invalid at `reason`."""
    lock(condition.review)
    condition = lock(condition)
    policies.check_send_back(by, condition)
    text = clean(reason, field="reason", missing=_("Say what is still missing; the owner will read this."))
    was = condition.report
    condition.report, condition.reported_by, condition.reported_at = "", None, None
    condition.sent_back = text
    condition.save(update_fields=["report", "reported_by", "reported_at", "sent_back"])
    audit.record(
        "governance.condition.sent_back", condition.review, by=by, reason=text, condition=condition.text,
        changes={"report": (was, "")},
    )  # fmt: skip
    return condition


@transaction.atomic
def meet_condition(condition: Condition, *, by: Actor, evidence: str) -> Condition:
    """Confirm that a condition is met, with what shows it. Raises Denied, Conflict, or Invalid at `evidence`."""
    lock(condition.review)
    condition = lock(condition)
    policies.check_condition(by, condition)
    text = clean(evidence, field="evidence", missing=_("Say what shows that the condition is met."))
    workflow.require(workflow.CONDITION_NEXT, ConditionState(condition.state), ConditionState.MET)
    condition.state, condition.met_by, condition.met_at = ConditionState.MET, policies.person(by), timezone.now()
    condition.evidence = text
    condition.save(update_fields=["state", "met_by", "met_at", "evidence"])
    audit.record("governance.condition.met", condition.review, by=by, reason=text, condition=condition.text)
    return condition
