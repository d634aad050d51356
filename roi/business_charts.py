"""What the charts of a business case say: cumulative cash, the promise kept, the fan of futures, what matters most."""

from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from foundation.charts.specs import Axis, Bars, Lines, LineSeries, Reference, Series
from foundation.charts.units import money as money_unit
from foundation.kernel.money import compact, exponent
from foundation.kernel.periods import Month
from foundation.ui import words
from roi.rules import worth
from roi.rules.cases import SCENARIOS, Content, Scenario
from roi.rules.promise import Kept

_LOOK: dict[Scenario, dict[str, Any]] = {
    Scenario.PESSIMISTIC: {"tone": "bad", "dash": "dot"},
    Scenario.BASE: {"tone": "accent", "dash": "solid", "area": True},
    Scenario.OPTIMISTIC: {"tone": "good", "dash": "dash"},
}
MOST_BARS = 12


def _major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


def _months(content: Content) -> list[Month]:
    return [content.first_month.plus(index) for index in range(content.months)]


def cash_title(content: Content) -> str:
    """Say when cumulative cash is back at zero in the base scenario."""
    found = worth.worth(content).payback
    if found.periods is None and min(accumulate(worth.cash(content, worth.inputs(content)).net), default=0) >= 0:
        return _("Cumulative cash is never below zero in %(months)s months") % {"months": content.months}
    if found.periods is None:
        return _("Cumulative cash does not come back to zero in %(months)s months") % {"months": content.months}
    return _("Cumulative cash is back at zero after %(months)s months in the base scenario") % {
        "months": words.number(round(found.periods, 1))
    }


def cash_curve(content: Content) -> Lines:
    """Cumulative cash by month in the three scenarios; nothing is discounted."""
    paths = {
        scenario: list(accumulate(worth.cash(content, worth.inputs(content, scenario)).net)) for scenario in Scenario
    }
    shown = [Scenario.BASE] if len({tuple(path) for path in paths.values()}) == 1 else list(Scenario)
    return Lines(
        title=cash_title(content),
        subtitle=_("Benefits less costs, added up from month 0; %(currency)s, not discounted")
        % {"currency": content.currency},
        x=[month.first_day for month in _months(content)],
        series=[
            LineSeries(
                name=_(SCENARIOS[scenario]),
                values=[_major(minor, content.currency) for minor in paths[scenario]],
                **_LOOK[scenario],
            )
            for scenario in shown
        ],
        x_axis=Axis(label=_("Month")),
        y_axis=Axis(label=_("Cumulative cash"), unit=money_unit(content.currency)),
    )


def kept_title(kept: Kept) -> str:
    """Say how much of the promised benefit has come."""
    if kept.realization is None:
        return _("No benefit was promised by %(month)s") % {"month": words.month(kept.through)}
    return _("%(share)s of the benefit promised by %(month)s has come") % {
        "share": words.percent(kept.realization), "month": words.month(kept.through),
    }  # fmt: skip


def promise_kept(kept: Kept) -> Lines:
    """Cumulative net cash, promised and actual."""
    currency = kept.net.plan.currency
    return Lines(
        title=kept_title(kept),
        subtitle=_("Cumulative cash as promised and as booked; %(currency)s") % {"currency": currency},
        x=[point.month.first_day for point in kept.points],
        series=[
            LineSeries(
                name=_("Actual"), tone="accent", area=True,
                values=[None if point.actual is None else _major(point.actual, currency) for point in kept.points],
            ),
            LineSeries(
                name=_("Promise"), tone="neutral", dash="dash",
                values=[_major(point.plan, currency) for point in kept.points],
            ),
        ],
        x_axis=Axis(label=_("Month")),
        y_axis=Axis(label=_("Cumulative cash"), unit=money_unit(currency)),
    )  # fmt: skip


def fan_title(result: dict[str, Any]) -> str:
    """Say how likely a loss is."""
    loss = result["value"]["loss"]
    if not loss:
        return _("No draw loses money")
    return _("%(share)s of the draws lose money") % {"share": words.percent(round(loss, 3))}


def fan(content: Content, result: dict[str, Any]) -> Lines:
    """Cumulative cash by month: the middle of the draws, and the band that holds four in five of them."""
    lows, middles, highs = zip(*result["fan"], strict=True)
    return Lines(
        title=fan_title(result),
        subtitle=_("Cumulative cash: half of the draws lie above the line, four in five within the band; %(currency)s")
        % {"currency": content.currency},
        x=[month.first_day for month in _months(content)],
        series=[
            LineSeries(name=_("Median, with P10 to P90"), values=middles, low=lows, high=highs, tone="accent"),
        ],
        x_axis=Axis(label=_("Month")),
        y_axis=Axis(label=_("Cumulative cash"), unit=money_unit(content.currency)),
    )


def swing_title(swings: list[worth.Swing]) -> str:
    """Name what the result hangs on most."""
    if not swings:
        return _("No amount has a range")
    first = swings[0]
    return _("The result hangs most on “%(name)s”: %(low)s to %(high)s") % {
        "name": first.name,
        "low": compact(min(first.low, first.high, key=lambda money: money.minor)),
        "high": compact(max(first.low, first.high, key=lambda money: money.minor)),
    }


def tornado(content: Content) -> Bars:
    """How far the net present value moves when one input goes to either end of its range, all others at their base."""
    swings, base = worth.tornado(content), worth.worth(content).npv
    shown = swings[:MOST_BARS]
    change = {
        end: [_major(getattr(swing, end).minor - base.minor, base.currency) for swing in shown]
        for end in ("low", "high")
    }
    return Bars(
        title=swing_title(swings),
        subtitle=_("Change of the net present value, one input at a time from one end of its range to the other"),
        empty="" if shown else _("Give amounts or assumptions a range, and this chart shows which of them matters."),
        categories=[swing.name for swing in shown],
        series=[
            Series(name=_("At its low end"), values=change["low"], tone="neutral"),
            Series(name=_("At its high end"), values=change["high"], tone="accent"),
        ],
        category_axis=Axis(label=_("Input")),
        value_axis=Axis(label=_("Change of net present value"), unit=money_unit(base.currency)),
        references=[Reference(at=0, label=compact(base))] if shown else (),
        stacked=False,
    )
