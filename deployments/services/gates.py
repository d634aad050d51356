"""Opening gates, deciding at them, taking them back."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from deployments import policies, queries, workflow
from deployments.models import Criterion, ExitCheck, Gate, Rollout
from deployments.queries import Sheet
from deployments.services.texts import clean
from deployments.workflow import GateState, Verdict
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.canonical import canonical_json, digest_text
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from library import queries as library
from library.kinds.gate import Gate as Checklist
from usecases import services as cases
from usecases.workflow import LABELS as STAGE_LABELS
from usecases.workflow import Stage, reached


def lock_gate(gate: Gate) -> Gate:
    """Lock the rollout of a gate and its case, then read the gate anew: two at one instant come one after the other."""
    rollout = lock(Rollout.objects.get(pk=gate.rollout_id))
    rollout.case = lock(rollout.case)
    fresh = Gate.objects.select_related("document").get(pk=gate.pk)
    fresh.rollout = rollout
    return fresh


def lock_criterion(criterion: Criterion) -> Criterion:
    """Lock as `lock_gate` does, then read the criterion anew."""
    gate = lock_gate(Gate.objects.get(pk=criterion.gate_id))
    fresh = Criterion.objects.get(pk=criterion.pk)
    fresh.gate = gate
    return fresh


@transaction.atomic
def open_gate(rollout: Rollout, *, by: Actor) -> Gate:
    """Open the gate to the next stage, with the latest version of the checklist that the plan names.

    Raises Denied; Conflict when one is open, there is no next stage, or the rollout or its case goes no further.
    """
    rollout = lock(rollout)
    policies.check_open_gate(by, rollout)
    return open_next(rollout, by=by)


def open_next(rollout: Rollout, *, by: Actor) -> Gate:
    """Open the gate to the next stage of a locked rollout. Whoever calls has checked that it may."""
    stage = rollout.next_stage
    if stage is None:
        raise ValueError("a rollout in its last stage has no next gate")
    document = library.latest("gate", stage.gate)
    checklist: Checklist = document.parsed
    gate = Gate.objects.create(
        rollout=rollout, from_stage=rollout.stage, to_stage=stage.key, document=document,
        opened_by=by if isinstance(by, User) else None,
    )  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(gate=gate, key=ask.key, position=place, level=ask.level, binding=ask.binding or "")
        for place, ask in enumerate(checklist.criteria)
    )
    audit.record(
        "deployments.gate.opened", gate, by=by, to=stage.key, document=document.reference, sha256=document.sha256
    )
    return gate


@transaction.atomic
def cancel_gate(gate: Gate, *, by: Actor, reason: str) -> Gate:
    """Take an open gate back. Raises Denied, Conflict when it is not open, Invalid at `reason`."""
    gate = lock_gate(gate)
    policies.check_cancel_gate(by, gate)
    end(gate, by=by, reason=clean(reason, field="reason", missing=_("Say why the gate is cancelled.")))
    return gate


def end(gate: Gate, *, by: Actor, reason: str) -> None:
    """Cancel an open gate of a locked rollout."""
    workflow.require(workflow.GATE_NEXT, GateState(gate.state), GateState.CANCELLED)
    gate.state, gate.cancelled_at, gate.reason = GateState.CANCELLED, timezone.now(), reason
    gate.save(update_fields=["state", "cancelled_at", "reason"])
    audit.record("deployments.gate.cancelled", gate, by=by, reason=reason)


def verdict_of(value: str) -> Verdict:
    """Return the verdict that a text names. Raises Invalid at `verdict`."""
    try:
        return Verdict(value)
    except ValueError:
        raise Invalid(_("Choose pass or hold."), field="verdict") from None


@transaction.atomic
def decide_gate(gate: Gate, *, by: Actor, verdict: str = Verdict.PASS.value, reason: str = "") -> Gate:
    """Decide at a gate: pass (with what its criteria allow) or hold, which is a no-go with a reason.

    Every binding is read anew under the lock, and everything the decision rests on is frozen with it. Passing moves the
    rollout into the next stage and, when it is the primary one, its case. Raises Denied; Conflict when somebody was
    faster, when the rollout or its case goes no further, or when a criterion is in the way (the sentence names it);
    Invalid at `verdict` or `reason`.
    """
    gate = lock_gate(gate)
    policies.check_decide(by, gate)
    choice = verdict_of(verdict)
    text = clean(reason, field="reason", missing=_("Say why it does not pass.") if choice == Verdict.HOLD else "")
    sheet = queries.sheet(gate)
    if choice == Verdict.PASS:
        policies.require_outcome(sheet)
    _freeze(gate, sheet, choice, by=policies.person(by), reason=text)
    if choice == Verdict.PASS:
        _move_on(gate, by=by)
    return gate


def _freeze(gate: Gate, sheet: Sheet, choice: Verdict, *, by: User, reason: str) -> None:
    to = choice.gate_state
    workflow.require(workflow.GATE_NEXT, GateState(gate.state), to)
    for line in sheet.lines:
        if line.reading is not None:
            line.criterion.state, line.criterion.evidence = line.answer, line.reading.frozen()
            line.criterion.save(update_fields=["state", "evidence"])
    gate.state, gate.decided_by, gate.decided_at, gate.reason = to, by, sheet.as_of, reason
    gate.outcome = sheet.outcome.result
    gate.record = canonical_json(_record(gate, sheet))
    gate.digest = digest_text(gate.record)
    gate.save(update_fields=["state", "decided_by", "decided_at", "reason", "outcome", "record", "digest"])
    action = "deployments.gate.passed" if choice == Verdict.PASS else "deployments.gate.held"
    audit.record(
        action, gate, by=by, reason=reason, to=gate.to_stage, outcome=gate.outcome, digest=gate.digest,
        document=gate.document.reference, overridden=sheet.outcome.overridden, with_plan=sheet.outcome.with_plan,
    )  # fmt: skip


def _record(gate: Gate, sheet: Sheet) -> dict[str, Any]:
    """What the decision rests on and what it says: people by uid, times in UTC. Its digest covers all of it."""
    rollout, outcome = gate.rollout, sheet.outcome
    return {
        "format": "ai-pmo/gate/1",
        "gate": gate.uid,
        "rollout": rollout.uid,
        "case": {"uid": rollout.case.uid, "reference": rollout.case.reference},
        "from": gate.from_stage,
        "to": gate.to_stage,
        "document": {"reference": gate.document.reference, "sha256": gate.document.sha256},
        "plan": {"reference": rollout.plan.reference, "sha256": rollout.plan.sha256},
        "opened": {"by": gate.opened_by.uid if gate.opened_by else None, "at": gate.opened_at},
        "as_of": sheet.as_of,
        "criteria": [_criterion(line) for line in sheet.lines],
        "exit_checks": _checks(gate, sheet),
        "remarks": [
            {"key": row.key, "sentence": row.sentence, "params": row.params, "is_off": row.is_off}
            for row in sheet.remarks
        ],
        "outcome": {
            "result": outcome.result, "blocking": outcome.blocking, "exit_checks": outcome.checks,
            "without_plan": outcome.without_plan, "with_plan": outcome.with_plan, "overridden": outcome.overridden,
            "nice_missing": outcome.nice_missing,
        },
        "verdict": gate.state,
        "decided": {"by": gate.decided_by.uid if gate.decided_by else None, "at": gate.decided_at},
        "reason": gate.reason,
    }  # fmt: skip


def _criterion(line: Any) -> dict[str, Any]:
    row = line.criterion
    out: dict[str, Any] = {
        "key": row.key, "level": row.level, "binding": row.binding, "state": line.answer, "note": row.note,
        "link": row.link, "answered": _signed(row.answered_by, row.answered_at), "evidence": row.evidence or None,
    }  # fmt: skip
    if row.mitigation:
        out["mitigation"] = {
            "text": row.mitigation, "owner": row.mitigation_owner.uid, "due": row.mitigation_due,
            "planned": _signed(row.mitigation_by, row.mitigation_at),
        }  # fmt: skip
    if row.override_by is not None:
        out["override"] = {
            "reason": row.override_reason, "asked": _signed(row.override_by, row.override_at),
            "confirmed": _signed(row.confirmed_by, row.confirmed_at), "counts": line.is_overridden,
        }  # fmt: skip
    return out


def _signed(user: User | None, at: Any) -> dict[str, Any] | None:
    return None if at is None else {"by": user.uid if user else None, "at": at}


def _checks(gate: Gate, sheet: Sheet) -> list[dict[str, Any]]:
    shown_by = dict(
        ExitCheck.objects.filter(run__rollout=gate.rollout, run__key=gate.from_stage).values_list(
            "key", "shown_by__uid"
        )
    )
    return [
        {
            "key": check.key,
            "ask": check.ask,
            "note": check.note,
            "shown_at": check.shown_at,
            "by": shown_by.get(check.key),
        }
        for check in sheet.checks
    ]


def _move_on(gate: Gate, *, by: Actor) -> None:
    """Let a locked rollout enter the stage behind a gate that it passed, and its case too when it leads."""
    rollout, day = gate.rollout, queries.today()
    leave_stage(rollout, day)
    run = rollout.runs.get(key=gate.to_stage)
    run.actual_start = day
    run.save(update_fields=["actual_start"])
    rollout.stage = gate.to_stage
    if gate.to_stage == rollout.trial_stage:
        rollout.thresholds_locked_at = gate.decided_at
    rollout.save(update_fields=["stage", "thresholds_locked_at"])
    # An imported case, or one rolled out a second time, may have been there before: its stage never goes back.
    if rollout.is_primary and not reached(rollout.case.stage, gate.to_stage):
        reason = f"{gate.document.title}: {STAGE_LABELS[Stage(gate.to_stage)]}"
        rollout.case = cases.advance(rollout.case, to=gate.to_stage, by=by, reason=reason)


def leave_stage(rollout: Rollout, day: date) -> None:
    """End the present stage of a locked rollout; nothing before its first one."""
    run = rollout.runs.filter(key=rollout.stage).first() if rollout.stage else None
    if run is not None and run.actual_end is None:
        run.actual_end = max(day, run.actual_start) if run.actual_start else day
        run.save(update_fields=["actual_end"])
