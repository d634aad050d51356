"""Gate: the checklist that guards the passage from one stage of a rollout to the next.

    must      not met blocks the passage
    should    not met asks for a written mitigation plan
    nice      not met changes nothing; it is on record

A criterion with a `binding` is met or not met by data, and nobody ticks it by hand:

    standing_approval     the case has an approval that stands and covers what it is now
    blocking_conditions   no blocking condition of that approval is still open
    ledger_roi            return on investment of the ledger's plan, in percent, is more than `more_than`
    readiness_result      the case's latest submitted result of `instrument` (its overall score, or that of the one
                          `dimension` named) is `at_least` so much, on the instrument's scale
    kpi                   the mean of the case's KPI `kpi` over the last `window_days` days meets its target, resting on
                          `min_sample` observations or more
    incidents             no severe incident of the case is open
    thresholds_set        what counts as success is agreed for the trial of this rollout
    thresholds            every threshold that was locked when the trial began is success over the days of the trial

What cannot be computed is not met.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug

Level = Literal["must", "should", "nice"]
Binding = Literal[
    "standing_approval",
    "blocking_conditions",
    "ledger_roi",
    "readiness_result",
    "kpi",
    "incidents",
    "thresholds_set",
    "thresholds",
]
LONGEST_WINDOW = 1100


class Criterion(Part, frozen=True, kw_only=True):
    """One line of the checklist."""

    key: Key
    level: Level
    ask: Line
    guidance: Prose
    binding: Binding | None = None
    # For `ledger_roi` only: the percentage that must be exceeded.
    more_than: Decimal | None = None
    # For `readiness_result` only: the instrument, one dimension of it or none for the whole, and the score needed.
    instrument: Slug | None = None
    dimension: Key | None = None
    at_least: Decimal | None = None
    # For `kpi` only: its key, the days up to today that are read, and the observations needed.
    kpi: Key | None = None
    window_days: int | None = None
    min_sample: int | None = None


class Gate(Header, tag="gate", frozen=True, kw_only=True):
    """The whole checklist."""

    criteria: tuple[Criterion, ...]

    def of_level(self, level: str) -> list[Criterion]:
        """Return the criteria of one level, in their order."""
        return [criterion for criterion in self.criteria if criterion.level == level]

    def references(self) -> Iterable[Reference]:
        """The instruments whose results it reads."""
        return [
            Reference("instrument", criterion.instrument, criterion.dimension or "")
            for criterion in self.criteria
            if criterion.instrument is not None
        ]


def check(document: Gate) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, no must, thresholds where none belongs."""
    found = Problems()
    found.same_keys("criteria", (criterion.key for criterion in document.criteria))
    # Several criteria may read readiness or KPIs, each another one; of the other bindings one is enough.
    found.same_keys("criteria[].binding", (_source(criterion) for criterion in document.criteria if criterion.binding))
    if not document.of_level("must"):
        found.add("criteria", _("A gate that blocks nothing is no gate: at least one criterion must be a “must”."))
    for index, criterion in enumerate(document.criteria):
        if (criterion.binding == "ledger_roi") != (criterion.more_than is not None):
            found.add(f"criteria[{index}].more_than", _("A percentage belongs to “ledger_roi”, and only there."))
        is_readiness = criterion.binding == "readiness_result"
        for name in ("instrument", "at_least"):
            if is_readiness != (getattr(criterion, name) is not None):
                found.add(
                    f"criteria[{index}].{name}",
                    _("An instrument and the score needed belong to “readiness_result”, and only there."),
                )
        for name, most in (("kpi", None), ("window_days", LONGEST_WINDOW), ("min_sample", None)):
            given = getattr(criterion, name)
            if (criterion.binding == "kpi") != (given is not None):
                found.add(
                    f"criteria[{index}].{name}",
                    _("A KPI, the days read and the observations needed belong to “kpi”, and only there."),
                )
            elif isinstance(given, int) and (given < 1 or (most is not None and given > most)):
                found.add(f"criteria[{index}].{name}", _("Give a whole number from 1 on; days go up to 1100."))
        if criterion.dimension is not None and not is_readiness:
            found.add(f"criteria[{index}].dimension", _("A dimension belongs to “readiness_result”, and only there."))
    return found


def _source(criterion: Criterion) -> str:
    """What a bound criterion reads, which no two criteria of a gate share."""
    parts = (criterion.binding, criterion.instrument, criterion.dimension, criterion.kpi)
    return "/".join(part for part in parts if part)


KIND = Kind(
    key="gate",
    folder="gates",
    label=_("Gate"),
    plural=_("Gates"),
    purpose=_("What must be shown before a rollout moves on."),
    struct=Gate,
    check=check,
)
