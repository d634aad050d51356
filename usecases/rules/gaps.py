"""What is not known of a case: what was assumed instead, and how far each single input could move the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from library.kinds.scoring_model import Input, ScoringModel
from usecases.rules.evaluation import columns, evaluate, text, turns
from usecases.rules.written import value_shown


@dataclass(frozen=True)
class Gap:
    """A missing input. `assumed` is what was taken instead, "" where the model takes nothing.

    `low` and `high` are the lowest and highest total if only this input became known and the others stayed as assumed.
    """

    key: str
    label: str
    assumed: str
    low: Decimal
    high: Decimal

    @property
    def width(self) -> Decimal:
        """How far the total could move by this input alone."""
        return self.high - self.low


def gaps(model: ScoringModel, cases: Sequence[Mapping[str, Any]]) -> list[list[Gap]]:
    """Return for each case (its inputs by key) what is missing, what could move the total most first.

    An input without a default counts as the middle of its values while another one is varied.
    """
    given = columns(model, cases)
    missing = np.isnan(given)
    middle = np.array([_middle(entry) for entry in model.inputs])
    filled = np.where(missing, middle, given)
    low, high = np.full(given.shape, np.inf), np.full(given.shape, -np.inf)
    for column, entry in enumerate(model.inputs):
        rows = np.flatnonzero(missing[:, column])
        if not len(rows):
            continue
        for value in turns(model, entry):
            tried = filled[rows]
            tried[:, column] = value
            totals = evaluate(model, tried).totals
            low[rows, column] = np.minimum(low[rows, column], totals)
            high[rows, column] = np.maximum(high[rows, column], totals)
    out = []
    for row in range(len(cases)):
        found = [
            Gap(
                key=entry.key,
                label=entry.label,
                assumed=value_shown(entry, entry.assumed),
                low=Decimal(text(float(low[row, column]))),
                high=Decimal(text(float(high[row, column]))),
            )
            for column, entry in enumerate(model.inputs)
            if missing[row, column]
        ]
        out.append(sorted(found, key=lambda gap: -gap.width))
    return out


@lru_cache(maxsize=32)
def by_importance(model: ScoringModel) -> tuple[Input, ...]:
    """Return the inputs of a model, the one first that alone moves the total of a wholly unknown case most."""
    order = {gap.key: place for place, gap in enumerate(gaps(model, [{}])[0])}
    return tuple(sorted(model.inputs, key=lambda entry: order[entry.key]))


def _middle(entry: Input) -> float:
    if entry.assumed is not None:
        return float(entry.assumed)
    if entry.stops:
        return float(entry.stops[len(entry.stops) // 2])
    return float(entry.bottom + entry.top) / 2
