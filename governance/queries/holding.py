"""Who holds an open step: the people who may decide it now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.roles import ROLES
from governance.models import Step
from governance.queries.interest import interests_in

# The permission that the decision of a step by this role takes; the route's grammar lists the same roles.
PERMISSION = {
    "manager": Permission.APPROVE_MANAGER,
    "legal": Permission.APPROVE_LEGAL,
    "executive": Permission.APPROVE_EXECUTIVE,
    "finance": Permission.LEDGER_SIGN,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """The unit at which an open step lies and the people there who may decide it; `moved_up` past an interested one."""

    unit: Unit | None
    users: tuple[User, ...]
    moved_up: bool = False
    note: str = ""

    @property
    def names(self) -> str:
        """Up to three names, then how many more."""
        shown = ", ".join(user.name for user in self.users[:3])
        more = len(self.users) - 3
        if more > 0:
            shown += " " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
        return shown


def holdings(steps: Sequence[Step]) -> dict[int, Holding]:
    """Return who may decide each of these open steps, by step id, with a constant number of queries.

    `review.case.unit`, `seats` and `votes` of board steps are read; load them before.
    """
    reviews = {step.review_id: step.review for step in steps}
    interested = interests_in(list(reviews.values()))
    grants = _grants([step for step in steps if not step.is_board])
    users = _users(seat.holder_id for step in steps if step.is_board for seat in step.seats.all())
    return {
        step.pk: _board(step, set(interested[step.review_id]), users)
        if step.is_board
        else _role(step, set(interested[step.review_id]), grants)
        for step in steps
    }


def holding(step: Step) -> Holding:
    """Return who may decide one open step."""
    return holdings([step])[step.pk]


def _grants(steps: Sequence[Step]) -> dict[tuple[str, int], list[Grant]]:
    units = {unit_id for step in steps for unit_id in step.review.case.unit.ancestor_ids}
    found: dict[tuple[str, int], list[Grant]] = {}
    if not steps:
        return found
    rows = Grant.objects.filter(
        Grant.active_on(timezone.localdate()), role__in={step.role for step in steps}, unit_id__in=units,
        user__is_active=True,
    ).select_related("user", "unit")  # fmt: skip
    for row in rows.order_by("user__name", "id"):
        found.setdefault((row.role, row.unit_id), []).append(row)
    return found


def _users(ids: Iterable[int | None]) -> dict[int, User]:
    known = {pk for pk in ids if pk is not None}
    return {user.pk: user for user in User.objects.filter(pk__in=known, is_active=True)} if known else {}


def _role(step: Step, interested: set[int], grants: dict[tuple[str, int], list[Grant]]) -> Holding:
    passed_over: Unit | None = None
    for unit_id in reversed(step.review.case.unit.ancestor_ids):
        here = grants.get((step.role, unit_id), [])
        eligible = tuple(grant.user for grant in here if grant.user_id not in interested)
        if eligible:
            unit = here[0].unit
            note = ""
            if passed_over:
                note = _("Everybody who holds the role in %(unit)s has a stake in the case, so it lies with %(above)s.")
                note %= {"unit": passed_over.name, "above": unit.name}
            return Holding(unit, eligible, passed_over is not None, note)
        if here and passed_over is None:
            passed_over = here[0].unit
    role = _(ROLES[step.role].name)
    text = _("Nobody without a stake in the case holds the role %(role)s for this unit or above. Give it to somebody.")
    return Holding(None, (), False, text % {"role": role})


def _board(step: Step, interested: set[int], users: dict[int, User]) -> Holding:
    done = {vote.member_id for vote in step.votes.all()}
    waiting = tuple(
        users[seat.holder_id]
        for seat in step.seats.all()
        if seat.holder_id in users and seat.holder_id not in done and seat.holder_id not in interested
    )
    return Holding(step.board.unit if step.board else None, waiting)


def is_overdue(step: Step) -> bool:
    """Say whether an open step is past its day."""
    return step.is_open and step.due_on is not None and step.due_on < timezone.now().date()
