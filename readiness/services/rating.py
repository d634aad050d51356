"""Several raters, each alone: inviting them, what they do with their sheets, and closing rating."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs.services import enqueue
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from readiness import policies
from readiness.models import Assessment, Sheet
from readiness.services.wording import clean_text, person_of
from readiness.workflow import SHEET_OPEN, SheetState, State

MAIL = "readiness.mail"
MOST_RATERS = 100


@transaction.atomic
def invite_raters(assessment: Assessment, people: Sequence[User], *, by: Actor) -> list[Sheet]:
    """Give each of these people a sheet of their own, and mail them; who has one that counts is left as it is.

    Somebody who declined or was withdrawn is invited again. Raises Denied, Invalid at `people` for nobody or somebody
    inactive, Conflict when the assessment is filled together or rating is closed.
    """
    assessment = lock(assessment)
    policies.check_invite(by, assessment)
    if not people:
        raise Invalid(_("Choose at least one person."), field="people")
    sheets = {sheet.rater_id: sheet for sheet in assessment.sheets.all()}
    if len(sheets.keys() | {person.pk for person in people}) > MOST_RATERS:
        raise Invalid(_("An assessment has at most %(limit)s raters."), field="people", limit=MOST_RATERS)
    invited = []
    for person in people:
        if not person.is_active:
            raise Invalid(_("%(person)s can no longer sign in."), field="people", person=person.name)
        sheet = sheets.get(person.pk) or Sheet(assessment=assessment, rater=person, state=SheetState.WITHDRAWN)
        if sheet.state not in {SheetState.WITHDRAWN, SheetState.DECLINED}:
            continue
        sheet.assessment, sheet.state, sheet.reason = assessment, SheetState.INVITED, ""
        sheet.invited_by, sheet.invited_at = person_of(by), timezone.now()
        sheet.mailed_at = sheet.reminded_at = sheet.submitted_at = None
        sheet.save()
        invited.append(sheet)
    if invited:
        audit.record("readiness.raters.invited", assessment, by=by, raters=[sheet.rater for sheet in invited])
        _mail(assessment, invited, by=by)
    return invited


@transaction.atomic
def remind_rater(sheet: Sheet, *, by: Actor) -> Sheet:
    """Mail a rater once more, at most once a day. Raises Denied, or Conflict when there is nothing to wait for."""
    assessment, sheet = _held(sheet)
    policies.check_remind(by, sheet)
    sheet.reminded_at = timezone.now()
    sheet.save(update_fields=["reminded_at"])
    audit.record("readiness.rater.reminded", assessment, by=by, rater=sheet.rater)
    _mail(assessment, [sheet], by=by, reminder=True)
    return sheet


@transaction.atomic
def withdraw_invitation(sheet: Sheet, *, by: Actor, reason: str = "") -> Sheet:
    """Take an invitation back; what was answered on the sheet counts for nothing. Raises Denied or Conflict."""
    assessment, sheet = _held(sheet)
    policies.check_withdraw(by, sheet)
    sheet.state, sheet.reason = SheetState.WITHDRAWN, clean_text(reason, field="reason")
    sheet.save(update_fields=["state", "reason"])
    audit.record("readiness.rater.withdrawn", assessment, by=by, reason=sheet.reason, rater=sheet.rater)
    return sheet


@transaction.atomic
def decline_sheet(sheet: Sheet, *, by: Actor, reason: str) -> Sheet:
    """Say that one will not rate, and why. Raises Denied, Invalid at `reason` when it is empty, or Conflict."""
    assessment, sheet = _held(sheet)
    policies.check_answer(by, sheet)
    text = clean_text(reason, field="reason", required=_("Say why, so that somebody else can be asked."))
    sheet.state, sheet.reason = SheetState.DECLINED, text
    sheet.save(update_fields=["state", "reason"])
    audit.record("readiness.rater.declined", assessment, by=by, reason=text)
    return sheet


@transaction.atomic
def submit_sheet(sheet: Sheet, *, by: Actor) -> Sheet:
    """Hand in one's own sheet. Raises Denied, or Conflict when it is closed or factors are unanswered."""
    assessment, sheet = _held(sheet)
    policies.check_submit_sheet(by, sheet)
    sheet.state, sheet.submitted_at = SheetState.SUBMITTED, timezone.now()
    sheet.save(update_fields=["state", "submitted_at"])
    audit.record("readiness.sheet.submitted", assessment, by=by)
    return sheet


@transaction.atomic
def take_back_sheet(sheet: Sheet, *, by: Actor) -> Sheet:
    """Go on with a sheet already handed in, as long as rating is open. Raises Denied or Conflict."""
    assessment, sheet = _held(sheet)
    policies.check_take_back(by, sheet)
    sheet.state, sheet.submitted_at = SheetState.FILLING, None
    sheet.save(update_fields=["state", "submitted_at"])
    audit.record("readiness.sheet.taken_back", assessment, by=by)
    return sheet


@transaction.atomic
def close_rating(assessment: Assessment, *, by: Actor) -> Assessment:
    """Open the sheets that were handed in: from here on everybody who may read the unit sees what was given.

    Sheets not handed in are withdrawn and count for nothing. The trail receives what each rater gave.
    Raises Denied, or Conflict when nobody has handed in a sheet or rating is closed already.
    """
    assessment = lock(assessment)
    policies.check_close_rating(by, assessment)
    missing = assessment.sheets.filter(state__in=SHEET_OPEN).update(state=SheetState.WITHDRAWN)
    assessment.state, assessment.closed_at = State.SETTLING, timezone.now()
    assessment.answered = len(assessment.values())
    assessment.save(update_fields=["state", "closed_at", "answered"])
    given = [
        {
            "rater": sheet.rater,
            "answers": {
                answer.factor: ["not known" if answer.not_known else answer.score, answer.comment]
                for answer in sheet.answers.all()
            },
        }
        for sheet in assessment.counted_sheets()
    ]
    audit.record("readiness.rating.closed", assessment, by=by, sheets=given, left_out=missing)
    return assessment


def _mail(assessment: Assessment, sheets: Sequence[Sheet], *, by: Actor, reminder: bool = False) -> None:
    """Have a job write to those who have an address."""
    if keys := [sheet.pk for sheet in sheets if sheet.can_be_mailed]:
        enqueue(MAIL, by=by, params={"sheets": keys, "reminder": reminder}, unit=assessment.unit)


def _held(sheet: Sheet) -> tuple[Assessment, Sheet]:
    """The assessment, locked, and the sheet as it is now: the lock of the one holds all of its sheets."""
    assessment = lock(sheet.assessment)
    found = Sheet.objects.select_related("rater").get(pk=sheet.pk)
    found.assessment = assessment
    if found.is_joint:
        raise Conflict(_("This sheet is filled together; nobody was invited to it."))
    return assessment, found
