"""How a use case of the demonstration is written down."""

from dataclasses import dataclass

INPUTS = (
    "estimated_value", "data_quality", "complexity", "integration", "regulatory_risk", "reputational_risk",
    "operational_risk", "estimated_months",
)  # fmt: skip
POINTS = ("business_value_points", "time_criticality_points", "risk_opportunity_points", "job_size_points")
INVENTED = "The inputs of its score are invented for this demonstration; the source document gives none."


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A use case and how far it has come.

    `unit` is the code of its department, `inputs` are in the order of INPUTS (dollars, ratings 0 to 10, months),
    None where one is not known, `guessed` those of a first score card where there was one; `points` in the order of
    POINTS, for the model that is not in use; `yes` the risk questions answered with yes, `budget` dollars,
    `began` days before today.

    `upto` is the stage it has reached. `review` says how its review goes: approved; manager, board, legal or executive
    for one that waits at that step; returned; rejected_by_manager; rejected_by_board; withdrawn. `extra` names what
    else happens (see stories.py), and `late` by how many days its rollout began after the plan.
    """

    name: str
    unit: str
    category: str
    summary: str
    objective: str
    began: int
    upto: str = "idea"
    data: str = ""
    model: str = ""
    oversight: str = ""
    measures: str = ""
    inputs: tuple[float | None, ...] = ()
    guessed: tuple[float | None, ...] = ()
    points: tuple[int, ...] = ()
    yes: tuple[str, ...] = ()
    budget: int = 0
    impact: str = "neither"
    personal: str = "no"
    review: str = ""
    extra: str = ""
    sponsor: str = ""
    late: int = 0
