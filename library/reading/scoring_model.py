"""What the page of a scoring model shows."""

from typing import Any

from django.utils.translation import gettext as _

from library.kinds.scoring_model import Criterion, Input, ScoringModel


def context(model: ScoringModel) -> dict[str, Any]:
    inputs = {entry.key: entry for entry in model.inputs}
    names = {criterion.key: criterion.label for criterion in model.criteria}
    return {
        "criteria": [
            (
                criterion,
                combined(criterion),
                [(factor, inputs[factor.input], criterion.combine == "weighted") for factor in criterion.factors],
            )
            for criterion in model.criteria
        ],
        "divisor": model.divisor,
        "inputs": [(entry, _values(entry), _assumed(entry)) for entry in model.inputs],
        "across": names[model.axes.across],
        "up": names[model.axes.up],
    }


def combined(criterion: Criterion) -> str:
    """How the factors of a criterion become its score; "" for a single one."""
    words = {"mean": _("mean of"), "sum": _("sum of"), "weighted": _("weighted sum of")}
    return words[criterion.combine] if len(criterion.factors) > 1 else ""


def _values(entry: Input) -> list[str]:
    """The few values that an input can have, in words; none when it is any number of a range."""
    return [level.label for level in entry.levels] or [f"{point:f}" for point in entry.points]


def _assumed(entry: Input) -> str | None:
    """What is taken when nothing is entered; None when nothing is."""
    level = entry.level_at(entry.assumed)
    if level is not None:
        return level.label
    return None if entry.assumed is None else f"{entry.assumed.normalize():,f}"
