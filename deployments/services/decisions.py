"""Deciding what becomes of a rollout: opening the question, saying which signs are seen, answering it."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from deployments import evidence, policies, queries, workflow
from deployments.evidence import Evidence, Seen, Side
from deployments.models import Decision, Rollout, SignAnswer
from deployments.rules import LATEST
from deployments.services.texts import clean, person_of
from deployments.workflow import LOOKED_AT_AGAIN, Answer, DecisionState, Option
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.canonical import canonical_json, digest_text
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from library import queries as library
from library.kinds.decision_guide import Sign
from metrics.rules import keepable
from plans import services as plans
from usecases import services as cases
from usecases.workflow import Stage

GUIDE = "scale-pivot-extend-kill"
PLAYBOOKS = {Option.SCALE: "scaling-roadmap", Option.KILL: "closing-plan"}


def lock_decision(decision: Decision) -> Decision:
    """Lock the rollout of a decision and its case, then read it anew: two at one instant come one after the other."""
    rollout = lock(Rollout.objects.get(pk=decision.rollout_id))
    rollout.case = lock(rollout.case)
    fresh = Decision.objects.select_related("document").get(pk=decision.pk)
    fresh.rollout = rollout
    return fresh


@transaction.atomic
def open_decision(rollout: Rollout, *, by: Actor) -> Decision:
    """Ask what becomes of a rollout whose trial has begun, by the latest version of the guide.

    Raises Denied; Conflict before the trial, when the question is open already, or when the rollout is taken back.
    """
    rollout = lock(rollout)
    policies.check_open_decision(by, rollout)
    document = library.latest("decision_guide", GUIDE)
    last = Decision.objects.filter(rollout=rollout).order_by("-round").first()
    decision = Decision.objects.create(
        rollout=rollout, round=last.round + 1 if last else 1, document=document, opened_by=person_of(by)
    )
    if last is not None:
        _take_along(last, decision)
    audit.record(
        "deployments.decision.opened", decision, by=by, round=decision.round, document=document.reference,
        sha256=document.sha256,
    )  # fmt: skip
    return decision


def _take_along(last: Decision, fresh: Decision) -> None:
    """What was answered last time is the start of the next round, with who said it and when."""
    keys = {sign.key for sign in fresh.parsed.signs}
    SignAnswer.objects.bulk_create(
        SignAnswer(
            decision=fresh, key=row.key, state=row.state, figure=row.figure, note=row.note,
            answered_by_id=row.answered_by_id, answered_at=row.answered_at,
        )
        for row in last.answers.all()
        if row.key in keys
    )  # fmt: skip


def _sign(decision: Decision, key: str) -> Sign:
    sign = next((sign for sign in decision.parsed.signs if sign.key == key), None)
    if sign is None:
        raise Invalid(_("The guide has no sign “%(key)s”."), field="key", key=str(key)[:64])
    return sign


@transaction.atomic
def answer_sign(
    decision: Decision, key: str, *, by: Actor, answer: str = "", figure: Decimal | None = None, note: str = ""
) -> SignAnswer:
    """Say whether a sign is seen, and what that rests on; for a sign with a target the figure says it.

    Raises Denied; Conflict when the decision is not open or the records say it already; Invalid at `key`, `answer`,
    `figure` or `note`.
    """
    decision = lock_decision(decision)
    policies.check_answer_sign(by, decision)
    sign = _sign(decision, key)
    policies.require_by_hand(decision, sign)
    if sign.target is not None and figure is not None:
        state = Answer.MET if sign.target.met_by(keepable(figure, field="figure")) else Answer.NOT_MET
    else:
        try:
            state = Answer(answer)
        except ValueError:
            raise Invalid(_("Choose seen, not seen or unknown."), field="answer") from None
        if sign.target is not None and state != Answer.UNKNOWN:
            raise Invalid(_("Enter the figure; it says by itself whether this is seen."), field="figure")
        figure = None
    missing = "" if state == Answer.UNKNOWN else _("Say what the answer rests on.")
    text = clean(note, field="note", missing=missing)
    row = SignAnswer.objects.filter(decision=decision, key=key).first() or SignAnswer(decision=decision, key=key)
    before = (row.state if row.pk else "", row.figure, row.note)
    if before == (state.value, figure, text):
        return row
    row.state, row.figure, row.note = state.value, figure, text
    row.answered_by, row.answered_at = person_of(by), timezone.now()
    row.save()
    changes = {"state": (before[0], state.value), "figure": (before[1], figure), "note": (before[2], text)}
    audit.record("deployments.sign.answered", decision, by=by, sign=key, changes=changes)
    return row


@transaction.atomic
def withdraw_decision(decision: Decision, *, by: Actor, reason: str) -> Decision:
    """Take the question back before it is answered. Raises Denied, Conflict, Invalid at `reason`."""
    decision = lock_decision(decision)
    policies.check_withdraw_decision(by, decision)
    text = clean(reason, field="reason", missing=_("Say why the question is taken back."))
    workflow.require(workflow.DECISION_NEXT, DecisionState(decision.state), DecisionState.WITHDRAWN)
    decision.state, decision.withdrawn_at, decision.reason = DecisionState.WITHDRAWN, timezone.now(), text
    decision.save(update_fields=["state", "withdrawn_at", "reason"])
    audit.record("deployments.decision.withdrawn", decision, by=by, reason=text)
    return decision


@transaction.atomic
def decide(
    decision: Decision,
    *,
    by: Actor,
    choice: str,
    reason: str,
    announcement: str,
    departure: str = "",
    pivots: Sequence[str] = (),
    again_on: date | None = None,
) -> Decision:
    """Decide what becomes of a rollout; the evidence is read anew under the lock and frozen with the decision.

    `announcement` says who is told what, by whom and when; `departure` why the choice is another one than the matrix
    gives; `pivots` what is changed; `again_on` the day on which a pivot, an extension or a pause is decided anew. A
    pause puts the case on hold; a kill closes it and frees its budget; scaling what is in production makes it scaled.
    Raises Denied; Conflict when somebody was faster or the case goes no further; Invalid at the field.
    """
    decision = lock_decision(decision)
    policies.check_decide_decision(by, decision)
    option = _option(choice)
    found = evidence.evidence(decision)
    decision.choice, decision.reason = option.value, clean(reason, field="reason", missing=_("Say why."))
    decision.recommended = found.recommended.key if found.recommended else ""
    differs = bool(decision.recommended) and decision.recommended != option
    missing = _("Say why you decide otherwise than the matrix.") if differs else ""
    decision.departure = clean(departure if differs else "", field="departure", missing=missing)
    decision.announcement = clean(
        announcement, field="announcement", missing=_("Say who is told what, by whom and by when.")
    )
    decision.pivots = _pivots(decision, option, pivots)
    decision.again_on = _again(option, again_on)
    _freeze(decision, found, by=policies.person(by))
    _follow(decision, option, by=by)
    return decision


def _option(choice: str) -> Option:
    try:
        return Option(choice)
    except ValueError:
        raise Invalid(_("Choose what becomes of it."), field="choice") from None


def _pivots(decision: Decision, option: Option, keys: Sequence[str]) -> list[str]:
    if option != Option.PIVOT:
        return []
    known = [pivot.key for group in decision.parsed.pivots for pivot in group.pivots]
    if not keys or any(key not in known for key in keys):
        raise Invalid(_("Choose what is changed."), field="pivots")
    return [key for key in known if key in keys]


def _again(option: Option, day: date | None) -> date | None:
    if option not in LOOKED_AT_AGAIN:
        return None
    if day is None:
        raise Invalid(_("Enter the day on which it is decided anew."), field="again_on")
    if not queries.today() < day <= LATEST:
        raise Invalid(_("Enter a day after today."), field="again_on")
    return day


def _freeze(decision: Decision, found: Evidence, *, by: User) -> None:
    workflow.require(workflow.DECISION_NEXT, DecisionState(decision.state), DecisionState.DECIDED)
    decision.state, decision.decided_by, decision.decided_at = DecisionState.DECIDED, by, found.as_of
    decision.record = canonical_json(_record(decision, found))
    decision.digest = digest_text(decision.record)
    decision.save()
    audit.record(
        "deployments.decision.decided", decision, by=by, reason=decision.reason, choice=decision.choice,
        recommended=decision.recommended, departure=decision.departure, again_on=decision.again_on,
        pivots=decision.pivots, digest=decision.digest, document=decision.document.reference,
    )  # fmt: skip


def _record(decision: Decision, found: Evidence) -> dict[str, Any]:
    """What the decision rests on and what it says: people by uid, times in UTC."""
    rollout = decision.rollout
    return {
        "format": "ai-pmo/decision/1",
        "decision": decision.uid,
        "round": decision.round,
        "rollout": rollout.uid,
        "case": {"uid": rollout.case.uid, "reference": rollout.case.reference},
        "stage": rollout.stage,
        "document": {"reference": decision.document.reference, "sha256": decision.document.sha256},
        "as_of": found.as_of,
        "sides": {key: _side(side) for key, side in found.sides.items()},
        "indicators": [_said(seen) for seen in found.indicators],
        "red_flags": [_said(seen) for seen in found.red_flags],
        "recommended": decision.recommended,
        "choice": decision.choice,
        "reason": decision.reason,
        "departure": decision.departure,
        "pivots": decision.pivots,
        "announcement": decision.announcement,
        "again_on": decision.again_on,
        "opened": {"by": decision.opened_by.uid if decision.opened_by else None, "at": decision.opened_at},
        "decided": {"by": decision.decided_by.uid if decision.decided_by else None, "at": decision.decided_at},
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "label": side.axis.label,
        "strength": side.strength,
        "level": None if side.level is None else f"{side.level:.6f}",
        "ends": None if side.ends is None else [f"{end:.6f}" for end in side.ends],
        "measures": [
            {"label": one.label, "said": one.said, "share": f"{one.share:.6f}", "observations": one.observations}
            for one in side.measures
        ],
        "missing": list(side.missing),
        "score": None if side.score is None else f"{side.score:.4f}",
    }


def _said(seen: Seen) -> dict[str, Any]:
    row = seen.answer
    return {
        "key": seen.sign.key, "label": seen.sign.label, "state": seen.state, "said": seen.said,
        "measured": seen.is_measured, "figure": None if row is None or row.figure is None else f"{row.figure:f}",
        "by": row.answered_by.uid if row and row.answered_by else None,
    }  # fmt: skip


def _follow(decision: Decision, option: Option, *, by: Actor) -> None:
    """What follows at once: a pause holds the case, a kill closes it and frees its budget.

    What is in production with the primary rollout is scaled from then on. To scale and to kill start a plan of their
    own tomorrow, by the roadmap or for closing down.
    """
    rollout, case = decision.rollout, decision.rollout.case
    if option in PLAYBOOKS:
        tomorrow = queries.today() + timedelta(days=1)
        decision.plan = plans.start_plan(PLAYBOOKS[option], case, tomorrow, by, owner=case.owner)
        decision.save(update_fields=["plan"])
    reason = f"{decision}: {decision.reason}"[:1000]
    if option == Option.SCALE and rollout.is_primary and case.stage == Stage.PRODUCTION and not case.is_held:
        cases.advance(case, to=Stage.SCALED, by=by, reason=reason)
    elif option == Option.PAUSE and not case.is_held:
        cases.hold(case, by=by, reason=reason)
    elif option == Option.KILL:
        if case.funded_for:
            cases.note_funding(case, funded_for="", by=by, reason=reason)
        cases.close(case, to=Stage.KILLED, by=by, reason=reason)
