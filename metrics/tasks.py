"""Work on measures that the worker does."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from metrics import services


@handler("metrics.fold", title=_("Adding measurements to the daily sums"))
def fold(run: JobRun) -> dict[str, Any]:
    """Fold until nothing waits; a second run after an interruption simply goes on."""
    folded = 0
    while count := services.fold():
        folded += count
        run.progress(folded, folded, doing="")
    return {"folded": folded}


@handler("metrics.import", title=_("Importing measurements"))
def import_measurements(run: JobRun) -> dict[str, Any]:
    """Import a file, row by row."""
    return services.run_import(run)
