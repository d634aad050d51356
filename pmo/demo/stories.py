"""The life of one use case of the demonstration, act by act, each by the person who would do it."""

from foundation.kernel.money import Money
from library.queries import latest
from pmo.demo import compliance, rollouts, value
from pmo.demo.cast import Cast
from pmo.demo.organization import PROGRAM
from pmo.demo.reviews import review, route_days
from pmo.demo.specs import INPUTS, POINTS, Case
from pmo.demo.timeline import Story
from usecases import services as cases
from usecases.models import UseCase
from usecases.queries import risk_questions
from usecases.workflow import LADDER, Stage, reached

CLASSIFIED, GUESSED, SCORED, LOOKED_AT, SUBMITTED, STARTS = 3, 4, 7, 10, 12, 6
"""Days from the registration of a case until it is classified, guessed at, scored, held against law and policies,
and submitted; from approval to rollout."""


def life(spec: Case, cast: Cast, number: int) -> Story:
    """Yield the days of the acts in the life of a use case, and carry them out."""
    owner = cast.owner_of(spec.unit)
    yield spec.began
    case = cases.create_case(
        cast.units[spec.unit], by=owner, name=spec.name, summary=spec.summary, objective=spec.objective,
        category=spec.category, owner=owner, sponsor=cast[spec.sponsor] if spec.sponsor else None,
        data_description=spec.data, model_description=spec.model, human_oversight=spec.oversight,
        measures=spec.measures, impact=spec.impact, personal_data=spec.personal,
        budget=Money.of(spec.budget, "USD") if spec.budget else None,
    )  # fmt: skip
    if spec.upto == Stage.IDEA:
        return
    yield spec.began - CLASSIFIED
    answers = {question.key: question.key in spec.yes for question in risk_questions().parsed.questions}
    case = cases.classify(case, by=owner, answers=answers)
    if spec.upto == Stage.ASSESSED:
        return
    if spec.guessed:
        yield spec.began - GUESSED
        cases.record_inputs(case, by=owner, inputs=dict(zip(INPUTS, spec.guessed, strict=True)))
        case = cases.score_case(case, by=cast[PROGRAM]).case
    yield spec.began - SCORED
    cases.record_inputs(case, by=owner, inputs=dict(zip(INPUTS, spec.inputs, strict=True)))
    if spec.points:
        points = dict(zip(POINTS, spec.points, strict=True))
        cases.record_inputs(case, by=owner, inputs=points, model=latest("scoring_model", "wsjf"))
    cases.score_case(case, by=cast[PROGRAM])
    if spec.review:
        yield spec.began - LOOKED_AT
        compliance.look(case, owner)
        case.refresh_from_db()
        yield from review(case, spec, cast, number, submitted=spec.began - SUBMITTED)
    approved = spec.began - SUBMITTED - route_days(case.tier)
    yield from _afterwards(case, spec, cast, approved)
    if spec.review == "approved" and (_begins_rollout(spec) or spec.extra in ("condition_open", "at_first_gate")):
        yield from _rolled_out(case, spec, cast, number, approved - STARTS)


def _begins_rollout(spec: Case) -> bool:
    return spec.upto in LADDER and reached(spec.upto, Stage.ALPHA)


def _afterwards(case: UseCase, spec: Case, cast: Cast, approved: int) -> Story:
    """What happens to a case beside its way: put on hold, stopped early, changed after its approval."""
    owner = cast.owner_of(spec.unit)
    if spec.extra == "held" and spec.upto == Stage.SCORED:
        yield spec.began - 40
        cases.hold(case, by=owner, reason="The new feedback system replaces three of the five sources this autumn.")
    elif spec.extra == "killed_early":
        yield spec.began - 45
        cases.close(
            case, to=Stage.KILLED, by=cast[PROGRAM],
            reason="A trial with twelve concepts ranked them no better than chance; the money goes to real interviews.",
        )  # fmt: skip
    elif spec.extra == "changed_afterwards":
        yield approved - 22
        cases.edit_case(
            case, by=owner, reason="Sales asked for the forecast tables.",
            data_description=f"{spec.data} Since this quarter also the sales forecast, which is not certified yet.",
        )  # fmt: skip


def _rolled_out(case: UseCase, spec: Case, cast: Cast, number: int, begin: int) -> Story:
    if spec.extra != "blocked_at_go":
        yield begin + 1
        value.plan(case, spec, cast)
    rollout = yield from rollouts.roll_out(case, spec, cast, number, begin)
    if spec.extra == "held":
        yield begin - 30
        cases.hold(case, by=cast[PROGRAM], reason="The contract of the recognition service is being renegotiated.")
    elif spec.extra == "killed_in_beta":
        yield begin - 20
        rollouts.take_back(rollout, cast)
        yield begin - 27
        cases.close(
            case, to=Stage.KILLED, by=cast[PROGRAM],
            reason="Two in five customers asked for a person at once, and the margin fell by four points.",
        )  # fmt: skip
    elif spec.extra == "retired":
        yield 40
        cases.close(
            case, to=Stage.RETIRED, by=cast[PROGRAM],
            reason="Passkeys made most resets needless; what is left moves to the service desk assistant.",
        )  # fmt: skip
    elif spec.upto == Stage.SCALED:
        yield begin - 120
        cases.advance(
            case, to=Stage.SCALED, by=cast[PROGRAM],
            reason="In use in every department it was meant for, with costs and results as planned for a quarter.",
        )  # fmt: skip
