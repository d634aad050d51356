"""How a score card came to its total, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from library.kinds.scoring_model import Criterion, Factor, ScoringModel
from usecases.rules.written import put_in, value_shown


@dataclass(frozen=True)
class FactorLine:
    """One input on its way to the total. `written` is its curve with the value put in: a template and its parts.

    `part` is what it adds to its criterion, `contribution` what it adds to the total (both unrounded; None without a
    value, and no contribution for a divisor's).
    """

    label: str
    input_key: str
    input_label: str
    unit: str
    value: Decimal | None
    shown: str
    assumed: bool
    formula: str
    written: tuple[str, Mapping[str, str]]
    score: Decimal | None
    capped: bool
    part: Decimal | None
    contribution: Decimal | None

    @property
    def sentence(self) -> str:
        """The curve with the value put in, untranslated."""
        template, params = self.written
        return template % params if template else ""


@dataclass(frozen=True)
class CriterionLine:
    """A criterion: its score, its weight (a fraction of 1), and what it adds to the total.

    `divides` marks the one that the sum is divided by; it has no weight and no contribution.
    """

    key: str
    label: str
    help: str
    combine: Literal["mean", "sum", "weighted"]
    weight: Decimal
    divides: bool
    score: Decimal | None
    contribution: Decimal | None
    factors: tuple[FactorLine, ...]


def explain(model: ScoringModel, inputs: Mapping[str, Any], result: Mapping[str, Any]) -> list[CriterionLine]:
    """Return how a card came to its total, criterion by criterion, from what the card and its pinned model say."""
    divisor = model.divisor
    by = Decimal(1) if divisor is None else _decimal(result.get("criteria", {}).get(divisor.key))
    return [
        CriterionLine(
            key=criterion.key,
            label=criterion.label,
            help=criterion.help,
            combine=criterion.combine,
            weight=criterion.weight,
            divides=criterion is divisor,
            score=_decimal(result.get("criteria", {}).get(criterion.key)),
            contribution=_decimal(result.get("contributions", {}).get(criterion.key)),
            factors=tuple(
                _line(model, criterion, factor, share, inputs, result, None if criterion is divisor else by)
                for factor, share in zip(criterion.factors, criterion.shares, strict=True)
            ),
        )
        for criterion in model.criteria
    ]


def _line(
    model: ScoringModel,
    criterion: Criterion,
    factor: Factor,
    share: Decimal,
    inputs: Mapping[str, Any],
    result: Mapping[str, Any],
    by: Decimal | None,
) -> FactorLine:
    """Explain a factor; `by` is what the sum is divided by, None for a factor of the divisor itself."""
    entry = model.input(factor.input)
    assumed = entry.key in result.get("assumed", ())
    value = entry.assumed if assumed else entry.number(inputs.get(entry.key))
    if value is not None:
        value = min(max(value, entry.bottom), entry.top)
    score = _decimal(result.get("factors", {}).get(factor.key))
    part = None if value is None else share * factor.curve.at(value)[0]
    return FactorLine(
        label=factor.label,
        input_key=entry.key,
        input_label=entry.label,
        unit=entry.unit or "",
        value=value,
        shown=value_shown(entry, value),
        assumed=assumed,
        formula=factor.formula,
        written=("", {}) if value is None else put_in(factor.curve, entry, value),
        score=score,
        capped=factor.key in result.get("capped", ()),
        part=part,
        contribution=None if part is None or not by else criterion.weight * part / by,
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
