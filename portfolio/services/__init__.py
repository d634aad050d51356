"""Commands of the portfolio."""

from portfolio.services.adoption import adopt_scenario, withdraw_adoption, write_message
from portfolio.services.certainty import ask_certainty, run_certainty
from portfolio.services.scenarios import (
    archive_scenario,
    copy_scenario,
    create_scenario,
    revise_scenario,
)
from portfolio.services.solving import run_solution, solve_scenario
from portfolio.services.weighing import adopt_round, close_round, give_weights, invite, open_round

__all__ = [
    "adopt_round",
    "adopt_scenario",
    "archive_scenario",
    "ask_certainty",
    "close_round",
    "copy_scenario",
    "create_scenario",
    "give_weights",
    "invite",
    "open_round",
    "revise_scenario",
    "run_certainty",
    "run_solution",
    "solve_scenario",
    "withdraw_adoption",
    "write_message",
]
