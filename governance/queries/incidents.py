"""Reading incidents."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.services import hash_secret
from governance.incident_rules import SEVERE, ClockState
from governance.models import Incident, IncidentClock, IncidentQuerySet
from usecases.models import UseCase


def with_counts(actor: Actor) -> QuerySet[Incident]:
    """Return the incidents that an actor may read, each with its next legal deadline and actions left, newest first."""
    return (
        Incident.objects.visible_to(actor)
        .select_related("unit", "reporter")
        .annotate(
            next_due=Min("clocks__due_at", filter=Q(clocks__state=ClockState.RUNNING)),
            actions_left=Count("actions", filter=Q(actions__done_at=None), distinct=True),
        )
    )


def full(actor: Actor) -> QuerySet[Incident]:
    """Return the incidents that an actor may read with everything that their page shows."""
    return (
        Incident.objects.visible_to(actor)
        .select_related("unit", "reporter", "classified_by", "contained_by", "ended_by")
        .prefetch_related(
            Prefetch("cases", queryset=UseCase.objects.visible_to(actor).select_related("unit")),
            "clocks__settled_by",
            "actions__owner",
            "actions__done_by",
            "messages__author",
        )
    )


def by_key(key: str) -> Incident | None:
    """Return the report without a name that belongs to a key; None for any other text."""
    return Incident.objects.filter(follow_up_hash=hash_secret(key.strip())).select_related("unit").first()


def overdue_clocks(actor: Actor) -> int:
    """Return how many legal deadlines of incidents that an actor may read have passed unsettled."""
    return IncidentClock.objects.filter(
        state=ClockState.RUNNING, due_at__lt=timezone.now(), incident__in=Incident.objects.visible_to(actor)
    ).count()


def clocks_ending(*, within: timedelta) -> QuerySet[IncidentClock]:
    """Return the deadlines that end within this time or have passed, and are not settled."""
    return (
        IncidentClock.objects.filter(state=ClockState.RUNNING, due_at__lt=timezone.now() + within)
        .select_related("incident__unit")
        .order_by("due_at")
    )


def severe_open(case: UseCase) -> QuerySet[Incident]:
    """Return the severe incidents of a case that are not over."""
    return Incident.objects.open().filter(cases=case, severity__in=SEVERE)


def with_severe_incident(case_ids: Iterable[int]) -> set[int]:
    """Return which of some cases have a severe incident that is not over."""
    rows = Incident.objects.open().filter(cases__in=list(case_ids), severity__in=SEVERE)
    return set(rows.values_list("cases", flat=True))


def of_case(actor: Actor, case: UseCase) -> IncidentQuerySet:
    """Return the incidents of a case that an actor may read, newest first."""
    return Incident.objects.visible_to(actor).filter(cases=case)
