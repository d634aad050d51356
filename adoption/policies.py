"""Who may record how a use case is adopted, and who may say something about it."""

from typing import Any

from adoption.models import About, Feedback, Idea, Resistance, Session
from adoption.models.about import Figures
from adoption.models.change import Champion, Communication
from adoption.workflow import Answer, Handling, IdeaState
from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases.models import UseCase

RECORD = _("record how a use case is adopted")
SAY = _("give feedback or ideas")


def may_write(by: Actor, case: UseCase) -> bool:
    """Whether a person writes the case: in its unit, or because it is their own."""
    access, path = access_of(by), case.unit.path
    own = not by.is_system and by.pk in {case.owner_id, case.created_by_id}  # type: ignore[union-attr]
    return access.allows(Permission.CASE_EDIT, path) or (own and access.allows(Permission.CASE_EDIT_OWN, path))


def check_record(by: Actor, case: UseCase) -> None:
    """Who writes the case records how it is adopted, also once it is closed: what runs is followed."""
    if not may_write(by, case):
        if access_of(by).allows(Permission.CASE_EDIT_OWN, case.unit.path):
            raise Denied(_("You may record adoption only of use cases that you own or registered."))
        require(by, Permission.CASE_EDIT, case.unit.path, to=RECORD)
    if case.archived_at is not None:
        raise Conflict(_("This use case is archived."))


def check_write(by: Actor, record: About) -> None:
    """Who writes its use case, or runs the unit of the people concerned, writes a record."""
    access = access_of(by)
    if record.case is not None:
        runs_unit = access.allows(Permission.CASE_EDIT, record.unit.path)
        if not runs_unit or record.case.archived_at is not None:
            check_record(by, record.case)
    else:
        require(by, Permission.CASE_EDIT, record.unit.path, to=RECORD)


def check_say(by: Actor, record: About) -> None:
    """Who may comment there gives feedback and ideas."""
    require(by, Permission.COMMENT, (record.case or record).unit.path, to=SAY)
    if record.case is not None and record.case.archived_at is not None:
        raise Conflict(_("This use case is archived."))


def check_import(by: Actor) -> None:
    """Who writes some use case may import a file; each of its rows is asked for again."""
    if not may_record(by):
        require_anywhere(by, Permission.CASE_EDIT)


def may_record(by: Actor) -> bool:
    """Whether a person writes any use case."""
    access = access_of(by)
    return any(access.anywhere(permission) for permission in (Permission.CASE_EDIT, Permission.CASE_EDIT_OWN))


def check_correct(by: Actor, figures: Figures) -> None:
    """Who may write may correct, once for each: the newest of a chain is the one that counts."""
    check_write(by, figures)
    if type(figures)._default_manager.filter(corrects=figures).exists():
        raise Conflict(_("These figures are corrected already; correct those that took their place."))


def check_attend(by: Actor, session: Session) -> None:
    """Attendance is told of a session that was not canceled."""
    check_write(by, session)
    if session.canceled_at is not None:
        raise Conflict(_("This session is canceled."))


def check_cancel(by: Actor, session: Session) -> None:
    """A session is canceled before anybody attended."""
    check_attend(by, session)
    if session.attended is not None:
        raise Conflict(_("People attended this session; it cannot be canceled any more."))


def check_send(by: Actor, communication: Communication) -> None:
    """A communication is sent, changed or dropped once, while it is planned."""
    check_write(by, communication)
    if communication.sent_on or communication.dropped_at:
        raise Conflict(_("This communication is sent or dropped; plan a new one."))


def check_release(by: Actor, champion: Champion) -> None:
    """A champion is released once."""
    check_write(by, champion)
    if champion.until is not None:
        raise Conflict(_("This champion has an end already."))


def check_handle(by: Actor, resistance: Resistance) -> None:
    """Resistance is handled by who writes and by its owner, until it is closed."""
    if by.is_system or by.pk != resistance.owner_id:  # type: ignore[union-attr]
        check_write(by, resistance)
    if resistance.state == Handling.CLOSED:
        raise Conflict(_("This case of resistance is closed; open it again to go on."))


def check_close(by: Actor, resistance: Resistance) -> None:
    """Resistance is closed after something was done about it."""
    check_handle(by, resistance)
    if resistance.state == Handling.OPEN:
        raise Conflict(_("Record first what was done about it."))


def check_reopen(by: Actor, resistance: Resistance) -> None:
    """Closed resistance may turn out not to be over."""
    check_write(by, resistance)
    if resistance.state != Handling.CLOSED:
        raise Conflict(_("This case of resistance is not closed."))


def check_answer(by: Actor, feedback: Feedback) -> None:
    """Who writes the use case answers, and may answer again until it is declined."""
    check_write(by, feedback)
    if feedback.state == Answer.DECLINED:
        raise Conflict(_("This feedback is declined."))


def check_turn(by: Actor, idea: Idea) -> None:
    """An open idea becomes a use case through whoever may register one in its unit."""
    _require_open(idea)
    require(by, Permission.CASE_CREATE, idea.unit.path, to=_("register use cases"))


def check_decline(by: Actor, idea: Idea) -> None:
    """An open idea is declined by who runs its unit."""
    _require_open(idea)
    require(by, Permission.CASE_EDIT, idea.unit.path, to=_("decide on ideas"))


def _require_open(idea: Idea) -> None:
    if idea.state != IdeaState.OPEN:
        raise Conflict(_("This idea is decided."))


def allowed(check: Any, by: Actor, record: Any) -> bool:
    """Whether a check lets somebody through."""
    try:
        check(by, record)
    except (Denied, Conflict):
        return False
    return True
