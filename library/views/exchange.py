"""Carrying documents between installations: one file out, one file in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from library import policies, queries, rules, services
from library.forms import ImportForm
from library.kinds import KINDS
from library.models import Document


@require_safe
def bundle_download(request: Request) -> HttpResponse:
    """All documents in one file, in the versions in force; `?kind=` narrows to a kind, `?versions=all` takes all."""
    policies.check_export(request.user)
    rows = Document.objects.visible_to(request.user).order_by("kind", "slug", "version")
    kind = request.GET.get("kind", "")
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if request.GET.get("versions") != "all":
        rows = rows.latest_versions()
    text = queries.bundle(rows)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"library-{kind}.json" if kind in KINDS else "library.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Checksum-SHA256"] = rules.digest(text)
    return response


@require_http_methods(["GET", "POST"])
def bundle_import(request: Request) -> HttpResponse:
    """Check a file of another installation, and take over what is not here yet."""
    policies.check_publish(request.user)
    form = ImportForm(request.POST or None, request.FILES or None)
    status, found = 200, None
    if request.method == "POST" and form.is_valid():
        only_check = request.POST.get("act") != "import"
        data = form.cleaned_data
        try:
            found = services.import_documents(
                data["file"] or b"", sha256=data["sha256"], by=request.user, dry_run=only_check
            )
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            if not only_check:
                count = len(found.created)
                said = ngettext("%(count)s document is imported.", "%(count)s documents are imported.", count)
                messages.success(request, said % {"count": count})
                return redirect("library:document_list")
    if form.is_bound and form.errors and status == 200:
        status = 422
    groups = [] if found is None else [
        ("good", _("Would be imported"), found.created),
        ("neutral", _("Is here already, byte for byte"), found.unchanged),
        ("warn", _("Left out: a later version is here"), found.skipped),
    ]  # fmt: skip
    rows = [(tone, words, reference) for tone, words, references in groups for reference in references]
    context = {"form": form, "found": found, "rows": rows}
    return render(request, "library/import.html", context, status=status)
