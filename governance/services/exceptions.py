"""Exceptions to policies: asked for, decided, ended. An extension is a new decision."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import people_who
from governance import workflow
from governance.models import PolicyException
from governance.policies import exceptions as policies
from governance.policies import person
from governance.register_rules import EXCEPTION_NEXT, LONGEST_EXCEPTION, ExceptionState
from governance.services.texts import clean
from library import queries as library
from usecases.models import UseCase

POLICIES = "ai-policies"
REQUESTED, DECIDED = "governance.exception.requested", "governance.exception.decided"


@transaction.atomic
def request_exception(
    case: UseCase, *, by: Actor, policy: str, reason: str, measures: str, until: date
) -> PolicyException:
    """Ask to depart from a policy until a day. While one counts, this asks for its extension.

    Raises Denied, Conflict when a wish waits already, Invalid at the field.
    """
    case = lock(case)
    policies.check_request_exception(by, case)
    document = library.latest("policy_set", POLICIES)
    labels = {each.key: each.label for each in document.parsed.policies}
    if policy not in labels:
        raise Invalid(_("There is no such policy."), field="policy")
    today = timezone.localdate()
    if until < today:
        raise Invalid(_("This day has passed."), field="until")
    if until > today + timedelta(days=LONGEST_EXCEPTION):
        raise Invalid(
            _("An exception counts for %(days)s days at most; a longer need is decided again."),
            field="until", days=LONGEST_EXCEPTION,
        )  # fmt: skip
    why = clean(reason, field="reason", missing=_("Say why the policy cannot be kept."))
    instead = clean(measures, field="measures", missing=_("Say what makes up for it meanwhile."))
    known = PolicyException.objects.filter(case=case, policy=policy)
    if known.filter(state=ExceptionState.REQUESTED).exists():
        raise Conflict(_("An exception to this policy waits for a decision already."))
    found = PolicyException.objects.create(
        case=case, document=document, policy=policy, policy_label=labels[policy], reason=why, measures=instead,
        until=until, requested_by=person(by), extends=known.in_force().first(),
    )  # fmt: skip
    audit.record(
        "governance.exception.requested", found, by=by, reason=why, policy=policy, until=until,
        extends=found.extends.uid if found.extends else None, document=document.reference,
    )  # fmt: skip
    notifications.notify(
        people_who(Permission.BOARD_CHAIR, case.unit), kind=REQUESTED, subject=found, key=f"exception:{found.uid}",
        by=by,
    )  # fmt: skip
    return found


@transaction.atomic
def decide_exception(found: PolicyException, *, by: Actor, grant: bool, reason: str) -> PolicyException:
    """Grant or refuse an exception; an extension takes the place of the one before.

    Raises Denied, Conflict, or Invalid at `reason`.
    """
    lock(found.case)
    found = lock(found)
    policies.check_decide_exception(by, found)
    text = clean(reason, field="reason", missing=_("Give the reasons of the decision."))
    if grant and found.until < timezone.localdate():
        raise Conflict(_("The day until which it was asked for has passed."))
    if grant:
        for before in PolicyException.objects.filter(
            case=found.case, policy=found.policy, state=ExceptionState.GRANTED
        ).select_for_update(of=("self",)):
            _end(before, ExceptionState.REPLACED if before.is_in_force else ExceptionState.EXPIRED, by=by)
    to = ExceptionState.GRANTED if grant else ExceptionState.REFUSED
    workflow.require(EXCEPTION_NEXT, ExceptionState(found.state), to)
    found.state, found.decision = to, text
    found.decided_by, found.decided_at = person(by), timezone.now()
    found.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    audit.record(_ACTIONS[to], found, by=by, reason=text, until=found.until)
    notifications.settle(f"exception:{found.uid}")
    notifications.notify(
        [found.requested_by, found.case.owner], kind=DECIDED, subject=found, key=f"exception-decided:{found.uid}",
        by=by, state=to.label,
    )  # fmt: skip
    return found


_ACTIONS = {
    ExceptionState.GRANTED: "governance.exception.granted",
    ExceptionState.REFUSED: "governance.exception.refused",
    ExceptionState.WITHDRAWN: "governance.exception.withdrawn",
    ExceptionState.EXPIRED: "governance.exception.expired",
    ExceptionState.REVOKED: "governance.exception.revoked",
    ExceptionState.REPLACED: "governance.exception.replaced",
}


def _end(found: PolicyException, to: ExceptionState, *, by: Actor, reason: str = "") -> None:
    workflow.require(EXCEPTION_NEXT, ExceptionState(found.state), to)
    found.state, found.ended_at, found.end_reason = to, timezone.now(), reason
    found.save(update_fields=["state", "ended_at", "end_reason"])
    audit.record(_ACTIONS[to], found, by=by, reason=reason)


@transaction.atomic
def withdraw_exception(found: PolicyException, *, by: Actor, reason: str) -> PolicyException:
    """Take a wish back before it is decided. Raises Denied, Conflict, or Invalid at `reason`."""
    found = lock(found)
    policies.check_withdraw_exception(by, found)
    _end(found, ExceptionState.WITHDRAWN, by=by, reason=clean(reason, field="reason", missing=_("Say why.")))
    notifications.settle(f"exception:{found.uid}")
    return found


@transaction.atomic
def revoke_exception(found: PolicyException, *, by: Actor, reason: str) -> PolicyException:
    """End a granted exception before its day. Raises Denied, Conflict, or Invalid at `reason`."""
    found = lock(found)
    policies.check_revoke_exception(by, found)
    text = clean(reason, field="reason", missing=_("Say why it ends early; the owner reads it."))
    _end(found, ExceptionState.REVOKED, by=by, reason=text)
    notifications.notify(
        [found.requested_by, found.case.owner], kind=DECIDED, subject=found, key=f"exception-revoked:{found.uid}",
        by=by, state=ExceptionState.REVOKED.label,
    )  # fmt: skip
    return found


def expire_due(*, by: Actor) -> int:
    """Mark the granted exceptions whose last day has passed; each in its own transaction. Pages do not wait for it."""
    return sum(_expire(found, by=by) for found in list(PolicyException.objects.overdue().order_by("id")))


@transaction.atomic
def _expire(found: PolicyException, *, by: Actor) -> bool:
    found = lock(found)
    if found.state != ExceptionState.GRANTED or found.is_in_force:
        return False
    _end(found, ExceptionState.EXPIRED, by=by)
    return True
