"""Answering criteria, planning mitigations, and overriding what the data says, which takes two people."""

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from deployments import policies, queries
from deployments.models import Criterion
from deployments.rules import LATEST, LINK_LIMIT
from deployments.services.gates import lock_criterion
from deployments.services.texts import clean, person_of
from deployments.workflow import Answer
from foundation.audit import services as audit
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of


@transaction.atomic
def answer_criterion(criterion: Criterion, *, by: Actor, answer: str, note: str = "", link: str = "") -> Criterion:
    """Say that a criterion is met or not met, with what that rests on; or that it is unknown after all.

    Raises Denied; Conflict when it is bound to data or the gate is not open; Invalid at `answer`, `note`, or `link`
    for what is no web address.
    """
    criterion = lock_criterion(criterion)
    policies.check_answer(by, criterion)
    try:
        state = Answer(answer)
    except ValueError:
        raise Invalid(_("Choose met, not met or unknown."), field="answer") from None
    missing = "" if state == Answer.UNKNOWN else _("Say what the answer rests on.")
    text, address = clean(note, field="note", missing=missing), _address(link)
    before = {"state": criterion.state, "note": criterion.note, "link": criterion.link}
    after = {"state": state.value, "note": text, "link": address}
    if before == after:
        return criterion
    criterion.state, criterion.note, criterion.link = state, text, address
    criterion.answered_by, criterion.answered_at = person_of(by), timezone.now()
    criterion.save(update_fields=["state", "note", "link", "answered_by", "answered_at"])
    audit.record(
        "deployments.criterion.answered", criterion.gate, by=by, criterion=criterion.key,
        changes={name: (before[name], after[name]) for name in after if before[name] != after[name]},
    )  # fmt: skip
    return criterion


def _address(link: str) -> str:
    text = clean(link, field="link", limit=LINK_LIMIT)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in text)
    except ValueError:
        fits = False
    if not fits:
        raise Invalid(_("Enter a web address that begins with https:// or http://."), field="link")
    return text


@transaction.atomic
def plan_mitigation(criterion: Criterion, *, by: Actor, text: str, owner: User, due: date) -> Criterion:
    """Write what is done about a should that is not met, who does it and by when.

    Raises Denied; Conflict when the criterion needs no plan or the gate is not open; Invalid at `text`, `owner` for
    somebody who may not see the case, or `due`.
    """
    criterion = lock_criterion(criterion)
    policies.check_mitigate(by, criterion)
    plan = clean(text, field="text", missing=_("Say what will be done about it."))
    if not owner.is_active or not access_of(owner).allows(Permission.READ, criterion.gate.rollout.case.unit.path):
        raise Invalid(_("%(name)s may not see this use case. Choose somebody else."), field="owner", name=owner.name)
    if not queries.today() - timedelta(days=1) <= due <= LATEST:
        raise Invalid(_("Enter a day from today on."), field="due")
    before = (criterion.mitigation, criterion.mitigation_owner, criterion.mitigation_due)
    if before == (plan, owner, due):
        return criterion
    criterion.mitigation, criterion.mitigation_owner, criterion.mitigation_due = plan, owner, due
    criterion.mitigation_by, criterion.mitigation_at = person_of(by), timezone.now()
    criterion.save(update_fields=["mitigation", "mitigation_owner", "mitigation_due", "mitigation_by", "mitigation_at"])
    audit.record(
        "deployments.mitigation.planned", criterion.gate, by=by, criterion=criterion.key,
        changes={"text": (before[0], plan), "owner": (before[1], owner), "due": (before[2], due)},
    )  # fmt: skip
    return criterion


@transaction.atomic
def request_override(criterion: Criterion, *, by: Actor, reason: str) -> Criterion:
    """Ask that a criterion count as met although the records say otherwise; a second person confirms it.

    What the records say now is kept: when they say something else later, the override no longer counts. Raises Denied;
    Conflict when it is not bound to data, is met, or an override already waits; Invalid at `reason`.
    """
    criterion = lock_criterion(criterion)
    policies.check_override(by, criterion)
    text = clean(reason, field="reason", missing=_("Say why it should pass although the records say otherwise."))
    line = queries.sheet(criterion.gate).line(criterion.key)
    if line.reading is None:
        raise ValueError("a bound criterion of an open gate has a reading")
    criterion.override_reason = text
    criterion.override_seen = {"state": line.reading.mark["state"], "value": line.reading.value}
    criterion.override_by, criterion.override_at = policies.person(by), timezone.now()
    criterion.confirmed_by = criterion.confirmed_at = None
    criterion.save(
        update_fields=[
            "override_reason", "override_seen", "override_by", "override_at", "confirmed_by", "confirmed_at",
        ]
    )  # fmt: skip
    audit.record(
        "deployments.override.requested", criterion.gate, by=by, reason=text, criterion=criterion.key,
        seen=line.reading.frozen(),
    )  # fmt: skip
    return criterion


@transaction.atomic
def confirm_override(criterion: Criterion, *, by: Actor) -> Criterion:
    """Confirm as second person an override that somebody else asked for.

    Raises Denied (for the one who asked, and for whoever has a stake in the case); Conflict when none waits, or when
    the records say something else by now.
    """
    criterion = lock_criterion(criterion)
    policies.check_confirm(by, criterion)
    criterion.confirmed_by, criterion.confirmed_at = policies.person(by), timezone.now()
    criterion.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(
        "deployments.override.confirmed", criterion.gate, by=by, reason=criterion.override_reason,
        criterion=criterion.key, asked_by=criterion.override_by,
    )  # fmt: skip
    return criterion
