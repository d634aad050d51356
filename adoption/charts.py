"""Users over time and by unit as charts."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from adoption import wording
from adoption.queries import Users
from foundation.charts.specs import Axis, Bars, Lines, LineSeries, Series
from foundation.charts.units import COUNT, PERCENT
from foundation.kernel.periods import Month
from foundation.people.models import Unit


def over_time(months: Sequence[tuple[Month, Users]]) -> Lines:
    """Targeted and active users by month."""
    x: list[date] = [month.first_day for month, _users in months]
    last = months[-1] if months else None
    lines = (
        (_("Targeted"), "targeted", "neutral"),
        (_("Active in the month"), "active_monthly", "accent"),
        (_("Active in a week"), "active_weekly", "info"),
    )
    return Lines(
        title=wording.users_sentence(last[1], last[0]) if last else _("Users by month"),
        subtitle=_("Users by month; who uses two use cases counts in both"),
        empty="" if months else _("Record users of a month, and this chart shows how they grow."),
        x=x,
        series=[
            LineSeries(
                name=name, values=[getattr(users, part) for _month, users in months], tone=tone,
                dash="dash" if part == "targeted" else "solid", markers=len(months) < 30,
            )
            for name, part, tone in lines
        ]
        if months
        else [],
        x_axis=Axis(label=_("Month")),
        y_axis=Axis(label=_("Users"), unit=COUNT),
    )  # fmt: skip


def by_unit(units: Sequence[tuple[Unit, Users]], month: Month | None) -> Bars:
    """Adoption by unit in the last month."""
    known = [(unit, users) for unit, users in units if users.adoption is not None]
    best = max(known, key=lambda item: item[1].adoption or 0, default=None)
    title = _("Adoption by unit")
    if best and month:
        title = _("%(unit)s leads with %(share)s") % {"unit": best[0].name, "share": wording.share(best[1].adoption)}
    return Bars(
        title=title,
        subtitle=_("Active of targeted users in the last month told"),
        empty="" if known else _("No unit has told both targeted and active users."),
        categories=[unit.name for unit, _users in known],
        series=[Series(name=_("Adoption"), values=[users.adoption for _unit, users in known])] if known else [],
        category_axis=Axis(label=_("Unit")),
        value_axis=Axis(label=_("Adoption"), unit=PERCENT, low=0),
    )
