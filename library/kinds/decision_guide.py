"""Decision guide: what becomes of a pilot, by how it works and what it brings.

strength   an axis is strong when its evidence reaches the cut, weak below it, and open without evidence. Measurements
           count before an assessment: their figure is the share of its target that the weakest of them reaches
           (value / target, or target / value where lower is better)
option     the one whose quadrant has the strengths of both axes; none while an axis is open
pause      an option without a quadrant: it may be chosen in any of them

Indicators, pivots and red flags are looked through beside the matrix. They move nothing by themselves: the decision
is a person's, and names those it rests on. Percentages are whole percent (200 is 200 %).
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal, get_args

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug
from library.kinds.measures import Target, Unit, check_target

AxisKey = Literal["technical", "business"]
Strength = Literal["strong", "weak"]
OptionKey = Literal["scale", "pivot", "extend", "kill", "pause"]
AXES: tuple[str, ...] = get_args(AxisKey)
STRENGTHS: tuple[Strength, ...] = get_args(Strength)


class Axis(Part, frozen=True, kw_only=True):
    """One side of the matrix, and where strong begins.

    `met_from` is the cut for measurements, as a share of the target (1 is the whole target); `score_from` the cut for
    the score of `dimension` in an assessment with `instrument`, on that instrument's scale.
    """

    key: AxisKey
    label: Line
    guidance: Prose
    met_from: Decimal
    instrument: Slug
    dimension: Key
    score_from: Decimal

    def strength(self, *, met: Decimal | None = None, score: Decimal | None = None) -> Strength | None:
        """Return how strong the axis is, by the share of the target that is `met`, or else by `score`; None if open."""
        if met is not None:
            return "strong" if met >= self.met_from else "weak"
        if score is not None:
            return "strong" if score >= self.score_from else "weak"
        return None


class Option(Part, frozen=True, kw_only=True):
    """One answer. `technical` and `business` are its quadrant; `asks_for` is what the decision must bring with it."""

    key: OptionKey
    label: Line
    meaning: Prose
    asks_for: Prose
    tone: Tone
    technical: Strength | None = None
    business: Strength | None = None


class Sign(Part, frozen=True, kw_only=True):
    """Something to be seen or not. With a `target` it is a figure in `unit`; `kpi` is the indicator that follows it."""

    key: Key
    label: Line
    guidance: Prose
    unit: Unit | None = None
    target: Target | None = None
    kpi: Key | None = None


class SignGroup(Part, frozen=True, kw_only=True):
    """Signs of one sort."""

    key: Key
    label: Line
    signs: tuple[Sign, ...]


class Pivot(Part, frozen=True, kw_only=True):
    """What was wrong, as it shows, and the change that answers it."""

    key: Key
    label: Line
    change: Line
    guidance: Prose


class PivotGroup(Part, frozen=True, kw_only=True):
    """Pivots that change the same thing."""

    key: Literal["scope", "approach", "audience", "timing"]
    label: Line
    pivots: tuple[Pivot, ...]


class DecisionGuide(Header, tag="decision_guide", frozen=True, kw_only=True):
    """The whole guide; `catalog` is the KPI catalog that signs with a `kpi` point to."""

    axes: tuple[Axis, ...]
    options: tuple[Option, ...]
    indicators: tuple[SignGroup, ...]
    pivots: tuple[PivotGroup, ...]
    red_flags: tuple[SignGroup, ...]
    catalog: Slug | None = None

    @property
    def signs(self) -> Iterator[Sign]:
        """Every indicator for scaling, then every red flag."""
        return (sign for group in (*self.indicators, *self.red_flags) for sign in group.signs)

    def axis(self, key: str) -> Axis:
        """Return the axis `key`. Raises KeyError for one that the guide does not have."""
        for axis in self.axes:
            if axis.key == key:
                return axis
        raise KeyError(key)

    def option_for(self, technical: Strength | None, business: Strength | None) -> Option | None:
        """Return the option of the quadrant; None while one of the two axes is open."""
        if technical is None or business is None:
            return None
        return next(option for option in self.options if (option.technical, option.business) == (technical, business))

    def keys(self) -> Iterator[str]:
        """Yield the keys of options, signs and pivots."""
        yield from (option.key for option in self.options)
        yield from (sign.key for sign in self.signs)
        yield from (pivot.key for group in self.pivots for pivot in group.pivots)

    def references(self) -> Iterable[Reference]:
        named = [Reference("instrument", axis.instrument, axis.dimension) for axis in self.axes]
        if self.catalog:
            followed = sorted({sign.kpi for sign in self.signs if sign.kpi})
            named += [Reference("kpi_catalog", self.catalog, key) for key in followed]
        return named


def check(document: DecisionGuide) -> list[Problem]:
    """Return what the schema cannot see: missing quadrants, repeated keys, figures without a unit."""
    found = Problems()
    found.same_keys("axes", (axis.key for axis in document.axes))
    for key in AXES:
        if key not in {axis.key for axis in document.axes}:
            found.add("axes", _("There is no axis “%(key)s”."), key=key)
    for index, axis in enumerate(document.axes):
        if axis.met_from <= 0:
            found.add(f"axes[{index}].met_from", _("The share of the target must be larger than 0."))
    _check_quadrants(found, document)
    found.same_keys("", document.keys())
    for name, groups in (("indicators", document.indicators), ("red_flags", document.red_flags)):
        found.not_empty(name, groups)
        found.same_keys(name, (group.key for group in groups))
        for row, group in enumerate(groups):
            found.not_empty(f"{name}[{row}].signs", group.signs)
            for column, sign in enumerate(group.signs):
                _check_sign(found, f"{name}[{row}].signs[{column}]", sign, document.catalog)
    found.not_empty("pivots", document.pivots)
    found.same_keys("pivots", (group.key for group in document.pivots))
    for row, pivot_group in enumerate(document.pivots):
        found.not_empty(f"pivots[{row}].pivots", pivot_group.pivots)
    return found


def _check_quadrants(found: Problems, document: DecisionGuide) -> None:
    """Note a quadrant with no option or several, and an option that has half a quadrant."""
    quadrants = [(option.technical, option.business) for option in document.options]
    for technical in STRENGTHS:
        for business in STRENGTHS:
            count = quadrants.count((technical, business))
            if count != 1:
                found.add(
                    "options",
                    _("Technical %(technical)s and business %(business)s must lead to one option, not to %(count)s."),
                    technical=technical,
                    business=business,
                    count=count,
                )
    for index, option in enumerate(document.options):
        if (option.technical is None) != (option.business is None):
            found.add(f"options[{index}]", _("A quadrant has both sides, technical and business."))
        if option.key == "pause" and option.technical is not None:
            found.add(f"options[{index}]", _("A pause is possible in every quadrant and has none of its own."))


def _check_sign(found: Problems, place: str, sign: Sign, catalog: str | None) -> None:
    if sign.target is not None:
        check_target(found, f"{place}.target", sign.target)
    if (sign.target is None) != (sign.unit is None):
        found.add(f"{place}.unit", _("A figure has both a target and a unit."))
    if sign.kpi and not catalog:
        found.add(f"{place}.kpi", _("Name the catalog that holds this indicator."))


KIND = Kind(
    key="decision_guide",
    folder="decision_guides",
    label=_("Decision guide"),
    plural=_("Decision guides"),
    purpose=_("Whether a pilot is scaled, changed, extended, paused or ended, and by which signs."),
    struct=DecisionGuide,
    check=check,
)
