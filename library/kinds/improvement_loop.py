"""Improvement loop: how a missed target becomes a change whose effect is measured.

The five stages are known to the code, in this order (document C names them):

    monitor     figures are watched against their targets
    issue       a gap is named, with its size and whom it concerns
    root_cause  the reason is found and shown by evidence
    plan        a change is chosen, with owner, date and expected effect
    validated   the change is made, and a measurement confirms it or not

A loop closes by a measurement only. When that does not confirm the change, the loop goes back to `returns_to`. `feeds`
are what brings gaps and ideas into the loop beside the figures; each enters at a stage.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose

StageKey = Literal["monitor", "issue", "root_cause", "plan", "validated"]
STAGES: tuple[str, ...] = get_args(StageKey)


class LoopStage(Part, frozen=True, kw_only=True):
    """One stage. `done_when` is what must be there before the next begins."""

    key: StageKey
    label: Line
    purpose: Prose
    asks: tuple[Line, ...]
    leaves: Line
    done_when: Prose


class Feed(Part, frozen=True, kw_only=True):
    """A source of gaps and ideas; `rhythm` says how often, `brings` what it adds to the figures."""

    key: Key
    label: Line
    brings: Prose
    rhythm: Line
    enters_at: StageKey
    good_when: Prose


class ImprovementLoop(Header, tag="improvement_loop", frozen=True, kw_only=True):
    """The whole loop."""

    opened_by: Prose
    closed_by: Prose
    returns_to: StageKey
    stages: tuple[LoopStage, ...]
    feeds: tuple[Feed, ...]

    def stage(self, key: str) -> LoopStage:
        """Return the stage `key`. Raises KeyError for one that there is not."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def labels(self) -> Mapping[str, str]:
        named: dict[str, str] = {stage.key: stage.label for stage in self.stages}
        return named | {feed.key: feed.label for feed in self.feeds}

    def keys(self) -> Iterator[str]:
        """Yield the keys of stages and feeds."""
        yield from (stage.key for stage in self.stages)
        yield from (feed.key for feed in self.feeds)


def check(document: ImprovementLoop) -> list[Problem]:
    """Return what the schema cannot see: stages missing or out of order, no questions, a way back that is none."""
    found = Problems()
    found.same_keys("feeds", document.keys())
    if tuple(stage.key for stage in document.stages) != STAGES:
        found.add("stages", _("The stages are, in this order: %(stages)s."), stages=", ".join(STAGES))
    for index, stage in enumerate(document.stages):
        found.not_empty(f"stages[{index}].asks", stage.asks)
    if document.returns_to == STAGES[-1]:
        found.add("returns_to", _("A change that was not confirmed goes back to an earlier stage."))
    return found


KIND = Kind(
    key="improvement_loop",
    folder="improvement_loops",
    label=_("Improvement loop"),
    plural=_("Improvement loops"),
    purpose=_("How a missed target becomes a change whose effect is measured."),
    struct=ImprovementLoop,
    check=check,
)
