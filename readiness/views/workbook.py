"""A sheet as a workbook: downloading it, and taking a filled one after looking at what it would change."""

import hashlib
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from foundation.kernel.errors import Conflict, Invalid
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, sentence
from readiness import policies, services, workbooks
from readiness.forms import WorkbookForm
from readiness.models import Sheet
from readiness.services import Given, Mark
from readiness.views.acts import home_trail
from readiness.views.found import sheet_of
from readiness.workbooks.serving import workbook_answer

_SALT = "readiness.workbook"
_DAY = 24 * 60 * 60


@require_GET
def workbook_download(request: Request, uid: UUID) -> FileResponse:
    """The workbook of a sheet that one may fill."""
    sheet = sheet_of(request, uid)
    policies.check_answer(request.user, sheet)
    return workbook_answer(sheet)


@require_http_methods(["GET", "POST"])
def workbook_take(request: Request, uid: UUID) -> HttpResponse:
    """Choose a filled workbook, look at what it would change, then take it."""
    sheet = sheet_of(request, uid)
    policies.check_answer(request.user, sheet)
    if "plan" in request.POST:
        return _taken(request, sheet)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    found: workbooks.Plan | None = None
    signed = ""
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            found = workbooks.plan(sheet, content)
        except Invalid as error:
            add_to_form(form, error)
        else:
            signed = _signed(sheet, found, hashlib.sha256(content).hexdigest())
    context = {
        "sheet": sheet,
        "assessment": sheet.assessment,
        "form": form,
        "plan": found,
        "signed": signed,
        "trail": home_trail(sheet.assessment),
    }
    return render(request, "readiness/workbook.html", context, status=422 if form.errors else 200)


def _taken(request: Request, sheet: Sheet) -> HttpResponse:
    """Take what was looked at; what somebody answered since then is not overwritten."""
    try:
        kept: dict[str, Any] = signing.loads(request.POST["plan"], salt=_SALT, max_age=_DAY)
    except signing.BadSignature:
        messages.error(request, _("What was looked at is out of date. Choose the workbook again."))
        return redirect("readiness:workbook_take", sheet.uid)
    if kept["sheet"] != str(sheet.uid):
        messages.error(request, _("This was looked at for another sheet. Choose the workbook again."))
        return redirect("readiness:workbook_take", sheet.uid)
    answers = {key: _given(**given) for key, given in kept["given"].items()}
    try:
        services.take_workbook(sheet, answers, by=request.user, sha256=kept["sha256"], reference=kept["reference"])
    except (Conflict, Invalid) as error:
        messages.error(request, _("Nothing was taken. %(why)s") % {"why": sentence(error)})
        return redirect("readiness:workbook_take", sheet.uid)
    said = ngettext(
        "%(count)d answer was taken from the workbook.", "%(count)d answers were taken from the workbook.", len(answers)
    )
    messages.success(request, said % {"count": len(answers)})
    return redirect(sheet)


def _signed(sheet: Sheet, found: workbooks.Plan, sha256: str) -> str:
    """What was looked at, so that exactly this is taken: the page keeps it, the signature guards it."""
    given = {key: asdict(one) | {"score": _plain(one.score)} for key, one in found.given.items()}
    kept = {"sheet": str(sheet.uid), "sha256": sha256, "reference": found.reference, "given": given}
    return signing.dumps(kept, salt=_SALT, compress=True)


def _plain(score: Decimal | str | Mark | None) -> str:
    return score.name if isinstance(score, Mark) else str(score)


def _given(score: str, comment: str | None, revision: int | None) -> Given:
    return Given(score=Mark[score] if score in Mark.__members__ else score, comment=comment, revision=revision)
