"""The charts of readiness."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from foundation.charts.specs import Axis, Bars, Radar, Series
from readiness.models import Assessment, UnitProfile
from readiness.rules import Result


def radar(assessment: Assessment, result: Result, previous: Assessment | None = None) -> Radar:
    """The profile of an assessment over the dimensions, with the one before it in the background."""
    weakest = min((d for d in result.dimensions if d.so_far is not None), key=lambda d: d.so_far or 0, default=None)
    title = (
        _("%(dimension)s is the weakest dimension") % {"dimension": weakest.label}
        if weakest
        else _("Readiness profile")
    )
    series = [Series(name=_("This assessment"), values=[d.so_far for d in result.dimensions])]
    if previous:
        before = {
            d["key"]: None if d["score"] is None else Decimal(str(d["score"])) for d in previous.result["dimensions"]
        }
        series.insert(
            0, Series(name=_("The one before"), values=[before.get(d.key) for d in result.dimensions], tone="neutral")
        )
    return Radar(
        title=title,
        subtitle=_("Scores of the dimensions, %(low)s to %(high)s")
        % {"low": assessment.parsed.scale.lowest, "high": assessment.parsed.scale.highest},
        axes=[d.label for d in result.dimensions],
        series=series,
        maximum=assessment.parsed.scale.highest,
        note="" if result.is_complete else _("Not every factor is answered yet: the scores may still move."),
    )


def by_unit(profiles: Sequence[UnitProfile]) -> Bars:
    """Overall readiness of units, weakest first; each bar leads to its assessment."""
    weakest = profiles[0] if profiles else None
    return Bars(
        title=_("%(unit)s is the least ready unit, at %(score).2f")
        % {"unit": weakest.unit.name, "score": weakest.overall}
        if weakest
        else _("Readiness by unit"),
        subtitle=_("Overall score of the latest submitted assessment, 0 to 10"),
        categories=[p.unit.name for p in profiles],
        series=[
            Series(
                name=_("Overall"),
                values=[p.overall for p in profiles],
                tones=[p.band_tone for p in profiles],
                hrefs=[p.assessment.get_absolute_url() for p in profiles],
                hovers=[p.band_label for p in profiles],
            )
        ],
        value_axis=Axis(label=_("Overall score"), low=0, high=10),
        empty="" if profiles else _("No unit has submitted an assessment yet."),
    )
