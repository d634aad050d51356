"""What the charts about weights and certainty say, as specs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.charts.specs import Axis, Bars, HeatMap, Ranges, Series
from foundation.charts.units import PERCENT, Unit
from library.kinds.scoring_model import ScoringModel
from portfolio.queries.certainty import Stability
from portfolio.queries.weighing import Comparison
from portfolio.sentences import NAME, percent

MOST_MARKED = 6
SHOWN = 10
POINT = Unit(word="%", decimals=1)
WHOLE = Unit(word="%", decimals=0)
"""Percent in cells that are too narrow for decimals."""


def labels_of(model: ScoringModel) -> dict[str, str]:
    """Label by key of the criteria that have a weight."""
    return {criterion.key: criterion.label for criterion in model.weighed}


def spread_title(model: ScoringModel, found: Comparison) -> str:
    """Say on what people differ most."""
    if not found.sides:
        return _("Nobody has given weights yet")
    if found.disputed is None:
        return _("All give the same weights") if len(found.sides) > 1 else _("One person has given weights")
    widest = found.disputed
    return _("They differ most on %(criterion)s: from %(low)s (%(low_by)s) to %(high)s (%(high_by)s)") % {
        "criterion": labels_of(model)[widest.key],
        "low": percent(widest.lowest),
        "low_by": found.sides[widest.lowest_by].name,
        "high": percent(widest.highest),
        "high_by": found.sides[widest.highest_by].name,
    }


def spread(model: ScoringModel, found: Comparison) -> Ranges:
    """Return the spread of people's weights for each criterion, with the combination and the weights in use."""
    labels = labels_of(model)
    by_key = {each.key: each for each in found.spreads}
    marks = []
    if found.combination is not None:
        marks.append(Series(name=_("Combined"), values=[_share(found.combination.weights[key]) for key in labels]))
    marks.append(Series(name=_("In use"), values=[float(model.weights[key]) for key in labels], tone="neutral"))
    if len(found.sides) <= MOST_MARKED:
        marks += [
            Series(name=side.name, values=[_share(side.weights[key]) for key in labels], tone=f"series-{place % 6 + 1}")
            for place, side in enumerate(found.sides)
        ]
    return Ranges(
        title=spread_title(model, found),
        subtitle=_("Weight of each criterion: the span over all people, and what is combined from it."),
        empty=_("Nobody has given weights yet."),
        categories=list(labels.values()),
        low=[by_key[key].lowest if key in by_key else None for key in labels],
        high=[by_key[key].highest if key in by_key else None for key in labels],
        range_name=_("From the lowest to the highest"),
        marks=marks,
        category_axis=Axis(label=_("Criterion")),
        value_axis=Axis(label=_("Weight"), unit=PERCENT, low=0),
    )


def _share(value: Decimal) -> float:
    return float(value) / 100


def stability_title(found: Stability) -> str:
    """Say how far the first case's place rests on the weights: which one may move least."""
    if not found.cases:
        return _("How far weights can move")
    first = found.cases[0]
    name = first.name[:NAME]
    bounds = [each for each in first.intervals.values() if not each.is_whole]
    if not bounds:
        return _("“%(name)s” is first whatever a single weight is") % {"name": name}
    return _("“%(name)s” is first as long as no single weight moves by more than %(points)s points") % {
        "name": name,
        "points": _points(_least_room(found)),
    }


def _points(room: float) -> str:
    return POINT.full(Decimal(str(round(room * 100, 1))))


def _least_room(found: Stability) -> float:
    """The shortest way from a weight in use to a bound beyond which another case takes over."""
    ways = []
    for each in found.cases[0].intervals.values():
        ways += [each.weight - each.low] if each.below is not None else []
        ways += [each.high - each.weight] if each.above is not None else []
    return min(ways)


def stability(model: ScoringModel, found: Stability) -> Ranges:
    """Return for the first case between which weights of each criterion it stays first."""
    labels = labels_of(model)
    kept = found.cases[0].intervals if found.cases else {}
    hovers = []
    for key, label in labels.items():
        each = kept.get(key)
        if each is None:
            hovers.append("")
            continue
        parts = [label, f"{percent(each.low, 1)} – {percent(each.high, 1)}"]
        if each.below is not None:
            parts.append(_("below: “%(name)s”") % {"name": found.names[each.below][:NAME]})
        if each.above is not None:
            parts.append(_("above: “%(name)s”") % {"name": found.names[each.above][:NAME]})
        hovers.append(" · ".join(parts))
    return Ranges(
        title=stability_title(found),
        subtitle=_("Weights of each criterion that keep it first; the others give way in proportion."),
        empty=_("No use case is ranked yet."),
        categories=list(labels.values()),
        low=[kept[key].low if key in kept else None for key in labels],
        high=[kept[key].high if key in kept else None for key in labels],
        hovers=hovers,
        range_name=_("Stays first"),
        tone="good",
        marks=[Series(name=_("In use"), values=[float(model.weights[key]) if kept else None for key in labels])],
        category_axis=Axis(label=_("Criterion")),
        value_axis=Axis(label=_("Weight"), unit=PERCENT, low=0, high=1),
    )


Row = Mapping[str, Any]


def leader(result: Mapping[str, Any]) -> Row | None:
    """Return the row that is first most often; None without cases."""
    rows: Sequence[Row] = result.get("rows", [])
    return max(rows, key=lambda row: (row["shares"][0] if row["shares"] else 0, -row["place"]), default=None)


def places_title(result: Mapping[str, Any], *, near: bool) -> str:
    """Say who is first how often: "“Support automation” is first in 83% of plausible weightings"."""
    first = leader(result)
    if first is None or not first["shares"]:
        return _("No use case is ranked yet")
    template = (
        _("“%(name)s” is first in %(share)s of plausible weightings")
        if near
        else _("“%(name)s” is first in %(share)s of all weightings")
    )
    return template % {"name": first["name"][:NAME], "share": percent(first["shares"][0])}


def shown(result: Mapping[str, Any]) -> list[Row]:
    """Return the rows that charts show: those with the better places, at most ten."""
    return list(result.get("rows", []))[:SHOWN]


def _href(row: Row) -> str:
    return reverse("usecases:case_detail", args=[row["reference"]])


def _to_one(shares: Sequence[float]) -> list[float]:
    """Round shares to tenths of a percent so that they never add up to more than all: the largest gives way."""
    rounded = [round(share, 3) for share in shares]
    largest = rounded.index(max(rounded))
    rounded[largest] = round(rounded[largest] - max(0.0, sum(rounded) - 1), 3)
    return rounded


def places(result: Mapping[str, Any], *, near: bool) -> Bars:
    """Return how often each case is first, second or third, fourth to tenth, or later."""
    rows = shown(result)
    parts = [
        (_("First"), "accent", slice(0, 1)),
        (_("Second or third"), "step-4", slice(1, 3)),
        (_("Fourth to tenth"), "step-2", slice(3, None)),
    ]
    values = [[sum(row["shares"][part]) for _name, _tone, part in parts] for row in rows]
    if int(result.get("cases", 0)) > int(result.get("places", 0)):
        parts.append((_("Later"), "step-1", slice(0, 0)))
        values = [[*line, max(0.0, 1 - sum(line))] for line in values]
    lines = [_to_one(line) for line in values]
    hrefs = [_href(row) for row in rows]
    series = [
        Series(name=name, tone=tone, values=[line[place] for line in lines], hrefs=hrefs)
        for place, (name, tone, _part) in enumerate(parts)
    ]
    return Bars(
        title=places_title(result, near=near),
        subtitle=_("Share of the weightings drawn in which a use case takes a place."),
        empty=_("No use case is ranked yet."),
        categories=[f"{row['name'][:60]}" for row in rows],
        series=series,
        category_axis=Axis(label=_("Use case")),
        value_axis=Axis(label=_("Share of weightings"), unit=PERCENT, low=0, high=1),
        stacked=True,
    )


def heat(result: Mapping[str, Any]) -> HeatMap:
    """Return how often each case takes each of the first places."""
    rows = shown(result)
    count = int(result.get("places", 0))
    return HeatMap(
        title=heat_title(result),
        subtitle=_("Percent of the weightings drawn, place by place."),
        empty=_("No use case is ranked yet."),
        rows=[row["name"][:60] for row in rows],
        columns=[str(place) for place in range(1, count + 1)],
        cells=[[round(share * 100, 1) for share in row["shares"]] for row in rows],
        hrefs=[[_href(row)] * count for row in rows],
        row_axis=Axis(label=_("Use case")),
        column_axis=Axis(label=_("Place")),
        value_axis=Axis(label=_("Share of weightings"), unit=WHOLE, low=0, high=100),
    )


def heat_title(result: Mapping[str, Any]) -> str:
    """Say how many cases are ever first."""
    ever = sum(1 for row in result.get("rows", []) if row["shares"] and row["shares"][0] > 0)
    if not ever:
        return _("Place by place")
    return ngettext(
        "%(count)s use case is first under some of the weightings",
        "%(count)s use cases are first under some of the weightings",
        ever,
    ) % {"count": ever}
