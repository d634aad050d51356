"""Background work of exports: the register with everything linked to it."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.jobs.models import Job
from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from foundation.people.actors import in_zone_of
from usecases.exporting.books import register_book
from usecases.exporting.sheets import exportable

EXPORT_JOB = "usecases.export"
FOLDER = "exports"
KEPT_FOR = timedelta(days=7)


def stored_path(job: Job) -> str:
    """Return where the file of a job is stored."""
    return f"{FOLDER}/{job.uid}.xlsx"


@handler(EXPORT_JOB, title=_("Export of the register"))
def run_export(run: JobRun) -> dict[str, Any]:
    """Make the workbook of the cases that the job names, as far as the person may still take them out."""
    wanted = set(run.params["cases"])
    keys = [key for key in exportable(run.by).order_by("pk").values_list("pk", flat=True) if key in wanted]

    def tell(done: int, total: int, doing: str) -> None:
        run.progress(done, total, doing=doing)

    with in_zone_of(run.by):
        book = register_book(keys, by=run.by, title=run.params["title"], about=run.params["about"], tell=tell)
    _forget_old()
    path = stored_path(run.job)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(book.getvalue()))
    run.link_result(reverse("usecases:register_download", args=[run.job.uid]))
    return {"cases": len(keys)}


def _forget_old() -> None:
    """Drop files that were made more than a week ago: they can be made again, with what is right then."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - KEPT_FOR:
            default_storage.delete(path)
