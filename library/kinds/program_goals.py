"""Program goals: what the program is to reach in each of its phases, and the indicator that tells.

A goal has a target in its unit, or says why it has none and how it is judged instead (`judged_by`). `basis` tells what
kind of figure the document gives: `target` was set beforehand, `result` was reported as reached and serves as a
benchmark. Goals without a figure are targets. `compares` tells what of the indicator is held against the target: its
`level`, or the `change` of the level since the baseline, in percent of it.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug, Source
from library.kinds.measures import Currency, Target, Unit, check_target


class Goal(Part, frozen=True, kw_only=True):
    """One outcome. `measure` says what is counted; `kpi` is the indicator of the catalog that follows it."""

    key: Key
    label: Line
    measure: Prose
    unit: Unit
    kpi: Key | None = None
    basis: Literal["target", "result"] = "target"
    compares: Literal["level", "change"] = "level"
    target: Target | None = None
    judged_by: Prose | None = None


class Phase(Part, frozen=True, kw_only=True):
    """A phase of the program with its goals."""

    key: Key
    label: Line
    source: Source
    purpose: Prose
    goals: tuple[Goal, ...]


class ProgramGoals(Header, tag="program_goals", frozen=True, kw_only=True):
    """All phases; `catalog` is the KPI catalog that follows the goals. Amounts are in major units of `currency`."""

    catalog: Slug
    currency: Currency
    phases: tuple[Phase, ...]

    @property
    def goals(self) -> Iterator[Goal]:
        """Every goal, phase by phase."""
        return (goal for phase in self.phases for goal in phase.goals)

    def goal(self, key: str) -> Goal:
        """Return the goal `key`. Raises KeyError for one that the document does not have."""
        for goal in self.goals:
            if goal.key == key:
                return goal
        raise KeyError(key)

    def keys(self) -> Iterator[str]:
        """Yield the keys of the goals."""
        return (goal.key for goal in self.goals)

    def references(self) -> Iterable[Reference]:
        followed = {goal.kpi for goal in self.goals if goal.kpi}
        return [Reference("kpi_catalog", self.catalog, key) for key in sorted(followed)]


def check(document: ProgramGoals) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, goals without a target that do not say how they are judged."""
    found = Problems()
    found.not_empty("phases", document.phases)
    found.same_keys("phases", (phase.key for phase in document.phases))
    found.same_keys("phases[].goals", document.keys())
    for row, phase in enumerate(document.phases):
        found.not_empty(f"phases[{row}].goals", phase.goals)
        for column, goal in enumerate(phase.goals):
            place = f"phases[{row}].goals[{column}]"
            if goal.target is not None:
                check_target(found, f"{place}.target", goal.target)
                _check_figure(found, place, goal, goal.target)
            elif goal.judged_by is None:
                found.add(f"{place}.judged_by", _("A goal without a target says how it is judged instead."))
            elif goal.basis == "result":
                found.add(f"{place}.target", _("A reported result needs its figure."))
    return found


def _check_figure(found: Problems, place: str, goal: Goal, target: Target) -> None:
    """Note a figure that nothing follows, a change in another unit, and an amount below zero."""
    if goal.kpi is None:
        found.add(f"{place}.kpi", _("A goal with a target names the indicator that follows it."))
    if goal.compares == "change" and goal.unit != "percent":
        found.add(f"{place}.unit", _("A change is given in percent."))
    if goal.basis == "result" and target.low is not None and target.high is not None:
        found.add(f"{place}.target", _("A reported result is one figure, not a range."))
    counted = goal.unit in ("money", "money_per_year", "number", "per_day")
    if counted and any(value is not None and value < 0 for value in (target.low, target.high)):
        found.add(f"{place}.target", _("An amount or a number is not below zero."))


KIND = Kind(
    key="program_goals",
    folder="program_goals",
    label=_("Program goals"),
    plural=_("Program goals"),
    purpose=_("What the program is to reach in each phase, and the indicator that tells."),
    struct=ProgramGoals,
    check=check,
)
