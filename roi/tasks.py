"""Work on the ledger that the worker does."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from roi import rate_queries, services
from roi.services import benefits, imports, portfolio


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
    """Restate what is reported in another currency, in small steps, then write the monthly sums anew."""
    total, seen, after = rate_queries.in_other_currencies().count(), 0, 0
    while step := services.restate(after, by=run.by):
        after, seen = step.last, seen + step.restated
        run.progress(min(seen, total), total, doing=str(_("Restating entries")))
    done = services.rebuild(by=run.by)
    run.link_result(reverse("roi:rates"))
    return {"sums": done.sums, "restated": seen + done.restated, "without_rate": done.without_rate}


@handler("roi.simulate", title=_("Drawing the futures of a business case"))
def simulate(run: JobRun) -> dict[str, Any]:
    """Draw, once; a second run after an interruption finds the result there."""
    return services.run_simulation(run.params["simulation"])


@handler("roi.import_check", title=_("Checking a file of ledger entries"))
def check_import(run: JobRun) -> dict[str, Any]:
    """Say what a file would book."""
    return imports.run(run, dry=True)


@handler("roi.import", title=_("Booking a file of ledger entries"))
def book_import(run: JobRun) -> dict[str, Any]:
    """Book a file; a second run knows by their keys what the first one booked."""
    return imports.run(run, dry=False)


@handler("roi.portfolio", title=_("Drawing the futures of the portfolio"))
def simulate_portfolio(run: JobRun) -> dict[str, Any]:
    """Draw all business cases of a unit together."""
    return portfolio.run_portfolio(run)


@handler("roi.sign", title=_("Signing a batch of entries"))
def sign(run: JobRun) -> dict[str, Any]:
    """Sign what waits in a batch; a second run goes on where the first one stopped."""
    return services.sign_in_steps(run)


@handler("roi.benefits", title=_("Computing measured benefits"))
def propose_benefits(run: JobRun) -> dict[str, Any]:
    """Propose the months that are over; the same values propose once, however often it runs."""
    return benefits.propose_all(run)
