"""Work on the ledger that the worker does."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from roi import services


@handler("roi.fold", title=_("Adding bookings to the monthly sums"))
def fold(run: JobRun) -> dict[str, Any]:
    """Fold until nothing waits; a second run after an interruption simply goes on."""
    folded = 0
    while count := services.fold():
        folded += count
        run.progress(folded, folded, doing="")
    return {"folded": folded}


@handler("roi.rebuild", title=_("Rebuilding the monthly sums of the ledger"))
def rebuild(run: JobRun) -> dict[str, Any]:
    """Write the monthly sums anew from the records."""
    done = services.rebuild(by=run.by)
    return {"sums": done.sums, "restated": done.restated}


@handler("roi.simulate", title=_("Drawing the futures of a business case"))
def simulate(run: JobRun) -> dict[str, Any]:
    """Draw, once; a second run after an interruption finds the result there."""
    return services.run_simulation(run.params["simulation"])


@handler("roi.sign", title=_("Signing a batch of entries"))
def sign(run: JobRun) -> dict[str, Any]:
    """Sign what waits in a batch; a second run goes on where the first one stopped."""
    return services.sign_in_steps(run)
