"""What the pages of measures look up: nobody finds what they may not see."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from foundation.people.http import Request
from metrics.models import Kpi
from usecases import queries as usecases
from usecases.models import UseCase


def case_of(request: Request, reference: str) -> UseCase:
    """Return the readable case with this reference; 404 without one."""
    try:
        return usecases.by_reference(reference, request.user)
    except usecases.NotVisible:
        raise Http404 from None


def kpi_of(request: Request, uid: UUID) -> Kpi:
    """Return the readable KPI with this uid; 404 without one."""
    rows = Kpi.objects.visible_to(request.user).select_related("case__unit", "owner", "catalog", "created_by")
    return get_object_or_404(rows, uid=uid)
