"""Business cases for tests."""

from decimal import Decimal
from typing import Any

from foundation.kernel.periods import Month
from roi.rules.cases import Assumption, Content, Line, Stage, from_template
from roi.rules.estimates import Estimate, Shape
from roi.workflow import Kind

TEMPLATES = {
    "customer-personalization": (500_000, 100_000, 18, 9_200_000),
    "process-automation": (750_000, 150_000, 24, 15_225_000),
    "predictive-analytics": (400_000, 80_000, 20, 6_000_000),
}


def points(low: Any, likely: Any = None, high: Any = None, shape: Shape = Shape.PERT) -> Estimate:
    """An estimate; of one number, an amount that is known."""
    if likely is None:
        return Estimate(Decimal(low), Decimal(low), Decimal(low), Shape.FIXED)
    return Estimate(Decimal(low), Decimal(likely), Decimal(high), shape)


def cost(amount: Estimate, *, key: str = "build", **changes: Any) -> Line:
    """Labor paid once in month 0, changed as told."""
    given: dict[str, Any] = {"category": "labor", "pattern": "once", "first": 0, "last": 0} | changes
    return Line(key=key, label=key.title(), kind=Kind.INVESTMENT, amount=amount, **given)


def benefit(amount: Estimate, *, key: str = "savings", **changes: Any) -> Line:
    """Savings in every month from 1 to 12, changed as told."""
    given: dict[str, Any] = {"category": "cost_savings", "pattern": "monthly", "first": 1, "last": 12} | changes
    return Line(key=key, label=key.title(), kind=Kind.RETURN, amount=amount, **given)


def content(*lines: Line, **changes: Any) -> Content:
    """Thirteen months from January 2025 at 10 %: USD 5M in at once, 12M out over the twelve months after it."""
    given = {
        "start": "2025-01", "months": 13, "currency": "USD", "rate": Decimal("0.1"),
        "lines": lines or (cost(points(5_000_000)), benefit(points(1_000_000))),
    } | changes  # fmt: skip
    return Content(**given)  # type: ignore[arg-type]


def uncertain(**changes: Any) -> Content:
    """A case with an assumption, ranges and two stages."""
    return content(
        cost(points(90_000, 100_000, 160_000)),
        cost(points(2_000), key="hosting", category="run_cost", pattern="monthly", first=1, last=12),
        benefit(points(20, 25, 40, Shape.TRIANGULAR), times=("hours",)),
        assumptions=(
            Assumption(
                key="hours",
                label="Hours saved a month",
                unit="hours",
                pessimistic=Decimal(300),
                base=Decimal(600),
                optimistic=Decimal(800),
            ),
        ),
        stages=(
            Stage(label="Pilot", cost=Decimal(20_000), month=0, chance=Decimal("0.5")),
            Stage(label="Scale", cost=Decimal(100_000), month=4, chance=Decimal("0.8")),
        ),
        payoff=Decimal(400_000),
        payoff_month=12,
        **changes,
    )


def of_template(slug: str, **changes: Any) -> Content:
    """The case of a shipped deployment template, in dollars from January 2025 at 8 %."""
    one_off, monthly, months, needed = TEMPLATES[slug]
    return from_template(
        one_off=Decimal(one_off), monthly=Decimal(monthly), months=months, needed_return=Decimal(needed),
        currency="USD", start=Month(2025, 1), rate=Decimal("0.08"), labels=("Build", "Run", "Return"), **changes,
    )  # fmt: skip
