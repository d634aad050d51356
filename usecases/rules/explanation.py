"""How a score card came to its total, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from library.kinds.scoring_model import ScoringModel


@dataclass(frozen=True)
class FactorLine:
    """One input on its way to the total."""

    label: str
    input_label: str
    unit: str
    value: Decimal | None
    assumed: bool
    formula: str
    score: Decimal | None
    capped: bool


@dataclass(frozen=True)
class CriterionLine:
    """A criterion: its score, its weight (a fraction of 1), and what it adds to the total."""

    key: str
    label: str
    help: str
    weight: Decimal
    score: Decimal | None
    contribution: Decimal | None
    factors: tuple[FactorLine, ...]


def explain(model: ScoringModel, inputs: Mapping[str, Any], result: Mapping[str, Any]) -> list[CriterionLine]:
    """Return how a card came to its total, criterion by criterion, from what the card and its pinned model say."""
    assumed, capped = set(result.get("assumed", ())), set(result.get("capped", ()))
    lines = []
    for criterion in model.criteria:
        factors = []
        for factor in criterion.factors:
            entry = model.input(factor.input)
            given = inputs.get(entry.key)
            value = Decimal(given) if given not in (None, "") and entry.key not in assumed else entry.default
            factors.append(
                FactorLine(
                    label=factor.label,
                    input_label=entry.label,
                    unit=entry.unit,
                    value=value,
                    assumed=entry.key in assumed,
                    formula=factor.formula,
                    score=_decimal(result.get("factors", {}).get(factor.key)),
                    capped=factor.key in capped,
                )
            )
        lines.append(
            CriterionLine(
                key=criterion.key,
                label=criterion.label,
                help=criterion.help,
                weight=criterion.weight,
                score=_decimal(result.get("criteria", {}).get(criterion.key)),
                contribution=_decimal(result.get("contributions", {}).get(criterion.key)),
                factors=tuple(factors),
            )
        )
    return lines


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
