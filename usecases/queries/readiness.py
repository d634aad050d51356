"""What the readiness of a case's unit says about its feasibility."""

from dataclasses import dataclass
from decimal import Decimal

from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness import queries as readiness
from readiness.models import UnitProfile
from usecases.models import UseCase
from usecases.queries.cases import active_model

INPUT, DIMENSION = "data_quality", "data_maturity"
"""The input that may be taken from readiness, and the dimension of the enterprise instrument that says as much."""


@dataclass(frozen=True, slots=True)
class UnitReadiness:
    """The latest result of the case's unit, or of the nearest unit above it that has one.

    `value` is the score of the data dimension on the scale of the input; None where it is not known, or the scoring
    model in use has no such input. `taken` says that the input rests on exactly this result already,
    `is_own` that the unit itself was assessed and not one above it.
    """

    profile: UnitProfile
    score: Decimal | None
    value: Decimal | None
    taken: bool
    is_own: bool


def unit_readiness(case: UseCase, actor: Actor) -> UnitReadiness | None:
    """Return what the readiness of the case's unit offers, as far as the actor may read it; None without a result."""
    profile = readiness.latest_profile(case.unit)
    if profile is None or not access_of(actor).allows(Permission.READ, profile.unit.path):
        return None
    score = profile.score_of(DIMENSION)
    taken = case.input_sources.get(INPUT, {}).get("assessment") == str(profile.assessment.uid)
    return UnitReadiness(profile, score, _as_input(profile, score), taken, profile.unit_id == case.unit_id)


def _as_input(profile: UnitProfile, score: Decimal | None) -> Decimal | None:
    """The score moved in proportion from the instrument's scale to the range of the input, to two decimals."""
    entry = next((entry for entry in active_model().parsed.inputs if entry.key == INPUT), None)
    if score is None or entry is None or entry.stops:
        return None
    scale = profile.assessment.parsed.scale
    share = (score - scale.lowest) / (scale.highest - scale.lowest)
    return (entry.bottom + share * (entry.top - entry.bottom)).quantize(Decimal("0.01"))
