"""Stage plan: the stages of a rollout, their weeks, who takes part, and the gate before each.

Weeks are counted from 1, the week in which the rollout starts, and include both ends. `gate` guards the passage into
the stage. `exit_checks` are what must be shown before leaving it.
"""

from collections.abc import Iterable
from typing import Literal, get_args

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug

StageKey = Literal["alpha", "beta", "pilot", "production"]
LADDER: tuple[str, ...] = get_args(StageKey)


class Cohort(Part, frozen=True, kw_only=True):
    """Who uses it in this stage; no number means no limit of that side."""

    who: Line
    least: Count | None = None
    most: Count | None = None


class ExitCheck(Part, frozen=True, kw_only=True):
    """Something to be shown before the stage is left."""

    key: Key
    ask: Line
    guidance: Prose


class Stage(Part, frozen=True, kw_only=True):
    """One stage of the plan."""

    key: StageKey
    label: Line
    purpose: Prose
    first_week: Count
    last_week: Count
    cohort: Cohort
    gate: Slug
    exit_checks: tuple[ExitCheck, ...]


class StagePlan(Header, tag="stage_plan", frozen=True, kw_only=True):
    """The whole plan."""

    stages: tuple[Stage, ...]

    def stage(self, key: str) -> Stage:
        """Return the stage `key`. Raises KeyError for one that the plan does not have."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def references(self) -> Iterable[Reference]:
        return [Reference("gate", slug) for slug in sorted({stage.gate for stage in self.stages})]


def check(document: StagePlan) -> list[Problem]:
    """Return what the schema cannot see: order of stages and weeks, cohorts that end before they begin."""
    found = Problems()
    found.not_empty("stages", document.stages)
    found.same_keys("stages", (stage.key for stage in document.stages))
    found.same_keys("stages[].exit_checks", (item.key for stage in document.stages for item in stage.exit_checks))
    positions = [LADDER.index(stage.key) for stage in document.stages]
    if positions != sorted(positions):
        found.add("stages", _("Stages go in the order alpha, beta, pilot, production."))
    week = 0
    for index, stage in enumerate(document.stages):
        place = f"stages[{index}]"
        if stage.first_week != week + 1:
            found.add(
                f"{place}.first_week",
                _("Week %(week)s was expected here: no week is left out or counted twice."),
                week=week + 1,
            )
        if stage.last_week < stage.first_week:
            found.add(f"{place}.last_week", _("A stage cannot end before it begins."))
        week = max(stage.last_week, week)
        found.not_empty(f"{place}.exit_checks", stage.exit_checks)
        cohort = stage.cohort
        if cohort.least is not None and cohort.most is not None and cohort.least > cohort.most:
            found.add(f"{place}.cohort.most", _("The largest cohort is smaller than the smallest."))
    return found


KIND = Kind(
    key="stage_plan",
    folder="stage_plans",
    label=_("Stage plan"),
    plural=_("Stage plans"),
    purpose=_("The stages of a rollout, their weeks and cohorts."),
    struct=StagePlan,
    check=check,
)
