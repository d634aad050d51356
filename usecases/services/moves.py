"""Moving a case along its ladder, off it, on hold and back; and the facts that apps above keep on it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from usecases import following, policies, workflow
from usecases.models import FUNDED_LENGTH, StageMove, UseCase
from usecases.services.counts import note_counts
from usecases.workflow import ReviewState, Source, Stage, Standing

REASON_LENGTH = 5000


def clean_reason(reason: str, *, required: bool = True, field: str = "reason") -> str:
    """Return a reason without blanks around it. Raises Invalid for none where one is required, or one too long."""
    text = reason.replace("\x00", "").strip()
    if required and not text:
        raise Invalid(_("Give a reason; it is kept with the record."), field=field)
    if len(text) > REASON_LENGTH:
        raise Invalid(_("Enter at most %(limit)d characters."), field=field, limit=REASON_LENGTH)
    return text


def person_of(by: Actor) -> User | None:
    """Return the person behind an actor; None for the product itself."""
    return by if isinstance(by, User) else None


def move(case: UseCase, to: Stage, *, by: Actor, reason: str = "", action: str = "usecases.case.advanced") -> None:
    """Put a locked case at `to`, with its history, counts and trail. Whoever calls has checked that it may."""
    before, now = case.stage, timezone.now()
    case.stage, case.stage_source, case.stage_since, case.updated_at = to, Source.EARNED, now, now
    if workflow.is_closed(to):
        case.hold_reason, case.held_since = "", None
    case.save(update_fields=["stage", "stage_source", "stage_since", "hold_reason", "held_since", "updated_at"])
    made = StageMove.objects.create(
        case=case, from_stage=before, to_stage=to, by=person_of(by), reason=reason, effective_at=now, recorded_at=now
    )
    note_counts([(case.unit_id, case.category, before, -1), (case.unit_id, case.category, to, 1)])
    audit.record(action, case, by=by, reason=reason, changes={"stage": (before, to)})
    following.tell_moved(made, case, by=by)


def move_by_facts(case: UseCase, *, by: Actor) -> None:
    """Let a locked case advance to what its tier and its score card give it, if that lies ahead."""
    facts = {"classified": bool(case.tier), "scored": case.current_card_id is not None}
    to = workflow.earned_by_facts(case.stage, facts)
    if to != case.stage:
        move(case, to, by=by)


def _known(stage: str) -> Stage:
    try:
        return Stage(stage)
    except ValueError:
        raise Invalid(_("There is no stage “%(stage)s”."), field="to", stage=str(stage)[:40]) from None


@transaction.atomic
def advance(case: UseCase, *, to: str, by: Actor, reason: str = "") -> UseCase:
    """Move a case along the ladder, or to rejected.

    Called by the apps that own the decision (a review, a gate): they have asked who may. No page offers it.
    Raises Invalid for an unknown stage, Conflict for a move that the ladder lacks or a case on hold.
    """
    target = _known(to)
    case = lock(case)
    if case.archived_at:
        raise Conflict(_("This use case is archived."))
    workflow.require(case.stage, target)
    if case.is_held and not workflow.is_closed(target):
        raise Conflict(_("This use case is on hold: resume it before it moves on."))
    move(case, target, by=by, reason=clean_reason(reason, required=False))
    return case


@transaction.atomic
def hold(case: UseCase, *, by: Actor, reason: str) -> UseCase:
    """Put a case on hold; it keeps its stage and resumes there. Raises Denied, Conflict, or Invalid at `reason`."""
    case = lock(case)
    policies.check_hold(by, case)
    case.hold_reason, case.held_since = clean_reason(reason), timezone.now()
    case.updated_at = case.held_since
    case.save(update_fields=["hold_reason", "held_since", "updated_at"])
    audit.record("usecases.case.held", case, by=by, reason=case.hold_reason, stage=case.stage)
    following.tell_held(case, by=by)
    return case


@transaction.atomic
def resume(case: UseCase, *, by: Actor, reason: str = "") -> UseCase:
    """Take a case off hold. Raises Denied or Conflict."""
    case = lock(case)
    policies.check_resume(by, case)
    text, since = clean_reason(reason, required=False), case.held_since
    case.hold_reason, case.held_since, case.updated_at = "", None, timezone.now()
    case.save(update_fields=["hold_reason", "held_since", "updated_at"])
    audit.record("usecases.case.resumed", case, by=by, reason=text, held_since=since)
    following.tell_resumed(case, since, by=by)
    return case


@transaction.atomic
def close(case: UseCase, *, to: str, by: Actor, reason: str) -> UseCase:
    """Kill, retire or reject a case, with a reason. Ends a hold.

    Rejecting is the act of a review, which has asked who may: no page and no API offers it.
    Raises Denied, Conflict, or Invalid at `to` or `reason`.
    """
    target = _known(to)
    if not workflow.is_closed(target):
        raise Invalid(_("A use case is closed as rejected, killed or retired."), field="to")
    case = lock(case)
    if target != Stage.REJECTED:
        policies.check_close(by, case)
    workflow.require(case.stage, target)
    text = clean_reason(reason)
    move(case, target, by=by, reason=text, action="usecases.case.closed")
    return case


@transaction.atomic
def reopen(case: UseCase, *, by: Actor, reason: str) -> UseCase:
    """Bring a rejected or killed case back to the stage it was closed at. Raises Denied, Conflict, Invalid."""
    case = lock(case)
    policies.check_reopen(by, case)
    text = clean_reason(reason)
    closing = StageMove.objects.filter(case=case, to_stage=case.stage).order_by("-id").first()
    back = Stage(closing.from_stage) if closing and closing.from_stage else Stage.IDEA
    move(case, back, by=by, reason=text, action="usecases.case.reopened")
    return case


@transaction.atomic
def note_review_state(case: UseCase, state: str, *, by: Actor) -> UseCase:
    """Keep on the case what its latest review says; for governance. Raises Invalid for an unknown state."""
    if state not in {item.value for item in ReviewState}:
        raise Invalid(_("There is no review state “%(state)s”."), field="state", state=str(state)[:40])
    case = lock(case)
    before = case.review_state
    if before != state:
        case.review_state, case.updated_at = state, timezone.now()
        case.save(update_fields=["review_state", "updated_at"])
        audit.record("usecases.case.review_noted", case, by=by, changes={"review_state": (before, state)})
        following.tell_reviewed(case, by=by)
    return case


@transaction.atomic
def note_approval(case: UseCase, *, standing: str, until: date | None, by: Actor) -> UseCase:
    """Keep on the case how its approval stands and until when; for governance. Raises Invalid when unknown."""
    if standing not in {item.value for item in Standing}:
        raise Invalid(_("There is no approval standing “%(standing)s”."), field="standing", standing=str(standing)[:40])
    case = lock(case)
    before = (case.approval_standing, case.approval_until)
    if before != (standing, until):
        case.approval_standing, case.approval_until, case.updated_at = standing, until, timezone.now()
        case.save(update_fields=["approval_standing", "approval_until", "updated_at"])
        audit.record(
            "usecases.case.approval_noted",
            case,
            by=by,
            changes={"approval_standing": (before[0], standing), "approval_until": (before[1], until)},
        )
        if before[0] != standing:
            following.tell_approval(case, by=by)
    return case


@transaction.atomic
def note_funding(case: UseCase, *, funded_for: str, by: Actor, reason: str = "") -> UseCase:
    """Keep on the case for which years an adopted scenario funds it ("" for none); for the portfolio.

    A fact beside the stage, also on a case that is closed or on hold. Raises Invalid for a text that is too long.
    """
    if len(funded_for) > FUNDED_LENGTH:
        raise Invalid(_("Enter at most %(limit)d characters."), field="funded_for", limit=FUNDED_LENGTH)
    case = lock(case)
    before = case.funded_for
    if before != funded_for:
        case.funded_for, case.updated_at = funded_for, timezone.now()
        case.save(update_fields=["funded_for", "updated_at"])
        changes = {"funded_for": (before, funded_for)}
        audit.record("usecases.case.funding_noted", case, by=by, reason=reason, changes=changes)
    return case
