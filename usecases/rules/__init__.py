"""Scoring, without a database: evaluation in columns, checks of what is entered, and the explanation of a card."""

from usecases.rules.checks import check_inputs, check_weights
from usecases.rules.comparison import Change, Scored, compare
from usecases.rules.contradictions import contradictions
from usecases.rules.evaluation import (
    DECIMALS,
    Evaluation,
    band_indices,
    columns,
    criteria_at,
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
from usecases.rules.gaps import Gap, by_importance, gaps
from usecases.rules.written import value_shown

__all__ = [
    "DECIMALS",
    "Change",
    "CriterionLine",
    "Evaluation",
    "FactorLine",
    "Gap",
    "Scored",
    "band_indices",
    "by_importance",
    "check_inputs",
    "check_weights",
    "columns",
    "compare",
    "contradictions",
    "criteria_at",
    "criteria_texts",
    "evaluate",
    "explain",
    "gaps",
    "ranks",
    "result_texts",
    "rounded",
    "text",
    "totals_with",
    "turns",
    "value_shown",
    "weighable",
    "weights_of",
]
