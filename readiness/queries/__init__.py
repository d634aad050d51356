"""Reading readiness results: of a subject, of units side by side, and of raters."""

from readiness.queries.comparing import candidates, comparison_of
from readiness.queries.results import (
    ENTERPRISE,
    agreement_of,
    latest_profile,
    latest_result,
    latest_results,
    previous_result,
    profiles,
    result_of,
    trend,
)
from readiness.queries.units import Column, SideBySide, instruments_in_use, parents_in_use, side_by_side, without_result

__all__ = [
    "ENTERPRISE",
    "Column",
    "SideBySide",
    "agreement_of",
    "candidates",
    "comparison_of",
    "instruments_in_use",
    "latest_profile",
    "latest_result",
    "latest_results",
    "parents_in_use",
    "previous_result",
    "profiles",
    "result_of",
    "side_by_side",
    "trend",
    "without_result",
]
