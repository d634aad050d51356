"""The one record that a page is about, for who may see it."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from foundation.people.http import Request
from readiness.models import Assessment


def assessment_of(request: Request, uid: UUID) -> Assessment:
    """Return an assessment that the reader may see, with its answers; 404 otherwise."""
    rows = Assessment.objects.visible_to(request.user).with_answers().select_related("started_by", "submitted_by")
    return get_object_or_404(rows, uid=uid)
