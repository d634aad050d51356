"""Reading rollouts, gates, and what waits for whom."""

from deployments.queries.outlook import outlooks
from deployments.queries.rollouts import (
    LANES,
    Card,
    Lane,
    blocked_gates,
    cards,
    counts_by_stage,
    gates,
    lanes,
    of_case,
    open_gate,
    plans_of,
    primary,
    runs,
    today,
    whole,
)
from deployments.queries.sheets import CheckLine, Line, Sheet, left_checks, record_of, sheet
from deployments.queries.stakes import deciders, stake, stakes
from deployments.queries.waiting import Waiting, gates_waiting, waiting_for
from deployments.queries.wording import can_pass, headline, obstacles, short, why

__all__ = [
    "LANES",
    "Card",
    "CheckLine",
    "Lane",
    "Line",
    "Sheet",
    "Waiting",
    "blocked_gates",
    "can_pass",
    "cards",
    "counts_by_stage",
    "deciders",
    "gates",
    "gates_waiting",
    "headline",
    "lanes",
    "left_checks",
    "obstacles",
    "of_case",
    "open_gate",
    "outlooks",
    "plans_of",
    "primary",
    "record_of",
    "runs",
    "sheet",
    "short",
    "stake",
    "stakes",
    "today",
    "waiting_for",
    "whole",
    "why",
]
