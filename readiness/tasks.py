"""Invitations and reminders by mail."""

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun, TryLater
from foundation.kernel.text import gettext_noop
from readiness.models import Sheet
from readiness.services.rating import MAIL
from readiness.workflow import SHEET_OPEN


@handler(MAIL, title=gettext_lazy("Mail to raters"))
def mail_raters(run: JobRun) -> dict[str, Any]:
    """Mail each rater of `sheets` once; with `reminder` a reminder instead of the invitation.

    Whoever has no address, handed in, or was mailed by an earlier try is left out. A mail server that is down makes
    the job wait and try again. The mark is set before the mail leaves, so that nobody is written to twice.
    """
    reminder = bool(run.params.get("reminder"))
    sheets = Sheet.objects.filter(pk__in=run.params["sheets"], state__in=SHEET_OPEN, assessment__closed_at=None)
    rows = sheets.select_related("rater", "invited_by", "assessment__instrument")
    waiting = [sheet for sheet in rows if sheet.can_be_mailed]
    sent, failed = 0, ""
    for number, sheet in enumerate(waiting, 1):
        try:
            sent += _mail_once(run, sheet, reminder=reminder)
        except (OSError, SMTPException) as error:
            failed = f"{type(error).__name__}: {error}"[:200]
        run.progress(number, len(waiting), doing=str(sheet.assessment))
    if failed:
        raise TryLater(gettext_noop("The mail server could not be reached (%(error)s)."), error=failed)
    return {"sent": sent}


def _mail_once(run: JobRun, sheet: Sheet, *, reminder: bool) -> bool:
    """Mark the step, then mail; the mark is taken back only when the mail server refused."""
    step = f"{'reminder' if reminder else 'invitation'}:{sheet.pk}"
    with run.once(step) as first:
        if not first or (not reminder and sheet.mailed_at is not None):
            return False
        if not reminder:
            Sheet.objects.filter(pk=sheet.pk).update(mailed_at=timezone.now())
    try:
        _send(sheet, reminder=reminder)
    except (OSError, SMTPException):
        run.job.steps.filter(key=step).delete()
        if not reminder:
            Sheet.objects.filter(pk=sheet.pk).update(mailed_at=None)
        raise
    return True


def _send(sheet: Sheet, *, reminder: bool) -> None:
    assert sheet.rater is not None
    with translation.override(settings.LANGUAGE_CODE):
        words = {"assessment": sheet.assessment, "sheet": sheet, "reminder": reminder}
        subject = _("Reminder: %(assessment)s") if reminder else _("Your view is asked for: %(assessment)s")
        send_mail(
            " ".join((subject % {"assessment": sheet.assessment}).split()),
            render_to_string(
                "readiness/mail/invitation.txt", words | {"url": f"{settings.BASE_URL}{sheet.get_absolute_url()}"}
            ),
            None,
            [sheet.rater.email],
        )
