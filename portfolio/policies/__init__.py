"""Who may do what in the portfolio, and when."""

from portfolio.policies.scenarios import (
    check_adopt_scenario,
    check_archive_scenario,
    check_copy_scenario,
    check_create_scenario,
    check_read_messages,
    check_revise_scenario,
    check_solve_scenario,
    check_withdraw_adoption,
    check_write_message,
)
from portfolio.policies.weighing import (
    check_adopt_round,
    check_ask_certainty,
    check_close_round,
    check_invite,
    check_open_round,
    check_weigh,
)

__all__ = [
    "check_adopt_round",
    "check_adopt_scenario",
    "check_archive_scenario",
    "check_ask_certainty",
    "check_close_round",
    "check_copy_scenario",
    "check_create_scenario",
    "check_invite",
    "check_open_round",
    "check_read_messages",
    "check_revise_scenario",
    "check_solve_scenario",
    "check_weigh",
    "check_withdraw_adoption",
    "check_write_message",
]
