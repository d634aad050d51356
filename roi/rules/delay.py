"""What a month of waiting costs, and the order that makes it least (domain facts D5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Job:
    """Work that takes `duration` periods; each period until it is done costs `cost` (both above zero)."""

    cost: Decimal
    duration: Decimal

    @property
    def urgency(self) -> Decimal:
        """Cost of delay divided by duration (CD3)."""
        return self.cost / self.duration


def wsjf(*, value: int, time: int, risk: int, size: int) -> Decimal:
    """Weighted shortest job first: (business value + time criticality + risk reduction or opportunity) / job size."""
    return Decimal(value + time + risk) / size


def by_urgency(jobs: Mapping[str, Job]) -> list[str]:
    """Return the order, highest cost of delay for its duration first, in which waiting costs least (Smith's rule)."""
    return sorted(jobs, key=lambda name: -jobs[name].urgency)


def cost_of_order(jobs: Mapping[str, Job], order: list[str]) -> Decimal:
    """Return what waiting costs when the jobs are done one after another in this order."""
    time, total = Decimal(0), Decimal(0)
    for name in order:
        time += jobs[name].duration
        total += jobs[name].cost * time
    return total
