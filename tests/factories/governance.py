"""Boards, reviews and approvals for tests: every state is reached through the commands that people use."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from foundation.kernel.money import Money
from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit, User
from governance import services
from governance.models import Approval, Board, Review, Step
from governance.workflow import State
from tests.factories.usecases import HIGH_ANSWERS, LOW_ANSWERS, a_classified_case
from usecases.models import UseCase

ANSWERS: dict[str, dict[str, Any]] = {
    "low": LOW_ANSWERS,
    "medium": {**LOW_ANSWERS, "personal_data": True},
    "high": HIGH_ANSWERS,
}
# A complete dossier: something in every section.
DOSSIER: dict[str, Any] = {
    "objective": "Answer within one hour.",
    "data_description": "Tickets of the last two years, names removed.",
    "personal_data": "yes",
    "model_description": "A hosted language model with retrieval over the help pages.",
    "human_oversight": "An agent reads every answer before it is sent.",
    "measures": "Share of answers sent unchanged; complaints a week.",
    "impact": "rights",
    "budget": Money.of(500_000, "USD"),
}


def a_board(unit: Unit, members: Sequence[User], *, by: Actor = COMMAND_LINE) -> Board:
    """The shipped ethics board with its seats given to `members` in order, the chair's first."""
    board = services.convene_board(unit, by=by)
    for seat, user in zip(board.seats.order_by("position"), members, strict=False):
        services.assign_seat(seat, user=user, by=by)
    return board


def a_reviewable_case(unit: Unit, *, by: Actor, tier: str = "high", **fields: Any) -> UseCase:
    """A scored and classified case with a complete dossier, registered by `by`."""
    return a_classified_case(unit, by=by, answers=ANSWERS[tier], **(DOSSIER | fields))


def submitted(cast: SimpleNamespace, *, tier: str = "high", case: UseCase | None = None, **fields: Any) -> Review:
    """A review that Ada submitted of a case of the unit Support; its board is convened if none sits yet."""
    if not Board.objects.filter(unit=cast.org).exists():
        a_board(cast.org, cast.board)
    case = case or a_reviewable_case(cast.support, by=cast.ada, tier=tier, **{"owner": cast.ben} | fields)
    return services.submit(case, by=cast.ada, note="Please decide before the quarter ends.")


def decider(cast: SimpleNamespace, role: str) -> User:
    """The member of the cast who decides steps of a role."""
    return {"manager": cast.mia, "legal": cast.lea, "executive": cast.eve}[role]


def open_step(review: Review) -> Step:
    """The step of a review that is being decided."""
    return review.steps.select_related("review__case__unit", "board__unit").get(state="open")


def vote(step: Step, members: Sequence[User], choice: str = "approve") -> None:
    """Let members vote alike."""
    for member in members:
        services.cast_vote(step, by=member, choice=choice, reason="As discussed." if choice != "abstain" else "")


def pass_step(cast: SimpleNamespace, review: Review) -> None:
    """Approve the open step, by its holder or by a board that just has its quorum."""
    step = open_step(review)
    if step.is_board:
        vote(step, [*cast.board[:4], cast.board[7]])
        services.close_voting(step, by=cast.chi)
    else:
        services.decide_step(step, by=decider(cast, step.role), verdict="approve")


def review_at(cast: SimpleNamespace, place: str, *, tier: str = "high", **fields: Any) -> Review:
    """A review whose open step is `place` (manager, ethics_board, legal, executive), or that ended in this state."""
    review = submitted(cast, tier=tier, **fields)
    if place == State.WITHDRAWN:
        services.withdraw(review, by=cast.ada, reason="Not needed any more.")
    elif place in {State.RETURNED, State.REJECTED}:
        verdict = "return" if place == State.RETURNED else "reject"
        services.decide_step(open_step(review), by=cast.mia, verdict=verdict, reason="The purpose is not clear.")
    else:
        while review.state == State.OPEN and open_step(review).key != place:
            pass_step(cast, review)
            review.refresh_from_db()
    return Review.objects.select_related("case__unit", "route").get(pk=review.pk)


def approved(cast: SimpleNamespace, *, tier: str = "high", **fields: Any) -> Approval:
    """An approval that stands, given along the whole route."""
    return review_at(cast, State.APPROVED, tier=tier, **fields).approval
