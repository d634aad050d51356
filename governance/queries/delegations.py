"""Who has handed their decisions to whom, and when."""

from datetime import date

from django.utils import timezone

from foundation.people.models import Grant, User
from governance.models import Delegation, DelegationQuerySet
from governance.queries.holding import PERMISSION


def deciding_paths(user: User) -> list[str]:
    """Return the paths of the units on which a person holds a role that decides steps of reviews today."""
    rows = Grant.objects.filter(
        Grant.active_on(timezone.localdate()), user=user, role__in=PERMISSION, unit__archived_at=None
    )
    return sorted({path or "" for path in rows.values_list("unit__path", flat=True)})


def delegations_of(user: User) -> DelegationQuerySet:
    """Return what a person gave and was given, the newest first."""
    return Delegation.objects.of(user).select_related("giver", "receiver")


def leads_back(giver: User, receiver: User, first: date, last: date) -> bool:
    """Say whether the receiver has, in these days, handed on to the giver, directly or by others."""
    rows = list(Delegation.objects.running(first, last).values_list("giver_id", "receiver_id"))
    reached, front = set(), {receiver.pk}
    while front:
        reached |= front
        front = {to for by, to in rows if by in front} - reached
    return giver.pk in reached
