"""What a scenario says before it is solved: budgets, people, candidates with their own numbers, and rules."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import msgspec

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from portfolio.rules.problem import COUNTED, FORCED, MOST_CANDIDATES, MOST_PEOPLE, PAIRED, Kind

EARLIEST_YEAR, LATEST_YEAR, MOST_YEARS = 2000, 2100, 3
MOST_SKILLS, MOST_RULES, NAME_LENGTH = 6, 200, 120
LARGEST_MINOR = 9_000_000_000_000_000
RULES = (*FORCED, *PAIRED, *COUNTED)


class Measure(StrEnum):
    """What the value of a candidate is."""

    OWN = "own"
    SCORE = "score"
    BENEFIT = "benefit"
    NPV = "npv"


MEASURES: dict[Measure, str] = {
    Measure.SCORE: _("Score by the model in use"),
    Measure.BENEFIT: _("Benefit of the approved business case"),
    Measure.NPV: _("Net present value of the business case"),
    Measure.OWN: _("Values typed in this scenario"),
}
MONEY = (Measure.BENEFIT, Measure.NPV)


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of people, and how many of them there are in full-time people."""

    name: str
    people: Decimal


class Small(msgspec.Struct, frozen=True, kw_only=True):
    """A smaller scope of a candidate, with a value, costs by year (minor units) and people of its own."""

    value: Decimal
    costs: tuple[int, ...]
    people: tuple[Decimal, ...] = ()


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate by its reference, with what is typed here instead of taken from the register (None: taken)."""

    case: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    costs: tuple[int | None, ...] = ()
    people: tuple[Decimal, ...] = ()
    small: Small | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule about candidates (by reference) or a category."""

    kind: Kind
    first: str
    second: str = ""
    number: int = 0


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """All that a scenario says. `budgets` has one entry a year (minor units; None is no limit).

    `mode` "filter" takes every open case of the unit at one of `stages` (all when empty) and in `category` (any when
    empty) as a candidate, rows only add numbers; "picked" takes the rows.
    """

    budgets: tuple[int | None, ...]
    mode: Literal["picked", "filter"] = "picked"
    stages: tuple[str, ...] = ()
    category: str = ""
    skills: tuple[Skill, ...] = ()
    rows: tuple[Row, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def row_of(self) -> dict[str, Row]:
        """The rows by the reference of their case."""
        return {row.case: row for row in self.rows}


def read(data: Any) -> Content:
    """Read a content from plain data, numbers as text. Raises Invalid at `content` for a shape that is none."""
    try:
        return msgspec.convert(data, Content, strict=False)
    except (msgspec.ValidationError, ArithmeticError, ValueError) as error:
        raise Invalid(_("This is no scenario: %(problem)s"), field="content", problem=str(error)) from None


def written(content: Content) -> dict[str, Any]:
    """Write a content as plain data, decimals as text."""
    data: dict[str, Any] = msgspec.to_builtins(content)
    return data


def check(content: Content, *, years: int) -> Content:
    """Return a content that can be kept; whether it can be solved is asked when it is solved.

    Raises Invalid at `budgets`, `skills`, `candidates` or `limits`.
    """
    if len(content.budgets) != years:
        raise Invalid(_("Enter a budget for each year, or leave it empty for no limit."), field="budgets")
    if any(budget is not None and not 0 <= budget <= LARGEST_MINOR for budget in content.budgets):
        raise Invalid(_("Enter a budget of 0 or more."), field="budgets")
    _check_skills(content)
    if len(content.rows) > MOST_CANDIDATES:
        raise Invalid(_("Choose among at most %(most)s candidates."), field="candidates", most=MOST_CANDIDATES)
    if len(content.row_of) != len(content.rows):
        twice = next(row.case for row in content.rows if sum(other.case == row.case for other in content.rows) > 1)
        raise Invalid(_("%(name)s stands in the list twice."), field="candidates", name=twice)
    for row in content.rows:
        _check_row(row, years, len(content.skills))
    if len(content.rules) > MOST_RULES:
        raise Invalid(_("Enter at most %(most)s rules."), field="limits", most=MOST_RULES)
    for rule in content.rules:
        if rule.kind not in RULES or not rule.first or bool(rule.second) != (rule.kind in PAIRED):
            raise Invalid(_("A rule names a use case, a pair of them, or a category."), field="limits")
        if not 0 <= rule.number <= MOST_CANDIDATES:
            raise Invalid(_("Enter a number from 0 to %(most)s."), field="limits", most=MOST_CANDIDATES)
    return content


def _check_skills(content: Content) -> None:
    names = [skill.name.strip().casefold() for skill in content.skills]
    if len(names) > MOST_SKILLS:
        raise Invalid(_("Enter at most %(most)s kinds of people."), field="skills", most=MOST_SKILLS)
    if len(set(names)) < len(names) or any(not 0 < len(name) <= NAME_LENGTH for name in names):
        raise Invalid(_("Every kind of people has a name of its own."), field="skills")
    if any(not skill.people.is_finite() or not 0 <= skill.people <= MOST_PEOPLE for skill in content.skills):
        raise Invalid(_("Enter a number of people from 0 on."), field="skills")


def _check_row(row: Row, years: int, skills: int) -> None:
    parts: list[tuple[Mapping[str, Any] | Row | Small, tuple[int | None, ...], tuple[Decimal, ...]]] = []
    parts.append((row, row.costs, row.people))
    numbers = [row.value, row.low, row.high]
    if row.small:
        parts.append((row.small, row.small.costs, row.small.people))
        numbers.append(row.small.value)
    for _part, costs, people in parts:
        if len(costs) not in (0, years) or len(people) not in (0, skills):
            raise Invalid(
                _("%(name)s needs a cost for each period and people for each skill."), field="candidates", name=row.case
            )
        if any(cost is not None and not 0 <= cost <= LARGEST_MINOR for cost in costs):
            raise Invalid(
                _("%(name)s has a negative cost. Enter what it saves as part of its value."),
                field="candidates",
                name=row.case,
            )
        if any(not number.is_finite() or not 0 <= number <= MOST_PEOPLE for number in people):
            raise Invalid(_("%(name)s needs a number of people from 0 on."), field="candidates", name=row.case)
    if any(number is not None and (not number.is_finite() or abs(number) > 10**15) for number in numbers):
        raise Invalid(_("The value of %(name)s is larger than can be compared."), field="candidates", name=row.case)
    low, high = row.low, row.high
    if row.value is not None and ((low is not None and low > row.value) or (high is not None and high < row.value)):
        raise Invalid(
            _("The value of %(name)s lies outside its own range: at least, expected and at most must rise."),
            field="candidates",
            name=row.case,
        )
