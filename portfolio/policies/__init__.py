"""Who may do what in the portfolio, and when."""

from portfolio.policies.scenarios import (
    check_adopt_scenario,
    check_archive_scenario,
    check_copy_scenario,
    check_create_scenario,
    check_revise_scenario,
    check_solve_scenario,
    check_withdraw_adoption,
    check_write_message,
)

__all__ = [
    "check_adopt_scenario",
    "check_archive_scenario",
    "check_copy_scenario",
    "check_create_scenario",
    "check_revise_scenario",
    "check_solve_scenario",
    "check_withdraw_adoption",
    "check_write_message",
]
