"""What becomes of answers when a gate or a rollout moves to another version of its document; plain Python.

An item is known by its key. It stays with its answer where it still asks the same; where the question, its binding or
what it must reach changed it has to be answered again; where it is gone its answer is not taken along.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from library.kinds.gate import Criterion, Gate
from library.kinds.stage_plan import ExitCheck, StagePlan

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateMove:
    """Keys of the items of a checklist by what becomes of their answers; `relevelled` weigh differently from now on."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    lost: tuple[str, ...]
    relevelled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanMove:
    """The exit checks of a plan, as "stage: check", by what becomes of them; `fits` when both have the same stages."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    lost: tuple[str, ...]
    fits: bool = True


def gate_move(before: Gate, after: Gate) -> GateMove:
    """Compare two versions of a checklist."""
    old = {item.key: _asked(item) for item in before.criteria}
    new = {item.key: _asked(item) for item in after.criteria}
    kept, changed, added, lost = _sorted(old, new)
    levels = {item.key: item.level for item in before.criteria}
    relevelled = tuple(item.key for item in after.criteria if levels.get(item.key, item.level) != item.level)
    return GateMove(kept, changed, added, lost, relevelled)


def plan_move(before: StagePlan, after: StagePlan, *, over: frozenset[str] = frozenset()) -> PlanMove:
    """Compare two versions of a stage plan; the stages in `over` are left and keep what was shown in them."""
    old, new = _checks(before, over), _checks(after, over)
    fits = [stage.key for stage in before.stages] == [stage.key for stage in after.stages]
    kept, changed, added, lost = _sorted(old, new)
    return PlanMove(kept, changed, added, lost, fits)


def _checks(plan: StagePlan, over: frozenset[str]) -> dict[str, object]:
    return {
        check_name(stage.key, check): check.ask
        for stage in plan.stages
        if stage.key not in over
        for check in stage.exit_checks
    }


def check_name(stage: str, check: ExitCheck) -> str:
    """How an exit check is named in an account: "beta: fault_free"."""
    return f"{stage}: {check.key}"


def _asked(item: Criterion) -> object:
    return (item.ask, item.binding, item.more_than, item.instrument, item.dimension, item.at_least)


def _sorted(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[Keys, Keys, Keys, Keys]:
    return (
        tuple(key for key in new if key in old and old[key] == new[key]),
        tuple(key for key in new if key in old and old[key] != new[key]),
        tuple(key for key in new if key not in old),
        tuple(key for key in old if key not in new),
    )
