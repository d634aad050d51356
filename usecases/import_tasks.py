"""Background work of imports."""

from collections.abc import Mapping
from typing import Any

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from usecases.importing import apply, batches, undoing
from usecases.models_import import ImportBatch


@handler(batches.IMPORT_JOB, title=_("Import of use cases"))
def run_import(run: JobRun) -> dict[str, Any]:
    """Import a batch from wherever an earlier attempt stopped; its counts are the result."""
    batch = _batch(run.params)
    run.link_result(batch.get_absolute_url())
    return apply.run(batch, by=run.by, steps=run)


@handler(batches.PREVIEW_JOB, title=_("Preview of an import"))
def run_preview(run: JobRun) -> dict[str, Any]:
    """Work out what the import of a large file would do."""
    batch = _batch(run.params)
    run.progress(0, batch.rows_total, doing=_("Reading rows"))
    preview = batches.refresh_preview(batch, by=run.by)
    run.link_result(batch.get_absolute_url())
    return dict(preview["counts"])


@handler(undoing.UNDO_JOB, title=_("Undo of an import"))
def run_undo(run: JobRun) -> dict[str, Any]:
    """Archive what an import made and set back what it changed."""
    batch = _batch(run.params)
    run.link_result(batch.get_absolute_url())
    return undoing.run(batch, run)


def _batch(params: Mapping[str, Any]) -> ImportBatch:
    batch = ImportBatch.objects.select_related("unit", "created_by").filter(uid=params["batch"]).first()
    if batch is None:
        raise Conflict(_("The import was discarded meanwhile."))
    return batch
