"""Readiness in the API: assessments, sheets, results, profiles of units, processes and action items."""

from typing import Any

from readiness.api.assessments import AssessmentViewSet
from readiness.api.registers import ActionViewSet, ProcessViewSet
from readiness.api.results import ProfileViewSet
from readiness.api.sheets import SheetViewSet

ROUTES: list[tuple[str, Any, str]] = [
    ("assessments", AssessmentViewSet, "assessment"),
    ("readiness-sheets", SheetViewSet, "readiness-sheet"),
    ("readiness-profiles", ProfileViewSet, "readiness-profile"),
    ("readiness-processes", ProcessViewSet, "readiness-process"),
    ("readiness-actions", ActionViewSet, "readiness-action"),
]
