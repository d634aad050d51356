"""Programs and their waves, plans and their tasks, risks."""

from plans.models.plans import Phase, Plan, PlanQuerySet, Task, TaskLink, TaskQuerySet
from plans.models.programs import Place, Program, ProgramQuerySet, Wave, WaveCase
from plans.models.risks import Risk, RiskQuerySet

__all__ = [
    "Phase",
    "Place",
    "Plan",
    "PlanQuerySet",
    "Program",
    "ProgramQuerySet",
    "Risk",
    "RiskQuerySet",
    "Task",
    "TaskLink",
    "TaskQuerySet",
    "Wave",
    "WaveCase",
]
