"""How the reviews of the demonstration go: who approves when, how the board votes, which conditions it sets."""

from datetime import timedelta

from django.utils import timezone

from governance import services
from governance.models import Condition, Review, Step
from governance.services import Draft
from governance.workflow import Choice, Verdict
from pmo.demo.cast import Cast
from pmo.demo.organization import CHAIR, COUNSEL, ETHICIST, EXECUTIVE, OPERATIONS, PRIVACY, SEATS
from pmo.demo.specs import Case
from pmo.demo.timeline import Story
from usecases.models import UseCase
from usecases.workflow import Tier

MANAGER, VOTES, CLOSED, LEGAL, EXECUTIVES = 2, (4, 9), 11, 16, 20
"""Days after the submission on which each step is decided; votes come in between two days."""

REASONS = (
    "Clear purpose, and a person decides.",
    "The figures by which we will judge it are named; that is what I look for.",
    "I would like to hear from the first users before it reaches everybody.",
    "Data use is narrow and explained.",
    "",
    "",
)
AGAINST = {
    PRIVACY: "Inferring emotions at work is not something we should do, whatever the quality of the result.",
    ETHICIST: "There is no sound evidence that the method measures what it claims, and candidates cannot refuse.",
    CHAIR: "A supplier that does not disclose its method cannot be reviewed.",
}
MANAGERS_NO = "Two of the sites forbid automated collection, and legal advised against it last year."
RETURNED = (
    "Say what happens to customers whom nobody calls, and how long the usage data is kept. The comparison group needs "
    "a size. Submit it again with these three points."
)
WITHDRAWN = "The press agency offers the same as part of our subscription; we try that first."


def route_days(tier: str) -> int:
    """Return how many days after its submission a case of this tier is approved."""
    return {Tier.LOW: MANAGER, Tier.MEDIUM: CLOSED, Tier.HIGH: EXECUTIVES}[Tier(tier)]


def review(case: UseCase, spec: Case, cast: Cast, number: int, *, submitted: int) -> Story:
    """Submit a case and take it through its route as far as the story goes."""
    owner, manager = cast.owner_of(spec.unit), cast.manager_of(spec.unit)
    yield submitted
    found = services.submit(case, by=owner, note="Discussed with the department and with the program office.")
    if spec.review == "manager":
        return
    if spec.review == "withdrawn":
        yield submitted - 3
        services.withdraw(found, by=owner, reason=WITHDRAWN)
        return
    yield submitted - MANAGER
    if spec.review == "rejected_by_manager":
        services.decide_step(_open(found), by=manager, verdict=Verdict.REJECT, reason=MANAGERS_NO)
        return
    services.decide_step(
        _open(found), by=manager, verdict=Verdict.APPROVE, reason="The department has the budget and the people for it."
    )
    if case.tier == Tier.LOW:
        return
    yield from _vote(found, spec, cast, number, submitted)
    if spec.review in ("board", "returned", "rejected_by_board"):
        return
    if case.tier == Tier.HIGH:
        yield from _sign(found, spec, cast, submitted)
    if spec.extra == "condition_met" and spec.review == "approved":
        yield submitted - route_days(case.tier) - 4
        for condition in Condition.objects.filter(review=found):
            services.meet_condition(
                condition, by=cast[COUNSEL], evidence="Report of the trial week, filed with the program office."
            )


def _open(found: Review) -> Step:
    return Step.objects.select_related("review__case__unit", "board").get(review=found, state="open")


def _vote(found: Review, spec: Case, cast: Cast, number: int, submitted: int) -> Story:
    """Let the board vote, and its chair close the voting, unless the story leaves it open."""
    step = _open(found)
    first, last = VOTES
    if spec.extra == "condition_met":
        yield submitted - first
        services.add_condition(
            step, by=cast[CHAIR], owner=cast.owner_of(spec.unit), due=timezone.localdate() + timedelta(days=30),
            text="Show the results of one week of trial, with every wrong answer listed, before users see it.",
        )  # fmt: skip
    for place, name in enumerate(SEATS.values()):
        if spec.review == "board" and place in (1, 4, 7):
            continue
        yield submitted - first - (last - first) * place / len(SEATS)
        if spec.review == "board" and place == 5:
            services.recuse(step, by=cast[name], reason="A company in my region would be among the first it rates.")
            continue
        choice, reason = _choice(spec, name, number + place)
        if choice is not None:
            services.cast_vote(step, by=cast[name], choice=choice, reason=reason)
    if spec.review != "board":
        yield submitted - CLOSED
        services.close_voting(step, by=cast[CHAIR])


def _choice(spec: Case, name: str, draw: int) -> tuple[Choice | None, str]:
    """What a member does: a choice with its reason, or None for a member who does not vote."""
    if spec.review == "rejected_by_board":
        return Choice.REJECT, AGAINST.get(name, "I follow the arguments of the privacy officer.")
    if spec.review == "returned":
        return Choice.RETURN, RETURNED if name == PRIVACY else "The open points of the privacy officer come first."
    if name not in (PRIVACY, ETHICIST, CHAIR):
        if draw % 7 == 3:
            return None, ""
        if draw % 11 == 5:
            return Choice.ABSTAIN, ""
    return Choice.APPROVE, REASONS[draw % len(REASONS)]


def _sign(found: Review, spec: Case, cast: Cast, submitted: int) -> Story:
    """Legal, then an executive who does not sponsor the case."""
    if spec.review == "legal":
        return
    yield submitted - LEGAL
    conditions = []
    if spec.extra == "condition_open":
        conditions.append(
            Draft(
                "Have an independent auditor compare selection rates by gender, age group and origin on last year's "
                "applications, and publish the result to the works council.",
                cast.owner_of(spec.unit), timezone.localdate() + timedelta(days=60),
            )
        )  # fmt: skip
    services.decide_step(
        _open(found), by=cast[COUNSEL], verdict=Verdict.APPROVE, conditions=conditions,
        reason="The duties are listed in the dossier and can be met; the notice to those concerned is drafted.",
    )  # fmt: skip
    if spec.review == "executive":
        return
    yield submitted - EXECUTIVES
    executive = OPERATIONS if spec.sponsor == EXECUTIVE else EXECUTIVE
    services.decide_step(
        _open(found), by=cast[executive], verdict=Verdict.APPROVE,
        reason="The remaining risk is acceptable for what it brings. Report to me after the pilot.",
    )  # fmt: skip
