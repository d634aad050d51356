"""Taking use cases out: one as a workbook or as JSON, or the register with everything linked to it."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.jobs.workflow import State
from foundation.people.checks import require_anywhere
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.ui.exports import XLSX_TYPE
from foundation.ui.search import clean
from usecases import policies, queries
from usecases.export_tasks import EXPORT_JOB, stored_path
from usecases.exporting.books import case_json, register_book
from usecases.exporting.sheets import exportable
from usecases.filters import CaseFilters

AT_ONCE = 300
"""Cases of one file that a request makes itself; more are left to the worker."""
MOST_CASES = 20_000


@require_safe
def case_export(request: Request, reference: str, kind: str) -> HttpResponseBase:
    """One use case with its scores, stages, reviews, rollouts, value and links: a workbook, or JSON."""
    case = queries.by_reference(reference, request.user)
    policies.check_export(request.user, case)
    if kind == "json":
        response: HttpResponseBase = JsonResponse(case_json(case, by=request.user), json_dumps_params={"indent": 2})
        response["Content-Disposition"] = f'attachment; filename="{case.reference.lower()}.json"'
    elif kind == "xlsx":
        response = _workbook_answer(register_book([case.pk], by=request.user, title=str(case)), case.reference.lower())
    else:
        raise Http404
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def register_export(request: Request) -> HttpResponseBase:
    """The register as the list is narrowed, with all that is linked: at once when it is small, else by the worker."""
    require_anywhere(request.user, Permission.EXPORT)
    filterset = CaseFilters(request.GET, queryset=queries.list_rows(request.user), request=request)
    rows, text = filterset.qs, clean(request.GET.get("q", ""))
    if text:
        rows = queries.matching(rows, text)
    allowed = exportable(request.user).values("pk")
    keys = list(rows.filter(pk__in=allowed).order_by("pk").values_list("pk", flat=True)[:MOST_CASES])
    title = ngettext("%(n)s use case", "%(n)s use cases", len(keys)) % {"n": f"{len(keys):,}"}
    chips = [f"{chip.label}: {chip.text}" for chip in filterset.chips(request.GET)]
    if text:
        chips.insert(0, f"{_('Search')}: {text}")
    about = [f"{_('Filters')}: {'; '.join(chips)}"] if chips else []
    if len(keys) <= AT_ONCE:
        return _workbook_answer(register_book(keys, by=request.user, title=title, about=about), "register")
    job = jobs.enqueue(EXPORT_JOB, by=request.user, params={"cases": keys, "title": title, "about": about})
    return redirect(job.get_absolute_url())


@require_safe
def register_download(request: Request, uid: UUID) -> HttpResponseBase:
    """The file that a job of one's own made, while it is kept."""
    job = get_object_or_404(Job, uid=uid, kind=EXPORT_JOB, requested_by=request.user, state=State.DONE)
    path = stored_path(job)
    if not default_storage.exists(path):
        raise Http404
    return _workbook_answer(default_storage.open(path), "register")


def _workbook_answer(file: object, name: str) -> FileResponse:
    response = FileResponse(
        file,
        content_type=XLSX_TYPE,
        as_attachment=True,
        filename=f"{name}-{timezone.localdate().isoformat()}.xlsx",
    )
    response["Cache-Control"] = "no-store"
    return response
