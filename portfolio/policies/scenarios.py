"""Who may plan, solve and adopt scenarios, and when."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from portfolio.models.scenarios import Adoption, Outcome, Scenario
from portfolio.workflow import ONCE_ADOPTED, State


def check_create_scenario(by: Actor, unit: Unit | None = None) -> None:
    """May plan scenarios in a unit (or, without one, anywhere)."""
    if unit is None:
        require_anywhere(by, Permission.SCENARIO_PLAN)
        return
    require(by, Permission.SCENARIO_PLAN, unit.path, to="plan scenarios")
    if unit.archived_at:
        raise Conflict(_("This unit is archived; choose another."))


def _require_plan(by: Actor, scenario: Scenario) -> None:
    require(by, Permission.SCENARIO_PLAN, scenario.unit.path, to="plan scenarios")
    if scenario.archived_at:
        raise Conflict(_("This scenario is archived."))


def check_revise_scenario(by: Actor, scenario: Scenario) -> None:
    """May change what the scenario says; one that was adopted is kept as it was."""
    _require_plan(by, scenario)
    if scenario.state in ONCE_ADOPTED:
        raise Conflict(_("This scenario was adopted and is kept as it was. Copy it to plan on."))


def check_solve_scenario(by: Actor, scenario: Scenario) -> None:
    """May have it solved."""
    check_revise_scenario(by, scenario)


def check_copy_scenario(by: Actor, scenario: Scenario) -> None:
    """May begin a new scenario with what this one says."""
    require(by, Permission.SCENARIO_PLAN, scenario.unit.path, to="plan scenarios")


def check_archive_scenario(by: Actor, scenario: Scenario) -> None:
    """May put it away; not while it is in force."""
    _require_plan(by, scenario)
    if scenario.state == State.ADOPTED:
        raise Conflict(_("This scenario is adopted; withdraw it first."))


def check_adopt_scenario(by: Actor, scenario: Scenario) -> None:
    """May decide that the unit funds what was chosen: the latest answer, solved for what the scenario says now.

    Whoever alone wrote a scenario may not adopt it when a case of theirs is among the chosen.
    """
    require(by, Permission.SCENARIO_ADOPT, scenario.unit.path, to="adopt scenarios")
    if scenario.archived_at:
        raise Conflict(_("This scenario is archived."))
    if scenario.state == State.ADOPTED:
        raise Conflict(_("This scenario is already adopted."))
    if scenario.state in ONCE_ADOPTED:
        raise Conflict(_("This scenario was adopted before and is kept as it was. Copy it to plan on."))
    solution = scenario.solution
    if solution is None or not solution.is_finished:
        raise Conflict(_("Solve this scenario before it is adopted."))
    if scenario.state == State.IMPOSSIBLE or not solution.funded:
        raise Conflict(_("Nothing is chosen, so there is nothing to adopt."))
    if solution.version != scenario.version:
        raise Conflict(_("The scenario was changed after it was solved. Solve it again first."))
    if not by.is_system and list(scenario.authors.values_list("pk", flat=True)) == [by.pk]:  # type: ignore[union-attr]
        own = solution.outcomes.filter(level__isnull=False, case__owner=by.pk).select_related("case").first()  # type: ignore[union-attr]
        if own is not None:
            raise Denied(
                _("You alone wrote this scenario, and it funds %(case)s, which is yours. Somebody else must adopt it."),
                case=str(own.case),
            )


def check_withdraw_adoption(by: Actor, adoption: Adoption) -> None:
    """May take an adoption back."""
    require(by, Permission.SCENARIO_ADOPT, adoption.unit.path, to="withdraw an adoption")
    if not adoption.is_standing:
        raise Conflict(_("This adoption has already ended."))


def check_read_messages(by: Actor, scenario: Scenario) -> None:
    """May read what teams will be told: who plans or adopts here."""
    if not access_of(by).allows(Permission.SCENARIO_ADOPT, scenario.unit.path):
        require(by, Permission.SCENARIO_PLAN, scenario.unit.path, to="write to the teams")


def check_write_message(by: Actor, outcome: Outcome) -> None:
    """May write what a team is told, until it is sent."""
    scenario = outcome.solution.scenario
    check_read_messages(by, scenario)
    if outcome.sent_at:
        raise Conflict(_("This message was sent and is kept as it was."))
    if scenario.solution_id != outcome.solution_id or scenario.state in ONCE_ADOPTED:
        raise Conflict(_("This message belongs to an earlier answer of the scenario."))
