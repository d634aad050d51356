"""What the registers know of a use case: its incidents, exceptions and findings."""

from collections.abc import Mapping
from typing import Any

from foundation.people.http import Request
from foundation.ui.verdicts import verdict
from governance.models import Finding, PolicyException
from governance.queries import incidents
from usecases.models import UseCase

KEY = "registers"
MOST = 100


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """The records of each register that this reader may see."""
    exceptions = PolicyException.objects.visible_to(request.user).filter(case=case).select_related("case", "decided_by")
    return {
        "incidents": list(incidents.of_case(request.user, case)[:MOST]),
        "exceptions": list(exceptions[:MOST]),
        "findings": list(Finding.objects.visible_to(request.user).filter(case=case).select_related("owner")[:MOST]),
        "may_ask": verdict(request.user, "governance.request_exception", case),
    }


def count(request: Request, case: UseCase) -> int | None:
    """How many of its records are not over; None for none."""
    found = (
        incidents.of_case(request.user, case).open().count()
        + PolicyException.objects.filter(case=case).in_force().count()
        + Finding.objects.visible_to(request.user).unsettled().filter(case=case).count()
    )
    return found or None
