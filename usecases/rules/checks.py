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
    """Return inputs as they are stored: exact decimals as text, None for unknown.

    Raises Invalid at the key of an input that the model lacks, that is no number, or that lies outside its range.
    """
    known = {entry.key: entry for entry in model.inputs}
    out: dict[str, str | None] = {}
    for key, value in inputs.items():
        if key not in known:
            raise Invalid(
                _("The scoring model in use has no input “%(key)s”. It has: %(known)s."),
                field=str(key)[:64], key=str(key)[:64], known=", ".join(known),
            )  # fmt: skip
        out[key] = _checked(known[key], value)
    return out


def _checked(entry: Input, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        raise Invalid(_("%(label)s: enter a number."), field=entry.key, label=entry.label)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Invalid(_("%(label)s: enter a number."), field=entry.key, label=entry.label) from None
    if not number.is_finite():
        raise Invalid(_("%(label)s: enter a number."), field=entry.key, label=entry.label)
    if not entry.lowest <= number <= entry.highest:
        raise Invalid(
            _("%(label)s: enter a value from %(lowest)s to %(highest)s."),
            field=entry.key,
            label=entry.label,
            lowest=f"{entry.lowest:,f}",
            highest=f"{entry.highest:,f}",
        )
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        raise Invalid(
            _("%(label)s: enter at most %(decimals)s decimals."), field=entry.key, label=entry.label, decimals=DECIMALS
        )
    return format(number.normalize(), "f") if number else "0"


def check_weights(model: ScoringModel, weights: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return the weights (fractions of 1) of all criteria of the model, from percentages by key.

    Raises Invalid at the criterion for one that is missing, unknown, no number, negative, above 100 % or finer than
    0.01 %, and at `weights` when they do not add up to 100 %; the sentence names the sum.
    """
    for key in weights:
        if key not in model.weights:
            raise Invalid(
                _("The scoring model in use has no criterion “%(key)s”. It has: %(known)s."),
                field="weights", key=str(key)[:64], known=", ".join(model.weights),
            )  # fmt: skip
    out: dict[str, Decimal] = {}
    for criterion in model.criteria:
        try:
            percent = Decimal(str(weights.get(criterion.key, "")).strip())
        except InvalidOperation:
            percent = Decimal("NaN")
        if not percent.is_finite() or not 0 <= percent <= PERCENT:
            raise Invalid(_("%(label)s: enter a weight from 0 to 100 %%."), field=criterion.key, label=criterion.label)
        if percent != round(percent, 2):
            raise Invalid(
                _("%(label)s: enter a weight with at most 2 decimals."), field=criterion.key, label=criterion.label
            )
        out[criterion.key] = percent / PERCENT
    total = sum(out.values(), Decimal(0)) * PERCENT
    if total != PERCENT:
        raise Invalid(
            _("The weights add up to %(total)s %%; they must add up to 100 %%."),
            field="weights",
            total=format(total.normalize(), "f"),
        )
    return out
