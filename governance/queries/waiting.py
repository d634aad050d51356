"""What waits for one person, with the same number of queries however much it is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.models import Condition, Delegation, Kind, Review, Step
from governance.queries.ballots import count
from governance.queries.holding import PERMISSION, holdings
from governance.queries.interest import interests_in
from governance.workflow import ConditionState, State, StepState
from usecases.models import UseCase
from usecases.workflow import CLOSED


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do. `kind`: decide, vote, close, condition, confirm or revise."""

    kind: str
    title: str
    case: UseCase
    url: str
    since: datetime
    due: date | None

    @property
    def is_overdue(self) -> bool:
        return self.due is not None and self.due < timezone.now().date()

    @property
    def days(self) -> int:
        """Whole days since it waits."""
        return max(0, (timezone.now() - self.since).days)


def waiting_for(user: User) -> list[Waiting]:
    """Return what waits for a person, the overdue and the oldest first.

    Role steps that lie with them, votes they have not cast, votings they may close, conditions they own, reports of
    others on conditions that they may confirm, and returned cases they submitted.
    """
    found = [*_steps(user), *_conditions(user), *_reports(user), *_returned(user)]
    return sorted(found, key=lambda item: (not item.is_overdue, item.due or date.max, item.since))


def _steps(user: User) -> list[Waiting]:
    access = access_of(user)
    givers = [
        row.giver
        for row in Delegation.objects.running(timezone.localdate()).filter(receiver=user).select_related("giver")
    ]
    roles = {
        role
        for role, permission in PERMISSION.items()
        if any(access_of(one).anywhere(permission) for one in (user, *givers))
    }
    mine = Q(kind__in=[Kind.ROLE, Kind.PERSON], role__in=roles) | Q(kind=Kind.PERSON, person__in=[user, *givers])
    if access.anywhere(Permission.BOARD_VOTE):
        mine |= Q(seats__holder=user)
    if access.anywhere(Permission.BOARD_CHAIR):
        mine |= Q(kind=Kind.BOARD)
    rows = (
        Step.objects.filter(mine, access.q(Permission.READ, "review__case__unit__path"), state=StepState.OPEN)
        .select_related("review__case__unit", "board__unit", "person", "holder_unit")
        .prefetch_related("seats", "votes")
        .distinct()
    )
    steps = list(rows)
    if not steps:
        return []
    lying = holdings(steps)
    interested = interests_in([step.review for step in steps])
    found = []
    for step in steps:
        path = step.review.case.unit.path
        holds = user in lying[step.pk].users
        if not step.is_board:
            if holds:
                found.append(_waiting("decide", _("Decide: %(step)s") % {"step": step.title}, step))
        elif holds and access.allows(Permission.BOARD_VOTE, path):
            found.append(_waiting("vote", _("Vote: %(step)s") % {"step": step.title}, step))
        elif (
            access.allows(Permission.BOARD_CHAIR, path)
            and user.pk not in interested[step.review_id]
            and not any(vote.member_id == user.pk and vote.is_recusal for vote in step.votes.all())
            and count(step).quorum.reached
        ):
            found.append(_waiting("close", _("Close the voting: %(step)s") % {"step": step.title}, step))
    return found


def _waiting(kind: str, title: str, step: Step) -> Waiting:
    assert step.opened_at is not None
    return Waiting(kind, title, step.review.case, step.review.get_absolute_url(), step.opened_at, step.due_on)


def _conditions(user: User) -> list[Waiting]:
    rows = (
        Condition.objects.visible_to(user)
        .in_force()
        .filter(owner=user, state=ConditionState.OPEN, reported_at=None)
        .select_related("review__case__unit")
    )
    return [
        Waiting(
            "condition",
            _("Meet the condition: %(text)s") % {"text": str(row)},
            row.review.case,
            row.get_absolute_url(),
            row.set_at,
            row.due,
        )
        for row in rows
    ]


def _reports(user: User) -> list[Waiting]:
    rows = (
        Condition.objects.filter(access_of(user).q(Permission.CONDITION_CHECK, "review__case__unit__path"))
        .visible_to(user)
        .in_force()
        .filter(state=ConditionState.OPEN, reported_at__isnull=False)
        .exclude(owner=user)
        .exclude(reported_by=user)
        .select_related("review__case__unit")
    )
    found = list(rows)
    staked = interests_in([row.review for row in found]) if found else {}
    return [
        Waiting(
            "confirm",
            _("Confirm that it is done: %(text)s") % {"text": str(row)},
            row.review.case,
            row.get_absolute_url(),
            row.reported_at or row.set_at,
            row.due,
        )
        for row in found
        if user.pk not in staked[row.review_id]
    ]


def _returned(user: User) -> list[Waiting]:
    rows = (
        Review.objects.visible_to(user)
        .filter(submitted_by=user, state=State.RETURNED, case__review_state=State.RETURNED, case__archived_at=None)
        .exclude(case__stage__in=CLOSED)
        .select_related("case__unit")
        .order_by("case_id", "-round")
    )
    latest = {row.case_id: row for row in reversed(list(rows))}
    return [
        Waiting(
            "revise",
            _("Returned: revise and submit again"),
            row.case,
            reverse("governance:review_detail", args=[row.uid]),
            row.decided_at or row.submitted_at,
            None,
        )
        for row in latest.values()
    ]
