"""The charts of readiness."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.charts.specs import Axis, Bars, HeatMap, Lines, LineSeries, Radar, Reference, Series
from foundation.charts.units import SCORE
from foundation.ui import words
from library.kinds.instrument import Instrument
from readiness.models import Assessment, UnitProfile
from readiness.queries import result_of
from readiness.rules import Comparison, Result

MOVES_SHOWN = 15


def radar(assessment: Assessment, result: Result, previous: Assessment | None = None) -> Radar:
    """The profile of an assessment over the dimensions, with the one before it in the background."""
    known = sorted((d for d in result.dimensions if d.so_far is not None), key=lambda d: d.so_far or Decimal(0))
    title = _("Readiness profile")
    if known and (len(known) == 1 or known[0].so_far != known[1].so_far):
        title = _("%(dimension)s is the weakest dimension") % {"dimension": known[0].label}
    series = [Series(name=_("This assessment"), values=[d.so_far for d in result.dimensions])]
    if previous:
        before = {d.key: d.score for d in result_of(previous).dimensions}
        series.insert(
            0, Series(name=_("The one before"), values=[before.get(d.key) for d in result.dimensions], tone="neutral")
        )
    return Radar(
        title=title,
        subtitle=_subtitle(assessment.parsed),
        axes=[d.label for d in result.dimensions],
        series=series,
        maximum=assessment.parsed.scale.highest,
        note="" if result.is_complete else _("Not every factor is answered yet: the scores may still move."),
    )


def trend(assessments: Sequence[Assessment]) -> Lines:
    """The overall score of a subject over time, on the scale of the latest one; others' scales are left out."""
    last = assessments[-1] if assessments else None
    if last is None:
        return Lines(title=_("Readiness over time"), x=[], series=[], empty=_("Nothing is submitted yet."))
    scale = last.parsed.scale
    ends = (scale.lowest, scale.highest)
    same = [a for a in assessments if (a.parsed.scale.lowest, a.parsed.scale.highest) == ends]
    known = [a for a in same if a.overall is not None]
    title = _("Readiness over time")
    if len(known) > 1:
        moved = (known[-1].overall or Decimal(0)) - (known[0].overall or Decimal(0))
        title = _moved(moved, words.day(known[0].submitted_at))
    return Lines(
        title=title,
        subtitle=_("Overall score of each submitted assessment, %(low)s to %(high)s")
        % {"low": scale.lowest, "high": scale.highest},
        x=[timezone.localtime(a.submitted_at).date() for a in same if a.submitted_at],
        series=[
            LineSeries(
                name=_("Overall"),
                values=[a.overall for a in same],
                markers=True,
                hrefs=[a.get_absolute_url() for a in same],
                hovers=[_("%(band)s, %(document)s") % {"band": a.band_label, "document": a.instrument.reference}
                        for a in same],
            )
        ],
        y_axis=Axis(label=_("Overall score"), unit=SCORE, low=scale.lowest, high=scale.highest),
        references=[
            Reference(at=band.at_least, label=band.label)
            for band in last.parsed.bands
            if scale.lowest < band.at_least < scale.highest
        ],
        zero=False,
        note=_("Earlier results on another scale are left out.") if len(same) < len(assessments) else "",
    )  # fmt: skip


def _moved(moved: Decimal, since: str) -> str:
    """Say how far the overall score went since a day."""
    params = {"points": words.number(abs(moved), 2), "day": since}
    if not round(moved, 2):
        return _("The overall score is where it was on %(day)s") % params
    if moved > 0:
        return _("Up %(points)s since %(day)s") % params
    return _("Down %(points)s since %(day)s") % params


def heat_map(instrument: Instrument, profiles: Sequence[UnitProfile], count: int) -> HeatMap:
    """Units by dimension, weakest unit first; `count` is how many there are in all. A cell leads to its dimension."""
    cells = [[profile.score_of(d.key) for d in instrument.dimensions] for profile in profiles]
    lowest = min(
        (
            (score, profile.unit.name, d.label)
            for profile, line in zip(profiles, cells, strict=True)
            for d, score in zip(instrument.dimensions, line, strict=True)
            if score is not None
        ),
        default=None,
    )
    note = ""
    if count > len(profiles):
        note = _("The %(shown)s weakest of %(count)s units; the list below has all of them.") % {
            "shown": len(profiles),
            "count": words.number(count),
        }
    return HeatMap(
        title=_("The lowest score is %(score)s: %(dimension)s in %(unit)s")
        % {"score": words.number(lowest[0], 2), "unit": lowest[1], "dimension": lowest[2]}
        if lowest
        else _("Readiness by unit and dimension"),
        subtitle=_subtitle(instrument),
        rows=[profile.unit.name for profile in profiles],
        columns=[d.label for d in instrument.dimensions],
        cells=cells,
        hrefs=[[f"{profile.result_url}#dimension-{d.key}" for d in instrument.dimensions] for profile in profiles],
        row_axis=Axis(label=_("Unit")),
        column_axis=Axis(label=_("Dimension")),
        value_axis=Axis(label=_("Score"), unit=SCORE, low=instrument.scale.lowest, high=instrument.scale.highest),
        note=note,
        empty="" if profiles else _("No unit has a result of this instrument yet."),
    )


def both(first: Assessment, second: Assessment, comparison: Comparison) -> Radar:
    """The profiles of two assessments over the dimensions that can be compared."""
    pairs = [pair for pair in comparison.dimensions if pair.difference is not None]
    furthest = max(pairs, key=lambda pair: abs(pair.difference or Decimal(0)), default=None)
    title = _("Both profiles")
    if furthest is not None and furthest.difference:
        title = _("%(dimension)s differs most: %(first)s and %(second)s") % {
            "dimension": furthest.label,
            "first": words.number(furthest.first, 2),
            "second": words.number(furthest.second, 2),
        }
    return Radar(
        title=title,
        subtitle=_subtitle(second.parsed),
        axes=[pair.label for pair in pairs],
        series=[
            Series(name=name_of(first), values=[pair.first for pair in pairs], tone="neutral"),
            Series(name=name_of(second), values=[pair.second for pair in pairs]),
        ],
        maximum=second.parsed.scale.highest,
        empty="" if pairs else _("No dimension can be compared."),
    )


def moves(comparison: Comparison) -> Bars:
    """The factors that differ, biggest difference first."""
    pairs = comparison.moves
    shown = pairs[:MOVES_SHOWN]
    note = ""
    if len(pairs) > len(shown):
        note = _("The %(shown)s biggest of %(count)s differences.") % {"shown": len(shown), "count": len(pairs)}
    up = sum((pair.difference or 0) > 0 for pair in pairs)
    return Bars(
        title=_("%(up)s factors higher, %(down)s lower") % {"up": up, "down": len(pairs) - up}
        if pairs
        else _("Differences by factor"),
        subtitle=_("Second less first, in points of the scale"),
        categories=[pair.label for pair in shown],
        series=[
            Series(
                name=_("Difference"),
                values=[pair.difference for pair in shown],
                tones=["good" if (pair.difference or 0) > 0 else "bad" for pair in shown],
                hovers=[
                    _("%(label)s: %(first)s, then %(second)s")
                    % {
                        "label": pair.label,
                        "first": words.number(pair.first, 2),
                        "second": words.number(pair.second, 2),
                    }
                    for pair in shown
                ],
            )
        ],
        value_axis=Axis(label=_("Difference")),
        empty="" if pairs else _("No factor differs."),
        note=note,
    )


def name_of(assessment: Assessment) -> str:
    """The subject and the day, which tell two assessments apart."""
    return f"{assessment.subject_label}, {words.day(assessment.submitted_at)}"


def _subtitle(instrument: Instrument) -> str:
    return _("Scores of the dimensions, %(low)s to %(high)s") % {
        "low": instrument.scale.lowest,
        "high": instrument.scale.highest,
    }


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
                hrefs=[p.result_url for p in profiles],
                hovers=[p.band_label for p in profiles],
            )
        ],
        value_axis=Axis(label=_("Overall score"), low=0, high=10),
        empty="" if profiles else _("No unit has submitted an assessment yet."),
    )
