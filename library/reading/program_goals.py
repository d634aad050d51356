"""What the page of program goals shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from library.kinds.program_goals import Goal, ProgramGoals
from library.reading.measures import figure, indicators, target_words
from library.reading.words import SOURCES

BASES = {"target": _("Target"), "result": _("Reached elsewhere")}


def context(document: ProgramGoals) -> dict[str, Any]:
    kpis = indicators(document.catalog)

    def words(goal: Goal) -> str:
        if goal.target is None:
            return ""
        if goal.basis == "target":
            return target_words(goal.target, goal.unit, document.currency)
        reached = goal.target.low if goal.target.low is not None else goal.target.high
        return figure(reached, goal.unit, document.currency) if reached is not None else ""

    def row(goal: Goal) -> dict[str, Any]:
        return {
            "goal": goal,
            "target": words(goal),
            "basis": BASES[goal.basis],
            "kpi": kpis.get(goal.kpi or ""),
        }

    return {
        "phases": [(phase, SOURCES[phase.source], [row(goal) for goal in phase.goals]) for phase in document.phases]
    }
