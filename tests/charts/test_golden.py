"""One small drawing and the marks of its figure, whole, so that a change of either is seen."""

from foundation.charts.plotly import figure
from foundation.charts.specs import Axis, Bars, Series
from foundation.charts.svg import draw
from foundation.charts.units import COUNT

CHART = Bars(
    title="Two wait",
    categories=["Legal", "Board"],
    series=[Series(name="Reviews", values=[2, 0], hrefs=["/reviews/?step=legal", ""])],
    value_axis=Axis(label="Reviews", unit=COUNT),
)

DRAWING = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="25mm" viewBox="0 0 170.08 70.87" role="img"'
    ' font-family="Inter, &#x27;Inter Variable&#x27;, &#x27;Helvetica Neue&#x27;, Arial, sans-serif">',
    "<title>Two wait</title>",
    "<desc>Two wait.</desc>",
    '<text x="0" y="11" font-size="11" font-weight="600" fill="#111820">Two wait</text>',
    '<text x="28" y="27.3" font-size="7" fill="#4d5866">Reviews</text>',
    '<text x="0" y="44.49" font-size="7.5" fill="#4d5866">Legal</text>',
    '<text x="0" y="63.82" font-size="7.5" fill="#4d5866">Board</text>',
    '<g data-series="Reviews" data-values="[2.0, 0.0]">',
    '<a href="/reviews/?step=legal">',
    '<rect x="28" y="35.1" width="131.35" height="13.53" fill="#1a62c5">',
    "<title>Legal · 2</title>",
    "</rect>",
    "</a>",
    '<rect x="28" y="54.43" width="0" height="13.53" fill="#1a62c5">',
    "<title>Board · 0</title>",
    "</rect>",
    "</g>",
    '<text x="162.35" y="44.49" font-size="7.5" fill="#111820">2</text>',
    '<text x="31" y="63.82" font-size="7.5" fill="#111820">0</text>',
    '<line x1="28" y1="32.2" x2="28" y2="70.87" stroke="#7a8594" stroke-width="0.8"/>',
    "</svg>",
]

TRACE = {
    "type": "bar",
    "name": "Reviews",
    "orientation": "h",
    "x": [2.0, 0.0],
    "y": [0, 1],
    "marker": {"color": "token:accent", "line": {"width": 0.5, "color": "token:surface"}},
    "text": ["2", "0"],
    "textposition": "outside",
    "cliponaxis": False,
    "textfont": {"color": "token:text"},
    "constraintext": "none",
    "customdata": [{"hover": "Legal · 2", "href": "/reviews/?step=legal"}, {"hover": "Board · 0", "href": ""}],
    "hovertemplate": "%{customdata.hover}<extra></extra>",
}


def test_the_drawing_of_a_small_chart_stays_as_it_is() -> None:
    assert draw(CHART, 60, 25).replace("><", ">\n<").split("\n") == DRAWING


def test_the_trace_of_a_small_chart_stays_as_it_is() -> None:
    assert figure(CHART)["data"] == [TRACE]
