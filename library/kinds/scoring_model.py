"""Scoring model: how the inputs of a use case become criteria, a total and a recommendation.

Evaluation, for one case or a whole portfolio at once:

    1. every input takes its given value, else its `default`; an input with neither leaves the case unscored
    2. factor score     = curve of the factor at the value of its input              (`scoring_curves`)
    3. criterion score  = mean, sum or weighted sum of its factors                    (`combine`)
    4. total            = sum of weight times criterion score                         (weights add up to 1)
                          divided by the score of the criterion `divide_by`, if any   (it has weight 0)
    5. recommendation   = the highest band that the total reaches

A case without any given input is not scored. A value that a limit of its curve held is shown as capped. Curves, ways to
combine and step 4 are closed lists: a document that asks for what is not there is refused by its schema.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds import scoring_curves as curves
from library.kinds.base import Band, Header, Key, Kind, Line, Part, Problem, Problems, Prose
from library.kinds.scoring_curves import Curve, Linear, Lookup, Piecewise, Point

__all__ = ["Axes", "Criterion", "Factor", "Input", "Level", "Linear", "Lookup", "Piecewise", "Point", "ScoringModel"]

Measure = Literal["money_per_year", "rating", "months", "choice", "points"]


class Level(Part, frozen=True, kw_only=True):
    """One of the answers of a choice."""

    key: Key
    label: Line
    help: Prose | None = None


class Input(Part, frozen=True, kw_only=True):
    """A fact about a case that a person enters. Money is in the unit `unit`, an ISO 4217 code.

    A choice has `levels`, from the least on, and may assume `default_level`; points are one of the numbers `points`;
    everything else is a number from `lowest` to `highest`.
    """

    key: Key
    label: Line
    help: Prose
    measure: Measure
    unit: Line | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    step: Decimal = Decimal(1)
    default: Decimal | None = None
    points: tuple[Decimal, ...] = ()
    levels: tuple[Level, ...] = ()
    default_level: Key | None = None

    @property
    def stops(self) -> tuple[Decimal, ...]:
        """The only values there are, of points and of a choice (the places of its levels, from 0); else none."""
        return self.points or tuple(Decimal(place) for place in range(len(self.levels)))

    @property
    def bottom(self) -> Decimal:
        """The least value that may be entered."""
        return min(self.stops) if self.stops else self.lowest or Decimal(0)

    @property
    def top(self) -> Decimal:
        """The greatest value that may be entered."""
        return max(self.stops) if self.stops else self.highest or Decimal(0)

    @property
    def assumed(self) -> Decimal | None:
        """The value that is taken when none is given; None when there is none. A level counts by its place."""
        return self.default if self.default_level is None else self.place(self.default_level)

    def place(self, level: Any) -> Decimal | None:
        """Return the place of a level, from 0; None for what is no level."""
        return next((Decimal(place) for place, row in enumerate(self.levels) if row.key == level), None)

    def number(self, stored: Any) -> Decimal | None:
        """Return what is kept of this input (decimal text, or the key of a level) as a number; None for nothing."""
        if stored in (None, ""):
            return None
        return self.place(stored) if self.levels else Decimal(str(stored))

    def level_at(self, value: Decimal | None) -> Level | None:
        """Return the level whose place is `value`; None when this is no choice or there is no value."""
        return self.levels[int(value)] if self.levels and value is not None else None


class Factor(Part, frozen=True, kw_only=True):
    """One input seen through a curve; `formula` says in words what the curve does.

    `weight` only where the criterion is a weighted sum: the part of the criterion that this factor makes up.
    """

    key: Key
    label: Line
    input: Key
    curve: Curve
    formula: Line
    weight: Decimal | None = None


class Criterion(Part, frozen=True, kw_only=True):
    """A part of the total. The one that the model divides by has weight 0."""

    key: Key
    label: Line
    help: Prose
    weight: Decimal
    factors: tuple[Factor, ...]
    combine: Literal["mean", "sum", "weighted"] = "mean"

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """What each factor's score is multiplied by to make up the criterion."""
        if self.combine == "weighted":
            return tuple(factor.weight or Decimal(0) for factor in self.factors)
        return (Decimal(1) if self.combine == "sum" else Decimal(1) / len(self.factors),) * len(self.factors)


class Axes(Part, frozen=True, kw_only=True):
    """The criteria that the bubble chart shows from left to right and from bottom to top."""

    across: Key
    up: Key


class ScoringModel(Header, tag="scoring_model", frozen=True, kw_only=True):
    """The whole model. Criterion scores lie between `lowest` and `highest`, and so does the total."""

    lowest: Decimal
    highest: Decimal
    inputs: tuple[Input, ...]
    criteria: tuple[Criterion, ...]
    bands: tuple[Band, ...]
    axes: Axes
    divide_by: Key | None = None

    @property
    def factors(self) -> Iterator[Factor]:
        """Every factor, criterion by criterion."""
        return (factor for criterion in self.criteria for factor in criterion.factors)

    @property
    def weighed(self) -> tuple[Criterion, ...]:
        """The criteria that are added up: all but the one that the sum is divided by."""
        return tuple(criterion for criterion in self.criteria if criterion.key != self.divide_by)

    @property
    def divisor(self) -> Criterion | None:
        """The criterion that the sum is divided by; None for a plain weighted sum."""
        return next((criterion for criterion in self.criteria if criterion.key == self.divide_by), None)

    @property
    def weights(self) -> dict[str, Decimal]:
        """Weight by key of each criterion that is added up."""
        return {criterion.key: criterion.weight for criterion in self.weighed}

    def reach(self, criterion: Criterion) -> tuple[Decimal, Decimal]:
        """Return the lowest and the highest score that a criterion can have."""
        parts = [reach_of(factor.curve, self.input(factor.input)) for factor in criterion.factors]
        shared = list(zip(criterion.shares, parts, strict=True))
        low = sum((share * least for share, (least, _most) in shared), Decimal(0))
        high = sum((share * most for share, (_least, most) in shared), Decimal(0))
        return _short(low), _short(high)

    def input(self, key: str) -> Input:
        """Return the input `key`. Raises KeyError for one that the model does not have."""
        for entry in self.inputs:
            if entry.key == key:
                return entry
        raise KeyError(key)


def check(document: ScoringModel) -> list[Problem]:
    """Return what the schema cannot see: weights, keys, references to inputs, curves that leave the scale."""
    found = Problems()
    if document.lowest >= document.highest:
        found.add("highest", _("The highest score must lie above the lowest."))
    inputs = {entry.key: entry for entry in document.inputs}
    found.not_empty("inputs", document.inputs)
    found.same_keys("inputs", (entry.key for entry in document.inputs))
    good = {entry.key for index, entry in enumerate(document.inputs) if _input_stands(found, f"inputs[{index}]", entry)}
    found.not_empty("criteria", document.criteria)
    found.same_keys("criteria", (criterion.key for criterion in document.criteria))
    found.same_keys("criteria[].factors", (factor.key for factor in document.factors))
    found.weights("criteria", [criterion.weight for criterion in document.criteria])
    before = len(found)
    used = set()
    for row, criterion in enumerate(document.criteria):
        found.not_empty(f"criteria[{row}].factors", criterion.factors)
        _check_shares(found, f"criteria[{row}]", criterion)
        for column, factor in enumerate(criterion.factors):
            place = f"criteria[{row}].factors[{column}]"
            used.add(factor.input)
            if factor.input not in inputs:
                found.add(f"{place}.input", _("There is no input “%(key)s”."), key=factor.input)
            elif factor.input in good:
                levels = tuple(level.key for level in inputs[factor.input].levels)
                if curves.stands(found, f"{place}.curve", factor.curve, levels) and criterion.combine != "sum":
                    _check_range(found, f"{place}.curve", factor.curve, inputs[factor.input], document)
    for key in sorted(set(inputs) - used):
        found.add("inputs", _("No criterion uses the input “%(key)s”."), key=key)
    keys = {criterion.key for criterion in document.criteria}
    for side, key in (("across", document.axes.across), ("up", document.axes.up)):
        if key not in keys:
            found.add(f"axes.{side}", _("There is no criterion “%(key)s”."), key=key)
    if document.divide_by is not None and document.divide_by not in keys:
        found.add("divide_by", _("There is no criterion “%(key)s”."), key=document.divide_by)
    found.bands("bands", document.bands, document.lowest, document.highest)
    if len(found) == before and good == set(inputs):
        _check_reach(found, document)
    return found


def _input_stands(found: Problems, place: str, entry: Input) -> bool:
    """Note what is wrong with an input; say whether nothing was."""
    before = len(found)
    if entry.measure == "choice":
        if len(entry.levels) < 2:
            found.add(f"{place}.levels", _("A choice needs at least two levels."))
        found.same_keys(f"{place}.levels", (level.key for level in entry.levels))
        if entry.default_level is not None and entry.place(entry.default_level) is None:
            found.add(f"{place}.default_level", _("There is no level “%(key)s”."), key=entry.default_level)
        _absent(found, place, entry, "points", "lowest", "highest", "default")
    elif entry.measure == "points":
        if len(entry.points) < 2 or list(entry.points) != sorted(set(entry.points)):
            found.add(f"{place}.points", _("At least two numbers are needed, from the least up, each once."))
        elif entry.default is not None and entry.default not in entry.points:
            found.add(f"{place}.default", _("The default is none of the points."))
        _absent(found, place, entry, "levels", "default_level", "lowest", "highest")
    else:
        if entry.lowest is None or entry.highest is None:
            found.add(place, _("A number needs the lowest and the highest value that may be entered."))
        elif entry.lowest >= entry.highest:
            found.add(f"{place}.highest", _("The highest value must lie above the lowest."))
        elif entry.default is not None and not entry.lowest <= entry.default <= entry.highest:
            found.add(f"{place}.default", _("The default lies outside the values that may be entered."))
        _absent(found, place, entry, "levels", "default_level", "points")
    if entry.step <= 0:
        found.add(f"{place}.step", _("A step is larger than 0."))
    if entry.unit is None and entry.measure != "choice":
        found.add(f"{place}.unit", _("The unit of the number is missing."))
    return len(found) == before


def _absent(found: Problems, place: str, entry: Input, *fields: str) -> None:
    for field in fields:
        if getattr(entry, field) not in (None, ()):
            found.add(f"{place}.{field}", _("An input of this measure has no “%(field)s”."), field=field)


def _check_shares(found: Problems, place: str, criterion: Criterion) -> None:
    """Note factor weights that are missing, too many, or do not add up to 1."""
    given = [factor.weight for factor in criterion.factors if factor.weight is not None]
    if criterion.combine != "weighted":
        if given:
            found.add(f"{place}.factors", _("Only the factors of a weighted criterion have weights."))
    elif len(given) < len(criterion.factors):
        found.add(f"{place}.factors", _("Every factor of a weighted criterion needs a weight."))
    else:
        found.weights(f"{place}.factors", given)


def _short(value: Decimal) -> Decimal:
    """Drop what a third leaves behind, and the zeros after the last digit that counts."""
    return Decimal(f"{round(value, 10).normalize():f}")


def reach_of(curve: Curve, entry: Input) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest score that a curve gives to values that may be entered."""
    values = entry.stops or (
        entry.bottom, entry.top, *(value for value in curves.bends(curve) if entry.bottom < value < entry.top)
    )  # fmt: skip
    scores = [curve.at(value)[0] for value in values]
    return min(scores), max(scores)


def _check_range(found: Problems, place: str, curve: Curve, entry: Input, model: ScoringModel) -> None:
    """Note a curve that can give a score off the model's scale for a value that may be entered."""
    values = entry.stops or (entry.bottom, entry.top)
    if isinstance(curve, Piecewise):
        values = (*values, *curves.bends(curve))
    for value in values:
        score, _held = curve.at(value)
        if not model.lowest <= score <= model.highest:
            found.add(
                place,
                _("At %(value)s this gives %(score)s, outside the scale of %(lowest)s to %(highest)s."),
                value=value,
                score=score,
                lowest=model.lowest,
                highest=model.highest,
            )


def _check_reach(found: Problems, model: ScoringModel) -> None:
    """Note sums that leave the scale, a divisor that can be 0, and quotients that leave the scale."""
    reach = {criterion.key: model.reach(criterion) for criterion in model.criteria}
    for row, criterion in enumerate(model.criteria):
        low, high = reach[criterion.key]
        if criterion.combine == "sum" and not model.lowest <= low <= high <= model.highest:
            found.add(f"criteria[{row}]", _OFF_SCALE, low=low, high=high, lowest=model.lowest, highest=model.highest)
    divisor = model.divisor
    if divisor is None:
        return
    if divisor.weight:
        found.add("divide_by", _("The criterion that the total is divided by has weight 0."))
    shared = {factor.input for factor in divisor.factors} & {f.input for c in model.weighed for f in c.factors}
    for key in sorted(shared):
        found.add("divide_by", _("The input “%(key)s” stands above and below the line; it can only be one."), key=key)
    if model.lowest < 0:
        found.add("lowest", _("A model that divides has no scores below 0."))
    least, most = reach[divisor.key]
    if least <= 0:
        found.add("divide_by", _("“%(label)s” can be %(low)s; nothing can be divided by that."),
                  label=divisor.label, low=least)  # fmt: skip
        return
    top = sum((criterion.weight * reach[criterion.key][1] for criterion in model.weighed), Decimal(0)) / least
    bottom = sum((criterion.weight * reach[criterion.key][0] for criterion in model.weighed), Decimal(0)) / most
    if not model.lowest <= bottom <= top <= model.highest:
        found.add("divide_by", _OFF_SCALE, low=bottom, high=top, lowest=model.lowest, highest=model.highest)


_OFF_SCALE = _("This goes from %(low)s to %(high)s, outside the scale of %(lowest)s to %(highest)s.")


KIND = Kind(
    key="scoring_model",
    folder="scoring_models",
    label=_("Scoring model"),
    plural=_("Scoring models"),
    purpose=_("How the inputs of a use case become a score and a recommendation."),
    struct=ScoringModel,
    check=check,
)
