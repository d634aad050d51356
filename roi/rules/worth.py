"""What a business case is worth: its cash, its figures, the cost of its delay, and what they hang on.

Cash flows are whole minor units of the case's currency.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from foundation.kernel.money import Money, exponent
from foundation.kernel.text import gettext_noop as _
from roi.rules import finance, options, simulation
from roi.rules.cases import Content, Line, Scenario
from roi.rules.estimates import Estimate
from roi.rules.finance import PaidBack, Return
from roi.rules.ledger import evenly
from roi.workflow import Kind

Values = Mapping[str, Decimal]
"""The value of every input by its name: "line:KEY" and "assumption:KEY"."""


def inputs(content: Content, scenario: Scenario = Scenario.BASE) -> dict[str, Decimal]:
    """Return the value of each input in one scenario."""
    found = {f"assumption:{row.key}": getattr(row, scenario.value) for row in content.assumptions}
    return found | {f"line:{line.key}": line.point(scenario) for line in content.lines}


def flows_of(line: Line, content: Content, values: Values) -> list[int]:
    """Return the amounts of a line by month, in minor units, not yet signed."""
    with localcontext(prec=finance.DIGITS):
        amount = values[f"line:{line.key}"]
        for key in line.times:
            amount *= values[f"assumption:{key}"]
        minor = int(amount.scaleb(exponent(content.currency)).quantize(Decimal(1)))
    row = [0] * content.months
    parts = evenly(minor, line.count) if line.pattern == "spread" else [minor] * line.count
    row[line.first : line.first + line.count] = parts
    return row


LARGEST_SHARE = Decimal(10) ** 9
TOO_LARGE = _("The rate is so large that it means nothing.")


def _meaningful(value: Decimal | None) -> Decimal | None:
    """Return a share; None for one beyond a billion, which divides by next to nothing."""
    return value if value is not None and abs(value) <= LARGEST_SHARE else None


@dataclass(frozen=True, slots=True)
class Cash:
    """Costs and benefits by month in minor units, both positive."""

    costs: tuple[int, ...]
    benefits: tuple[int, ...]

    @property
    def net(self) -> list[int]:
        """Benefits less costs, by month."""
        return [gained - spent for gained, spent in zip(self.benefits, self.costs, strict=True)]


def cash(content: Content, values: Values | None = None) -> Cash:
    """Return costs and benefits by month; of the base scenario unless the values of the inputs are given."""
    chosen = inputs(content) if values is None else values
    costs, benefits = [0] * content.months, [0] * content.months
    for line in content.lines:
        side = benefits if line.kind == Kind.RETURN else costs
        for month, minor in enumerate(flows_of(line, content, chosen)):
            side[month] += minor
    return Cash(tuple(costs), tuple(benefits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a case is worth in one scenario. Rates are a year, paybacks in months."""

    costs: Money
    benefits: Money
    npv: Money
    present_costs: Money
    present_benefits: Money
    roi: Decimal | None
    annualized_roi: Decimal | None
    irr: Return
    mirr: Decimal | None
    payback: PaidBack
    discounted_payback: PaidBack
    equivalent_annual_cost: Money | None
    benefit_cost_ratio: Decimal | None
    profitability_index: Decimal | None
    invested_at_start: Money

    @property
    def net(self) -> Money:
        return self.benefits - self.costs


def worth(content: Content, scenario: Scenario = Scenario.BASE) -> Worth:
    """Work out all figures of one scenario."""
    flows = cash(content, inputs(content, scenario))
    costs, benefits = ([Decimal(minor) for minor in side] for side in (flows.costs, flows.benefits))
    net = [Decimal(minor) for minor in flows.net]
    rate, timing = finance.monthly(content.rate), content.timing
    present_costs, present_benefits = finance.npv(rate, costs, timing), finance.npv(rate, benefits, timing)
    roi = finance.roi(sum(benefits, Decimal(0)), sum(costs, Decimal(0)))
    found, modified = finance.irr(net), finance.mirr(net, finance=rate, reinvest=rate)
    yearly_cost = finance.equivalent_annual_cost(present_costs, content.rate, content.years)

    def money(minor: Decimal) -> Money:
        return Money(int(minor.quantize(Decimal(1))), content.currency)

    return Worth(
        costs=money(sum(costs, Decimal(0))),
        benefits=money(sum(benefits, Decimal(0))),
        npv=money(present_benefits - present_costs),
        present_costs=money(present_costs),
        present_benefits=money(present_benefits),
        roi=_meaningful(roi),
        annualized_roi=_meaningful(finance.annualized(roi, content.years)),
        irr=_yearly(found),
        mirr=_meaningful(None if modified is None else finance.yearly(modified)),
        payback=finance.payback(net),
        discounted_payback=finance.discounted_payback(rate, net, timing),
        equivalent_annual_cost=None if yearly_cost is None else money(yearly_cost),
        benefit_cost_ratio=_meaningful(finance.benefit_cost_ratio(present_benefits, present_costs)),
        profitability_index=_meaningful(
            finance.profitability_index(present_benefits - present_costs, max(-net[0], Decimal(0)))
        ),
        invested_at_start=money(max(-net[0], Decimal(0))),
    )


def _yearly(found: Return) -> Return:
    """Return monthly rates as yearly ones; none where one is beyond meaning."""
    rates = tuple(finance.yearly(each) for each in found.rates)
    return (
        Return(rates, found.reason) if all(_meaningful(rate) is not None for rate in rates) else Return((), TOO_LARGE)
    )


@dataclass(frozen=True, slots=True)
class Delay:
    """What each month of a later start forgoes, and how many months pass until the first benefit (at least one)."""

    cost: Money
    months: int

    @property
    def urgency(self) -> Money:
        """Cost of delay for each month of duration (CD3)."""
        return Money(int((Decimal(self.cost.minor) / self.months).quantize(Decimal(1))), self.cost.currency)


def delay(content: Content) -> Delay | None:
    """Return the average monthly benefit, less the cost that recurs, over the months that bring benefit; None without.

    One-off costs are paid whenever the case begins, so that waiting does not save them.
    """
    values = inputs(content)
    benefits = cash(content, values).benefits
    live = [month for month, minor in enumerate(benefits) if minor]
    if not live:
        return None
    running = [flows_of(line, content, values) for line in content.lines if _recurs(line)]
    total = sum(benefits[month] - sum(row[month] for row in running) for month in live)
    average = int((Decimal(total) / len(live)).quantize(Decimal(1)))
    return Delay(Money(average, content.currency), max(1, live[0]))


def _recurs(line: Line) -> bool:
    return line.kind == Kind.INVESTMENT and line.pattern == "monthly"


def run_cost(content: Content) -> Money:
    """Return the most that the recurring costs come to in one month; zero without any."""
    values = inputs(content)
    rows = [flows_of(line, content, values) for line in content.lines if _recurs(line)]
    return Money(max((sum(month) for month in zip(*rows, strict=True)), default=0), content.currency)


@dataclass(frozen=True, slots=True)
class Swing:
    """The net present value with one input at its low and at its high end, all others at their base."""

    name: str
    low: Money
    high: Money

    @property
    def size(self) -> int:
        """How far apart the two lie, in minor units."""
        return abs(self.high.minor - self.low.minor)


def tornado(content: Content) -> list[Swing]:
    """Return the swing of every uncertain input, the largest first: one input at a time, ends of its estimate."""
    rate, base = finance.monthly(content.rate), inputs(content)
    weights = finance.factors(rate, content.months, content.timing)

    def value(values: Values) -> Money:
        net = cash(content, values).net
        with localcontext(prec=finance.DIGITS):
            total = sum((weight * minor for weight, minor in zip(weights, net, strict=True)), Decimal(0))
        return Money(int(total.quantize(Decimal(1))), content.currency)

    swings = [
        Swing(label, value(base | {name: estimate.low}), value(base | {name: estimate.high}))
        for name, label, estimate in _uncertain(content)
        if estimate.spread
    ]
    return sorted(swings, key=lambda swing: -swing.size)


def _uncertain(content: Content) -> Iterator[tuple[str, str, Estimate]]:
    yield from ((f"assumption:{row.key}", row.label, row.estimate) for row in content.assumptions)
    yield from ((f"line:{line.key}", line.label, line.amount) for line in content.lines)


def model(content: Content) -> simulation.Model:
    """Return what is drawn: every input once, the months of a line folded into one weight."""
    weights = finance.factors(finance.monthly(content.rate), content.months, content.timing)
    parts = list(_uncertain(content))
    number = {name: index for index, (name, _label, _estimate) in enumerate(parts)}
    return simulation.Model(
        tuple(estimate for _name, _label, estimate in parts),
        tuple(_term(line, content, number, weights) for line in content.lines),
    )


def _term(line: Line, content: Content, number: Mapping[str, int], weights: Sequence[Decimal]) -> simulation.Term:
    unit = Decimal(line.sign) / line.count if line.pattern == "spread" else Decimal(line.sign)
    due = range(line.first, line.first + line.count)
    months = [float(unit) if month in due else 0.0 for month in range(content.months)]
    names = (f"line:{line.key}", *(f"assumption:{key}" for key in line.times))
    weight = float(unit * sum((weights[month] for month in due), Decimal(0)))
    return simulation.Term(tuple(number[name] for name in names), weight, tuple(months))


def staged(content: Content) -> options.Staged | None:
    """Return what the stages are worth, in major units, with the right to stop after each; None without stages."""
    if not content.stages:
        return None
    gates = [options.Gate(stage.cost, stage.chance, Decimal(stage.month)) for stage in content.stages]
    rate = finance.monthly(content.rate)
    return options.staged(gates, content.payoff, at=Decimal(content.payoff_month), rate=rate)
