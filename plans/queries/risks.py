"""Risks by likelihood and impact, and the latest technical review of a case."""

from collections import Counter
from dataclasses import dataclass

from plans.models import RiskQuerySet
from plans.rules.risks import LEAST, MOST
from readiness.models import Assessment
from readiness.queries import latest_result
from usecases.assessable import CASE
from usecases.models import UseCase

TECHNICAL = "technical-scaling-review"


@dataclass(frozen=True, slots=True)
class Heat:
    """How many risks stand at each likelihood and impact; `unrated` lack one of both."""

    counts: dict[tuple[int, int], int]
    unrated: int
    total: int

    def at(self, likelihood: int, impact: int) -> int:
        """How many stand in this cell."""
        return self.counts.get((likelihood, impact), 0)


def heat(rows: RiskQuerySet, *, after: bool = False) -> Heat:
    """Count risks by (likelihood, impact), before mitigation or `after` it; one query."""
    prefix = "left_" if after else ""
    found = Counter(rows.order_by().values_list(f"{prefix}likelihood", f"{prefix}impact"))
    cells = {
        (likelihood, impact): count
        for (likelihood, impact), count in found.items()
        if likelihood is not None and impact is not None
    }
    total = sum(found.values())
    return Heat(cells, total - sum(cells.values()), total)


SCALE = tuple(range(LEAST, MOST + 1))


def technical_review(case: UseCase) -> Assessment | None:
    """Return the latest submitted technical review of a case for scaling; None without one."""
    return latest_result(CASE, case.uid, TECHNICAL)
