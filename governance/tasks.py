"""Work that governance leaves to the worker."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from foundation.people.actors import WORKER
from governance import services
from governance.services import reminding


@handler("governance.lapse", title=_("Lapse of approvals and closing of votings"))
def lapse(run: JobRun) -> dict[str, Any]:
    """End approvals past their last day, close overdue votings that have a quorum, and follow laws on their days.

    Running it twice does no harm.
    """
    return {**services.lapse_due(by=WORKER), "classified": services.follow_law_due(by=WORKER)}


@handler("governance.remind", title=_("Reminders of the registers"))
def remind(run: JobRun) -> dict[str, Any]:
    """Tell people of legal deadlines, exceptions, findings and guidelines in time; nobody is told twice."""
    return dict(reminding.remind(by=WORKER))
