"""Jobs in the browser: the list, one job, its progress, stopping it and running it again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from foundation.jobs import services
from foundation.jobs.filters import JobFilters
from foundation.jobs.models import Job
from foundation.jobs.tables import JobTable
from foundation.people.http import Request
from foundation.ui.lists import Empty, ListPage


def _job(request: Request, uid: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), uid=uid)


@require_GET
def job_list(request: Request) -> HttpResponseBase:
    """One's own jobs; everybody's for those who manage people."""
    return ListPage(
        Job.objects.visible_to(request.user),
        table=JobTable,
        filters=JobFilters,
        search=("title",),
        title=lambda count: ngettext("%(count)s job", "%(count)s jobs", count) % {"count": count},
        export_name="jobs",
        empty=Empty(
            _("No jobs yet"), _("Imports, recomputations and reports run here, and go on when you leave the page.")
        ),
    ).render(request)


@require_GET
def job_detail(request: Request, uid: UUID) -> HttpResponse:
    """One job with its progress, its result or its error."""
    return render(request, "jobs/job_detail.html", {"job": _job(request, uid)})


@require_GET
def job_progress(request: Request, uid: UUID) -> HttpResponse:
    """The fragment that a page asks for again while the job is open; with `refresh` the page is loaded anew then."""
    job, refresh = _job(request, uid), "refresh" in request.GET
    answer = render(request, "ui/job.html", {"job": job, "refresh": refresh})
    if refresh and not job.is_open:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def job_cancel(request: Request, uid: UUID) -> HttpResponse:
    """Stop a job."""
    job = services.cancel(_job(request, uid), by=request.user)
    messages.success(request, _("The job is cancelled. What it had completed stays."))
    return redirect(job)


@require_POST
def job_retry(request: Request, uid: UUID) -> HttpResponse:
    """Run a job again."""
    job = services.retry(_job(request, uid), by=request.user)
    messages.success(request, _("The job runs again, from where it stood."))
    return redirect(job)
