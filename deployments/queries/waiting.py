"""What waits for one person at gates, with the same number of queries however much it is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from deployments.bindings import ONE_LEVEL_HIGHER
from deployments.models import Criterion, Decision, Gate
from deployments.queries.stakes import decides_above, stakes
from deployments.workflow import DecisionState, GateState, State
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases.models import UseCase


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do. `kind`: gate (decide it), override (confirm it) or decision (what becomes of it)."""

    kind: str
    title: str
    case: UseCase
    url: str
    since: datetime

    @property
    def days(self) -> int:
        """Whole days since it waits."""
        return max(0, (timezone.now() - self.since).days)


def gates_waiting(user: User) -> list[Gate]:
    """Return the open gates that a person may decide, oldest first: by right, without a stake, and not their own."""
    rows = list(
        Gate.objects.visible_to(user)
        .filter(
            access_of(user).q(Permission.GATE_DECIDE, "rollout__case__unit__path"),
            state=GateState.OPEN,
            rollout__state=State.RUNNING,
            rollout__case__held_since=None,
        )
        .exclude(opened_by=user)
        .select_related("rollout__case__unit", "rollout__plan", "document")
        .order_by("opened_at", "id")
    )
    interested = stakes({gate.rollout.case_id: gate.rollout.case for gate in rows}.values()) if rows else {}
    return [
        gate for gate in rows if user.pk not in interested[gate.rollout.case_id] and not gate.rollout.case.is_closed
    ]


def waiting_for(user: User) -> list[Waiting]:
    """Return what waits for a person at gates, oldest first: gates to decide, overrides to confirm as second person."""
    if not access_of(user).anywhere(Permission.GATE_DECIDE):
        return []
    found = [
        Waiting(
            "gate",
            _("Decide: %(gate)s, %(passage)s") % {"gate": gate.document.title, "passage": gate.passage},
            gate.rollout.case, gate.get_absolute_url(), gate.opened_at,
        )
        for gate in gates_waiting(user)
    ]  # fmt: skip
    return sorted([*found, *_overrides(user), *_decisions(user)], key=lambda item: item.since)


def _decisions(user: User) -> list[Waiting]:
    """What becomes of which rollouts, asked by somebody else."""
    rows = list(
        Decision.objects.filter(
            access_of(user).q(Permission.GATE_DECIDE, "rollout__case__unit__path"), state=DecisionState.OPEN
        )
        .exclude(opened_by=user)
        .select_related("rollout__case__unit", "document")
    )
    interested = stakes({row.rollout.case_id: row.rollout.case for row in rows}.values()) if rows else {}
    return [
        Waiting(
            "decision", _("Decide what becomes of %(rollout)s") % {"rollout": row.rollout.name}, row.rollout.case,
            row.get_absolute_url(), row.opened_at,
        )
        for row in rows
        if user.pk not in interested[row.rollout.case_id] and not row.rollout.case.is_closed
    ]  # fmt: skip


def _overrides(user: User) -> list[Waiting]:
    rows = list(
        Criterion.objects.filter(
            access_of(user).q(Permission.GATE_DECIDE, "gate__rollout__case__unit__path"),
            gate__state=GateState.OPEN,
            gate__rollout__state=State.RUNNING,
            override_at__isnull=False,
            confirmed_at=None,
        )
        .exclude(override_by=user)
        .select_related("gate__rollout__case__unit__parent", "gate__document")
    )
    interested = stakes({row.gate.rollout.case_id: row.gate.rollout.case for row in rows}.values()) if rows else {}
    return [
        Waiting(
            "override", _("Confirm or leave the override: %(ask)s") % {"ask": row.ask.ask}, row.gate.rollout.case,
            f"{row.gate.get_absolute_url()}#{row.key}", row.override_at or row.gate.opened_at,
        )
        for row in rows
        if user.pk not in interested[row.gate.rollout.case_id]
        and (row.binding not in ONE_LEVEL_HIGHER or decides_above(user, row.gate.rollout.case))
    ]  # fmt: skip
