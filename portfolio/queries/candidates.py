"""From a scenario to the problem that is solved: candidates with their value, costs and people, and the limits."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from foundation.kernel.canonical import digest
from foundation.kernel.money import Money, convert
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from portfolio.models.scenarios import Scenario
from portfolio.rules.problem import COUNTED, Candidate, Kind, Level, Limit, Problem
from portfolio.rules.scenario import MONEY, Content, Measure, Row
from portfolio.rules.written import Inputs, plain
from roi import queries as rates
from roi.business_models import BusinessCase
from roi.rules import cases as business
from roi.rules import worth
from usecases import queries as usecases
from usecases.models import UseCase, UseCaseQuerySet, key_of
from usecases.workflow import Stage

RANGES_UP_TO = 300
"""Candidates up to which the range of a business case is worked out."""
BEFORE_USE = (Stage.IDEA, Stage.ASSESSED, Stage.SCORED, Stage.APPROVED)

GONE = _("It is closed, archived or no longer in this unit")
NO_SCORE = _("It is not scored")
NO_APPROVED = _("Finance has approved no business case of it")
NO_BUSINESS_CASE = _("It has no business case")
NO_VALUE = _("No value is typed for it")
NO_COST = _("No cost is known: it has neither a business case nor a budget")
NO_RATE = _("There is no exchange rate for its currency")


def cases_of(scenario: Scenario, content: Content | None = None) -> UseCaseQuerySet:
    """The open cases that are candidates of a scenario, by reference."""
    says = content or scenario.says
    rows = UseCase.objects.on_ladder().filter(unit__path__startswith=str(scenario.unit.path))
    if says.mode == "filter":
        rows = rows.filter(stage__in=says.stages) if says.stages else rows
        rows = rows.filter(category=says.category) if says.category else rows
    else:
        rows = rows.filter(pk__in=[key_of(row.case) for row in says.rows])
    return rows.order_by("id")


def derive(scenario: Scenario) -> Inputs:
    """Return the problem as the records have it now. A constant number of queries.

    Cases without a value or a cost stand aside with the reason. Prerequisites from the register count where both cases
    are candidates; those that lead outside are listed as unmet.
    """
    content = scenario.says
    cases = list(cases_of(scenario, content))
    found = _Reader(scenario, content, cases)
    aside: dict[str, str] = {}
    candidates, names = [], {}
    for case in cases:
        made = found.candidate(case)
        names[case.reference] = case.name
        if isinstance(made, Candidate):
            candidates.append(made)
        else:
            aside[case.reference] = made
    for row in content.rows:
        if row.case not in names and content.mode == "picked":
            aside[row.case] = GONE
    taking_part = {candidate.key for candidate in candidates}
    needs, unmet = _dependencies(cases, taking_part)
    problem = Problem(
        tuple(candidates),
        _limits(scenario, content, needs, taking_part),
        tuple(str(year) for year in range(scenario.first_year, scenario.last_year + 1)),
        tuple(skill.name for skill in content.skills),
    )
    return Inputs(problem, names, aside, tuple(unmet))


def digest_of(inputs: Inputs) -> str:
    """What tells whether inputs have changed since."""
    return digest(plain(inputs))


def _dependencies(cases: Iterable[UseCase], inside: set[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    references = {case.pk: case.reference for case in cases}
    needs, unmet = [], []
    pairs = [pair for pair in usecases.dependencies(list(references)) if references[pair[0]] in inside]
    outside = UseCase.objects.filter(pk__in={needed for _case, needed in pairs} - set(references)).exclude(
        Q(stage__in=[Stage.PRODUCTION, Stage.SCALED]) | ~Q(funded_for="")
    )
    missing = {case.pk: case.reference for case in outside}
    for case, needed in pairs:
        if references.get(needed) in inside:
            needs.append((references[case], references[needed]))
        elif needed in references or needed in missing:
            unmet.append((references[case], references.get(needed) or missing[needed]))
    return needs, unmet


def _limits(
    scenario: Scenario, content: Content, needs: Iterable[tuple[str, str]], inside: set[str]
) -> tuple[Limit, ...]:
    """Budgets, people, the rules, and the prerequisites of the register that no rule repeats.

    A rule about a case that stands aside is kept: solving then says why it cannot take part, except a ban, which holds
    without it.
    """
    limits = [
        Limit(Kind.BUDGET, str(scenario.first_year + number), amount=Decimal(budget))
        for number, budget in enumerate(content.budgets)
        if budget is not None
    ]
    limits += [Limit(Kind.PEOPLE, skill.name, amount=skill.people) for skill in content.skills]
    for rule in content.rules:
        if rule.kind == Kind.MUST_NOT and rule.first not in inside:
            continue
        amount = Decimal(rule.number) if rule.kind in COUNTED else Decimal(0)
        limits.append(Limit(rule.kind, rule.first, rule.second, amount))
    own = {(limit.first, limit.second) for limit in limits if limit.kind == Kind.NEEDS}
    limits += [Limit(Kind.NEEDS, first, second) for first, second in needs if (first, second) not in own]
    return tuple(limits)


class _Reader:
    """Reads values and costs of all candidates at once."""

    def __init__(self, scenario: Scenario, content: Content, cases: list[UseCase]) -> None:
        self.scenario, self.rows, self.skills = scenario, content.row_of, len(content.skills)
        self.measure = Measure(scenario.measure)
        self.years = range(scenario.first_year, scenario.last_year + 1)
        self.today: date = timezone.localdate()
        self.with_ranges = len(cases) <= RANGES_UP_TO
        keys = [case.pk for case in cases]
        versions = BusinessCase.objects.filter(case__in=keys)
        self.current = {row.case_id: row for row in versions.filter(is_current=True)}
        self.approved: dict[int, BusinessCase] = {}
        if self.measure == Measure.BENEFIT:
            self.approved = {row.case_id: row for row in versions.exclude(approved_at=None).order_by("number")}
        self.rates: dict[str, Decimal | None] = {}

    def candidate(self, case: UseCase) -> Candidate | str:
        """The candidate, or why the case stands aside."""
        row = self.rows.get(case.reference) or Row(case=case.reference)
        version = self.approved.get(case.pk) if self.measure == Measure.BENEFIT else self.current.get(case.pk)
        value = self._value(case, row, version)
        if isinstance(value, str):
            return value
        costs = self._costs(case, row, version or self.current.get(case.pk))
        if isinstance(costs, str):
            return costs
        worthy, low, high = value
        people = row.people or (Decimal(0),) * self.skills
        levels = [Level(worthy, costs, people, low, high)]
        if small := row.small:
            nothing = (Decimal(0),) * self.skills
            levels.append(Level(small.value, small.costs, small.people or nothing))
        return Candidate(case.reference, tuple(levels), case.category)

    def _value(
        self, case: UseCase, row: Row, version: BusinessCase | None
    ) -> tuple[Decimal, Decimal | None, Decimal | None] | str:
        if row.value is not None:
            return row.value, row.low, row.high
        if self.measure == Measure.OWN:
            return NO_VALUE
        if self.measure == Measure.SCORE:
            score = case.current_score
            return (score, row.low, row.high) if score is not None else NO_SCORE
        if version is None:
            return NO_APPROVED if self.measure == Measure.BENEFIT else NO_BUSINESS_CASE
        rate = self._rate(version.currency)
        if rate is None:
            return NO_RATE
        amounts = [version.money("benefits" if self.measure == Measure.BENEFIT else "npv")]
        if self.with_ranges:
            for scenario in (business.Scenario.PESSIMISTIC, business.Scenario.OPTIMISTIC):
                ends = worth.worth(version.says, scenario)
                amounts.append(ends.benefits if self.measure == Measure.BENEFIT else ends.npv)
        numbers = [self._reported(amount, rate).amount for amount in amounts if amount is not None]
        low, high = min(numbers), max(numbers)
        return numbers[0], low if low < numbers[0] else None, high if high > numbers[0] else None

    def _costs(self, case: UseCase, row: Row, version: BusinessCase | None) -> tuple[int, ...] | str:
        typed = row.costs or (None,) * len(self.years)
        if all(cost is not None for cost in typed):
            return tuple(cost for cost in typed if cost is not None)
        known = self._known_costs(case, version)
        if isinstance(known, str):
            return known
        return tuple(own if cost is None else cost for cost, own in zip(typed, known, strict=True))

    def _known_costs(self, case: UseCase, version: BusinessCase | None) -> tuple[int, ...] | str:
        """By year from the business case; else the budget, all in the first year."""
        if version is not None:
            rate = self._rate(version.currency)
            if rate is None:
                return NO_RATE
            content, sums = version.says, dict.fromkeys(self.years, 0)
            start: Month = content.first_month
            for month, minor in enumerate(worth.cash(content).costs):
                year = start.plus(month).year
                if year in sums:
                    sums[year] += minor
            return tuple(self._reported(Money(minor, version.currency), rate).minor for minor in sums.values())
        if case.budget is None:
            return NO_COST
        rate = self._rate(case.budget.currency)
        if rate is None:
            return NO_RATE
        first = self._reported(case.budget, rate).minor
        return (first, *(0 for _year in self.years[1:]))

    def _reported(self, amount: Money, rate: Decimal) -> Money:
        if amount.currency == self.scenario.currency:
            return amount
        return convert(amount, rate, self.scenario.currency)

    def _rate(self, currency: str) -> Decimal | None:
        """The newest rate into the scenario's currency dated today or before; None when there is none."""
        if currency == self.scenario.currency:
            return Decimal(1)
        if self.scenario.currency != settings.REPORTING_CURRENCY:
            return None
        if currency not in self.rates:
            found = rates.rate_for(currency, self.today)
            self.rates[currency] = found.value if found else None
        return self.rates[currency]


def in_money(measure: str) -> bool:
    """Whether values of a measure are amounts of money."""
    return measure in MONEY
