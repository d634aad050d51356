"""Importing files of ledger entries: upload, what it would book, booking it, and what came of each row."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui import exports
from foundation.ui.errors import add_to_form, status_of
from roi import policies
from roi.import_models import LedgerImport
from roi.services import imports
from roi.workflow import ImportState
from usecases.importing import reading

SHOWN = 25


class FileForm(forms.Form):
    """A file of entries."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        max_length=250,
        help_text=gettext_lazy("CSV or XLSX with a header, one entry a row. Columns are known by their names."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx", "class": "pm-drop"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Request) -> HttpResponse:
    """Upload a file; below, the files of this person."""
    policies.check_book_somewhere(request.user)
    form, status = FileForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        form, status = FileForm(request.POST, request.FILES), 422
        if form.is_valid():
            given = form.cleaned_data["file"]
            try:
                reading.check_size(given.size or 0)
                made = imports.upload(by=request.user, name=given.name or "", content=given.read())
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                return redirect(made)
    rows = LedgerImport.objects.visible_to(request.user).select_related("job")[:SHOWN]
    return render(request, "roi/import.html", {"form": form, "rows": rows, "fields": imports.FIELDS}, status=status)


@require_safe
def template(request: Request, kind: str) -> HttpResponseBase:
    """The file to fill in."""
    policies.check_book_somewhere(request.user)
    if kind not in exports.KINDS:
        raise Http404
    return exports.download(kind, "ledger-entries", list(imports.FIELDS), [list(row) for row in imports.TEMPLATE_ROWS])


@require_safe
def detail(request: Request, uid: UUID) -> HttpResponse:
    """What a file would book, or has booked, with the rows that were refused."""
    found = _own(request, uid)
    context: dict[str, Any] = {"upload": found, "title": imports.sentence(found), "job": found.job}
    return render(request, "roi/import_detail.html", context)


@require_POST
def book(request: Request, uid: UUID) -> HttpResponse:
    """Have the file booked, or worked on again where the worker stopped."""
    started = imports.start(_own(request, uid), by=request.user)
    if started.state == ImportState.CHECKING:
        messages.success(request, _("The file is being checked; you may leave this page."))
    else:
        messages.success(request, _("The entries are being booked; you may leave this page."))
    return redirect(started)


@require_safe
def result(request: Request, uid: UUID) -> HttpResponseBase:
    """What became of each row, as CSV."""
    found = _own(request, uid)
    if not found.result:
        raise Http404
    return FileResponse(
        found.result.open("rb"), as_attachment=True, filename=f"result-{found.uid}.csv", content_type="text/csv"
    )


def _own(request: Request, uid: UUID) -> LedgerImport:
    return get_object_or_404(LedgerImport.objects.visible_to(request.user).select_related("job"), uid=uid)
