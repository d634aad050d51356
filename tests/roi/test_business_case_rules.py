"""What a business case says and what it is worth."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from roi.business_charts import cash_title
from roi.rules import cases, simulation, worth
from roi.rules.cases import Scenario
from roi.workflow import CATEGORIES
from tests.factories.business_cases import benefit, content, cost, of_template, points, uncertain

KINDS = {key: category.kind for key, category in CATEGORIES.items()}


def changed(of: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(of, **fields)


@pytest.mark.parametrize(
    ("slug", "costs", "benefits", "roi"),
    [
        ("customer-personalization", 2_300_000, 9_200_000, "3"),
        ("process-automation", 4_350_000, 15_225_000, "2.5"),
        ("predictive-analytics", 2_000_000, 6_000_000, "2"),
    ],
)
def test_a_template_costs_and_needs_what_its_document_says(slug: str, costs: int, benefits: int, roi: str) -> None:
    made = cases.check(of_template(slug), KINDS)
    found = worth.worth(made)
    assert (found.costs, found.benefits) == (Money.of(costs, "USD"), Money.of(benefits, "USD"))
    assert found.roi == Decimal(roi)


@pytest.mark.parametrize("slug", ["customer-personalization", "process-automation", "predictive-analytics"])
def test_the_costs_of_a_template_come_first_and_its_return_after_the_building(slug: str) -> None:
    made = of_template(slug)
    begins = cases.building(made.months)
    found = worth.worth(made)
    assert worth.cash(made).benefits[:begins] == (0,) * begins
    assert worth.cash(made).benefits[begins] > 0
    assert found.payback.periods is not None
    assert begins <= found.payback.periods < made.months
    assert [cases.building(months) for months in (1, 2, 3, 18, 24)] == [0, 1, 1, 4, 6]


def test_the_reference_case_brings_140_percent_seven_million_and_five_months() -> None:
    found = worth.worth(content())
    assert (found.roi, found.net, found.payback.periods) == (Decimal("1.4"), Money.of(7_000_000, "USD"), 5)
    annuity = 1_000_000 * (1 - 1 / 1.1) / (1.1 ** (1 / 12) - 1)  # twelve even months, in closed form
    assert float(found.npv.amount) == pytest.approx(annuity - 5_000_000, abs=0.01)
    assert float(found.benefit_cost_ratio or 0) == pytest.approx(annuity / 5_000_000)
    assert found.profitability_index == found.benefit_cost_ratio  # everything is put in at the start


def test_the_three_scenarios_stand_in_their_order() -> None:
    made = uncertain()
    values = [worth.worth(made, scenario).npv.minor for scenario in Scenario]
    assert values == sorted(values)
    assert len(set(values)) == 3


def test_the_base_scenario_multiplies_a_line_by_its_assumption() -> None:
    cash = worth.cash(uncertain())
    assert cash.benefits[:3] == (0, 25 * 600 * 100, 25 * 600 * 100)
    assert cash.costs[:3] == (100_000_00, 2_000_00, 2_000_00)


def test_an_amount_spread_over_months_adds_up_to_the_cent() -> None:
    made = content(cost(points(1)), benefit(points("1000.00"), pattern="spread", first=0, last=6))
    assert sum(worth.cash(made).benefits) == 100_000


def test_a_case_without_benefit_has_no_return_and_says_so() -> None:
    found = worth.worth(content(cost(points(100))))
    assert found.irr.rate is None
    assert found.irr.reason
    assert found.payback.periods is None
    assert found.payback.reason
    assert worth.delay(content(cost(points(100)))) is None


def test_a_case_without_cost_has_no_ratio() -> None:
    found = worth.worth(content(benefit(points(100))))
    assert (found.roi, found.benefit_cost_ratio, found.profitability_index, found.mirr) == (None, None, None, None)
    assert found.payback.periods is None
    assert cash_title(content(benefit(points(100)))) == "Cumulative cash is never below zero in 13 months"
    assert cash_title(content(cost(points(100)))) == "Cumulative cash does not come back to zero in 13 months"


def test_a_rate_beyond_meaning_is_undefined_and_says_so() -> None:
    found = worth.worth(content(cost(points("0.01")), benefit(points(10**12), last=1), months=2))
    assert (found.roi, found.annualized_roi, found.irr.rate, found.mirr) == (None, None, None, None)
    assert found.irr.reason == worth.TOO_LARGE


def test_a_discount_rate_of_zero_leaves_the_sums_as_they_are() -> None:
    found = worth.worth(content(rate=Decimal(0)))
    assert found.npv == found.net
    assert found.equivalent_annual_cost == Money(round(found.costs.minor / (Decimal(13) / 12)), "USD")


def test_the_convention_moves_the_present_value() -> None:
    values = {timing: worth.worth(content(timing=timing)).npv.minor for timing in ("end", "mid", "excel")}
    assert values["excel"] < values["end"] < values["mid"]


def test_a_month_of_delay_costs_the_benefit_less_what_recurs() -> None:
    found = worth.delay(uncertain())
    assert found is not None
    assert (found.cost, found.months) == (Money.of(25 * 600 - 2_000, "USD"), 1)
    assert worth.run_cost(uncertain()) == Money.of(2_000, "USD")


def test_the_widest_bar_of_the_tornado_comes_first_and_fixed_inputs_are_left_out() -> None:
    swings = worth.tornado(uncertain())
    assert swings[0].name == "Hours saved a month"
    assert [swing.size for swing in swings] == sorted((swing.size for swing in swings), reverse=True)
    assert "Hosting" not in {swing.name for swing in swings}


def test_a_case_of_fixed_amounts_comes_out_the_same_in_every_draw() -> None:
    made = content()
    outcome = simulation.simulate(worth.model(made), seed=1, draws=50)
    expected = pytest.approx(float(worth.worth(made).npv.amount), rel=1e-5)
    assert (outcome.value.p10, outcome.value.p90) == (expected, expected)
    assert [middle for _low, middle, _high in outcome.fan][-1] == pytest.approx(7_000_000, rel=1e-5)


def test_the_fan_of_a_simulation_holds_the_cash_of_every_month() -> None:
    outcome = simulation.simulate(worth.model(uncertain()), seed=1, draws=2000)
    assert len(outcome.fan) == 13
    assert all(low <= middle <= high for low, middle, high in outcome.fan)
    assert sum(outcome.counts) == 2000


def test_the_right_to_stop_after_the_pilot_is_worth_something() -> None:
    found = worth.staged(uncertain())
    assert found is not None
    assert found.value > found.committed
    assert worth.staged(content()) is None


def test_a_content_is_written_and_read_without_a_change() -> None:
    made = uncertain()
    data = cases.written(made)
    assert cases.read(msgspec.json.decode(msgspec.json.encode(data))) == made
    assert not any(isinstance(value, float) for value in data["lines"][0]["amount"].values())


def test_what_is_no_business_case_is_refused() -> None:
    with pytest.raises(Invalid) as error:
        cases.read({"start": "2025-01", "lines": 3})
    assert error.value.field == "content"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rate": Decimal(-1)}, "rate"),
        ({"rate": Decimal("-0.51")}, "rate"),
        ({"rate": Decimal(11)}, "rate"),
        ({"months": 0}, "months"),
        ({"months": 241}, "months"),
        ({"start": "1850-01"}, "start"),
        ({"lines": ()}, "lines"),
        ({"lines": (cost(points(1)),) * 61}, "lines"),
        ({"lines": (cost(points(1), first=5, last=4),)}, "lines[0].last"),
        ({"lines": (cost(points(1), last=13, pattern="monthly"),)}, "lines[0].last"),
        ({"lines": (cost(points(1), category="revenue"),)}, "lines[0].category"),
        ({"lines": (cost(points(-1)),)}, "lines[0].amount"),
        ({"lines": (cost(points("0.001")),)}, "lines[0].amount"),
        ({"lines": (cost(points(3, 2, 1)),)}, "lines[0].amount"),
        ({"lines": (cost(points(1), times=("nothing",)),)}, "lines[0].times"),
        ({"lines": (cost(points(1)), changed(cost(points(1)), label=" "))}, "lines[1].label"),
    ],
)
def test_what_cannot_be_worked_with_is_refused_at_its_place(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        cases.check(changed(content(), **change), KINDS)
    assert error.value.field == field


@pytest.mark.parametrize(
    ("part", "change", "field"),
    [
        ("assumptions", {"base": Decimal(900)}, "assumptions[0].base"),
        ("assumptions", {"label": ""}, "assumptions[0].label"),
        ("assumptions", {"pessimistic": Decimal(-1)}, "assumptions[0].base"),
        ("stages", {"chance": Decimal("1.2")}, "stages[0].chance"),
        ("stages", {"month": 9}, "stages[1].month"),
        ("stages", {"cost": Decimal(-5)}, "stages[0].cost"),
        ("stages", {"label": ""}, "stages[0].label"),
    ],
)
def test_an_assumption_or_stage_that_cannot_be_is_refused(part: str, change: dict[str, Any], field: str) -> None:
    made = uncertain()
    first, *rest = getattr(made, part)
    with pytest.raises(Invalid) as error:
        cases.check(changed(made, **{part: (changed(first, **change), *rest)}), KINDS)
    assert error.value.field == field
