"""Readiness in the API: assessments with their results, and the latest profile of each unit."""

from typing import Any

from readiness.api.assessments import AssessmentViewSet
from readiness.api.results import ProfileViewSet

ROUTES: list[tuple[str, Any, str]] = [
    ("assessments", AssessmentViewSet, "assessment"),
    ("readiness-profiles", ProfileViewSet, "readiness-profile"),
]
