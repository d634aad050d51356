"""Reading plans, programs and risks; always only what the actor may see."""

from plans.queries.load import Demand, demands
from plans.queries.plans import (
    Ahead,
    Move,
    PhaseRow,
    Standing,
    effect,
    moves,
    needs_of,
    phases_of,
    standing,
    tasks_of,
    waiting_for,
    with_figures,
)
from plans.queries.risks import TECHNICAL, Heat, heat, technical_review
from plans.queries.versions import catalog_uses, playbook_uses, wave_plan_uses

__all__ = [
    "TECHNICAL",
    "Ahead",
    "Demand",
    "Heat",
    "Move",
    "PhaseRow",
    "Standing",
    "catalog_uses",
    "demands",
    "effect",
    "heat",
    "moves",
    "needs_of",
    "phases_of",
    "playbook_uses",
    "standing",
    "tasks_of",
    "technical_review",
    "waiting_for",
    "wave_plan_uses",
    "with_figures",
]
