"""More readiness of the demonstration: units side by side, raters each alone, a process, a use case, action items."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from foundation.people.models import User
from library.queries import latest
from pmo.demo.cast import Cast
from pmo.demo.organization import CHAIR, CONTROLLER, COUNSEL, OPERATIONS, PRIVACY, PROGRAM, ROLLOUTS
from pmo.demo.timeline import Story
from readiness import services
from readiness.models import Assessment, Sheet
from readiness.services import Given, Mark
from readiness.workflow import Mode
from usecases.models import UseCase

MATRIX, CAPACITY, PROCESS, SCALE = "business-unit-matrix", "scaling-capacity", "process-evaluation", "scale-readiness"
UNKNOWN = None
"""In a row of scores: this person cannot tell."""
Scores = Sequence[int | None]

# Leadership buy-in, technical readiness, process maturity, change readiness, resources, measurement.
UNITS: dict[str, tuple[int, Scores]] = {
    "CSU": (112, (4, 3, 5, 2, 4, 3)),
    "LOG": (110, (3, 3, 4, 3, 2, 3)),
    "FIN": (109, (4, 2, 4, 2, 4, 5)),
    "MFG": (104, (3, 2, 4, 2, 3, 3)),
    "SAL": (101, (4, 3, 2, 3, 3, 2)),
    "HRS": (97, (2, 2, 3, 3, UNKNOWN, 2)),
    "FAC": (90, (2, 1, 2, 2, 1, 2)),
}
COMMENTS = {
    "capacity_for_change": "Two other programs end this autumn; until then the teams have no week to spare.",
    "defined_processes": "Written down and audited since the certification of 2023.",
}
ENGINEERS: dict[str, Scores] = {
    "Kenji Watanabe": (5, 5, 4, 5, 4, 4),
    "Sofia Petrova": (4, 5, 4, 2, 4, 4),
    "Arjun Mehta": (4, 4, 4, 1, 4, UNKNOWN),
    ROLLOUTS: (5, 4, 3, 5, 4, 4),
}
CASE = "Document processing"


def matrix(cast: Cast, code: str) -> Story:
    """One unit with the matrix of business units, submitted four days after it was begun."""
    day, scores = UNITS[code]
    yield day
    assessment = services.start_assessment(cast.units[code], by=cast[PROGRAM], instrument=MATRIX)
    services.give_answers(assessment, _answers(assessment, scores), by=cast[PROGRAM])
    yield day - 4
    services.submit_assessment(assessment, by=cast[PROGRAM])


def engineers(cast: Cast) -> Story:
    """Four people rate Engineering, each alone; they differ on one area, which is settled."""
    yield 58
    by = cast[PROGRAM]
    assessment = services.start_assessment(cast.units["ENG"], by=by, instrument=MATRIX, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast[name] for name in ENGINEERS], by=by)
    for number, (name, scores) in enumerate(ENGINEERS.items()):
        yield 56 - number * 2
        _hand_in(assessment, cast[name], scores)
    yield 47
    assessment = services.close_rating(assessment, by=by)
    yield 45
    services.settle(
        assessment, "capacity_for_change", score="3", by=by,
        reason="The managers looked at plans, the team at last quarter's overtime. We agreed on what both had seen.",
    )  # fmt: skip
    services.submit_assessment(assessment, by=by)


def capacity(cast: Cast) -> Story:
    """The whole organization, still being rated: two have handed in, one is at it, one is asked, one declined."""
    yield 9
    by = cast[PROGRAM]
    due = timezone.localdate() + timedelta(days=16)
    assessment = services.start_assessment(cast.root, by=by, instrument=CAPACITY, mode=Mode.BLIND, due_on=due)
    raters = [cast[name] for name in (OPERATIONS, CONTROLLER, CHAIR, ROLLOUTS, COUNSEL)]
    services.invite_raters(assessment, raters, by=by)
    yield 7
    _hand_in(assessment, cast[OPERATIONS], (4, 3, 3, 2, 4, 3, 4, 3, 4))
    yield 6
    services.decline_sheet(
        _sheet(assessment, cast[COUNSEL]), by=cast[COUNSEL],
        reason="I see too little of the daily work of the units to tell them apart.",
    )  # fmt: skip
    yield 5
    _hand_in(assessment, cast[CONTROLLER], (3, 2, 2, 2, 3, 3, 4, UNKNOWN, 4))
    yield 3
    sheet = _sheet(assessment, cast[CHAIR])
    services.give_answers(sheet, _answers(assessment, (4, 4, 3)), by=cast[CHAIR])


def process(cast: Cast) -> Story:
    """A process of Finance."""
    yield 75
    by = cast[PROGRAM]
    invoices = services.create_process(cast.units["FIN"], by=by, name="Supplier invoices")
    assessment = services.start_assessment(invoices, by=by, instrument=PROCESS)
    scores = (4, 5, 3, 2, 4, 2, 3, 4, 4, 3, 3, UNKNOWN, 3, 4, 3, 4)
    services.give_answers(assessment, _answers(assessment, scores), by=by)
    yield 71
    services.submit_assessment(assessment, by=by)
    services.create_action(
        assessment, by=by, factor="integration_complexity", owner=cast.owner_of("FIN"),
        due_on=timezone.localdate() + timedelta(days=90),
        text="Have the two oldest accounting systems send their documents through the same interface.",
    )  # fmt: skip


def use_case(cast: Cast) -> Story:
    """Whether a use case is ready to scale."""
    yield 24
    by = cast[ROLLOUTS]
    case = UseCase.objects.get(name=CASE)
    assessment = services.start_assessment(case, by=by, instrument=SCALE)
    scores = (2, 2, 2, 1, 2, 1, 2, 2, 2, 2, 1, 2, 2, 1, 2, 1, 2, 2)
    services.give_answers(assessment, _answers(assessment, scores), by=by)
    yield 22
    services.submit_assessment(assessment, by=by)


def action_items(cast: Cast) -> Story:
    """What follows from the assessment of the whole organization: done, dropped, open and overdue."""
    yield 50
    by, today = cast[PROGRAM], timezone.localdate()
    done = Assessment.objects.get(instrument__slug="enterprise-readiness", unit=cast.root, submitted_by=by, reopened=0,
                                  submitted_at__gte=timezone.now() - timedelta(days=30))  # fmt: skip
    plans = (
        ("ethics_framework", "Publish the board's principles with one example for each.", CHAIR, 35),
        ("policies", "Have every team lead confirm that the team has read the policy on AI.", "Mateo Vargas", 70),
        ("ai_expertise", "Hire two reviewers of models, so that no review waits longer than a week.", OPERATIONS, 120),
        ("data_governance", "Name a data owner in each department that has none.", PRIVACY, 25),
    )
    items = [
        services.create_action(
            done, by=by, factor=factor, text=text, owner=cast[owner], due_on=today + timedelta(days=days)
        )
        for factor, text, owner, days in plans
    ]
    dropped = services.create_action(done, by=by, text="Set up a newsletter on AI.", owner=cast[PROGRAM])
    yield 30
    services.close_action(items[3], by=cast[PRIVACY], done=True, note="All twenty departments have one.")
    yield 20
    services.close_action(dropped, by=by, done=False, note="The page of questions and answers does it better.")


def _hand_in(assessment: Assessment, rater: User, scores: Scores) -> None:
    sheet = services.give_answers(_sheet(assessment, rater), _answers(assessment, scores), by=rater)
    services.submit_sheet(sheet, by=rater)


def _sheet(assessment: Assessment, rater: User) -> Sheet:
    return assessment.sheets.get(rater=rater)


def _answers(assessment: Assessment, scores: Scores) -> dict[str, Given]:
    """Scores in the order of the instrument's factors; a shorter row leaves the rest unanswered."""
    keys = [factor.key for factor in latest("instrument", assessment.instrument.slug).parsed.factors]
    return {
        key: Given(
            score=Mark.NOT_KNOWN if score is None else str(score),
            comment=None if assessment.is_blind else COMMENTS.get(key),
        )
        for key, score in zip(keys, scores, strict=False)
    }
