"""Moving a gate or a running rollout to another version of its document, with an account of what that means."""

from django.db import transaction

from deployments import policies
from deployments.models import Criterion, ExitCheck, Gate, Rollout
from deployments.moves import gate_move, plan_move
from deployments.services.gates import end, lock_gate
from deployments.services.texts import clean
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from library.models import Document

_TAKEN_ALONG = (
    "state", "note", "link", "answered_by", "answered_at", "mitigation", "mitigation_owner", "mitigation_due",
    "mitigation_by", "mitigation_at", "override_reason", "override_seen", "override_by", "override_at", "confirmed_by",
    "confirmed_at",
)  # fmt: skip


@transaction.atomic
def move_gate_to_version(gate: Gate, document: Document, *, by: Actor, reason: str) -> Gate:
    """Open an open gate anew by another version of its checklist; answers to items that ask the same are taken along.

    The gate as it was is cancelled and stays readable with everything that was answered. Returns the new one. Raises
    Denied; Conflict when the gate is not open or already by this version; Invalid at `document` or `reason`.
    """
    gate = lock_gate(gate)
    policies.check_move_gate(by, gate)
    _require_other_version(gate.document, document)
    text = clean(reason, field="reason", missing=_("Say why it moves to another version."))
    move = gate_move(gate.parsed, document.parsed)
    old = {row.key: row for row in gate.criteria.all()}
    end(gate, by=by, reason=text)
    fresh = Gate.objects.create(
        rollout=gate.rollout, from_stage=gate.from_stage, to_stage=gate.to_stage, document=document,
        opened_by=by if isinstance(by, User) else None,
    )  # fmt: skip
    rows = []
    for place, ask in enumerate(document.parsed.criteria):
        row = Criterion(gate=fresh, key=ask.key, position=place, level=ask.level, binding=ask.binding or "")
        if ask.key in move.kept:
            for name in _TAKEN_ALONG:
                setattr(row, name, getattr(old[ask.key], name))
        rows.append(row)
    Criterion.objects.bulk_create(rows)
    audit.record(
        "deployments.gate.moved", fresh, by=by, reason=text, sha256=document.sha256, instead_of=gate.uid,
        changes={"document": (gate.document.reference, document.reference)}, kept=list(move.kept),
        asked_again=list(move.changed), added=list(move.added), lost=list(move.lost),
    )  # fmt: skip
    return fresh


@transaction.atomic
def move_rollout_to_version(rollout: Rollout, document: Document, *, by: Actor, reason: str) -> Rollout:
    """Let a running rollout go on by another version of its stage plan.

    Stages that are over keep what was shown in them, planned days and cohorts stay, and so does a gate that is open.
    Exit checks of the other stages follow the new plan: what still asks the same keeps its answer, and the rest is in
    the trail. Raises Denied; Conflict when the rollout is over or already by this version; Invalid at `document` for
    another plan or other stages, or at `reason`.
    """
    rollout = lock(rollout)
    policies.check_plan(by, rollout)
    _require_other_version(rollout.plan, document)
    text = clean(reason, field="reason", missing=_("Say why it moves to another version."))
    runs = list(rollout.runs.prefetch_related("checks"))
    over = frozenset(run.key for run in runs if run.is_over)
    move = plan_move(rollout.parsed, document.parsed, over=over)
    if not move.fits:
        raise Invalid(_("This version has other stages, and a rollout that runs cannot change them."), field="document")
    dropped: dict[str, str] = {}
    for run in runs:
        if run.key in over:
            continue
        asks = {check.key: check.ask for check in rollout.parsed.stage(run.key).exit_checks}
        before = {row.key: row for row in run.checks.all()}
        rows = []
        for place, check in enumerate(document.parsed.stage(run.key).exit_checks):
            row = ExitCheck(run=run, key=check.key, position=place)
            if (kept := before.get(check.key)) is not None and asks.get(check.key) == check.ask:
                row.note, row.shown_by, row.shown_at = kept.note, kept.shown_by, kept.shown_at
                del before[check.key]
            rows.append(row)
        dropped |= {f"{run.key}: {key}": row.note for key, row in before.items() if row.is_shown}
        run.checks.all().delete()
        ExitCheck.objects.bulk_create(rows)
    earlier, rollout.plan = rollout.plan, document
    rollout.save(update_fields=["plan"])
    audit.record(
        "deployments.rollout.moved", rollout, by=by, reason=text, sha256=document.sha256, no_longer_shown=dropped,
        changes={"plan": (earlier.reference, document.reference)}, kept=list(move.kept),
        asked_again=list(move.changed), added=list(move.added), lost=list(move.lost),
    )  # fmt: skip
    return rollout


def _require_other_version(present: Document, document: Document) -> None:
    if (present.kind, present.slug) != (document.kind, document.slug):
        raise Invalid(_("Choose another version of “%(title)s”."), field="document", title=present.title)
    if present.pk == document.pk:
        raise Conflict(_("It goes by version %(version)s already."), version=document.version)
