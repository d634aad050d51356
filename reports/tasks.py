"""Making a report in the background: figures once, then pages, then the file."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.evidence import services as evidence
from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from foundation.people.actors import in_zone_of
from foundation.ui import pdf
from governance.queries import meetings
from reports import executive, packs, services
from reports.models import Report

_STEPS = 3


@handler(services.RENDER_JOB, title=gettext_lazy("Report"))
def render(run: JobRun) -> dict[str, Any]:
    """Compute and keep the figures, lay out the pages, store the file.

    A second attempt goes on with the figures of the first, so a report shows one moment however often it is tried.
    Fails with what to install where the machine cannot make PDF; figures and print view are there by then.
    """
    report = Report.objects.select_related("job").get(uid=run.params["report"])
    run.link_result(report.get_absolute_url())
    with in_zone_of(run.by):
        if not report.has_figures:
            found = services.dashboard_of(report, run.by)
            made = services.pages_of(found, title=report.title, made_by=report.requested_by_name)
            with run.once("figures") as first:
                if first:
                    report = services.keep_figures(report, made, by=run.by)
            report.refresh_from_db()
        run.progress(1, _STEPS, doing=_("Laying out the pages"))
        file = pdf.render(executive.page(report.body, title=report.title, as_of=report.as_of))
    with run.once("file") as first:
        if first:
            report = services.keep_file(report, file.content, pages=file.pages, by=run.by)
    run.progress(_STEPS, _STEPS)
    report.refresh_from_db()
    return {"pages": report.pages, "bytes": report.size, "sha256": report.sha256, "digest": report.digest}


@handler(packs.PACK_JOB, title=gettext_lazy("Packs of meetings"))
def pack(run: JobRun) -> dict[str, Any]:
    """Lay out the pack of a meeting and attach it; a pack that says the same is the same file."""
    meeting = meetings.full(run.by).get(uid=run.params["meeting"])
    run.link_result(meeting.get_absolute_url())
    with in_zone_of(run.by):
        html = packs.page(meeting, run.by)
    run.progress(1, 2, doing=_("Laying out the pages"))
    made = pdf.render(html)
    with run.once("attached") as first:
        if first:
            name = f"Pack {timezone.localdate():%Y-%m-%d}.pdf"
            evidence.attach(meeting, name=name, content=made.content, by=run.by)
    run.progress(2, 2)
    return {"pages": made.pages, "bytes": len(made.content)}
