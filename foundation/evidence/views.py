"""Files in the browser: the files at one place of a record, downloading and withdrawing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from foundation.evidence import policies, queries, services, subjects
from foundation.evidence.forms import FileForm, WithdrawForm
from foundation.evidence.models import File
from foundation.evidence.serving import download
from foundation.kernel.errors import Invalid
from foundation.people.http import Request
from foundation.ui.errors import add_to_form


@require_http_methods(["GET", "POST"])
def place(request: Request, kind: str, uid: UUID, key: str = "") -> HttpResponse:
    """The files at a place of a record; a POST attaches one more. htmx gets the box alone."""
    record = subjects.find(request.user, kind, uid)
    box = queries.boxes(request.user, record).get(key) if record is not None else None
    if box is None:
        raise Http404
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST":
        if form.is_valid() and _attached(request, form, record, key):
            if not request.htmx:
                return redirect(f"{subjects.describe(record).url}#evidence-{box.key}")
            form = FileForm()
        box = queries.boxes(request.user, record)[key]
    context = {"box": box, "form": form, "subject": subjects.describe(record)}
    template = "evidence/box.html" if request.htmx else "evidence/place.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _attached(request: Request, form: FileForm, record: Any, key: str) -> bool:
    file = form.cleaned_data["file"]
    try:
        made = services.attach(record, place=key, name=file.name, content=file.read(), by=request.user)
    except Invalid as error:
        add_to_form(form, error)
        return False
    if not request.htmx:
        messages.success(request, _("%(name)s is attached.") % {"name": made.name})
    return True


@require_GET
def file_download(request: Request, uid: UUID) -> HttpResponseBase:
    """Send the bytes of a file, to be saved and never shown as a page of ours."""
    return download(request.user, file_of(request.user, uid))


@require_http_methods(["GET", "POST"])
def file_withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Ask for the reason, then take the file out of the record."""
    file = file_of(request.user, uid)
    policies.check_withdraw(request.user, file)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    subject = subjects.describe(subjects.find(request.user, file.subject_kind, file.subject_uid))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(file, reason=form.cleaned_data["reason"], by=request.user)
        except Invalid as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("%(name)s is withdrawn.") % {"name": file.name})
            return redirect(subject.url)
    context = {"file": file, "form": form, "subject": subject}
    return render(request, "evidence/withdraw.html", context, status=422 if form.errors else 200)


def file_of(user: Any, uid: UUID) -> File:
    """Return a file that the reader may see; 404 otherwise."""
    rows = File.objects.visible_to(user).select_related("unit", "uploaded_by", "withdrawn_by")
    return get_object_or_404(rows, uid=uid)
