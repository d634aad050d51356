"""What the portfolio keeps: rounds of weighing, results on how sure the order is, scenarios."""

from portfolio.models.scenarios import Adoption, Outcome, Scenario, Solution

__all__ = ["Adoption", "Outcome", "Scenario", "Solution"]
