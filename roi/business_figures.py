"""The figures of a business case as a reader sees them, with the formula and the amounts put in."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from foundation.kernel.money import Money, compact, full
from foundation.kernel.text import gettext_noop
from foundation.kernel.tones import Tone
from foundation.ui import words
from roi.business_models import BusinessCase
from roi.figures import Figure
from roi.rules import finance, worth
from roi.rules.cases import SCENARIOS, Content, Scenario
from roi.rules.finance import PaidBack
from roi.rules.worth import Worth

NO_COST = gettext_noop("No cost is planned, so there is nothing to divide by.")
HEADLINE = ("npv", "roi", "irr", "payback")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in the three scenarios, pessimistic first."""

    label: str
    formula: str
    cells: tuple[Figure, ...]


def scenarios(content: Content) -> dict[Scenario, Worth]:
    """Return what the case is worth in each scenario."""
    return {scenario: worth.worth(content, scenario) for scenario in Scenario}


def scenario_labels() -> list[str]:
    """Return the names of the scenarios in their order."""
    return [_(SCENARIOS[scenario]) for scenario in Scenario]


def headline(content: Content, found: Worth) -> list[Figure]:
    """Return the four figures that a reader looks at first, of the base scenario."""
    made = {figure.key: figure for figure in figures(content, found)}
    return [made[key] for key in HEADLINE]


def rows(content: Content, found: dict[Scenario, Worth]) -> list[Row]:
    """Return every figure with the scenarios side by side."""
    columns = [figures(content, found[scenario]) for scenario in Scenario]
    return [Row(cells[0].label, cells[0].formula, tuple(cells)) for cells in zip(*columns, strict=True)]


def figures(content: Content, found: Worth) -> list[Figure]:
    """Return all figures of one scenario."""
    return [make(content, found) for make in _MAKERS]


def _figure(key: str, label: str, value: Money | str | None, formula: str, worked: str, **more: str) -> Figure:
    given = {"unit": "", "why": "", "note": "", "tone": ""} | more
    return Figure(key=key, label=label, value=value, formula=formula, worked=worked, **given)


def _costs(content: Content, found: Worth) -> Figure:
    return _figure(
        "costs", _("Total cost of ownership"), found.costs, _("All costs over all months, not discounted."),
        _("%(months)s months: %(sum)s") % {"months": content.months, "sum": full(found.costs)},
    )  # fmt: skip


def _benefits(content: Content, found: Worth) -> Figure:
    return _figure(
        "benefits", _("Benefits"), found.benefits, _("All benefits over all months, not discounted."),
        _("%(months)s months: %(sum)s") % {"months": content.months, "sum": full(found.benefits)},
    )  # fmt: skip


def _net(content: Content, found: Worth) -> Figure:
    worked = f"{full(found.benefits)} − {full(found.costs)} = {full(found.net)}"
    return _figure("net", _("Net benefit"), found.net, _("Benefits less costs."), worked)


def _npv(content: Content, found: Worth) -> Figure:
    said = _("%(rate)s a year; %(timing)s.") % {
        "rate": words.percent(content.rate), "timing": _(finance.TIMINGS[content.timing]).rstrip("."),
    }  # fmt: skip
    return _figure(
        "npv", _("Net present value"), found.npv,
        _("Present value of the benefits less that of the costs; a year's rate is compounded from monthly ones."),
        f"{full(found.present_benefits)} − {full(found.present_costs)} = {full(found.npv)}",
        tone=Tone.BAD.value if found.npv.minor < 0 else "", note=said,
    )  # fmt: skip


def _share(key: str, label: str, value: Decimal | None, formula: str, worked: str, why: str) -> Figure:
    if value is None:
        return _figure(key, label, None, formula, why, why=why)
    return _figure(key, label, words.percent(value), formula, worked or words.percent(value))


def _roi(content: Content, found: Worth) -> Figure:
    worked = f"{full(found.net)} ÷ {full(found.costs)}"
    return _share("roi", _("ROI"), found.roi, _("Net benefit divided by costs, over all months."), worked, _(NO_COST))


def _annualized(content: Content, found: Worth) -> Figure:
    return _share(
        "annualized", _("ROI a year"), found.annualized_roi, _("(1 + ROI) to the power of 1 / years, less 1."),
        _("over %(years)s years") % {"years": words.number(content.years)},
        _(NO_COST) if found.roi is None else _("A total loss has no yearly rate, nor has one beyond a billion."),
    )  # fmt: skip


def _irr(content: Content, found: Worth) -> Figure:
    rates = found.irr.rates
    why = _(found.irr.reason)
    if len(rates) > 1:
        why += " " + _("They are %(rates)s.") % {"rates": ", ".join(words.percent(rate) for rate in rates)}
    return _share(
        "irr", _("Internal rate of return"), found.irr.rate,
        _("The yearly rate at which the net present value is zero; every such rate is looked for."), "", why,
    )  # fmt: skip


def _mirr(content: Content, found: Worth) -> Figure:
    return _share(
        "mirr", _("Modified rate of return"), found.mirr,
        _("Outflows and inflows both carried at the discount rate, compounded to a year."), "",
        _("It takes both an outflow and an inflow."),
    )  # fmt: skip


def _months(key: str, label: str, found: PaidBack, formula: str) -> Figure:
    if found.periods is None:
        return _figure(key, label, None, formula, _(found.reason), why=_(found.reason))
    text = words.number(round(found.periods, 1))
    if not found.falls_again:
        return _figure(key, label, text, formula, text, unit=_("months"))
    note = _("cumulative cash falls below zero again later")
    return _figure(key, label, text, formula, text, unit=_("months"), note=note, tone=Tone.WARN.value)


def _payback(content: Content, found: Worth) -> Figure:
    formula = _("Months from month 0 until cumulative cash is back at zero; inside a month cash comes evenly.")
    return _months("payback", _("Payback"), found.payback, formula)


def _discounted(content: Content, found: Worth) -> Figure:
    formula = _("The same with each month's cash discounted.")
    return _months("discounted", _("Discounted payback"), found.discounted_payback, formula)


def _ratio(content: Content, found: Worth) -> Figure:
    value, formula = found.benefit_cost_ratio, _("Present value of the benefits divided by that of the costs.")
    worked = f"{full(found.present_benefits)} ÷ {full(found.present_costs)}"
    text = None if value is None else words.number(value, 2)
    return _figure("bcr", _("Benefit-cost ratio"), text, formula, worked, why="" if text else _(NO_COST))


def _index(content: Content, found: Worth) -> Figure:
    value, formula = found.profitability_index, _("1 + net present value divided by what is put in during month 0.")
    why = "" if value is not None else _("Nothing is put in during month 0.")
    worked = f"1 + {full(found.npv)} ÷ {full(found.invested_at_start)}"
    text = None if value is None else words.number(value, 2)
    return _figure("pi", _("Profitability index"), text, formula, worked, why=why)


def _yearly_cost(content: Content, found: Worth) -> Figure:
    return _figure(
        "eac", _("Equivalent annual cost"), found.equivalent_annual_cost,
        _("The even yearly cost with the same present value as all costs."),
        _("%(sum)s over %(years)s years at %(rate)s")
        % {
            "sum": full(found.present_costs), "years": words.number(content.years),
            "rate": words.percent(content.rate),
        },
    )  # fmt: skip


_MAKERS: tuple[Callable[[Content, Worth], Figure], ...] = (
    _costs, _benefits, _net, _npv, _roi, _annualized, _irr, _mirr, _payback, _discounted, _ratio, _index, _yearly_cost,
)  # fmt: skip


def title(version: BusinessCase, found: Worth) -> str:
    """Say in one sentence what a version promises, or needs where nobody has said yet what to expect."""
    content = version.says
    if version.is_needed:
        return _("A return of %(benefits)s is needed in %(months)s months") % {
            "benefits": compact(found.benefits), "months": content.months,
        }  # fmt: skip
    net, payback = compact(found.npv), found.payback.periods
    if found.npv.minor < 0:
        return _("At %(rate)s a year it loses %(npv)s") % {
            "rate": words.percent(content.rate), "npv": compact(-found.npv),
        }  # fmt: skip
    if payback is None:
        return _("Worth %(npv)s today") % {"npv": net}
    return _("Worth %(npv)s today, paid back after %(months)s months") % {
        "npv": net, "months": words.number(round(payback, 1)),
    }  # fmt: skip
