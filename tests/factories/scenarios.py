"""Scenarios for tests, brought to where they stand by commands."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit
from portfolio import services
from portfolio.models import Scenario
from portfolio.rules.scenario import Content, Measure, Row, Rule
from tests.factories.usecases import a_case
from usecases.models import UseCase

MILLION = 100_000_000
"""A million in minor units."""


def some_cases(unit: Unit, names: Sequence[str] = ("Alpha", "Beta", "Gamma"), **fields: Any) -> list[UseCase]:
    """Registered ideas by these names."""
    return [a_case(unit, name=name, **fields) for name in names]


def row(case: UseCase, value: Any, *costs: int, **more: Any) -> Row:
    """A candidate whose value and costs (minor units a year) are typed in the scenario."""
    return Row(case=case.reference, value=Decimal(value), costs=costs, **more)


def a_scenario(
    unit: Unit,
    rows: Sequence[Row],
    budget: int | None = 2 * MILLION,
    *,
    by: Actor = COMMAND_LINE,
    rules: Sequence[Rule] = (),
    **fields: Any,
) -> Scenario:
    """A draft for 2027 with typed values."""
    given: dict[str, Any] = {"name": "Plan 2027", "first_year": 2027, "measure": Measure.OWN} | fields
    content = given.pop("content", None) or Content(budgets=(budget,), rows=tuple(rows), rules=tuple(rules))
    return services.create_scenario(unit, by=by, content=content, **given)


def solved(scenario: Scenario, *, by: Actor = COMMAND_LINE) -> Scenario:
    """The scenario with its answer."""
    services.solve_scenario(scenario, by=by, seed=1, at_once=True)
    scenario.refresh_from_db()
    return scenario
