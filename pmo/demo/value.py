"""The ledger of the demonstration: document A's reference amounts for the program, and plans of its use cases.

Document A: 2M infrastructure, 1.5M licenses and 1.5M labor in at the start; 8M savings and 4M revenue out, evenly over
the twelve months after it. That gives an ROI of 140%, a net benefit of 7M and a payback of 5 months.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.models import User
from pmo.demo import benefits
from pmo.demo.cast import Cast
from pmo.demo.organization import CONTROLLER, PROGRAM
from pmo.demo.specs import Case
from pmo.demo.timeline import Story
from roi import rules, services
from roi.models import LedgerDelta
from roi.rules.cases import Content, Line
from roi.rules.estimates import Estimate, Shape
from roi.workflow import Basis, Grade, Kind
from usecases.models import UseCase

INVESTED = (
    ("infrastructure", 2_000_000, "Platform for trial and production, paid for three years."),
    ("licenses", 1_500_000, "Model and tool licenses for 5,000 people."),
    ("labor", 1_500_000, "Program office, data engineers and training."),
)
RETURNED = (
    ("cost_savings", 8_000_000, "Savings reported by the departments, less what use cases book themselves."),
    ("revenue", 4_000_000, "Added revenue reported by Sales, evenly over the year as the program assumes."),
)
MONTHS = 12
# Name, unit, promise and what came of the first year: document A's two pilots, at 25% and 53% of their promise.
PILOTS = (
    ("Customer support automation", "CSU", 2_000_000, 500_000),
    ("Code review automation", "ENG", 1_500_000, 800_000),
)
"""What the two bring, by a KPI or not, is part of the program's savings; only what is left is booked on the whole."""
SHARED, CLAIMS = 84_000, (31_500, 30_800)
CLAIMED = SHARED + sum(CLAIMS)
RUN_COST_SHARE = 8
"""A year's run cost of a use case is an eighth of what it cost to build: invented for this demonstration."""
BENEFIT = {
    "Customer service": "cost_savings", "Document processing": "productivity", "Forecasting": "revenue",
    "Planning and optimization": "cost_savings", "Safety": "risk_reduction", "Security": "risk_reduction",
    "Quality and inspection": "cost_avoidance",
}  # fmt: skip
FOLD_FROM = 120


def month_zero(today: Month) -> Month:
    """Return the month of the investment: the twelve months of returns after it are all over."""
    return today.plus(-MONTHS - 1)


def book_program(cast: Cast, today: date) -> Story:
    """Book the investment in its month, and each month's returns in the first days of the month after."""
    start = month_zero(Month.of(today))
    yield _days_ago(today, start.last_day)
    for category, amount, memo in INVESTED:
        _book(cast, Kind.INVESTMENT, category, start, Money.of(amount, "USD"), memo)
    parts = {category: rules.spread(amount * 100, MONTHS) for category, amount, _memo in RETURNED}
    for _name, _unit, _promise, realized in PILOTS:
        for index, minor in enumerate(rules.spread(realized * 100, MONTHS)):
            parts["cost_savings"][index] -= minor
    parts["cost_savings"][MONTHS - 2] -= CLAIMED * 100
    for index in range(MONTHS):
        month = start.plus(index + 1)
        yield _days_ago(today, month.plus(1).first_day + timedelta(days=2))
        for category, _amount, memo in RETURNED:
            _book(cast, Kind.RETURN, category, month, Money(parts[category][index], "USD"), memo)


def sign_quarters(cast: Cast, today: date) -> Story:
    """Finance signs each quarter a month after it ends, and closes it a month later; the last quarter waits."""
    start, by = month_zero(Month.of(today)), cast[CONTROLLER]
    for quarter in range(MONTHS // 3):
        first, last = start.plus(3 * quarter + (1 if quarter else 0)), start.plus(3 * quarter + 3)
        yield max(_days_ago(today, last.plus(1).last_day), 2)
        batch = services.open_batch(
            cast.root, by=by, first=first, last=last, note="Held against the management accounts of the quarter."
        )
        if quarter == MONTHS // 3 - 1:
            item = batch.items.filter(entry__category="revenue").order_by("-entry__period")[0]
            services.refuse_item(
                item, by=by, reason="Sales has not confirmed the last month yet. Attach their statement, please."
            )
            return
        services.sign_batch(batch, by=by)
        fold_when_many()
        if quarter < 2:
            yield _days_ago(today, last.plus(2).last_day)
            services.close_months(cast.root, by=by, first=first, last=last, note="Reported to the board.")


def other_currencies(cast: Cast, today: date) -> Story:
    """Rates of two currencies, and what was paid in them."""
    start, by = month_zero(Month.of(today)), cast[CONTROLLER]
    yield _days_ago(today, start.plus(1).first_day)
    for currency, rate in (("EUR", "1.0845"), ("JPY", "0.0064")):
        services.add_rate(currency=currency, on=start.first_day, rate=rate, by=by)
    month = Month.of(today).plus(-2)
    yield _days_ago(today, month.last_day)
    for amount, currency, memo in (
        ("46200.00", "EUR", "Annotation of German service letters"),
        ("3850000", "JPY", "Field test at the Osaka plant"),
    ):
        services.book(
            cast.root, by=cast[PROGRAM], kind=Kind.INVESTMENT, category="labor", period=month,
            amount=Money.of(amount, currency), basis=Basis.PLAN, grade=Grade.ASSERTED, memo=memo,
        )  # fmt: skip


def pilots(cast: Cast, today: date) -> Story:
    """Two pilots with an approved promise for their first year, and what comes of it month by month."""
    start, by = month_zero(Month.of(today)), cast[PROGRAM]
    yield _days_ago(today, start.last_day)
    cases = []
    for name, unit, promise, _realized in PILOTS:
        case = UseCase.objects.get(name=name, unit=cast.units[unit])
        version = services.draft(case, by=by, content=_promise(start, promise), note="As estimated at intake")
        services.approve(version, by=cast[CONTROLLER], note="The promise of the pilot.")
        cases.append(case)
    for index in range(MONTHS):
        month = start.plus(index + 1)
        yield _days_ago(today, month.plus(1).first_day + timedelta(days=2))
        for case, (_name, _unit, _promised, realized) in zip(cases, PILOTS, strict=True):
            minor = rules.spread(realized * 100, MONTHS)[index] - benefits.accepted(case.name, index, month)
            services.book(
                case, by=by, kind=Kind.RETURN, category="cost_savings", period=month, amount=Money(minor, "USD"),
                basis=Basis.ACTUAL, grade=Grade.CONTROLLED, memo="Savings of the pilot beyond its measured benefit",
            )  # fmt: skip
        fold_when_many()


def _promise(start: Month, amount: int) -> Content:
    """A year of even savings from the month after `start` on, at 8 % a year."""
    sum_ = Decimal(amount)
    lines = (
        Line(
            key="savings", label="Savings a year", kind=Kind.RETURN, category="cost_savings", pattern="spread", first=1,
            last=MONTHS, amount=Estimate(sum_, sum_, sum_, Shape.FIXED),
        ),
    )  # fmt: skip
    return Content(start=str(start), months=MONTHS + 1, currency="USD", rate=Decimal("0.08"), lines=lines)


def claims_of_two(cast: Cast, today: date) -> Story:
    """A benefit that two use cases of a unit share, and one that both may claim."""
    month, by = Month.of(today).plus(-2), cast[PROGRAM]
    yield _days_ago(today, month.plus(1).first_day + timedelta(days=8))
    first, second = _two_of_a_unit(by)
    services.share_benefit(
        first.unit, by=by, category="productivity", period=month, amount=Money.of(SHARED, "USD"),
        memo="One shift of document checks less, brought by both together", basis=Basis.ACTUAL,
        grade=Grade.BEFORE_AFTER, shares=[(first, Decimal("0.65")), (second, Decimal("0.35"))],
    )  # fmt: skip
    for case, amount in zip((first, second), CLAIMS, strict=True):
        services.book(
            case, by=by, kind=Kind.RETURN, category="cost_avoidance", period=month, amount=Money.of(amount, "USD"),
            basis=Basis.ACTUAL, grade=Grade.ASSERTED, memo="External checks that were not bought",
        )  # fmt: skip
    fold_when_many()


def _two_of_a_unit(by: User) -> tuple[UseCase, UseCase]:
    """Two use cases in use, of the first unit that has two, owned by others."""
    running = UseCase.objects.filter(stage__in=["pilot", "production"]).exclude(owner=by).order_by("unit__path", "id")
    seen: dict[int, UseCase] = {}
    for case in running.select_related("unit"):
        if case.unit_id in seen:
            return seen[case.unit_id], case
        seen[case.unit_id] = case
    raise LookupError("No unit of the demonstration has two use cases in use.")


def correct_a_mistake(cast: Cast, today: date) -> Story:
    """A booking made twice, taken back by its mirror: how a correction looks."""
    month = Month.of(today).plus(-5)
    booked = _days_ago(today, month.last_day)
    yield booked
    entry = services.book(
        cast.root, by=cast[PROGRAM], kind=Kind.INVESTMENT, category="licenses", period=month,
        amount=Money.of(185_000, "USD"), basis=Basis.ACTUAL, memo="Licenses for the search assistant",
    )  # fmt: skip
    yield booked - 9
    services.reverse(
        entry, by=cast[CONTROLLER],
        reason="The invoice is part of the licenses booked at the start of the program; it was entered twice.",
    )  # fmt: skip


def plan(case: UseCase, spec: Case, cast: Cast) -> None:
    """Plan a use case: what it costs to build and run, and its estimated value over the first year of use."""
    by, start = cast[CONTROLLER], Month.of(timezone.localdate())
    benefit, memo = BENEFIT.get(spec.category, "productivity"), "First year of use"
    for kind, category, first, amount, why in (
        (Kind.INVESTMENT, "labor", start, spec.budget, "Budget of the dossier, spent over a year"),
        (Kind.INVESTMENT, "run_cost", start.plus(2), spec.budget // RUN_COST_SHARE, memo),
        (Kind.RETURN, benefit, start.plus(2), int(spec.inputs[0] or 0), memo),
    ):
        services.book_series(
            case, by=by, kind=kind, category=category, first=first, months=MONTHS, amount=Money.of(amount, "USD"),
            basis=Basis.PLAN, memo=why,
        )  # fmt: skip
    fold_when_many()


def fold_when_many() -> None:
    """Add waiting bookings to the monthly sums before there are so many that the worker would be asked to."""
    if LedgerDelta.objects.count() >= FOLD_FROM:
        services.fold()


def _book(cast: Cast, kind: Kind, category: str, month: Month, amount: Money, memo: str) -> None:
    services.book(
        cast.root, by=cast[PROGRAM], kind=kind, category=category, period=month, amount=amount, basis=Basis.ACTUAL,
        grade=Grade.BEFORE_AFTER, memo=memo,
    )  # fmt: skip
    fold_when_many()


def _days_ago(today: date, day: date) -> int:
    return (today - day).days
