"""Work on plans that the worker does."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.jobs.registry import handler
from foundation.jobs.runner import JobRun
from foundation.people.actors import WORKER
from plans import services


@handler("plans.remind", title=_("Reminders of overdue tasks and late reviews of risks"))
def remind(run: JobRun) -> dict[str, Any]:
    """Tell owners what is late; running it twice tells nobody twice."""
    return dict(services.remind(timezone.localdate(), by=WORKER))
