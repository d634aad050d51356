"""Work in the background: scoring the portfolio."""

from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from library.models import Document
from usecases import export_tasks, import_tasks, services  # noqa: F401 - their handlers register themselves
from usecases.models import ActiveModel, UseCase

CHUNK = 1000


@handler("usecases.recompute", title=_("Scoring the portfolio"))
def recompute(run: JobRun) -> dict[str, Any]:
    """Score all open cases by the model that the job names, 1,000 keys at a time; each chunk takes effect once.

    Ends early, and says so, when another model comes into use meanwhile: that change started a job of its own.
    """
    document = Document.objects.get(pk=run.params["document"])
    cause = run.params["cause"]
    ends = UseCase.objects.on_ladder().aggregate(low=Min("id"), high=Max("id"))
    low, high = (ends["low"] or 0) // CHUNK, (ends["high"] or -1) // CHUNK
    counts = {"evaluated": 0, "changed": 0, "unscored": 0, "lost": 0} | run.job.memory.get("counts", {})
    total = UseCase.objects.on_ladder().exclude(inputs={}, current_score=None).count()
    superseded = False
    for chunk in range(low, high + 1):
        with run.once(f"cases {chunk * CHUNK} to {(chunk + 1) * CHUNK}") as first:
            if not first:
                continue
            active = ActiveModel.objects.select_for_update().filter(pk=1).first()
            if active is not None and active.document_id != document.pk:
                superseded = True
                break
            done = services.recompute_range(document, chunk * CHUNK, (chunk + 1) * CHUNK, by=run.by, cause=cause)
            counts["evaluated"] += done.evaluated
            counts["changed"] += done.changed
            counts["unscored"] += done.unscored
            counts["lost"] += done.lost
            run.remember(counts=counts)
        run.progress(
            counts["evaluated"],
            max(total, counts["evaluated"]),
            doing=str(_("Scoring use cases")),
            changed=counts["changed"],
        )
    run.link_result("/portfolio/")
    return {
        "cases": counts["evaluated"],
        "changed": counts["changed"],
        "unchanged": counts["evaluated"] - counts["changed"] - counts["unscored"],
        "not_scored": counts["unscored"],
        "lost": counts["lost"],
        "model": document.reference,
        "superseded": superseded,
    }
