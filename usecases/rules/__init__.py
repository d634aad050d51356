"""Scoring, without a database: evaluation in columns, checks of what is entered, and the explanation of a card."""

from usecases.rules.checks import check_inputs, check_weights
from usecases.rules.contradictions import contradictions
from usecases.rules.evaluation import (
    DECIMALS,
    Evaluation,
    band_indices,
    columns,
    criteria_texts,
    evaluate,
    ranks,
    result_texts,
    rounded,
    text,
    totals_with,
    turns,
    weighable,
    weights_of,
)
from usecases.rules.explanation import CriterionLine, FactorLine, explain

__all__ = [
    "DECIMALS",
    "CriterionLine",
    "Evaluation",
    "FactorLine",
    "band_indices",
    "check_inputs",
    "check_weights",
    "columns",
    "contradictions",
    "criteria_texts",
    "evaluate",
    "explain",
    "ranks",
    "result_texts",
    "rounded",
    "text",
    "totals_with",
    "turns",
    "weighable",
    "weights_of",
]
