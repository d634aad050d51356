"""Charts for the browser: figures for plotly.js, its cartesian bundle (scatter, bar and heat map traces only).

Colors are written as `token:<name>` (see `foundation.charts.palette`), so that a page can change its theme.
"""

from functools import singledispatch

from foundation.charts.plotly import bars, points, ranges
from foundation.charts.plotly.frame import Json
from foundation.charts.plotly.frame import figure as _figure
from foundation.charts.plotly.frame import layout as _layout
from foundation.charts.specs import Bars, Bubble, Chart, Funnel, Gantt, HeatMap, Lines, Radar, Ranges, Waterfall


def figure(spec: Chart) -> Json:
    """Return the figure of any chart, with `data`, `layout` and `config`; an empty one has no data.

    Every mark carries `customdata` with `hover` (its words) and `href` (the link to its records, or "").
    """
    return _figure([], _layout(spec)) if spec.is_empty else _draw(spec)


@singledispatch
def _draw(spec: Chart) -> Json:
    raise TypeError(f"no figure for {type(spec).__name__}")


_draw.register(Bars, bars.bars)
_draw.register(Ranges, ranges.ranges)
_draw.register(Funnel, bars.funnel)
_draw.register(Waterfall, bars.waterfall)
_draw.register(HeatMap, bars.heat_map)
_draw.register(Gantt, bars.gantt)
_draw.register(Lines, points.lines)
_draw.register(Bubble, points.bubble)
_draw.register(Radar, points.radar)
