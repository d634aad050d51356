"""Gate: the checklist that guards the passage from one stage of a rollout to the next.

    must      not met blocks the passage
    should    not met asks for a written mitigation plan
    nice      not met changes nothing; it is on record

A criterion with a `binding` is met or not met by data, and nobody ticks it by hand:

    standing_approval     the case has an approval that stands and covers what it is now
    blocking_conditions   no blocking condition of that approval is still open
    ledger_roi            return on investment of the ledger's plan, in percent, is more than `more_than`

What cannot be computed is not met.
"""

from decimal import Decimal
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose

Level = Literal["must", "should", "nice"]
Binding = Literal["standing_approval", "blocking_conditions", "ledger_roi"]


class Criterion(Part, frozen=True, kw_only=True):
    """One line of the checklist."""

    key: Key
    level: Level
    ask: Line
    guidance: Prose
    binding: Binding | None = None
    # For `ledger_roi` only: the percentage that must be exceeded.
    more_than: Decimal | None = None


class Gate(Header, tag="gate", frozen=True, kw_only=True):
    """The whole checklist."""

    criteria: tuple[Criterion, ...]

    def of_level(self, level: str) -> list[Criterion]:
        """Return the criteria of one level, in their order."""
        return [criterion for criterion in self.criteria if criterion.level == level]


def check(document: Gate) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, no must, thresholds where none belongs."""
    found = Problems()
    found.same_keys("criteria", (criterion.key for criterion in document.criteria))
    found.same_keys("criteria[].binding", (criterion.binding for criterion in document.criteria if criterion.binding))
    if not document.of_level("must"):
        found.add("criteria", _("A gate that blocks nothing is no gate: at least one criterion must be a “must”."))
    for index, criterion in enumerate(document.criteria):
        if (criterion.binding == "ledger_roi") != (criterion.more_than is not None):
            found.add(f"criteria[{index}].more_than", _("A percentage belongs to “ledger_roi”, and only there."))
    return found


KIND = Kind(
    key="gate",
    folder="gates",
    label=_("Gate"),
    plural=_("Gates"),
    purpose=_("What must be shown before a rollout moves on."),
    struct=Gate,
    check=check,
)
