"""What is being decided, how long it takes, and which approvals end soon."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from deployments.models import Gate
from deployments.workflow import GateState
from deployments.workflow import State as RolloutState
from governance.models import Approval, Review, Step
from governance.rules import RENEWAL_DAYS
from governance.workflow import Standing, State, StepState
from insights.scope import Scope
from usecases.models import reference_of
from usecases.workflow import Tier


@dataclass(frozen=True, slots=True)
class Lapsing:
    """An approval that ends within the notice of 90 days. `until` is the first day on which it no longer counts."""

    reference: str
    name: str
    until: date
    days: int
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open step of a review, or the open gate, that was opened first."""

    reference: str
    since: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Governance:
    """Open reviews now, and standing approvals that lapse within 90 days (the five soonest are named)."""

    open: int
    high_risk: int
    longest: Waiting | None
    longest_wait: int | None
    lapsing: int
    soonest: tuple[Lapsing, ...]
    notice_days: int = RENEWAL_DAYS


def governance(scope: Scope, *, at: datetime) -> Governance:
    """Return the figures of governance as of `at`, in five queries."""
    where = scope.q("case__unit__path", "case__category")
    found = Review.objects.filter(where, state=State.OPEN).aggregate(
        open=Count("id"), high=Count("id", filter=Q(tier=Tier.HIGH))
    )
    today = at.date()
    ending = Approval.objects.filter(
        where, standing=Standing.STANDING, valid_until__gt=today, valid_until__lte=today + timedelta(days=RENEWAL_DAYS)
    )
    rows = list(ending.order_by("valid_until", "id").values_list("case_id", "case__name", "valid_until")[:6])
    count = len(rows) if len(rows) < 6 else ending.count()
    longest = _longest(scope)
    return Governance(
        open=found["open"],
        high_risk=found["high"],
        longest=longest,
        longest_wait=max(0, (at - longest.since).days) if longest else None,
        lapsing=count,
        soonest=tuple(
            Lapsing(
                reference_of(pk),
                name,
                until,
                (until - today).days,
                reverse("usecases:case_detail", args=[reference_of(pk)]),
            )
            for pk, name, until in rows[:5]
        ),
    )


def _longest(scope: Scope) -> Waiting | None:
    steps = Step.objects.filter(
        scope.q("review__case__unit__path", "review__case__category"),
        state=StepState.OPEN,
        review__state=State.OPEN,
        opened_at__isnull=False,
    ).order_by("opened_at", "id")
    gates = Gate.objects.filter(
        scope.q("rollout__case__unit__path", "rollout__case__category"),
        state=GateState.OPEN,
        rollout__state=RolloutState.RUNNING,
    ).order_by("opened_at", "id")
    found = []
    for uid, pk, since in steps.values_list("review__uid", "review__case_id", "opened_at")[:1]:
        if since:
            found.append(Waiting(reference_of(pk), since, reverse("governance:review_detail", args=[uid])))
    for gate in gates.select_related("rollout")[:1]:
        found.append(Waiting(reference_of(gate.rollout.case_id), gate.opened_at, gate.get_absolute_url()))
    return min(found, key=lambda item: item.since, default=None)
