"""What documents about figures share: units, and the target that a figure is held against.

A target is a range: `low` and `high` are its ends, and one of them may be missing. Both ends belong to it unless
`strict` is set, which leaves them out: "more than 95" and "in less than 4 hours". Percent are whole percent (85 is
85 %), money is in major units of the document's currency, a point is one point of the scale named by the indicator.
"""

from decimal import Decimal
from typing import Annotated, Literal, get_args

from msgspec import Meta

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Line, Part, Problems

Unit = Literal[
    "percent", "ratio", "index", "points", "number", "per_day", "per_second", "per_10000",
    "money", "money_per_year", "seconds", "hours", "days", "months",
]  # fmt: skip
UNITS: tuple[str, ...] = get_args(Unit)
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]


class Target(Part, frozen=True, kw_only=True):
    """A range to be reached; `note` is how it is to be read where the figure alone misleads."""

    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    note: Line | None = None

    def met_by(self, value: Decimal) -> bool:
        """Tell whether `value`, in the unit of the indicator, lies in the range."""
        if value in (self.low, self.high):
            return not self.strict
        return (self.low is None or value > self.low) and (self.high is None or value < self.high)


def check_target(found: Problems, place: str, target: Target) -> None:
    """Note a target without an end, and one that ends before it begins."""
    if target.low is None and target.high is None:
        found.add(place, _("A target needs a lowest or a highest value."))
    elif target.low is not None and target.high is not None and target.low > target.high:
        found.add(f"{place}.high", _("The highest value must not lie below the lowest."))
