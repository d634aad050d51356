"""Who may assess, and when."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from readiness import rules
from readiness.models import Assessment, Sheet
from readiness.workflow import State


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
    if not actor.is_system and (sheet.is_joint or sheet.rater_id != getattr(actor, "pk", None)):
        raise Denied(_("Only the person who was invited fills this sheet."))


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
