"""Use cases for tests, made by the same commands that people use."""

from typing import Any

from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit
from usecases import services
from usecases.models import UseCase

# Document A's two reference cases: 5.133 and 5.533, both "medium".
SUPPORT_INPUTS = {
    "estimated_value": "2000000",
    "data_quality": "8",
    "complexity": "4",
    "integration": "3",
    "regulatory_risk": "2",
    "reputational_risk": "3",
    "operational_risk": "2",
    "estimated_months": "3",
}
REVIEW_INPUTS = {
    "estimated_value": "1500000",
    "data_quality": "9",
    "complexity": "3",
    "integration": "2",
    "regulatory_risk": "1",
    "reputational_risk": "1",
    "operational_risk": "2",
    "estimated_months": "2",
}
HIGH_ANSWERS = {
    "rights_or_access": True,
    "safety": False,
    "employment": False,
    "no_human_review": False,
    "vulnerable_people": False,
    "personal_data": True,
    "public_facing": False,
    "outside_supplier": False,
}
LOW_ANSWERS = dict.fromkeys(HIGH_ANSWERS, False)


def a_case(unit: Unit, *, by: Actor = COMMAND_LINE, name: str = "Answer support mail", **fields: Any) -> UseCase:
    """A registered idea."""
    fields.setdefault("summary", "Customers wait two days for an answer.")
    return services.create_case(unit, by=by, name=name, **fields)


def a_scored_case(
    unit: Unit, *, by: Actor = COMMAND_LINE, inputs: dict[str, Any] | None = None, **fields: Any
) -> UseCase:
    """A case with a score card; needs the `library` fixture."""
    case = a_case(unit, by=by, **fields)
    services.record_inputs(case, by=by, inputs=SUPPORT_INPUTS if inputs is None else inputs)
    services.score_case(case, by=by)
    case.refresh_from_db()
    return case


def a_classified_case(
    unit: Unit, *, by: Actor = COMMAND_LINE, answers: dict[str, bool | None] | None = None, **fields: Any
) -> UseCase:
    """A scored case with a tier (high unless told otherwise)."""
    case = a_scored_case(unit, by=by, **fields)
    return services.classify(case, by=by, answers=HIGH_ANSWERS if answers is None else answers)
