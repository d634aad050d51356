"""Notices by mail, to those who asked for it."""

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun, TryLater
from foundation.kernel.text import gettext_noop
from foundation.notifications import queries
from foundation.notifications.models import Notice
from foundation.notifications.services import MAIL, can_be_mailed


@handler(MAIL, title=gettext_lazy("Notices by mail"))
def mail_notices(run: JobRun) -> dict[str, Any]:
    """Mail each of `notices` once; what was read or settled meanwhile, or may no longer be read, is left out.

    The mark is set before the mail leaves, so that nobody is written to twice, and taken back only when the mail
    server refused; a server that is down makes the job wait and try again.
    """
    rows = Notice.objects.filter(
        pk__in=run.params["notices"], mailed_at=None, read_at=None, settled_at=None
    ).select_related("person")
    waiting = [row for row in rows if row.person.is_active and can_be_mailed(row.person)]
    wanting = queries.wants_mail([row.person_id for row in waiting])
    sent, failed = 0, ""
    for number, row in enumerate(waiting, 1):
        try:
            sent += row.person_id in wanting and _mail_once(row)
        except (OSError, SMTPException) as error:
            failed = f"{type(error).__name__}: {error}"[:200]
        run.progress(number, len(waiting))
    if failed:
        raise TryLater(gettext_noop("The mail server could not be reached (%(error)s)."), error=failed)
    return {"sent": sent}


def _mail_once(row: Notice) -> bool:
    if not queries.readable(row.person, [row.pk]).exists():
        return False
    if not Notice.objects.filter(pk=row.pk, mailed_at=None).update(mailed_at=timezone.now()):
        return False
    try:
        with translation.override(settings.LANGUAGE_CODE):
            send_mail(
                " ".join(row.text.split())[:200],
                render_to_string("notifications/mail/notice.txt", {"notice": row, "base": settings.BASE_URL}),
                None,
                [row.person.email],
            )
    except (OSError, SMTPException):
        Notice.objects.filter(pk=row.pk).update(mailed_at=None)
        raise
    return True
