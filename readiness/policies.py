"""Who may assess, and when."""

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from readiness import rules
from readiness.models import Assessment


def check_start(actor: Actor, unit: Unit | None = None) -> None:
    """Raise Denied unless the actor may assess the unit (or some unit, when none is named)."""
    if unit is None:
        require_anywhere(actor, Permission.ASSESS)
    else:
        require(actor, Permission.ASSESS, unit.path, to="assess readiness")


def check_answer(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict once the assessment is submitted or discarded."""
    require(actor, Permission.ASSESS, assessment.unit.path, to="assess readiness")
    if not assessment.is_open:
        raise Conflict(_("This assessment is closed. Start a new one to record a change."))


def check_discard(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict once it is closed."""
    check_answer(actor, assessment)


def check_submit(actor: Actor, assessment: Assessment) -> None:
    """Raise Denied, or Conflict when it is closed or factors have no score yet."""
    check_answer(actor, assessment)
    state = rules.result(assessment.parsed, assessment.scores())
    if not state.is_complete:
        raise Conflict(
            _("%(missing)s of %(total)s factors have no score yet."),
            missing=state.total - state.answered,
            total=state.total,
        )
