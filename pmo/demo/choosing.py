"""Scenarios of the demonstration: next year's budget, adopted, with a fifth less, and with half of it, where limits
conflict; and the two projects that share one budget (document E).

All values, ranges, costs and people are invented.
"""

from datetime import date
from decimal import Decimal

import msgspec

from pmo.demo.cast import Cast
from pmo.demo.organization import CONTROLLER, EXECUTIVE, PROGRAM
from pmo.demo.timeline import Story
from portfolio import services
from portfolio.models import Scenario
from portfolio.rules.problem import Kind
from portfolio.rules.scenario import Content, Measure, Row, Rule, Skill, Small
from usecases.models import UseCase

MINOR = 100_000
"""A thousand dollars in minor units."""

# Name, unit, benefit of the first year in thousand dollars (expected, least, most), cost in thousand dollars,
# engineers, data scientists.
CANDIDATES = (
    ("Document processing", "FIN", 3200, 2400, 3900, 1200, "3", "2"),
    ("Predictive maintenance of presses", "MFG", 2600, 1500, 3600, 1050, "3", "3"),
    ("Call summaries for agents", "CSU", 1150, 800, 1500, 420, "2", "1"),
    ("Outreach to customers about to leave", "CSU", 1900, 900, 2900, 650, "2", "2"),
    ("Delivery delay prediction", "LOG", 1800, 1400, 2100, 480, "1.5", "2"),
    ("Dock scheduling", "LOG", 1500, 900, 2000, 700, "2", "1"),
    ("Energy load forecast", "FAC", 1600, 1300, 1900, 520, "1", "1"),
    ("Weld image inspection", "QUA", 1450, 700, 2100, 820, "2", "2"),
    ("Comparison of contract clauses", "LEG", 900, 700, 1100, 350, "1", "0.5"),
    ("Recommended credit limits", "FIN", 1200, 400, 1900, 760, "2", "2"),
    ("Lead scoring for regional teams", "SAL", 1300, 700, 1800, 430, "1", "2"),
    ("Service desk answer assistant", "ITS", 500, 400, 650, 240, "1", "0.5"),
    ("Resume screening", "HRS", 700, 300, 900, 380, "1", "1"),
    ("Fatigue detection for truck drivers", "EHS", 650, 200, 1000, 590, "2", "1"),
)
SMALLER = "Outreach to customers about to leave"
BUDGET, ENGINEERS, SCIENTISTS = 4500, "14", "11"
LEFT_WITH_A_WORD = "Weld image inspection"
WORD = (
    "Weld image inspection is not among what we fund next year. It would have needed people whom the presses and "
    "document processing take first. The alpha showed that the cameras work; please keep the labeled images, and let "
    "us look again at the half-year review."
)
PROJECTS = (
    ("Predictive maintenance of presses", "MFG", 62, 54, 70, 1300),
    ("Document processing", "FIN", 71, 50, 84, 1400),
)


def plan(cast: Cast, today: date) -> Story:
    """Program office and finance plan next year, the executive adopts it; two projects compete for one budget."""
    year = today.year + 1
    yield 6
    pair = _two_projects(cast, year)
    yield 5.6
    services.solve_scenario(pair, by=cast[PROGRAM], seed=18, at_once=True)
    yield 4.4
    scenario = services.create_scenario(
        cast.root, by=cast[PROGRAM], name=f"Funding for {year}", first_year=year, measure=Measure.OWN,
        content=_next_year(cast, BUDGET),
        note="Values are the benefit of the first year in thousand dollars, as agreed with owners and finance.",
    )  # fmt: skip
    yield 3.2
    scenario = services.revise_scenario(
        scenario, by=cast[CONTROLLER], content=_next_year(cast, BUDGET, with_rules=True)
    )
    lean = services.copy_scenario(scenario, by=cast[CONTROLLER], name=f"Funding for {year}, a fifth less")
    services.revise_scenario(lean, by=cast[CONTROLLER], content=_next_year(cast, BUDGET * 4 // 5, with_rules=True))
    half = services.copy_scenario(lean, by=cast[CONTROLLER], name=f"Funding for {year}, half of it")
    content = _next_year(cast, BUDGET // 2, with_rules=True)
    wanted = tuple(Rule(kind=Kind.MUST, first=_reference(cast, name, unit)) for name, unit, *_rest in CANDIDATES[:2])
    services.revise_scenario(
        half, by=cast[CONTROLLER], content=msgspec.structs.replace(content, rules=content.rules + wanted)
    )
    yield 2.8
    for each in (half, lean, scenario):
        services.solve_scenario(each, by=cast[PROGRAM], seed=27, at_once=True)
    yield 1.4
    _adopt(cast, scenario)


def _adopt(cast: Cast, scenario: Scenario) -> None:
    scenario.refresh_from_db()
    assert scenario.solution is not None
    outcome = scenario.solution.outcomes.filter(case__name=LEFT_WITH_A_WORD, level=None).first()
    if outcome is not None:
        services.write_message(outcome, by=cast[PROGRAM], text=WORD)
    reason = "The best use of the budget that finance confirmed; the people it takes are there."
    services.adopt_scenario(scenario, by=cast[EXECUTIVE], reason=reason)


def _reference(cast: Cast, name: str, unit: str) -> str:
    return UseCase.objects.get(name=name, unit=cast.units[unit]).reference


def _next_year(cast: Cast, budget: int, *, with_rules: bool = False) -> Content:
    references = {name: _reference(cast, name, unit) for name, unit, *_rest in CANDIDATES}
    rows = tuple(
        Row(
            case=references[name], value=Decimal(value), low=Decimal(low), high=Decimal(high), costs=(cost * MINOR,),
            people=(Decimal(engineers), Decimal(scientists)),
            small=_small() if name == SMALLER else None,
        )
        for name, _unit, value, low, high, cost, engineers, scientists in CANDIDATES
    )  # fmt: skip
    return Content(
        budgets=(budget * MINOR,),
        skills=(
            Skill(name="Engineers", people=Decimal(ENGINEERS)),
            Skill(name="Data scientists", people=Decimal(SCIENTISTS)),
        ),
        rows=rows,
        rules=_rules(references) if with_rules else (),
    )


def _small() -> Small:
    return Small(value=Decimal(950), costs=(300 * MINOR,), people=(Decimal(1), Decimal(1)))


def _rules(references: dict[str, str]) -> tuple[Rule, ...]:
    return (
        Rule(kind=Kind.MUST, first=references["Service desk answer assistant"]),
        Rule(
            kind=Kind.NEEDS, first=references["Dock scheduling"], second=references["Delivery delay prediction"]
        ),
        Rule(
            kind=Kind.EXCLUDES,
            first=references["Recommended credit limits"],
            second=references["Lead scoring for regional teams"],
        ),
        Rule(kind=Kind.AT_MOST, first="Document processing", number=1),
    )  # fmt: skip


def _two_projects(cast: Cast, year: int) -> Scenario:
    """Strong technology with moderate impact, or moderate technology with strong impact: the money is for one."""
    rows = tuple(
        Row(
            case=_reference(cast, name, unit), value=Decimal(value), low=Decimal(low), high=Decimal(high),
            costs=(cost * MINOR,),
        )
        for name, unit, value, low, high, cost in PROJECTS
    )  # fmt: skip
    return services.create_scenario(
        cast.root, by=cast[PROGRAM], name="Two projects, one budget", first_year=year, measure=Measure.OWN,
        content=Content(budgets=(1500 * MINOR,), rows=rows),
        note=(
            "Predictive maintenance works best technically, its effect on the business is moderate. Document "
            "processing works moderately well and matters more. There is money to scale one of them. Values are points "
            "out of 100 that the steering committee gave."
        ),
    )  # fmt: skip
