"""Three-point estimates, drawing from them, and what deciding later is worth."""

from decimal import Decimal
from itertools import permutations
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from scipy import stats

from foundation.kernel.errors import Invalid
from roi.rules import delay, estimates, options, simulation
from roi.rules.estimates import Estimate, Shape
from roi.rules.finance import factors

DRAWS = 200_000


def estimate(low: Any, likely: Any, high: Any, shape: Shape = Shape.PERT) -> Estimate:
    return Estimate(Decimal(low), Decimal(likely), Decimal(high), shape)


PERT = {
    (1, 4, 7): ("4.000000", "1.000000", "1.285714", (2.4798, 4.0, 5.5202)),
    (10, 20, 60): ("25.000000", "69.444444", "75.000000", (14.4951, 23.8336, 37.2667)),
    (-100, 50, 300): ("66.666667", "4444.444444", "5555.555556", (-30.0095, 62.7380, 169.2610)),
}
TRIANGULAR = {
    (1, 4, 7): ("4.000000", "1.500000", ("2.3416", "4.0000", "5.6584")),
    (10, 20, 60): ("30.000000", "116.666667", ("17.0711", "28.3772", "45.8579")),
    (-100, 50, 300): ("83.333333", "6805.555556", ("-22.5403", "76.3932", "200.0000")),
}


@pytest.mark.parametrize(("points", "expected"), PERT.items())
def test_pert_has_its_mean_and_both_variances(points: Any, expected: Any) -> None:
    made = estimate(*points)
    assert [f"{value:.6f}" for value in (made.mean, made.classic_variance, made.variance)] == list(expected[:3])


@pytest.mark.parametrize(("points", "expected"), PERT.items())
def test_draws_of_pert_fall_where_the_beta_distribution_puts_them(points: Any, expected: Any) -> None:
    drawn = simulation.draw(simulation.generator(7), [estimate(*points)], DRAWS)[0]
    width = (points[2] - points[0]) * 0.005
    assert np.percentile(drawn, (10, 50, 90)) == pytest.approx(expected[3], abs=width)
    assert float(drawn.mean()) == pytest.approx(float(estimate(*points).mean), abs=width)


@pytest.mark.parametrize(("points", "expected"), TRIANGULAR.items())
def test_triangular_has_its_mean_variance_and_quantiles(points: Any, expected: Any) -> None:
    made = estimate(*points, Shape.TRIANGULAR)
    assert (f"{made.mean:.6f}", f"{made.variance:.6f}") == expected[:2]
    assert tuple(f"{made.quantile(Decimal(share)):.4f}" for share in ("0.1", "0.5", "0.9")) == expected[2]


@pytest.mark.parametrize("points", TRIANGULAR)
def test_estimates_agree_with_an_independent_library(points: Any) -> None:
    """scipy's triangular and beta distributions, to 1e-9 of the spread."""
    low, likely, high = points
    width, turn = high - low, (likely - low) / (high - low)
    pert, triangular = estimate(*points), estimate(*points, Shape.TRIANGULAR)
    alpha, beta = (float(exponent) for exponent in pert.exponents)
    pairs = [
        (pert, stats.beta(alpha, beta, low, width)),
        (triangular, stats.triang(turn, low, width)),
    ]
    for ours, theirs in pairs:
        assert float(ours.mean) == pytest.approx(theirs.mean(), abs=1e-9 * width)
        assert float(ours.variance) == pytest.approx(theirs.var(), abs=1e-9 * width**2)
    for share in (0.05, 0.1, 0.5, 0.9, 0.95):
        assert float(triangular.quantile(Decimal(str(share)))) == pytest.approx(
            pairs[1][1].ppf(share), abs=1e-9 * width
        )


@pytest.mark.parametrize("points", TRIANGULAR)
def test_draws_of_a_triangular_estimate_fall_where_they_should(points: Any) -> None:
    made = estimate(*points, Shape.TRIANGULAR)
    drawn = simulation.draw(simulation.generator(7), [made], DRAWS)[0]
    quantiles = [float(made.quantile(Decimal(share))) for share in ("0.1", "0.5", "0.9")]
    assert np.percentile(drawn, (10, 50, 90)) == pytest.approx(quantiles, abs=float(made.spread) * 0.005)


@pytest.mark.parametrize(
    ("shape", "expected", "tolerance"), [(Shape.PERT, 0.209284, 0.004), (Shape.TRIANGULAR, 1 / 6, 0.004)]
)
def test_the_chance_of_a_loss_is_the_area_below_zero(shape: Shape, expected: float, tolerance: float) -> None:
    drawn = simulation.draw(simulation.generator(11), [estimate(-100, 50, 300, shape)], DRAWS)[0]
    assert simulation.spread_of(drawn).loss == pytest.approx(expected, abs=tolerance)


def test_a_chain_of_activities_takes_fifteen_weeks_with_the_textbooks_chances() -> None:
    """The textbook's critical path A, C, E, G, H: its means add up, and so do its classic variances."""
    path = [estimate(*points) for points in ((1, 2, 3), (1, 2, 3), (1, 4, 7), (3, 4, 11), (1, 2, 3))]
    weeks, variance = sum(a.mean for a in path), sum(a.classic_variance for a in path)
    duration = NormalDist(float(weeks), float(variance) ** 0.5)
    assert (weeks, f"{variance:.6f}", f"{duration.stdev:.6f}") == (15, "3.111111", "1.763834")
    assert f"{duration.cdf(16):.6f}" == "0.714625"
    assert f"{duration.inv_cdf(0.99):.6f}" == "19.103292"


def test_three_uncertain_years_lose_money_in_31_of_100_futures() -> None:
    flow = estimate(20, 40, 70, Shape.TRIANGULAR)
    yearly = [simulation.Term((index,), float(factor)) for index, factor in enumerate(factors(Decimal("0.1"), 4)[1:])]
    model = simulation.Model(
        (flow, flow, flow, estimate(100, 100, 100, Shape.FIXED)), (*yearly, simulation.Term((3,), -1.0))
    )
    found = simulation.simulate(model, seed=20261127, draws=10_000).value
    assert found.mean == pytest.approx(7.763586, abs=0.45)
    assert found.loss == pytest.approx(0.309987, abs=0.014)
    assert found.deviation == pytest.approx(14.795784, abs=0.4)
    assert found.p50 == pytest.approx(7.450, abs=0.7)


def test_the_same_seed_draws_the_same_future() -> None:
    model = simulation.Model((estimate(1, 2, 9),), (simulation.Term((0,), 1.0, (1.0, 1.0)),))
    first, second, other = (simulation.simulate(model, seed=seed, draws=500) for seed in (3, 3, 4))
    assert first == second
    assert first.value != other.value


def test_an_input_used_twice_is_drawn_once() -> None:
    """Earning and spending the same uncertain amount cancels out in every draw, not on average only."""
    model = simulation.Model(
        (estimate(1, 2, 9), estimate(3, 3, 3)), (simulation.Term((0, 1), 1.0), simulation.Term((1, 0), -1.0))
    )
    assert not simulation.values(model, simulation.generator(1), 100).any()


def test_cases_of_a_portfolio_are_drawn_independently_of_each_other() -> None:
    model = simulation.Model((estimate(-5, 2, 9),), (simulation.Term((0,), 1.0),))
    (_, first), (_, second) = simulation.portfolio([model, model], seed=5, draws=5000)
    assert abs(float(np.corrcoef(first, second)[0, 1])) < 0.05


@pytest.mark.parametrize(
    ("points", "shape"), [((3, 2, 9), Shape.PERT), ((1, 10, 9), Shape.TRIANGULAR), ((1, 2, 9), Shape.FIXED)]
)
def test_points_out_of_order_are_refused(points: Any, shape: Shape) -> None:
    with pytest.raises(Invalid) as error:
        estimates.check(estimate(*points, shape), field="likely")
    assert error.value.field == "likely"


def gates(*rows: tuple[Any, ...]) -> list[options.Gate]:
    return [options.Gate(*(Decimal(str(value)) for value in row)) for row in rows]


def test_three_stages_are_worth_beginning_where_committing_to_all_is_not() -> None:
    found = options.staged(gates((20, 0.6), (80, 0.7), (300, 0.8)), Decimal(900))
    assert found.nodes == (Decimal("108.4"), Decimal("214.0"), Decimal("420.0"))
    assert (found.value, found.committed, found.flexibility) == (Decimal("108.4"), Decimal("-97.6"), Decimal("206.0"))


def test_a_pilot_is_worth_the_right_to_stop_after_it() -> None:
    found = options.staged(gates((50, 0.5, 0), (200, 0.7, 1)), Decimal(600), at=Decimal(2), rate=Decimal("0.1"))
    assert [f"{value:.6f}" for value in (found.nodes[1], found.value, found.committed, found.flexibility)] == [
        "181.818182", "32.644628", "-58.264463", "90.909091",
    ]  # fmt: skip


def test_a_stage_that_is_not_worth_it_is_not_entered() -> None:
    found = options.staged(gates((10, 1), (80, 0.1)), Decimal(100))
    assert found.nodes == (Decimal(-10), Decimal(-70))
    assert found.value == 0


def test_waiting_a_year_for_the_price_beats_investing_now() -> None:
    """A factory for 1600 earns 200 now and 300 or 100 forever after, at 10 %: waiting invests only in the good half."""
    forever = Decimal("1.1") / Decimal("0.1")
    now = -1600 + 200 + 200 / Decimal("0.1")
    wait = options.staged(gates((0, 0.5, 0), (1600, 1, 1)), 300 * forever, at=Decimal(1), rate=Decimal("0.1")).value
    assert (now, f"{wait:.6f}", f"{wait - now:.6f}") == (600, "772.727273", "172.727273")


def test_a_textbooks_option_to_buy_is_worth_its_one_step_rolled_back() -> None:
    """Hull: a share of 20 rises or falls by a tenth in a quarter, at 12 % compounded all the time; the price is 21."""
    growth = Decimal("0.12").exp()
    chance = (growth ** Decimal("0.25") - Decimal("0.9")) / Decimal("0.2")
    found = options.staged([options.Gate(Decimal(0), chance)], Decimal(1), at=Decimal("0.25"), rate=growth - 1)
    assert (f"{chance:.6f}", f"{found.value:.6f}") == ("0.652273", "0.632995")


def test_knowing_beforehand_is_worth_the_difference_to_the_best_blind_choice() -> None:
    found = options.choose(
        {"build": [Decimal(800), Decimal(-300)], "buy": [Decimal(400), Decimal(50)], "none": [Decimal(0)] * 2},
        [Decimal("0.4"), Decimal("0.6")],
    )
    assert found.expected == {"build": 140, "buy": 190, "none": 0}
    assert (found.best, found.informed, found.information) == ("buy", 350, 160)


def test_weighted_shortest_job_first() -> None:
    scores = {
        name: delay.wsjf(value=value, time=time, risk=risk, size=size)
        for name, value, time, risk, size in (
            ("A", 8, 5, 3, 5), ("B", 13, 8, 5, 13), ("C", 3, 8, 8, 3), ("D", 5, 2, 1, 8),
        )
    }  # fmt: skip
    assert [f"{score:.4f}" for score in scores.values()] == ["3.2000", "2.0000", "6.3333", "1.0000"]
    assert sorted(scores, key=lambda name: -scores[name]) == ["C", "A", "B", "D"]


def test_the_order_by_urgency_costs_least_of_all_orders() -> None:
    jobs = {
        name: delay.Job(Decimal(cost), Decimal(weeks))
        for name, cost, weeks in (("A", 10, 5), ("B", 30, 3), ("C", 20, 8))
    }
    costs = {"".join(order): delay.cost_of_order(jobs, list(order)) for order in permutations(jobs)}
    assert costs == {"ABC": 610, "ACB": 790, "BAC": 490, "BCA": 470, "CAB": 770, "CBA": 650}
    assert "".join(delay.by_urgency(jobs)) == min(costs, key=lambda order: costs[order]) == "BCA"


def test_a_lattice_prices_rights_as_the_textbook_does() -> None:
    """OPT-4: Hull's call of one step, and his put of two, used only at the end or whenever it pays."""
    quarter = Decimal("0.03").exp()
    call = options.lattice(
        spot=Decimal(20), strike=Decimal(21), up=Decimal("1.1"), down=Decimal("0.9"), growth=quarter,
        discount=1 / quarter, steps=1,
    )  # fmt: skip
    year = Decimal("0.05").exp()
    terms: dict[str, Any] = {
        "spot": Decimal(50), "strike": Decimal(52), "up": Decimal("1.2"), "down": Decimal("0.8"), "growth": year,
        "discount": 1 / year, "steps": 2, "right": "put",
    }  # fmt: skip

    assert round(call, 6) == Decimal("0.632995")
    assert round(options.lattice(**terms, early=False), 6) == Decimal("4.192654")
    assert round(options.lattice(**terms), 6) == Decimal("5.089632")


@pytest.mark.parametrize(("right", "value"), [("call", "4.759422"), ("put", "0.808599")])
def test_a_fine_lattice_comes_to_the_formula_of_black_and_scholes(right: Any, value: str) -> None:
    """OPT-5: 42 against 40 for half a year at 10 %, volatility 20 %."""
    steps = 400
    part = Decimal("0.5") / steps
    up = (Decimal("0.2") * part.sqrt()).exp()
    growth = (Decimal("0.1") * part).exp()

    found = options.lattice(
        spot=Decimal(42), strike=Decimal(40), up=up, down=1 / up, growth=growth, discount=1 / growth, steps=steps,
        right=right, early=False,
    )  # fmt: skip

    assert abs(found - Decimal(value)) < Decimal("0.002")


def test_waiting_pays_where_little_is_lost_and_much_may_be_learned() -> None:
    terms = {"costs": Decimal(100), "rate": Decimal("0.08")}
    unsure = options.waiting(benefits=Decimal(105), deviation=Decimal(60), years=Decimal(10), **terms)
    urgent = options.waiting(benefits=Decimal(300), deviation=Decimal(30), years=Decimal(2), **terms)

    assert unsure is not None
    assert unsure.now == 5
    assert 20 < unsure.free < 40
    assert urgent is not None
    assert urgent.gain == 0  # a month of waiting costs more than is learned
    assert options.waiting(benefits=Decimal(105), deviation=Decimal(0), years=Decimal(10), **terms) is None
    with pytest.raises(ValueError, match="between down and up"):
        options.lattice(
            spot=Decimal(1), strike=Decimal(1), up=Decimal(1), down=Decimal(1), growth=Decimal(1),
            discount=Decimal(1), steps=1,
        )  # fmt: skip
