"""Business cases of the demonstration: one from each deployment template, and one written with ranges and stages.

The amounts of the templates are those of document B; all amounts of the written one are invented.
"""

from datetime import date
from decimal import Decimal

from foundation.jobs import runner
from foundation.kernel.periods import Month
from pmo.demo.cast import Cast
from pmo.demo.organization import CONTROLLER, PROGRAM
from pmo.demo.timeline import Story
from roi import services
from roi.business_models import BusinessCase
from roi.rules.cases import Assumption, Content, Line, Stage
from roi.rules.estimates import Estimate, Shape
from roi.workflow import CATEGORIES
from usecases.models import UseCase

FROM_TEMPLATES = (
    ("Outreach to customers about to leave", "CSU", "customer-personalization"),
    ("Document processing", "FIN", "process-automation"),
    ("Predictive maintenance of presses", "MFG", "predictive-analytics"),
)
WRITTEN, ITS_UNIT = "Call summaries for agents", "CSU"
SEED, DRAWS = 20261127, 10_000


def write(cast: Cast, today: date) -> Story:
    """Owners fill three business cases from templates, one is written and approved, and futures are drawn."""
    start = Month.of(today)
    for days, (name, unit, slug) in enumerate(FROM_TEMPLATES):
        yield 5 - days * 0.2
        services.draft_from_template(_case(cast, name, unit), by=cast.owner_of(unit), slug=slug, start=start)
    yield 4
    case, owner = _case(cast, WRITTEN, ITS_UNIT), cast.owner_of(ITS_UNIT)
    first = services.draft(case, by=owner, content=_summaries(start, amounts_have_ranges=False), note="First estimate")
    yield 3
    version = services.draft(
        case, by=owner, content=_summaries(start, amounts_have_ranges=True), base=first.number,
        note="Ranges agreed with the team leads; the pilot is decided on by itself",
    )  # fmt: skip
    yield 2
    _approve_and_draw(version, cast)
    yield 1
    run = services.simulate_portfolio(cast.root, by=cast[PROGRAM], draws=DRAWS, seed=SEED)
    if run.job_id is not None:
        runner.run(run.job_id)


def _approve_and_draw(version: BusinessCase, cast: Cast) -> None:
    services.approve(version, by=cast[CONTROLLER], note="The time saved counts once the shifts are planned with it.")
    services.simulate(version, by=cast.owner_of(ITS_UNIT), draws=DRAWS, seed=SEED, at_once=True)


def _case(cast: Cast, name: str, unit: str) -> UseCase:
    return UseCase.objects.get(name=name, unit=cast.units[unit])


def _summaries(start: Month, *, amounts_have_ranges: bool) -> Content:
    """Contacts that are summarized, times what the time saved on one is worth, against building and running it."""

    def about(low: int, likely: int, high: int) -> Estimate:
        ends = (low, likely, high) if amounts_have_ranges else (likely, likely, likely)
        shape = Shape.PERT if amounts_have_ranges else Shape.FIXED
        return Estimate(Decimal(ends[0]), Decimal(ends[1]), Decimal(ends[2]), shape)

    def line(key: str, label: str, category: str, amount: Estimate, first: int, times: tuple[str, ...] = ()) -> Line:
        pattern, last = ("monthly", 35) if first else ("once", 0)
        return Line(
            key=key, label=label, kind=CATEGORIES[category].kind, category=category, pattern=pattern,  # type: ignore[arg-type]
            first=first, last=last, amount=amount, times=times,
        )  # fmt: skip

    def assumption(key: str, label: str, unit: str, *values: str) -> Assumption:
        low, base, high = (Decimal(value) for value in (values if amounts_have_ranges else (values[1],) * 3))
        return Assumption(key=key, label=label, unit=unit, pessimistic=low, base=base, optimistic=high)

    return Content(
        start=str(start), months=36, currency="USD", rate=Decimal("0.08"), timing="mid",
        note="", payoff=Decimal(900_000), payoff_month=9,
        assumptions=(
            assumption("contacts", "Contacts a month", "contacts", "34000", "40000", "44000"),
            assumption("used", "Share of summaries used as written", "of all contacts", "0.5", "0.7", "0.85"),
        ),
        lines=(
            line("build", "Building and connecting it", "labor", about(200_000, 250_000, 420_000), 0),
            line("train", "Training 240 agents", "labor", about(45_000, 60_000, 110_000), 0),
            line("licenses", "Licenses", "licenses", about(9_000, 9_000, 12_000), 1),
            line("run", "Hosting, monitoring and review by people", "run_cost", about(10_000, 12_000, 22_000), 3),
            line("saved", "Time saved after each call", "cost_savings", about(1, 2, 3), 3, ("contacts", "used")),
        ),
        stages=(
            Stage(label="Pilot with two teams", cost=Decimal(90_000), month=0, chance=Decimal("0.7")),
            Stage(label="All teams", cost=Decimal(220_000), month=4, chance=Decimal("0.85")),
        ),
    )  # fmt: skip
