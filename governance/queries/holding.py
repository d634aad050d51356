"""Who holds an open step: the people who may decide it now, and in whose place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.roles import ROLES
from governance.models import Delegation, Kind, Step
from governance.queries.interest import interests, interests_in

# The permission that the decision of a step by this role takes; the route's grammar lists the same roles.
PERMISSION = {
    "manager": Permission.APPROVE_MANAGER,
    "legal": Permission.APPROVE_LEGAL,
    "executive": Permission.APPROVE_EXECUTIVE,
    "finance": Permission.LEDGER_SIGN,
}
Grants = Mapping[tuple[str, int], Sequence[Grant]]


@dataclass(frozen=True, slots=True)
class Holding:
    """The unit at which an open step lies and the people there who may decide it; `moved_up` past an interested one.

    `places` says for a delegate in whose place they decide. `also` are those to whom an overdue step was escalated.
    """

    unit: Unit | None
    users: tuple[User, ...]
    moved_up: bool = False
    note: str = ""
    places: Mapping[int, User] = field(default_factory=dict)
    also: tuple[User, ...] = ()

    @property
    def names(self) -> str:
        """Up to three names, then how many more; of a delegate also for whom."""
        shown = ", ".join(self._name(user) for user in self.users[:3])
        more = len(self.users) - 3
        if more > 0:
            shown += " " + ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
        return shown

    def _name(self, user: User) -> str:
        giver = self.places.get(user.pk)
        return _("%(name)s (for %(giver)s)") % {"name": user.name, "giver": giver.name} if giver else user.name


def holdings(steps: Sequence[Step]) -> dict[int, Holding]:
    """Return who may decide each of these open steps, by step id, with a constant number of queries.

    `review.case.unit`, `person`, and `seats` and `votes` of steps with seats are read; load them before.
    """
    reviews = {step.review_id: step.review for step in steps}
    interested = interests_in(list(reviews.values()))
    grants = _grants([step for step in steps if not step.is_board])
    users = _users(seat.holder_id for step in steps if step.has_seats for seat in step.seats.all())
    found = {step.pk: _one(step, set(interested[step.review_id]), grants, users) for step in steps}
    handed = _handed({user.pk for held in found.values() for user in (*held.users, *held.also)})
    return {
        step.pk: found[step.pk] if step.is_board else _with_delegates(step, found[step.pk], interested, handed)
        for step in steps
    }


def holding(step: Step) -> Holding:
    """Return who may decide one open step."""
    return holdings([step])[step.pk]


def panel(step: Step) -> tuple[Unit | None, list[User]]:
    """Return the people who decide a step that takes several holders of a role: unit of the nearest, and who.

    They are the holders without a stake on the nearest unit that has one, and as long as they are fewer than the route
    asks for, also those on the units above.
    """
    grants, interested = _grants([step]), set(interests(step.review))
    wanted = int(step.needs) if step.needs.isdigit() else 1
    unit: Unit | None = None
    found: dict[int, User] = {}
    for unit_id in reversed(step.review.case.unit.ancestor_ids):
        if len(found) >= wanted:
            break
        for grant in grants.get((step.role, unit_id), ()):
            if grant.user_id not in interested:
                unit = unit or grant.unit
                found.setdefault(grant.user_id, grant.user)
    return unit, list(found.values())


def giver_of(user: User, step: Step) -> User | None:
    """Return in whose place somebody may decide an open role or person step today; None when by no delegation.

    The giver must hold the step and have no stake in the case; whether the receiver has one is asked elsewhere.
    """
    rows = list(
        Delegation.objects.running(timezone.localdate())
        .filter(receiver=user, giver__is_active=True)
        .select_related("giver")
        .order_by("giver__name", "id")
    )
    if not rows:
        return None
    interested = interests(step.review)
    return next((row.giver for row in rows if row.giver_id not in interested and holds(row.giver, step)), None)


def holds(user: User, step: Step) -> bool:
    """Say whether a person may decide a role or person step by their own right, stakes left aside.

    A seat among several holders counts only while the step is open; of a person step the others come in when that
    person left or has a stake in the case.
    """
    if step.is_panel:
        return any(seat.holder_id == user.pk for seat in step.seats.all())
    access, path = access_of(user), step.review.case.unit.path
    if step.kind == Kind.PERSON and _still_decides(step, set(interests(step.review))):
        escalated = step.escalated_at is not None and access.allows(PERMISSION[step.role], path)
        return step.person_id == user.pk or escalated
    return access.allows(PERMISSION[step.role], path)


def _still_decides(step: Step, interested: set[int]) -> bool:
    return step.person is not None and step.person.is_active and step.person_id not in interested


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


def _handed(givers: set[int]) -> dict[int, list[User]]:
    """Whom these people have handed their decisions to today."""
    found: dict[int, list[User]] = {}
    if not givers:
        return found
    rows = Delegation.objects.running(timezone.localdate()).filter(giver_id__in=givers, receiver__is_active=True)
    for row in rows.select_related("receiver").order_by("receiver__name", "id"):
        found.setdefault(row.giver_id, []).append(row.receiver)
    return found


def _one(step: Step, interested: set[int], grants: Grants, users: Mapping[int, User]) -> Holding:
    if step.has_seats:
        return _seated(step, interested, users)
    found = _role(step, interested, grants)
    if step.kind == Kind.PERSON and step.person is not None:
        if _still_decides(step, interested):
            return Holding(None, (step.person,), also=found.users if step.escalated_at else ())
        note = _("%(name)s left or has a stake in the case, so it lies with a holder of the role %(role)s.")
        words = {"name": step.person.name, "role": _(ROLES[step.role].name)}
        return Holding(found.unit, found.users, found.moved_up, found.note if not found.users else note % words)
    if step.escalated_at is not None and found.unit is not None:
        return Holding(
            found.unit, found.users, found.moved_up, found.note, also=above(step, found.unit, interested, grants)
        )
    return found


def _role(step: Step, interested: set[int], grants: Grants) -> Holding:
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


def above(step: Step, unit: Unit, interested: set[int], grants: Grants) -> tuple[User, ...]:
    """Return the holders of a step's role without a stake on the nearest unit above `unit` that has one."""
    for unit_id in reversed(unit.ancestor_ids[:-1]):
        found = tuple(g.user for g in grants.get((step.role, unit_id), ()) if g.user_id not in interested)
        if found:
            return found
    return ()


def _seated(step: Step, interested: set[int], users: Mapping[int, User]) -> Holding:
    done = {vote.seat_id for vote in step.votes.all()}
    spoke = {vote.member_id for vote in step.votes.all()}
    seats = [seat for seat in step.seats.all() if not (step.is_panel and seat.pk in done)]
    ids = [seat.holder_id for seat in seats if seat.holder_id is not None]
    waiting = tuple(users[pk] for pk in ids if pk in users and pk not in spoke and pk not in interested)
    note = ""
    if step.is_panel and step.needed is not None and step.needed > len(step.seats.all()):
        note = _("It takes %(needed)s holders of the role, and there are %(there)s. Give the role to more people.")
        note %= {"needed": step.needed, "there": len(step.seats.all())}
    return Holding(step.board.unit if step.board else step.holder_unit, waiting, note=note)


def _with_delegates(
    step: Step, held: Holding, interested: Mapping[int, Mapping[int, object]], handed: Mapping[int, Sequence[User]]
) -> Holding:
    barred = interested[step.review_id]
    spoke = {vote.member_id for vote in step.votes.all()} if step.is_panel else set()
    places: dict[int, User] = {}
    more: list[User] = []
    known = {user.pk for user in held.users}
    for giver in held.users:
        for receiver in handed.get(giver.pk, ()):
            if receiver.pk not in barred and receiver.pk not in known and receiver.pk not in spoke:
                places[receiver.pk] = giver
                known.add(receiver.pk)
                more.append(receiver)
    also = tuple(user for user in held.also if user.pk not in known)
    if not more and not also:
        return held
    return Holding(held.unit, (*held.users, *more, *also), held.moved_up, held.note, places, also)


def is_overdue(step: Step) -> bool:
    """Say whether an open step is past its day."""
    return step.is_open and step.due_on is not None and step.due_on < timezone.now().date()
