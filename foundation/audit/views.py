"""Reading the trail in the browser, and verifying it."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from foundation.audit import queries, readers
from foundation.audit.filters import EntryFilters
from foundation.audit.models import Actor, Entry
from foundation.audit.services import bulk_rows_of
from foundation.audit.tables import EntryTable
from foundation.ui.lists import Empty, ListPage

BULK_ROWS_SHOWN = 200


def _readable(request: HttpRequest) -> QuerySet[Entry]:
    paths = readers.paths_of(request.user)
    if not paths:
        raise PermissionDenied(_("The trail is open to auditors and administrators."))
    return queries.entries_below(paths).annotate(
        actor_name=Subquery(Actor.objects.filter(pk=OuterRef("actor")).values("name")[:1]),
        person_name=Subquery(Actor.objects.filter(pk=OuterRef("subject_label")).values("name")[:1]),
    )


@require_GET
def trail(request: HttpRequest) -> HttpResponseBase:
    """The list of what happened, newest first."""
    return ListPage(
        _readable(request),
        table=EntryTable,
        filters=EntryFilters,
        search=("subject_label", "action", "reason"),
        title=lambda count: ngettext("%(count)s recorded act", "%(count)s recorded acts", count) % {"count": count},
        export_name="audit-trail",
        empty=Empty(_("Nothing is recorded yet"), _("Every change appears here, with who made it and why.")),
    ).render(request, template="audit/trail.html")


@require_GET
def entry_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One entry: what was before and after, what it rested on, and its place in the chain."""
    entry = get_object_or_404(_readable(request), uid=uid)
    rows = bulk_rows_of(entry)
    columns = sorted({key for row in rows[:BULK_ROWS_SHOWN] for key in row})
    context = {
        "entry": entry,
        "line": queries.lines([entry])[0],
        "rows": [[row.get(column, "") for column in columns] for row in rows[:BULK_ROWS_SHOWN]],
        "row_count": len(rows),
        "columns": columns,
    }
    return render(request, "audit/entry_detail.html", context)


@require_GET
def subject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go to the page of the record that an entry is about, where it has one."""
    entry = get_object_or_404(_readable(request), uid=uid)
    record: Any = apps.get_model(entry.subject_kind)._default_manager.filter(uid=entry.subject_uid).first()
    if record is None or not hasattr(record, "get_absolute_url"):
        raise Http404(_("This record has no page of its own."))
    return redirect(record.get_absolute_url())


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the whole trail now and say what was found."""
    _readable(request)
    return render(request, "audit/verify.html", {"verdict": queries.verify()})
