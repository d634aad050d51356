"""What may be entered as inputs and as weights."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from library.kinds.scoring_model import Input, ScoringModel
from usecases.rules.evaluation import DECIMALS

PERCENT = Decimal(100)


def check_inputs(model: ScoringModel, inputs: Mapping[str, Any]) -> dict[str, str | None]:
    """Return inputs as they are stored: exact decimals as text, the key of a chosen level, None for unknown.

    Raises Invalid at the key of an input that the model lacks, that is no number, or that is none of its values.
    """
    known = {entry.key: entry for entry in model.inputs}
    out: dict[str, str | None] = {}
    for key, value in inputs.items():
        if key not in known:
            raise Invalid(
                _("The scoring model has no input “%(key)s”. It has: %(known)s."),
                field=str(key)[:64], key=str(key)[:64], known=", ".join(known),
            )  # fmt: skip
        out[key] = _checked(known[key], value)
    return out


def _checked(entry: Input, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if entry.levels:
        return _level(entry, value)
    if isinstance(value, bool):
        raise Invalid(_("%(label)s: enter a number."), field=entry.key, label=entry.label)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Invalid(_("%(label)s: enter a number."), field=entry.key, label=entry.label) from None
    if not number.is_finite():
        raise Invalid(_("%(label)s: enter a number."), field=entry.key, label=entry.label)
    if entry.points and number not in entry.points:
        raise Invalid(
            _("%(label)s: enter one of %(points)s."),
            field=entry.key,
            label=entry.label,
            points=", ".join(f"{point:f}" for point in entry.points),
        )
    if not entry.bottom <= number <= entry.top:
        raise Invalid(
            _("%(label)s: enter a value from %(lowest)s to %(highest)s."),
            field=entry.key,
            label=entry.label,
            lowest=f"{entry.bottom:,f}",
            highest=f"{entry.top:,f}",
        )
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        raise Invalid(
            _("%(label)s: enter at most %(decimals)s decimals."), field=entry.key, label=entry.label, decimals=DECIMALS
        )
    return format(number.normalize(), "f") if number else "0"


def _level(entry: Input, value: Any) -> str:
    """Return the key of the level that `value` names by its key or its label, in any letter case."""
    named = str(value).strip().casefold()
    for level in entry.levels:
        if named in (level.key.casefold(), level.label.casefold()):
            return level.key
    raise Invalid(
        _("%(label)s: choose one of: %(levels)s."),
        field=entry.key,
        label=entry.label,
        levels=", ".join(level.label for level in entry.levels),
    )


def check_weights(model: ScoringModel, weights: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return the weights (fractions of 1) of all weighed criteria of the model, from percentages by key.

    Raises Invalid at the criterion for one that is missing, unknown, no number, negative, above 100% or finer than
    0.01 %, and at `weights` when they do not add up to 100%; the sentence names the sum.
    """
    for key in weights:
        if key not in model.weights:
            raise Invalid(
                _("The scoring model in use has no criterion “%(key)s”. It has: %(known)s."),
                field="weights", key=str(key)[:64], known=", ".join(model.weights),
            )  # fmt: skip
    out: dict[str, Decimal] = {}
    for criterion in model.weighed:
        try:
            percent = Decimal(str(weights.get(criterion.key, "")).strip())
        except InvalidOperation:
            percent = Decimal("NaN")
        if not percent.is_finite() or not 0 <= percent <= PERCENT:
            raise Invalid(_("%(label)s: enter a weight from 0 to 100%%."), field=criterion.key, label=criterion.label)
        if percent != round(percent, 2):
            raise Invalid(
                _("%(label)s: enter a weight with at most 2 decimals."), field=criterion.key, label=criterion.label
            )
        out[criterion.key] = percent / PERCENT
    total = sum(out.values(), Decimal(0)) * PERCENT
    if total != PERCENT:
        raise Invalid(
            _("The weights add up to %(total)s%%; they must add up to 100%%."),
            field="weights",
            total=format(total.normalize(), "f"),
        )
    return out
