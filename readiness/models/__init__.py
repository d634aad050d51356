"""Assessments with their sheets and answers, what came of them, and the processes that may be assessed."""

from readiness.models.assessments import Assessment, AssessmentQuerySet
from readiness.models.outcomes import ActionItem, ActionItemQuerySet, UnitProfile
from readiness.models.processes import Process
from readiness.models.sheets import Answer, Settlement, Sheet, SheetQuerySet

__all__ = [
    "ActionItem",
    "ActionItemQuerySet",
    "Answer",
    "Assessment",
    "AssessmentQuerySet",
    "Process",
    "Settlement",
    "Sheet",
    "SheetQuerySet",
    "UnitProfile",
]
