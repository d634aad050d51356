"""What the charts say, as data."""

from datetime import date

import pytest

from foundation.charts.svg import draw
from foundation.kernel.periods import Month
from roi import charts, figures, queries, rules
from roi.queries import Account, Scope
from roi.rules import Sum
from roi.workflow import Basis, Grade, Kind

START = Month(2025, 1)
_CATEGORY = {Kind.INVESTMENT: "labor", Kind.RETURN: "revenue"}


def account(*rows: tuple[int, Kind, int], basis: Basis = Basis.ACTUAL, first: Month | None = None) -> Account:
    """The figures of amounts in dollars: (months after January 2025, kind, amount)."""
    scope = Scope(paths=(), first=first, currency="USD")
    sums = [
        Sum(START.plus(index), kind, _CATEGORY[kind], basis, Grade.ASSERTED, 100 * amount)
        for index, kind, amount in rows
    ]
    return queries.account_from(sums, scope, basis)


PAID = ((0, Kind.INVESTMENT, 100), (1, Kind.RETURN, 40), (2, Kind.RETURN, 80))


def test_the_cash_curve_has_a_point_a_month_and_the_payback_marked() -> None:
    spec = charts.cumulative_cash({Basis.ACTUAL: account(*PAID)}, today=date(2025, 2, 14))

    assert spec.title == "The investment was back after 1.8 months; cumulative cash is $20"
    assert [str(value) for value in spec.series[0].values] == ["-100.00", "-60.00", "20.00"]
    assert [(mark.label, mark.at) for mark in spec.references] == [
        ("Payback: 1.8 months", date(2025, 2, 22)),
        ("Today", date(2025, 2, 1)),
    ]


def test_plan_is_drawn_beside_actual_with_gaps_where_it_says_nothing() -> None:
    plan = account((2, Kind.INVESTMENT, 10), (3, Kind.RETURN, 30), basis=Basis.PLAN)

    spec = charts.cumulative_cash({Basis.ACTUAL: account(*PAID), Basis.PLAN: plan})

    assert [series.name for series in spec.series] == ["Actual", "Plan"]
    assert [value is None for value in spec.series[0].values] == [False, False, False, True]
    assert [value is None for value in spec.series[1].values] == [True, True, False, False]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (((0, Kind.INVESTMENT, 100), (1, Kind.RETURN, 40)), "The investment is not back yet; cumulative cash is −$60"),
        (((0, Kind.RETURN, 40),), "Cumulative cash is $40, without any investment booked"),
        ((*PAID, (4, Kind.INVESTMENT, 50)), "Cumulative cash passed zero and fell again; it stands at −$30"),
    ],
)
def test_the_title_says_what_the_curve_shows(rows: tuple[tuple[int, Kind, int], ...], title: str) -> None:
    assert charts.cumulative_cash({Basis.ACTUAL: account(*rows)}).title == title


def test_a_plan_alone_is_called_a_plan() -> None:
    spec = charts.cumulative_cash({Basis.PLAN: account(*PAID, basis=Basis.PLAN)})

    assert spec.title == "By plan the investment is back after 1.8 months; $20 at the end"


def test_a_later_range_keeps_what_was_spent_before_it() -> None:
    shown = account(*PAID, first=START.plus(1))

    assert [point.cumulative for point in shown.points] == [-6000, 2000]
    assert shown.totals.investment.minor == 0
    assert shown.totals.roi is None
    assert shown.payback.months == rules.payback(account(*PAID).points, invested=10_000).months


def test_categories_come_in_their_order_returns_first() -> None:
    spec = charts.by_category(account(*PAID), link=lambda **of: f"?category={of['category']}")

    assert spec.categories == ["Revenue", "Labor"]
    assert spec.series[0].tones == ["accent", "neutral"]
    assert spec.series[0].hrefs == ["?category=revenue", "?category=labor"]
    assert spec.title == "Most came from revenue: $120 of $120 returned"


def test_both_charts_can_be_drawn_on_paper_also_empty() -> None:
    for one in (account(*PAID), account()):
        assert "<svg" in draw(charts.cumulative_cash({Basis.ACTUAL: one}), 160, 80)
        assert "<svg" in draw(charts.by_category(one), 160, 80)


def test_the_headline_is_a_sentence_or_the_plain_noun() -> None:
    assert figures.headline(account()) == "Value"
    assert figures.headline(account(*PAID)) == "$100 brought $120: ROI 20%, paid back after 1.8 months"
    assert figures.headline(account((0, Kind.INVESTMENT, 5))) == "$5 invested, nothing returned yet"
    assert figures.headline(account((0, Kind.RETURN, 5))) == "$5 returned, and no investment booked"
