"""Who may do what with a use case, and when; each check raises with the sentence that the page shows."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, company_root
from usecases import workflow
from usecases.models import CaseLink, UseCase
from usecases.workflow import Stage


def check_create(by: Actor, unit: Unit | None = None) -> None:
    """May register a case in `unit` (or, without one, anywhere)."""
    if unit is None:
        require_anywhere(by, Permission.CASE_CREATE)
        return
    require(by, Permission.CASE_CREATE, unit.path, to="register use cases")
    if unit.archived_at:
        raise Conflict(_("This unit is archived; choose another."))


def check_import(by: Actor) -> None:
    """May import cases somewhere."""
    require_anywhere(by, Permission.CASE_IMPORT)


def check_export(by: Actor, case: UseCase) -> None:
    """May take the case and what is linked to it out as a file."""
    require(by, Permission.EXPORT, case.unit.path, to="export this use case")


def is_own(by: Actor, case: UseCase) -> bool:
    """Say whether a person owns or registered a case."""
    return not by.is_system and by.pk in {case.owner_id, case.created_by_id}  # type: ignore[union-attr]


def may_write(by: Actor, case: UseCase, *extra: Permission) -> bool:
    """Say whether a person may write a case: in its unit, or because it is their own."""
    access, path = access_of(by), case.unit.path
    if any(access.allows(permission, path) for permission in (Permission.CASE_EDIT, *extra)):
        return True
    return is_own(by, case) and access.allows(Permission.CASE_EDIT_OWN, path)


def _require_write(by: Actor, case: UseCase, *extra: Permission, to: str = "edit this use case") -> None:
    if may_write(by, case, *extra):
        return
    if access_of(by).allows(Permission.CASE_EDIT_OWN, case.unit.path):
        raise Denied(_("You may edit only the use cases that you own or registered."))
    require(by, Permission.CASE_EDIT, case.unit.path, to=to)


def _require_open(case: UseCase) -> None:
    if case.archived_at:
        raise Conflict(_("This use case is archived."))
    if case.is_closed:
        raise Conflict(
            _("This use case is closed (%(stage)s) and is kept as it was."), stage=workflow.LABELS[Stage(case.stage)]
        )


def check_edit(by: Actor, case: UseCase) -> None:
    """May change what the case says; not once it is closed."""
    _require_write(by, case)
    _require_open(case)


def check_link(by: Actor, case: UseCase, other: UseCase) -> None:
    """May link the case with another one, which must be in sight."""
    check_edit(by, case)
    require(by, Permission.READ, other.unit.path, to="read the other use case")


def check_unlink(by: Actor, link: CaseLink) -> None:
    """May take a link away: who may edit either of its sides."""
    try:
        check_edit(by, link.source)
    except (Denied, Conflict):
        check_edit(by, link.target)


def check_manage_fields(by: Actor) -> None:
    """May add fields to use cases and change them, for everybody."""
    require_anywhere(by, Permission.FIELDS_MANAGE)


def check_manage_tags(by: Actor) -> None:
    """May rename and merge tags, for everybody: asked at the root of the organization."""
    root = company_root()
    require(by, Permission.CASE_EDIT, root.path if root else None, to="rename tags for everybody")


def may_change_several(by: Actor) -> bool:
    """Say whether a person may write any case, so that the list offers acts on several."""
    access = access_of(by)
    writing = (Permission.CASE_EDIT, Permission.CASE_EDIT_OWN, Permission.GATE_DECIDE)
    return any(access.anywhere(permission) for permission in writing)


def check_bulk(by: Actor) -> None:
    """May act on several cases at once; each case is asked for itself too."""
    if not may_change_several(by):
        require_anywhere(by, Permission.CASE_EDIT)


def check_classify(by: Actor, case: UseCase) -> None:
    """May answer the risk questions."""
    _require_write(by, case, to="classify this use case")
    _require_open(case)


def check_inputs(by: Actor, case: UseCase) -> None:
    """May enter the inputs of the score."""
    _require_write(by, case, Permission.CASE_SCORE, to="score this use case")
    _require_open(case)


def check_score(by: Actor, case: UseCase) -> None:
    """May make a score card."""
    check_inputs(by, case)


def check_hold(by: Actor, case: UseCase) -> None:
    """May put the case on hold."""
    _require_write(by, case, Permission.GATE_DECIDE, to="put this use case on hold")
    _require_open(case)
    if case.is_held:
        raise Conflict(_("This use case is already on hold."))


def check_resume(by: Actor, case: UseCase) -> None:
    """May take the case off hold."""
    _require_write(by, case, Permission.GATE_DECIDE, to="resume this use case")
    if not case.is_held:
        raise Conflict(_("This use case is not on hold."))


def check_close(by: Actor, case: UseCase) -> None:
    """May stop (kill) or retire the case."""
    _require_write(by, case, Permission.GATE_DECIDE, to="close this use case")
    _require_open(case)
    if case.review_state == workflow.ReviewState.OPEN:
        raise Conflict(_("A review of this use case is open; withdraw it first."))


def check_reopen(by: Actor, case: UseCase) -> None:
    """May bring a rejected or killed case back to where it stood."""
    require(by, Permission.CASE_EDIT, case.unit.path, to="reopen this use case")
    if case.stage not in workflow.REOPENABLE:
        raise Conflict(_("Only a use case that was rejected or killed can be reopened."))


def check_adopt_weights(by: Actor) -> None:
    """May change the weights for everybody: asked at the root of the organization."""
    root = company_root()
    require(by, Permission.WEIGHTS_ADOPT, root.path if root else None, to="change the weights for everybody")


def check_recompute(by: Actor) -> None:
    """May start a recompute of the whole portfolio."""
    check_adopt_weights(by)
