"""What the portfolio of a unit costs to run and what its waiting costs."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.models import Unit
from metrics.models import Kpi
from roi.business_models import BusinessCase
from roi.category_models import categories
from roi.models import LedgerEntry
from roi.workflow import Basis, Group
from usecases.models import UseCase
from usecases.workflow import Stage

USERS = "active_users"
"""Key of the indicator that counts who uses a system."""
MONTHS = 12
BEFORE_USE = (Stage.IDEA, Stage.ASSESSED, Stage.SCORED, Stage.APPROVED)


@dataclass(frozen=True, slots=True)
class Running:
    """A month's cost of running, by the ledger of the last full months; per active user where these are measured.

    `month` is None while no such cost is booked in these months. `users` is None until an indicator with the key
    `active_users` is measured. `delay` is what a month's waiting of the cases that have not begun costs by their
    business cases, None when none of these says; of `waiting` such cases `needed` are templates as taken, which say
    what they need and not what somebody expects.
    """

    month: Money | None
    months: int
    users: Decimal | None
    delay: Money | None
    waiting: int
    needed: int = 0

    @property
    def per_user(self) -> Money | None:
        """Cost of running a month for each active user; None while nothing is booked or nobody is counted."""
        if self.month is None or not self.users:
            return None
        return Money(int((Decimal(self.month.minor) / self.users).quantize(Decimal(1))), self.month.currency)


def running(unit: Unit) -> Running:
    """Return what a unit with all below it costs to run a month: the average of the last twelve full months."""
    currency, now = settings.REPORTING_CURRENCY, Month.of(timezone.localdate())
    keys = [row.key for row in categories().values() if row.group == Group.RUN]
    entries = LedgerEntry.objects.filter(
        unit__path__startswith=unit.path or "",
        category__in=keys,
        basis=Basis.ACTUAL,
        reporting_currency=currency,
        period__gte=now.plus(-MONTHS).first_day,
        period__lt=now.first_day,
    )
    by_month = list(
        entries.order_by().values("period").annotate(total=Sum("reporting_minor")).values_list("period", "total")
    )
    live = [total for _period, total in by_month if total]
    average = Money(sum(live) // len(live), currency) if live else None
    waiting = BusinessCase.objects.filter(
        is_current=True,
        case__in=UseCase.objects.active().filter(unit__path__startswith=unit.path or ""),
        case__stage__in=BEFORE_USE,
        currency=currency,
        delay_minor__isnull=False,
    )
    delay = waiting.aggregate(total=Sum("delay_minor"))["total"]
    return Running(
        average,
        len(live),
        active_users(unit),
        None if delay is None else Money(int(delay), currency),
        waiting.count(),
        waiting.filter(number=1).exclude(template="").count(),
    )


def active_users(unit: Unit) -> Decimal | None:
    """Return how many people use the systems of a unit and all below it, by the newest measurement of each; or None."""
    from metrics import queries as metrics

    kpis = Kpi.objects.filter(case__unit__path__startswith=unit.path or "", key=USERS)
    values = [reading.value for reading in metrics.readings(kpis) if reading.value is not None]
    return sum(values, Decimal(0)) if values else None
