"""What the page of a scoring model shows."""

from typing import Any

from library.kinds.scoring_model import ScoringModel


def context(model: ScoringModel) -> dict[str, Any]:
    inputs = {entry.key: entry for entry in model.inputs}
    names = {criterion.key: criterion.label for criterion in model.criteria}
    return {
        "criteria": [
            (criterion, [(factor, inputs[factor.input]) for factor in criterion.factors])
            for criterion in model.criteria
        ],
        "across": names[model.axes.across],
        "up": names[model.axes.up],
    }
