"""Deciding a step that holders of a role, a named person, or the chair of a board alone decide; setting conditions."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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
from governance import policies, rules
from governance.models import Condition, Review, Step, StepSeat, Vote
from governance.services import flow, telling
from governance.services.refusals import recorded
from governance.services.texts import clean, clean_questions
from governance.workflow import Choice, Verdict

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


@recorded("decide")
def decide_step(
    step: Step, *, by: Actor, verdict: str, reason: str = "", conditions: Sequence[Draft] = (),
    questions: Sequence[str] = (),
) -> Review:  # fmt: skip
    """Decide a role or person step: approve (with conditions if need be), return with questions, or reject.

    Where several holders of the role decide, this is one of their decisions, and `verdict` may be "abstain"; the step
    is decided with the last one that it takes. Once approved, the next steps open or the approval is given; anything
    else ends the round. Returns the review. Somebody to whom a holder handed their decisions decides in their place.
    Raises Denied, Conflict when somebody was faster, Invalid at `verdict`, `reason`, `questions`, or a field of a
    condition. A refusal is recorded.
    """
    step = lock_step(step)
    giver = policies.check_decide(by, step)
    choice = Choice.ABSTAIN if step.is_panel and verdict == Choice.ABSTAIN else Choice(verdict_of(verdict).value)
    text, asked = _said(choice, reason, questions)
    _set_all(step, conditions, choice, by=by)
    if step.is_panel:
        _speak(step, policies.person(by), giver, choice, text, asked)
    else:
        user = policies.person(by)
        flow.settle(
            step,
            Verdict(choice.value),
            by=by,
            reason=text,
            in_place_of=giver,
            questions=[(user, item) for item in asked],
        )
    return Review.objects.get(pk=step.review_id)


@recorded("expedite")
def expedite(
    step: Step, *, by: Actor, verdict: str, reason: str = "", conditions: Sequence[Draft] = (),
    questions: Sequence[str] = (),
) -> Review:  # fmt: skip
    """Decide a board step as its chair alone, where the route allows it and nobody has voted; the board is told.

    Approve or return; the chair alone never rejects (45 CFR 46.110(b)): that takes the vote of the board.
    Returns the review. Raises Denied, Conflict, Invalid at `verdict`, `reason`, `questions` or a field of a condition.
    """
    step = lock_step(step)
    policies.check_expedite(by, step)
    chosen = verdict_of(verdict)
    if chosen == Verdict.REJECT:
        raise Invalid(_("The chair alone never rejects. Put it to the vote of the board."), field="verdict")
    text, asked = _said(Choice(chosen.value), reason, questions)
    _set_all(step, conditions, Choice(chosen.value), by=by)
    step.is_expedited = True
    user = policies.person(by)
    flow.settle(step, chosen, by=by, reason=text, questions=[(user, item) for item in asked])
    telling.decided_alone(step, by=by)
    return Review.objects.get(pk=step.review_id)


def _said(choice: Choice, reason: str, questions: Sequence[str]) -> tuple[str, list[str]]:
    missing = reason_needed(Verdict(choice.value)) if choice != Choice.ABSTAIN else ""
    return clean(reason, field="reason", missing=missing), clean_questions(questions, allowed=choice == Choice.RETURN)


def _set_all(step: Step, conditions: Sequence[Draft], choice: Choice, *, by: Actor) -> None:
    if conditions and choice != Choice.APPROVE:
        raise Invalid(_("Conditions belong to an approval. Write what must change into the reason."), field="text")
    for draft in conditions:
        _set(step, draft, by=policies.person(by))


def _speak(step: Step, user: User, giver: User | None, choice: Choice, text: str, questions: list[str]) -> None:
    """One of several holders of a role decides; when the number is made up, or no longer can be, so is the step."""
    seat = policies.place_of(giver or user, step)
    vote = voted(step, seat, user, choice, text, questions, in_place_of=giver)
    facts: dict[str, Any] = {"in_place_of": giver} if giver else {}
    audit.record(
        "governance.step.spoken", step.review, by=user, reason=text, step=step.title, verdict=vote.choice, **facts
    )
    telling.spoken(step, user)
    votes = list(step.votes.select_related("member").order_by("id"))
    outcome = rules.panel_result(step.seats.count(), step.needed or 1, [Choice(row.choice) for row in votes])
    if outcome is not None:
        flow.settle(
            step, outcome, by=user, reason=reasons(step, outcome), in_place_of=giver,
            questions=questions_of(votes) if outcome == Verdict.RETURN else (),
        )  # fmt: skip


def voted(
    step: Step, seat: StepSeat, member: User, choice: Choice, reason: str, questions: Sequence[str] = (), *,
    in_place_of: User | None = None,
) -> Vote:  # fmt: skip
    """Keep what a seat did, with the commitment that the trail shows while it is sealed."""
    salt = secrets.token_hex(16)
    return Vote.objects.create(
        step=step, seat=seat, member=member, choice=choice, reason=reason, questions=list(questions), salt=salt,
        member_for=in_place_of, commitment=rules.commitment(salt, choice.value, reason, questions),
    )  # fmt: skip


def questions_of(votes: Iterable[Vote]) -> list[tuple[User | None, str]]:
    """Return the questions of those who asked for changes, each with who asks."""
    return [(vote.member, text) for vote in votes if vote.choice == Choice.RETURN for text in vote.questions]


def reasons(step: Step, verdict: Verdict) -> str:
    """What those who carried a return or a rejection said, so that whoever submitted it can act on it."""
    if verdict == Verdict.APPROVE:
        return ""
    said = [vote.reason for vote in step.votes.filter(choice=verdict.value).order_by("id") if vote.reason]
    return "\n".join(said)[: rules.REASON_LIMIT]


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
