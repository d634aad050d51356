"""Drawing the places of cases, in the worker."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from portfolio.models.certainty import Certainty
from portfolio.services import certainty


@handler(certainty.JOB, title=gettext_lazy("Testing how sure the order is"))
def draw(run: JobRun) -> dict[str, Any]:
    """Draw, with progress; cancelling stops between blocks and keeps nothing."""
    asked = Certainty.objects.get(uid=run.params["certainty"])
    done = certainty.run_certainty(
        str(asked.uid), lambda count: run.progress(count, asked.draws, doing=_("Drawing weightings"))
    )
    run.link_result(asked.get_absolute_url())
    return done
