"""One chart of each kind with plausible figures, for the tests and for looking at."""

from datetime import date

from foundation.charts.specs import (
    Axis,
    Bars,
    Bubble,
    Chart,
    Funnel,
    Gantt,
    HeatMap,
    Lines,
    LineSeries,
    Move,
    Point,
    Radar,
    Ranges,
    Reference,
    Series,
    Step,
    Task,
    Waterfall,
)
from foundation.charts.units import COUNT, PERCENT, SCORE, Unit, money

USD = money("USD")
MONTHS = [date(2026, month, 1) for month in range(1, 13)]
DIMENSIONS = ["Strategy and leadership", "Data", "Technology", "People and skills", "Governance"]

BARS = Bars(
    title="Claims triage brings most of the benefit",
    subtitle="Net benefit to date by use case",
    categories=["Claims triage", "Invoice matching", "Contract review", "Demand forecast", "Meeting notes"],
    series=[
        Series(
            name="Net benefit",
            values=[3_250_000, 1_840_000, 960_000, None, -120_000],
            tones=["accent", "neutral", "neutral", "neutral", "bad"],
            hrefs=[f"/use-cases/UC-000{i}/" for i in range(1, 6)],
        )
    ],
    category_axis=Axis(label="Use case"),
    value_axis=Axis(label="Net benefit", unit=USD),
    note="Benefits not yet signed by finance are included.",
)

STACKED = Bars(
    title="Two departments hold most cases under review",
    subtitle="Use cases by department and tier",
    categories=["Claims", "Finance", "Legal", "Customer service"],
    series=[
        Series(name="Low", values=[6, 4, 2, 5], tone="step-1"),
        Series(name="Medium", values=[4, 5, 1, 2], tone="step-3"),
        Series(name="High", values=[2, 1, 0, 1], tone="step-5"),
    ],
    category_axis=Axis(label="Department"),
    value_axis=Axis(label="Use cases", unit=COUNT),
    stacked=True,
)

GROUPED = Bars(
    title="Adoption runs behind plan since summer",
    subtitle="Active users, share of those targeted",
    categories=["Q1", "Q2", "Q3", "Q4"],
    series=[
        Series(name="Plan", values=[0.2, 0.4, 0.6, 0.7], tone="neutral"),
        Series(name="Actual", values=[0.22, 0.41, 0.48, 0.55], tone="accent"),
    ],
    category_axis=Axis(label="2026"),
    value_axis=Axis(label="Active users", unit=PERCENT, low=0, high=1),
    horizontal=False,
    references=[Reference(at=0.65, label="Needed to scale", tone="good")],
)

LINES = Lines(
    title="The program has paid for itself since August",
    subtitle="Cumulative cash, actual and forecast",
    x=MONTHS,
    series=[
        LineSeries(
            name="Actual",
            tone="accent",
            area=True,
            values=[-1.2e6, -2.6e6, -3.4e6, -3.1e6, -2.2e6, -1.3e6, -0.4e6, 0.6e6, 1.9e6, None, None, None],
        ),
        LineSeries(
            name="Forecast",
            tone="info",
            dash="dash",
            values=[None] * 8 + [1.9e6, 3.0e6, 4.3e6, 5.6e6],
            low=[None] * 8 + [1.9e6, 2.4e6, 2.9e6, 3.4e6],
            high=[None] * 8 + [1.9e6, 3.5e6, 5.4e6, 7.4e6],
        ),
        LineSeries(
            name="Plan",
            tone="neutral",
            dash="dot",
            values=[-1.0e6, -2.1e6, -2.6e6, -2.4e6, -1.6e6, -0.6e6, 0.5e6, 1.7e6, 3.0e6, 4.4e6, 5.9e6, 7.5e6],
        ),
    ],
    x_axis=Axis(label="Month"),
    y_axis=Axis(label="Cumulative cash", unit=USD),
    references=[Reference(at=date(2026, 9, 15), label="Today", on="x")],
)

BUBBLE = Bubble(
    title="Five cases are valuable and feasible at once",
    subtitle="Size is the budget asked for",
    points=[
        Point(label="Code review", x=7.2, y=8.1, size=400_000, tone="good", href="/use-cases/UC-0001/"),
        Point(label="Claims triage", x=6.1, y=8.8, size=1_800_000, tone="warn"),
        Point(label="Invoice matching", x=8.4, y=6.4, size=650_000, tone="good"),
        Point(label="Contract review", x=4.6, y=7.3, size=900_000, tone="bad"),
        Point(label="Meeting notes", x=8.9, y=3.1, size=90_000, tone="good"),
        Point(label="Demand forecast", x=5.4, y=5.5, size=1_200_000, tone="warn"),
        Point(label="Résumé screening", x=3.2, y=4.1, size=250_000, tone="bad"),
        Point(label="Fraud screening", x=6.3, y=7.6, size=1_100_000, tone="warn"),
        Point(label="Site search", x=7.9, y=5.2, size=150_000, tone="good"),
    ],
    x_axis=Axis(label="Feasibility", unit=SCORE, low=1, high=10),
    y_axis=Axis(label="Value", unit=SCORE, low=1, high=10),
    size_axis=Axis(label="Budget", unit=USD),
    x_line=5.5,
    y_line=5.5,
    quadrants=("Prepare", "Do next", "Do when easy", "Leave"),
    key=(("good", "Low risk"), ("warn", "Medium risk"), ("bad", "High risk")),
)

RADAR = Radar(
    title="Governance lags behind technology",
    subtitle="Readiness score by dimension, 1 to 10",
    axes=DIMENSIONS,
    series=[
        Series(name="November", values=[6.5, 6.75, 5.5, 6.0, 5.0], tone="accent"),
        Series(name="May", values=[5.5, 6.0, 5.25, 4.5, 3.0], tone="neutral"),
    ],
    maximum=10,
    unit=SCORE,
)

FUNNEL = Funnel(
    title="Most ideas stop at scoring",
    subtitle="Use cases at each stage",
    steps=[
        Step(label="Idea", value=18, moved=4, href="/use-cases/?stage=idea"),
        Step(label="Assessed", value=12, moved=2),
        Step(label="Scored", value=14, moved=-1),
        Step(label="Approved", value=5, moved=0),
        Step(label="Pilot", value=3, moved=1),
        Step(label="Production", value=6, moved=None),
    ],
    step_axis=Axis(label="Stage"),
    value_axis=Axis(label="Use cases", unit=COUNT),
    moved_label="in November",
)

WATERFALL = Waterfall(
    title="Time saved carries the case",
    subtitle="Net benefit to date",
    moves=[
        Move(label="Time saved", value=8_400_000),
        Move(label="Errors avoided", value=2_600_000),
        Move(label="New revenue", value=1_000_000),
        Move(label="Benefits", total=True),
        Move(label="Build", value=-3_100_000),
        Move(label="Operation", value=-1_400_000),
        Move(label="Training", value=-500_000),
        Move(label="Net benefit", total=True, tone="accent"),
    ],
    move_axis=Axis(label="Item"),
    value_axis=Axis(label="Amount", unit=USD),
)

HEAT_MAP = HeatMap(
    title="Legal is least ready, above all in data",
    subtitle="Readiness by unit and dimension, 1 to 10",
    rows=["Claims", "Finance", "Legal", "Customer service", "Human resources"],
    columns=DIMENSIONS,
    cells=[
        [7.5, 6.75, 8.0, 6.0, 6.5],
        [6.0, 8.25, 7.0, 5.5, 7.0],
        [4.5, 2.5, 4.0, 3.5, 6.0],
        [6.5, 5.0, 6.25, 7.0, 4.5],
        [5.0, None, 5.5, 6.0, 5.25],
    ],
    row_axis=Axis(label="Unit"),
    column_axis=Axis(label="Dimension"),
    value_axis=Axis(label="Score", unit=SCORE, low=1, high=10),
)

GANTT = Gantt(
    title="The pilot starts two weeks late",
    subtitle="Claims triage, planned dates in grey",
    tasks=[
        Task(
            label="Data agreement",
            group="Prepare",
            start=date(2026, 3, 2),
            end=date(2026, 4, 17),
            tone="good",
            planned_start=date(2026, 3, 2),
            planned_end=date(2026, 4, 3),
        ),
        Task(
            label="Bias test",
            group="Prepare",
            start=date(2026, 4, 6),
            end=date(2026, 5, 8),
            tone="good",
            planned_start=date(2026, 4, 6),
            planned_end=date(2026, 5, 8),
        ),
        Task(label="Go / no-go", group="Prepare", start=date(2026, 5, 18), end=date(2026, 5, 18), tone="good"),
        Task(
            label="Pilot with 40 adjusters",
            group="Run",
            start=date(2026, 6, 1),
            end=date(2026, 8, 28),
            tone="warn",
            planned_start=date(2026, 5, 18),
            planned_end=date(2026, 8, 14),
        ),
        Task(label="Training of team leads", group="Run", start=date(2026, 6, 15), end=date(2026, 7, 10)),
        Task(label="Production", group="Run", start=None, end=None),
    ],
    task_axis=Axis(label="Task"),
    references=[Reference(at=date(2026, 7, 1), label="Today", on="x")],
    key=(("good", "Done"), ("warn", "Late"), ("accent", "Running")),
)

RANGES = Ranges(
    title="Low risk decides who comes first",
    subtitle="Weights between which the first keeps its place",
    categories=["Business value", "Feasibility", "Low risk"],
    low=[0.35, 0.22, None],
    high=[0.48, 0.36, None],
    range_name="Keeps its place",
    marks=[Series(name="In use", values=[0.4, 0.3, 0.2], tone="accent")],
    category_axis=Axis(label="Criterion"),
    value_axis=Axis(label="Weight", unit=PERCENT, low=0, high=1),
)

SAMPLES: dict[str, Chart] = {
    "ranges": RANGES,
    "bars": BARS,
    "stacked": STACKED,
    "grouped": GROUPED,
    "lines": LINES,
    "bubble": BUBBLE,
    "radar": RADAR,
    "funnel": FUNNEL,
    "waterfall": WATERFALL,
    "heat_map": HEAT_MAP,
    "gantt": GANTT,
}

DAYS = Unit(word="days", decimals=0)
