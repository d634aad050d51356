"""Who may assess, and when."""

from datetime import timedelta

from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor, SystemActor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import WRITE_SCOPE, access_of
from library.models import Document
from readiness import rules
from readiness.models import ActionItem, Assessment, Process, Sheet
from readiness.models.sheets import within_token
from readiness.workflow import SHEET_OPEN, SheetState, State

REMIND_AFTER = timedelta(days=1)


def check_start(actor: Actor, unit: Unit | None = None) -> None:
    """Raise Denied unless the actor may assess the unit (or some unit, when none is named)."""
    if unit is None:
        require_anywhere(actor, Permission.ASSESS)
    else:
        require(actor, Permission.ASSESS, unit.path, to="assess readiness")


def check_facilitate(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied unless the actor may assess the unit, or Conflict once it is submitted or discarded."""
    require(actor, Permission.ASSESS, assessment.unit.path, to="assess readiness")
    if not assessment.is_open:
        raise Conflict(_("This assessment is closed. Start a new one to record a change."))


def check_answer(actor: Actor, sheet: Sheet) -> None:
    """Raise Denied unless it is the rater's own sheet, or the joint one of a unit that the actor may assess.

    Raises Conflict once the sheet or its assessment is closed.
    """
    assessment = sheet.assessment
    if sheet.is_joint:
        check_facilitate(actor, assessment)
        return
    check_own_sheet(actor, sheet)
    if not assessment.is_open:
        raise Conflict(_("This assessment is closed. Start a new one to record a change."))
    if not sheet.is_open:
        raise Conflict(_("This sheet is closed: its answers no longer change."))


def check_own_sheet(actor: Actor, sheet: Sheet) -> None:
    """Raise Denied unless the sheet is the actor's own."""
    if isinstance(actor, SystemActor):
        return
    if sheet.is_joint or sheet.rater_id != actor.pk or not within_token(actor, sheet.assessment.unit):
        raise Denied(_("Only the person who was invited fills this sheet."))
    if not _may_write(actor):
        raise Denied(_("This token may only read."))


def check_discard(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict once it is closed."""
    check_facilitate(actor, assessment)


def check_submit(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict when it is closed, raters are still at it, or factors are unanswered."""
    check_facilitate(actor, assessment)
    if assessment.is_sealed:
        raise Conflict(_("Raters are still filling their sheets. Close rating first."))
    state = rules.result(assessment.parsed, assessment.scores(), assessment.not_known())
    if not state.is_complete:
        raise Conflict(
            _("%(missing)s of %(total)s factors have no answer yet."),
            missing=state.total - state.answered,
            total=state.total,
        )


def check_reopen(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict unless it is submitted and no other one of its subject and instrument is open."""
    require(actor, Permission.ASSESS, assessment.unit.path, to="assess readiness")
    if assessment.state != State.SUBMITTED:
        raise Conflict(_("Only a submitted assessment can be opened again."))
    others = Assessment.objects.of_subject(assessment.subject_kind, assessment.subject_uid).due_open()
    if others.filter(instrument__slug=assessment.instrument.slug).exists():
        raise Conflict(_("A newer assessment is already open. Correct the answers there."))


def check_invite(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict unless raters fill it each alone and rating is still open."""
    check_facilitate(actor, assessment)
    if not assessment.is_blind:
        raise Conflict(_("This assessment is filled together; no raters are invited to it."))
    if not assessment.is_sealed:
        raise Conflict(_("Rating is closed."))


def check_close_rating(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict when rating is closed already or nobody has handed in a sheet."""
    check_invite(actor, assessment)
    if not assessment.sheets.filter(state=SheetState.SUBMITTED).exists():
        raise Conflict(_("Nobody has handed in a sheet yet."))


def check_settle(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict unless rating is closed and the result not submitted."""
    check_facilitate(actor, assessment)
    if assessment.state != State.SETTLING:
        raise Conflict(_("A factor is settled between the close of rating and the submission."))


def check_withdraw(actor: Actor, sheet: Sheet) -> None:
    """Raise Denied, or Conflict once rating is closed or the invitation no longer stands."""
    check_invite(actor, sheet.assessment)
    if sheet.state in {SheetState.DECLINED, SheetState.WITHDRAWN}:
        raise Conflict(_("This invitation no longer stands."))


def check_remind(actor: Actor, sheet: Sheet) -> None:
    """Raise Denied, or Conflict when the rater has nothing to do or was written to within the last day."""
    check_invite(actor, sheet.assessment)
    if sheet.state not in SHEET_OPEN:
        raise Conflict(_("There is nothing to remind this person of."))
    if not sheet.can_be_mailed:
        raise Conflict(_("No address is known of this person. The invitation stands on their Home."))
    last = sheet.reminded_at or sheet.invited_at
    if timezone.now() - last < REMIND_AFTER:
        raise Conflict(_("This person was written to within the last day."))


def check_submit_sheet(actor: Actor, sheet: Sheet) -> None:
    """Raise Denied, or Conflict when the sheet is closed or factors are unanswered."""
    check_answer(actor, sheet)
    total, answered = sum(1 for _factor in sheet.assessment.parsed.factors), len(sheet.said())
    if answered < total:
        raise Conflict(_("%(missing)s of %(total)s factors have no answer yet."), missing=total - answered, total=total)


def check_take_back(actor: Actor, sheet: Sheet) -> None:
    """Raise Denied, or Conflict unless the sheet is handed in and rating still open."""
    check_own_sheet(actor, sheet)
    if sheet.state != SheetState.SUBMITTED or not sheet.assessment.is_sealed or not sheet.assessment.is_open:
        raise Conflict(_("Rating is closed: the sheet can no longer be changed."))


def check_move(actor: Actor, assessment: Assessment, document: Document | None = None) -> None:
    """Raise Denied, or Conflict unless it is open and there is a newer version of its instrument (`document`)."""
    check_facilitate(actor, assessment)
    current = assessment.instrument
    newest = document or Document.objects.filter(kind=current.kind, slug=current.slug).order_by("-version")[0]
    if (newest.kind, newest.slug) != (current.kind, current.slug):
        raise Conflict(_("An assessment stays with its instrument; only another version of it can be taken."))
    if newest.version <= current.version:
        raise Conflict(_("This is not a newer version of the instrument."))


def check_create_action(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict for one that is discarded or whose sheets are still sealed."""
    require(actor, Permission.ASSESS, assessment.unit.path, to="write action items")
    if assessment.state == State.DISCARDED:
        raise Conflict(_("This assessment is discarded."))
    if assessment.is_sealed:
        raise Conflict(_("Raters are still filling their sheets. Close rating first."))


def check_edit_action(actor: Actor, item: ActionItem) -> None:
    """Raise Denied, or Conflict once the item is closed."""
    require(actor, Permission.ASSESS, item.unit.path, to="change action items")
    if not item.is_open:
        raise Conflict(_("This action item is closed. Open it again to change it."))


def check_close_action(actor: Actor, item: ActionItem) -> None:
    """Raise Denied unless the actor owns the item or may assess the unit, or Conflict once it is closed."""
    access = access_of(actor)
    owns = item.owner_id is not None and item.owner_id == getattr(actor, "pk", None) and _may_write(actor)
    if not (owns and access.allows(Permission.READ, item.unit.path)):
        require(actor, Permission.ASSESS, item.unit.path, to="close action items of others")
    if not item.is_open:
        raise Conflict(_("This action item is closed."))


def check_reopen_action(actor: Actor, item: ActionItem) -> None:
    """Raise Denied, or Conflict when it is open."""
    require(actor, Permission.ASSESS, item.unit.path, to="open action items again")
    if item.is_open:
        raise Conflict(_("This action item is open."))


def check_edit_process(actor: Actor, process: Process) -> None:
    """Raise Denied, or Conflict once the process is archived."""
    require(actor, Permission.ASSESS, process.unit.path, to="change processes")
    if process.archived_at is not None:
        raise Conflict(_("This process is archived."))


def _may_write(actor: Actor) -> bool:
    token = None if isinstance(actor, SystemActor) else actor.token
    return token is None or WRITE_SCOPE in token.scopes
