"""Submitted results of any instrument, with factors that are not known."""

from collections.abc import Sequence

from foundation.people.actors import Actor
from foundation.people.models import Unit
from readiness import services
from readiness.models import Assessment
from readiness.services import Given, Mark
from usecases.models import UseCase

MATRIX = "business-unit-matrix"
MATRIX_REFERENCE = (4, 3, 5, 2, 4, 3)
"""Document C's areas in their order; 3.60 with its weights."""


def assessed(
    unit: Unit | UseCase,
    *,
    by: Actor,
    scores: Sequence[int | None],
    instrument: str = MATRIX,
    comments: Sequence[str] = (),
) -> Assessment:
    """A submitted assessment with these scores in the order of the instrument; None is "not known"."""
    assessment = services.start_assessment(unit, by=by, instrument=instrument)
    given = {}
    for place, (factor, score) in enumerate(zip(assessment.parsed.factors, scores, strict=True)):
        comment = comments[place] if place < len(comments) else None
        given[factor.key] = Given(score=Mark.NOT_KNOWN if score is None else str(score), comment=comment)
    services.give_answers(assessment, given, by=by)
    return services.submit_assessment(assessment, by=by)
