"""Reading business cases: the versions of a use case, the promise, and how it is kept."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from roi import queries
from roi.business_models import BusinessCase, BusinessCaseQuerySet, Simulation
from roi.rules import promise
from roi.rules.promise import Kept
from roi.workflow import Basis
from usecases.models import UseCase


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions of a use case's business case, newest first."""

    rows: tuple[BusinessCase, ...]

    @property
    def current(self) -> BusinessCase | None:
        """The newest version."""
        return self.rows[0] if self.rows else None

    @property
    def promise(self) -> BusinessCase | None:
        """The version that was approved last."""
        return next((row for row in self.rows if row.is_approved), None)

    def numbered(self, number: str) -> BusinessCase | None:
        """The version with a number given as text; None for any other text."""
        return next((row for row in self.rows if str(row.number) == number), None)


def versions(case: UseCase) -> Versions:
    """Return the versions of a case, in one query."""
    rows = BusinessCase.objects.filter(case=case).select_related("case__unit", "created_by", "approved_by")
    return Versions(tuple(rows.order_by("-number")))


def current(actor: Actor) -> BusinessCaseQuerySet:
    """Return the current business case of each use case that the actor may read."""
    rows = BusinessCase.objects.visible_to(actor).filter(is_current=True, case__archived_at=None)
    return rows.select_related("case__unit", "approved_by")


def latest_simulation(version: BusinessCase) -> Simulation | None:
    """Return the simulation of a version that was asked for last."""
    return Simulation.objects.filter(business_case=version).select_related("job").first()


def kept(version: BusinessCase) -> Kept | None:
    """Hold a version against what was booked as actual so far; None when it is written in another currency."""
    if version.currency != settings.REPORTING_CURRENCY:
        return None
    actual = queries.case_sums(version.case, basis=Basis.ACTUAL)
    return promise.compare(version.says, actual, through=Month.of(timezone.localdate()))
