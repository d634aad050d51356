"""Who may book, take back, sign, and add rates."""

from typing import cast

from django.core.exceptions import ObjectDoesNotExist

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi.benefit_models import BenefitLine, BenefitProposal
from roi.business_models import BusinessCase
from roi.control_models import ClosedMonth, SigningBatch
from roi.import_models import LedgerImport
from roi.models import LedgerEntry
from roi.sharing_models import DoubleCount
from roi.workflow import BatchState, Grade, ItemState
from usecases.models import UseCase

BOOK = _("book entries")
SIGN = _("sign entries for finance")
CLOSE = _("close and reopen months")
DRAW = _("draw futures of the portfolio")
DRAFT = _("write business cases")
APPROVE = _("approve business cases")
BENEFIT = _("say how a benefit is measured")
ACCEPT = _("accept measured benefits")


def unit_of(subject: Unit | UseCase) -> Unit:
    """Return the unit on which a subject's value is booked."""
    return subject.unit if isinstance(subject, UseCase) else subject


def check_book(user: Actor, subject: Unit | UseCase) -> None:
    """Booking takes the right on the unit; nobody books the value of a case they own."""
    unit = unit_of(subject)
    require(user, Permission.LEDGER_BOOK, unit.path, to=BOOK)
    _not_the_owner(user, subject if isinstance(subject, UseCase) else None)
    if unit.archived_at is not None or (isinstance(subject, UseCase) and subject.archived_at is not None):
        raise Conflict(_("This is archived: nothing more is booked on it."))


def check_book_somewhere(user: Actor) -> None:
    """Whether there is any unit to book on."""
    require_anywhere(user, Permission.LEDGER_BOOK)


def check_grade(user: Actor, unit: Unit, grade: str) -> None:
    """The grade "signed by finance" comes from finance signing what somebody else booked, never from booking."""
    if grade == Grade.FINANCE_SIGNED:
        require(user, Permission.LEDGER_SIGN, unit.path, to=SIGN)
        if not user.is_system:
            raise Denied(_("Nobody signs what they book: book it with its evidence, and a colleague signs it."))


def check_reverse(user: Actor, entry: LedgerEntry) -> None:
    """Taking back takes what booking takes; what finance signed, only finance takes back."""
    require(user, Permission.LEDGER_BOOK, entry.unit.path, to=BOOK)
    if entry.grade == Grade.FINANCE_SIGNED:
        require(user, Permission.LEDGER_SIGN, entry.unit.path, to=SIGN)
    _not_the_owner(user, entry.case)
    _still_counts(entry)


def check_document(user: Actor, entry: LedgerEntry) -> None:
    """Whoever asserted an amount, or may book on the unit, attaches and withdraws its documents until it is signed."""
    check_answer(user, entry)
    if entry.grade == Grade.FINANCE_SIGNED or (is_reversed(entry) and not entry.is_reversal):
        raise Conflict(_("This entry is signed or taken back, so its documents stay as they are."))


def check_sign(user: Actor, entry: LedgerEntry) -> None:
    """Finance confirms an actual amount that somebody else asserted."""
    require(user, Permission.LEDGER_SIGN, entry.unit.path, to=SIGN)
    _not_the_owner(user, entry.case)
    _still_counts(entry)
    if entry.basis != "actual":
        raise Conflict(_("Only actual amounts are signed; a plan is not a fact yet."))
    if entry.grade == Grade.FINANCE_SIGNED:
        raise Conflict(_("Finance has already signed this entry."))
    if not user.is_system and entry.asserted_by_id == user.pk:  # type: ignore[union-attr]
        raise Denied(_("You booked this entry yourself; somebody else signs it."))


def check_open_batch(user: Actor, unit: Unit) -> None:
    """Finance gathers what it signs."""
    require(user, Permission.LEDGER_SIGN, unit.path, to=SIGN)


def check_sign_somewhere(user: Actor) -> None:
    """Whether there is any unit for which this person signs."""
    require_anywhere(user, Permission.LEDGER_SIGN)


def check_sign_batch(user: Actor, batch: SigningBatch) -> None:
    """Finance decides on an open batch, whoever of finance opened it."""
    require(user, Permission.LEDGER_SIGN, batch.unit.path, to=SIGN)
    if batch.state == BatchState.SIGNING:
        raise Conflict(_("This batch is being signed."))
    if batch.state != BatchState.OPEN:
        who = batch.closed_by.name if batch.closed_by else str(_("the product itself"))
        raise Conflict(_("This batch is closed already, by %(who)s."), who=who)


def check_not_all_own(user: Actor, batch: SigningBatch) -> None:
    """Somebody else signs when a person asserted all that waits."""
    waiting = batch.items.filter(state=ItemState.WAITING)
    if not user.is_system and not waiting.exclude(entry__asserted_by=user.pk).exists():  # type: ignore[union-attr]
        raise Denied(_("You booked all that waits in this batch; somebody else of finance signs it."))


def check_answer(user: Actor, entry: LedgerEntry) -> None:
    """Whoever asserted an amount, or may book on the unit, answers what finance asks about it."""
    if user.is_system or entry.asserted_by_id != user.pk:  # type: ignore[union-attr]
        require(user, Permission.LEDGER_BOOK, entry.unit.path, to=BOOK)


def check_close(user: Actor, unit: Unit) -> None:
    """Finance closes months, for a unit and all below it."""
    require(user, Permission.LEDGER_SIGN, unit.path, to=CLOSE)


def check_reopen(user: Actor, closing: ClosedMonth) -> None:
    """Another person of finance than the one who closed a month reopens it."""
    require(user, Permission.LEDGER_SIGN, closing.unit.path, to=CLOSE)
    if not closing.is_standing:
        raise Conflict(_("%(month)s is open already."), month=str(closing.of))
    if not user.is_system and closing.closed_by_id == user.pk:  # type: ignore[union-attr]
        raise Denied(_("You closed this month; somebody else of finance reopens it."))


def check_simulate_portfolio(user: Actor, unit: Unit) -> None:
    """Who may read a unit has the futures of its business cases drawn; nothing of the cases is changed by it."""
    require(user, Permission.READ, unit.path, to=DRAW)


def check_import(user: Actor, upload: LedgerImport) -> None:
    """Who uploaded a file has it booked."""
    check_book_somewhere(user)
    if not user.is_system and upload.created_by_id != user.pk:  # type: ignore[union-attr]
        raise Denied(_("Somebody else uploaded this file, and has it booked."))


def check_double(user: Actor, double: DoubleCount) -> None:
    """Finance decides whether two use cases claim the same, and nobody who owns one of them."""
    require(user, Permission.LEDGER_SIGN, double.unit.path, to=SIGN)
    owners = {double.first_case.owner_id, double.second_case.owner_id}
    if not user.is_system and user.pk in owners:  # type: ignore[union-attr]
        raise Denied(_("You own one of these use cases, so somebody else decides."))


def check_categories(user: Actor) -> None:
    """Categories hold for the whole installation; finance or an administrator adds and retires them."""
    if not access_of(user).anywhere(Permission.LIBRARY_PUBLISH):
        require_anywhere(user, Permission.LEDGER_SIGN)


def check_restate(user: Actor) -> None:
    """Finance or an administrator has amounts restated after a change of the reporting currency."""
    check_categories(user)


def check_add_rate(user: Actor) -> None:
    """Rates hold for the whole installation; finance adds them."""
    require_anywhere(user, Permission.LEDGER_SIGN)


def is_reversed(entry: LedgerEntry) -> bool:
    """Say whether another entry takes this one back."""
    try:
        return entry.reversal is not None
    except ObjectDoesNotExist:
        return False


def _still_counts(entry: LedgerEntry) -> None:
    if entry.is_reversal:
        raise Conflict(_("This entry takes another one back. Book the amount anew instead of reversing the reversal."))
    if is_reversed(entry):
        raise Conflict(_("This entry has already been reversed."))


def _not_the_owner(user: Actor, case: UseCase | None) -> None:
    if case is not None and not user.is_system and case.owner_id == user.pk:  # type: ignore[union-attr]
        raise Denied(_("You own this use case, so somebody else books its value."))


def check_draft(user: Actor, case: UseCase) -> None:
    """Who may edit the use case, or book its value, writes its business case; not once the case is closed."""
    access, path = access_of(user), case.unit.path
    own = not user.is_system and user.pk in {case.owner_id, case.created_by_id}  # type: ignore[union-attr]
    allowed = [Permission.CASE_EDIT, Permission.LEDGER_BOOK, *([Permission.CASE_EDIT_OWN] if own else [])]
    if not any(access.allows(permission, path) for permission in allowed):
        require(user, Permission.CASE_EDIT, path, to=DRAFT)
    if case.archived_at is not None or case.is_closed:
        raise Conflict(_("This use case is closed, so its business case stays as it is."))


def check_approve(user: Actor, version: BusinessCase) -> None:
    """Finance approves the current version that somebody else wrote; it is then the promise."""
    case = version.case
    require(user, Permission.LEDGER_SIGN, case.unit.path, to=APPROVE)
    if not user.is_system and user.pk in {version.created_by_id, case.owner_id}:  # type: ignore[union-attr]
        raise Denied(_("You wrote this version or own the use case; somebody else approves it."))
    if version.is_approved:
        raise Conflict(_("This version is approved already."))
    if not version.is_current:
        raise Conflict(_("There is a newer version; only the current one is approved."))


def check_simulate(user: Actor, version: BusinessCase) -> None:
    """Who may write the business case may have its futures drawn."""
    check_draft(user, version.case)


def check_write_line(user: Actor, case: UseCase) -> None:
    """Who may edit the use case, or book its value, says how its benefit is measured; not once it is archived."""
    access, path = access_of(user), case.unit.path
    own = not user.is_system and user.pk in {case.owner_id, case.created_by_id}  # type: ignore[union-attr]
    allowed = [Permission.CASE_EDIT, Permission.LEDGER_BOOK, *([Permission.CASE_EDIT_OWN] if own else [])]
    if not any(access.allows(permission, path) for permission in allowed):
        require(user, Permission.CASE_EDIT, path, to=BENEFIT)
    if case.archived_at is not None:
        raise Conflict(_("This is archived: nothing more is booked on it."))


def check_revise_line(user: Actor, line: BenefitLine) -> None:
    """Who may write a benefit line may change and end it."""
    check_write_line(user, line.case)
    if line.is_ended:
        raise Conflict(_("This benefit has ended."))


def check_propose(user: Actor, line: BenefitLine) -> None:
    """Who may change the line, or accepts what it proposes, has its months computed."""
    if not user.is_system and user.pk == line.owner_id:  # type: ignore[union-attr]
        return
    check_revise_line(user, line)


def check_accept_benefit(user: Actor, proposal: BenefitProposal) -> None:
    """The owner of the benefit accepts it, or who books in the unit; never who stands behind its terms."""
    line = proposal.line
    if user.is_system:
        raise Denied(_("A benefit is accepted by a person."))
    person = cast(User, user)
    owns = person.pk == line.owner_id and access_of(user).allows(Permission.READ, line.case.unit.path)
    if not owns:
        require(user, Permission.LEDGER_BOOK, line.case.unit.path, to=ACCEPT)
    if person.pk == line.asserted_by_id:
        raise Denied(_("You stand behind the terms of this benefit; somebody else accepts what follows from them."))
    if line.case.archived_at is not None:
        raise Conflict(_("This is archived: nothing more is booked on it."))
    if not proposal.is_waiting:
        raise Conflict(_("This proposal is decided already."))
