"""The inbox in the browser: what a person was told, opening it, marking it as read, and whether mail comes too."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.notifications import queries, services
from foundation.notifications.filters import NoticeFilters
from foundation.notifications.forms import MailForm
from foundation.notifications.models import MailChoice, Notice
from foundation.notifications.tables import NoticeTable
from foundation.people.http import Request
from foundation.ui.lists import Empty, ListPage


def _found(rows: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    """Search what the person may read; a record that is closed to them is not found by its name."""
    for word in text.split()[:8]:
        rows = rows.filter(Q(subject_label__icontains=word) | Q(by_name__icontains=word), Q(may_read=True))
    return rows


@require_GET
def inbox(request: Request) -> HttpResponseBase:
    """What one was told and what still stands, newest first."""
    unread = queries.unread(request.user)

    def title(count: int) -> str:
        if unread:
            return ngettext("%(count)s new notice", "%(count)s new notices", unread) % {"count": unread}
        if not count:
            return _("Inbox")
        return ngettext("%(count)s notice", "%(count)s notices", count) % {"count": count}

    return ListPage(
        queries.inbox(request.user),
        table=NoticeTable,
        filters=NoticeFilters,
        search=_found,
        title=title,
        export_name="inbox",
        empty=Empty(
            _("Nothing to tell you"),
            _("When somebody mentions you, or something you follow changes, it stands here."),
            icon="bell",
        ),
    ).render(request, template="notifications/inbox.html", extra={"new": unread})


@require_GET
def notice_open(request: Request, uid: UUID) -> HttpResponse:
    """Go to what a notice is about; it then counts as read."""
    notice = get_object_or_404(queries.inbox(request.user), uid=uid)
    services.mark_read(request.user, [uid])
    if not notice.is_readable or not notice.url:
        messages.info(request, notice.text)
        return redirect("notifications:inbox")
    return redirect(notice.url)


@require_POST
def notice_read(request: Request, uid: UUID) -> HttpResponse:
    """Mark one notice as read."""
    notice = get_object_or_404(Notice, person=request.user, uid=uid)
    services.mark_read(request.user, [notice.uid])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("notifications:inbox")


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    services.mark_read(request.user)
    messages.success(request, _("Everything is marked as read."))
    return redirect("notifications:inbox")


@require_http_methods(["GET", "POST"])
def mail_choice(request: Request) -> HttpResponse:
    """Choose whether notices come by mail as well."""
    chosen = MailChoice.objects.filter(person=request.user, by_mail=True).exists()
    form = MailForm(request.POST if request.method == "POST" else None, initial={"by_mail": chosen})
    if request.method == "POST" and form.is_valid():
        services.choose_mail(request.user, by_mail=form.cleaned_data["by_mail"])
        messages.success(request, _("Your choice is kept."))
        return redirect("notifications:inbox")
    context = {"form": form, "can_be_mailed": services.can_be_mailed(request.user)}
    return render(request, "notifications/mail_choice.html", context, status=422 if form.errors else 200)
