"""Deciding a step that one holder of a role decides, and setting conditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance import policies
from governance.models import Condition, Review, Step
from governance.services import flow
from governance.services.texts import clean
from governance.workflow import Verdict

LAST_DUE = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Draft:
    """A condition as somebody proposes it."""

    text: str
    owner: User
    due: date
    is_blocking: bool = True


def lock_step(step: Step) -> Step:
    """Lock the review of a step, then read the step anew: two deciding at one instant come one after the other."""
    review = lock(Review.objects.get(pk=step.review_id))
    fresh = review.steps.get(pk=step.pk)
    fresh.review = review
    return fresh


@transaction.atomic
def decide_step(step: Step, *, by: Actor, verdict: str, reason: str = "", conditions: Sequence[Draft] = ()) -> Review:
    """Decide a role step: approve (with conditions if need be), return for changes, or reject.

    Approving opens the next step or gives the approval; anything else ends the round. Returns the review.
    Raises Denied, Conflict when somebody was faster, Invalid at `verdict`, `reason`, or a field of a condition.
    """
    step = lock_step(step)
    policies.check_decide(by, step)
    choice = verdict_of(verdict)
    text = clean(reason, field="reason", missing=reason_needed(choice))
    if conditions and choice != Verdict.APPROVE:
        raise Invalid(_("Conditions belong to an approval. Write what must change into the reason."), field="text")
    for draft in conditions:
        _set(step, draft, by=policies.person(by))
    flow.settle(step, choice, by=by, reason=text)
    return Review.objects.get(pk=step.review_id)


def verdict_of(value: str) -> Verdict:
    """Return the verdict that a text names. Raises Invalid at `verdict`."""
    try:
        return Verdict(value)
    except ValueError:
        raise Invalid(_("Choose approve, return or reject."), field="verdict") from None


def reason_needed(verdict: Verdict) -> str:
    """Return the sentence that asks for a reason where one is required; "" where it is not."""
    return {
        Verdict.APPROVE: "",
        Verdict.RETURN: _("Say what must change before it can be approved."),
        Verdict.REJECT: _("Say why it is rejected; whoever submitted it will read this."),
    }[verdict]


@transaction.atomic
def add_condition(step: Step, *, by: Actor, text: str, owner: User, due: date, is_blocking: bool = True) -> Condition:
    """Set a condition on an open step: its decider, or the chair while the board votes.

    A blocking condition keeps rollouts from passing their gate until somebody confirms that it is met.
    Raises Denied, Conflict, or Invalid at `text`, `owner` or `due`.
    """
    step = lock_step(step)
    policies.check_add_condition(by, step)
    return _set(step, Draft(text, owner, due, is_blocking), by=policies.person(by))


def _set(step: Step, draft: Draft, *, by: User) -> Condition:
    text = clean(draft.text, field="text", missing=_("Write what must be done, so that somebody else can check it."))
    path = step.review.case.unit.path
    if not draft.owner.is_active or not access_of(draft.owner).allows(Permission.READ, path):
        raise Invalid(
            _("%(name)s cannot see this use case, so they cannot meet a condition on it."),
            field="owner", name=draft.owner.name,
        )  # fmt: skip
    if not timezone.localdate() <= draft.due <= LAST_DUE:
        raise Invalid(_("Choose a day from today on."), field="due")
    condition = Condition.objects.create(
        review=step.review, step=step, text=text, owner=draft.owner, due=draft.due, is_blocking=draft.is_blocking,
        set_by=by,
    )  # fmt: skip
    audit.record(
        "governance.condition.set", step.review, by=by, owner=draft.owner, due=draft.due, blocking=draft.is_blocking,
        step=step.title, changes={"condition": ("", text)},
    )  # fmt: skip
    return condition
