"""The arithmetic of readiness: one result from scores, several raters side by side, two results against each other."""

from readiness.rules.agreement import Agreement, Item, agreement
from readiness.rules.combining import Combined, Said, combine, combine_all
from readiness.rules.comparison import Comparison, compare
from readiness.rules.scoring import DimensionScore, Recommendation, Result, Scores, frozen, is_on_scale, result

__all__ = [
    "Agreement",
    "Combined",
    "Comparison",
    "DimensionScore",
    "Item",
    "Recommendation",
    "Result",
    "Said",
    "Scores",
    "agreement",
    "combine",
    "combine_all",
    "compare",
    "frozen",
    "is_on_scale",
    "result",
]
