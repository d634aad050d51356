"""The course of a KPI as a chart."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.charts.specs import Axis, Lines, LineSeries, Reference
from foundation.charts.units import Unit, money
from library.reading.measures import UNITS
from metrics import wording
from metrics.models import MONEY_UNITS, Kpi
from metrics.queries import Day, Reading

MOST_POINTS = 400


def _unit(kpi: Kpi) -> Unit:
    if kpi.unit in MONEY_UNITS:
        return money(kpi.currency)
    if kpi.unit == "percent":
        return Unit(after="%")
    word = _("minutes") if kpi.unit == "minutes" else str(UNITS[kpi.unit])
    return Unit(word="" if kpi.unit in ("number", "index", "ratio") else word)


def thinned(days: list[Day]) -> list[Day]:
    """Return at most 400 days, evenly chosen, the last among them."""
    if len(days) <= MOST_POINTS:
        return days
    step = -(-len(days) // MOST_POINTS)
    return [*days[:-1:step], days[-1]]


def course(reading: Reading, days: list[Day]) -> Lines:
    """The values of a KPI by day, with its baseline and target; a day with several values shows their mean."""
    kpi, shown = reading.kpi, thinned(days)
    references = []
    if kpi.baseline is not None:
        said = _("Baseline: %(value)s") % {"value": wording.value_of(kpi, kpi.baseline)}
        references.append(Reference(at=kpi.baseline, label=said, tone="neutral"))
    for end in (kpi.target_low, kpi.target_high):
        if end is not None:
            said = _("Target: %(value)s") % {"value": wording.value_of(kpi, end)}
            references.append(Reference(at=end, label=said, tone="good"))
    x: list[date] = [day.day for day in shown]
    return Lines(
        title=wording.headline(reading),
        subtitle=_("Mean of each day's values"),
        empty="" if shown else _("Record a value, and this chart shows how it moves."),
        x=x,
        series=[
            LineSeries(
                name=kpi.label,
                values=[day.mean for day in shown],
                tone="accent",
                markers=len(shown) <= 60,
                hovers=[
                    _("%(value)s, mean of %(count)s values")
                    % {"value": wording.value_of(kpi, day.mean), "count": day.count}
                    if day.count > 1
                    else wording.value_of(kpi, day.mean)
                    for day in shown
                ],
            )
        ]
        if shown
        else [],
        x_axis=Axis(label=_("Day")),
        y_axis=Axis(label=kpi.label, unit=_unit(kpi)),
        references=references if shown else [],
        zero=False,
    )
