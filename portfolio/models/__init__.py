"""What the portfolio keeps: rounds of weighing, results on how sure the order is, scenarios."""

from portfolio.models.certainty import Certainty
from portfolio.models.scenarios import Adoption, Outcome, Scenario, Solution
from portfolio.models.weighing import WeightRound, WeightSheet

__all__ = ["Adoption", "Certainty", "Outcome", "Scenario", "Solution", "WeightRound", "WeightSheet"]
