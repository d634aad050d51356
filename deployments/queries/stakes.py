"""Who has a stake in a case, and therefore passes none of its gates; and who may decide."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from deployments.models import Gate
from foundation.people.models import Grant, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.roles import ROLES
from governance.models import Authorship, Review
from governance.queries import Interest
from usecases.models import UseCase

DECIDING_ROLES = sorted(key for key, role in ROLES.items() if Permission.GATE_DECIDE in role.permissions)


def stakes(cases: Iterable[UseCase]) -> dict[int, dict[int, Interest]]:
    """Return, by case id, the ids of everybody who may not decide at its gates or on overrides, and why; two queries.

    They are those whom governance takes as interested: creator, owner, submitter of the latest round, and whoever
    changed the case materially since. The sponsor alone is not: a sponsor decides what becomes of what they pay for,
    unless also one of these.
    """
    rows = list(cases)
    ids = {case.pk for case in rows}
    latest: dict[int, Review] = {}
    for review in (
        Review.objects.filter(case_id__in=ids)
        .only("case_id", "submitted_by_id", "submitted_at", "round")
        .order_by("round")
    ):
        latest[review.case_id] = review
    found: dict[int, dict[int, Interest]] = {case.pk: {} for case in rows}
    for case in rows:
        for user_id, why in ((case.created_by_id, Interest.CREATOR), (case.owner_id, Interest.OWNER)):
            if user_id is not None:
                found[case.pk].setdefault(user_id, why)
        if case.pk in latest:
            found[case.pk].setdefault(latest[case.pk].submitted_by_id, Interest.SUBMITTER)
    for row in Authorship.objects.filter(case_id__in=ids):
        last = latest.get(row.case_id)
        if last is None or row.last_at > last.submitted_at:
            found[row.case_id].setdefault(row.user_id, Interest.AUTHOR)
    return found


def stake(case: UseCase) -> dict[int, Interest]:
    """Return `stakes` of one case."""
    return stakes([case])[case.pk]


def decides_above(user: User, case: UseCase) -> bool:
    """Whether a person decides at gates one level higher: for the unit above the case's, at the top for that unit."""
    above = case.unit.parent or case.unit
    return access_of(user).allows(Permission.GATE_DECIDE, above.path)


def deciders(gate: Gate) -> list[User]:
    """Return the people who may decide at a gate today, by name: by role, without a stake, and not who opened it."""
    case = gate.rollout.case
    grants = Grant.objects.filter(
        Grant.active_on(timezone.localdate()), role__in=DECIDING_ROLES, unit_id__in=case.unit.ancestor_ids
    )
    barred = Q(pk__in=list(stake(case))) | Q(pk=gate.opened_by_id)
    return list(User.objects.filter(pk__in=grants.values("user_id"), is_active=True).exclude(barred).order_by("name"))
