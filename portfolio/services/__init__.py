"""Commands of the portfolio."""

from portfolio.services.adoption import adopt_scenario, withdraw_adoption, write_message
from portfolio.services.scenarios import (
    archive_scenario,
    copy_scenario,
    create_scenario,
    revise_scenario,
)
from portfolio.services.solving import run_solution, solve_scenario

__all__ = [
    "adopt_scenario",
    "archive_scenario",
    "copy_scenario",
    "create_scenario",
    "revise_scenario",
    "run_solution",
    "solve_scenario",
    "withdraw_adoption",
    "write_message",
]
