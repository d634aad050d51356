"""How a rollout ends: finished, rolled back, or cancelled before it began."""

from django.db import transaction
from django.utils import timezone

from deployments import policies, queries, workflow
from deployments.models import Rollout
from deployments.services.gates import end, leave_stage
from deployments.services.texts import clean, person_of
from deployments.workflow import State
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor


@transaction.atomic
def finish(rollout: Rollout, *, by: Actor, note: str = "") -> Rollout:
    """End a rollout that reached everybody: its last stage, all exit checks shown. Raises Denied or Conflict."""
    rollout = lock(rollout)
    policies.check_finish(by, rollout)
    _end(rollout, State.FINISHED, by=by, reason=clean(note, field="note"))
    return rollout


@transaction.atomic
def roll_back(rollout: Rollout, *, by: Actor, reason: str, effect: str) -> Rollout:
    """Take a rollout back from its users, with the reason and what it means for them.

    The stage of the case stays: it is the furthest position reached. A new rollout may start afterwards. Raises Denied,
    Conflict when nobody uses it or it is over, Invalid at `reason` or `effect`.
    """
    rollout = lock(rollout)
    policies.check_roll_back(by, rollout)
    text = clean(reason, field="reason", missing=_("Say why it is rolled back."))
    rollout.effect = clean(effect, field="effect", missing=_("Say what it means for the people who use it."))
    _end(rollout, State.ROLLED_BACK, by=by, reason=text)
    return rollout


@transaction.atomic
def cancel_rollout(rollout: Rollout, *, by: Actor, reason: str) -> Rollout:
    """Cancel a rollout that has not begun. Raises Denied, Conflict, Invalid at `reason`."""
    rollout = lock(rollout)
    policies.check_cancel(by, rollout)
    _end(rollout, State.CANCELLED, by=by, reason=clean(reason, field="reason", missing=_("Say why it is cancelled.")))
    return rollout


_ACTIONS = {
    State.FINISHED: "deployments.rollout.finished",
    State.ROLLED_BACK: "deployments.rollout.rolled_back",
    State.CANCELLED: "deployments.rollout.cancelled",
}


def _end(rollout: Rollout, to: State, *, by: Actor, reason: str) -> None:
    workflow.require(workflow.NEXT, State(rollout.state), to)
    waiting = queries.open_gate(rollout)
    if waiting is not None:
        end(waiting, by=by, reason=reason)
    leave_stage(rollout, queries.today())
    before = rollout.state
    rollout.state, rollout.ended_at, rollout.ended_by, rollout.end_reason = to, timezone.now(), person_of(by), reason
    rollout.save(update_fields=["state", "ended_at", "ended_by", "end_reason", "effect"])
    audit.record(
        _ACTIONS[to], rollout, by=by, reason=reason, stage=rollout.stage, changes={"state": (before, to)},
        **({"effect": rollout.effect} if to == State.ROLLED_BACK else {}),
    )  # fmt: skip
