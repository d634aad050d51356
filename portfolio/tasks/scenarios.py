"""Solving scenarios and telling many teams, in the worker."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from portfolio.models.scenarios import Solution
from portfolio.services import adoption, solving


@handler(solving.JOB, title=_("Choosing under limits"))
def solve(run: JobRun) -> dict[str, Any]:
    """Solve, with progress in percent; cancelling stops before the next part and keeps no half answer."""
    uid = run.params["solution"]
    done = solving.run_solution(uid, lambda done, of, doing: run.progress(done, of, doing=doing))
    run.link_result(Solution.objects.select_related("scenario").get(uid=uid).scenario.get_absolute_url())
    return done


@handler(adoption.JOB, title=_("Telling the teams what is funded"))
def tell(run: JobRun) -> dict[str, Any]:
    """Write on many cases what funds them, and tell their owners and sponsors."""
    return adoption.follow_in_job(run)
