"""Scoring model: how the inputs of a use case become criteria, a total and a recommendation.

Evaluation, for one case or a whole portfolio at once:

    1. every input takes its given value, else its `default`; an input with neither leaves the case unscored
    2. factor score     = curve of the factor at the value of its input          (`Linear` or `Piecewise`)
    3. criterion score  = mean of its factors                                    (`combine`)
    4. total            = sum of weight times criterion score                    (weights add up to 1)
    5. recommendation   = the highest band that the total reaches

Curves are plain data for numpy. `Linear` is `start + points * value / per`, then held between `at_least` and
`at_most` where these are set: `numpy.clip(start + points * x / per, at_least, at_most)`. A value that was held is
shown as capped. `Piecewise` joins its points by straight lines and stays level outside them:
`numpy.interp(x, xs, ys)`; it never counts as capped. `curve.at(value)` is the same in exact decimals for a single
value: what the score card explains and what tests compare with.

Another model (a cost of delay divided by job size, say) needs another `combine` or another step 4; both are closed
lists, so a document that asks for what is not there is refused by its schema.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Band, Header, Key, Kind, Line, Part, Problem, Problems, Prose

Measure = Literal["money_per_year", "rating", "months"]


class Input(Part, frozen=True, kw_only=True):
    """A fact about a case that a person enters. Money is in the unit `unit`, an ISO 4217 code."""

    key: Key
    label: Line
    help: Prose
    measure: Measure
    unit: Line
    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)
    default: Decimal | None = None


class Linear(Part, tag_field="curve", tag="linear", frozen=True, kw_only=True):
    """`start + points * value / per`, held between `at_least` and `at_most`."""

    start: Decimal = Decimal(0)
    points: Decimal = Decimal(1)
    per: Decimal = Decimal(1)
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def at(self, value: Decimal) -> tuple[Decimal, bool]:
        """Return the score at `value`, and whether a limit held it."""
        free = self.start + self.points * value / self.per
        held = free
        if self.at_least is not None:
            held = max(held, self.at_least)
        if self.at_most is not None:
            held = min(held, self.at_most)
        return held, held != free


class Point(Part, frozen=True, kw_only=True):
    """The score `y` at the value `x`."""

    x: Decimal
    y: Decimal


class Piecewise(Part, tag_field="curve", tag="piecewise", frozen=True, kw_only=True):
    """Straight lines between points, level before the first and after the last."""

    points: tuple[Point, ...]

    def at(self, value: Decimal) -> tuple[Decimal, bool]:
        """Return the score at `value`; the second part is always False, for nothing is held."""
        points = self.points
        if value <= points[0].x:
            return points[0].y, False
        for left, right in pairwise(points):
            if value <= right.x:
                return left.y + (right.y - left.y) * (value - left.x) / (right.x - left.x), False
        return points[-1].y, False


class Factor(Part, frozen=True, kw_only=True):
    """One input seen through a curve; `formula` says in words what the curve does."""

    key: Key
    label: Line
    input: Key
    curve: Linear | Piecewise
    formula: Line


class Criterion(Part, frozen=True, kw_only=True):
    """A weighted part of the total."""

    key: Key
    label: Line
    help: Prose
    weight: Decimal
    factors: tuple[Factor, ...]
    combine: Literal["mean"] = "mean"


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

    @property
    def factors(self) -> Iterator[Factor]:
        """Every factor, criterion by criterion."""
        return (factor for criterion in self.criteria for factor in criterion.factors)

    @property
    def weights(self) -> dict[str, Decimal]:
        """Weight by criterion key."""
        return {criterion.key: criterion.weight for criterion in self.criteria}

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
    for index, entry in enumerate(document.inputs):
        if entry.lowest >= entry.highest:
            found.add(f"inputs[{index}].highest", _("The highest value must lie above the lowest."))
        if entry.step <= 0:
            found.add(f"inputs[{index}].step", _("A step is larger than 0."))
        if entry.default is not None and not entry.lowest <= entry.default <= entry.highest:
            found.add(f"inputs[{index}].default", _("The default lies outside the values that may be entered."))
    found.not_empty("criteria", document.criteria)
    found.same_keys("criteria", (criterion.key for criterion in document.criteria))
    found.same_keys("criteria[].factors", (factor.key for factor in document.factors))
    found.weights("criteria", [criterion.weight for criterion in document.criteria])
    used = set()
    for row, criterion in enumerate(document.criteria):
        found.not_empty(f"criteria[{row}].factors", criterion.factors)
        for column, factor in enumerate(criterion.factors):
            place = f"criteria[{row}].factors[{column}]"
            used.add(factor.input)
            if factor.input not in inputs:
                found.add(f"{place}.input", _("There is no input “%(key)s”."), key=factor.input)
            elif _curve_stands(found, f"{place}.curve", factor.curve):
                _check_range(found, f"{place}.curve", factor.curve, inputs[factor.input], document)
    for key in sorted(set(inputs) - used):
        found.add("inputs", _("No criterion uses the input “%(key)s”."), key=key)
    for side, key in (("across", document.axes.across), ("up", document.axes.up)):
        if key not in document.weights:
            found.add(f"axes.{side}", _("There is no criterion “%(key)s”."), key=key)
    found.bands("bands", document.bands, document.lowest, document.highest)
    return found


def _curve_stands(found: Problems, place: str, curve: Linear | Piecewise) -> bool:
    before = len(found)
    if isinstance(curve, Linear):
        if curve.per <= 0:
            found.add(f"{place}.per", _("The unit that points are given for must be larger than 0."))
        if curve.at_least is not None and curve.at_most is not None and curve.at_least >= curve.at_most:
            found.add(f"{place}.at_most", _("The upper limit must lie above the lower."))
    else:
        xs = [point.x for point in curve.points]
        if len(xs) < 2 or xs != sorted(set(xs)):
            found.add(f"{place}.points", _("A curve needs at least two points, from left to right, each once."))
    return len(found) == before


def _check_range(found: Problems, place: str, curve: Linear | Piecewise, entry: Input, model: ScoringModel) -> None:
    """Note a curve that can give a score off the model's scale for a value that may be entered."""
    values = [entry.lowest, entry.highest]
    if isinstance(curve, Piecewise):
        values += [point.x for point in curve.points]
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


KIND = Kind(
    key="scoring_model",
    folder="scoring_models",
    label=_("Scoring model"),
    plural=_("Scoring models"),
    purpose=_("How the inputs of a use case become a score and a recommendation."),
    struct=ScoringModel,
    check=check,
)
