"""Work on adoption that the worker does."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from adoption import services
from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun


@handler("adoption.import", title=_("Importing figures of adoption"))
def import_file(run: JobRun) -> dict[str, Any]:
    """Import a file, row by row."""
    return services.run_import(run)
