"""The decision record as a file: JSON to verify, PDF to read."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.people.http import Request
from foundation.people.models import User
from governance import queries, records
from governance.models import Review


def _decided(user: User, uid: UUID) -> Review:
    return get_object_or_404(queries.full(user).exclude(record=""), uid=uid)


def _file(response: HttpResponse, review: Review, ending: str) -> HttpResponse:
    name = f"{review.case.reference}-round-{review.round}-decision.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def review_record(request: Request, uid: UUID) -> HttpResponse:
    """The decision record as JSON, with its digest; 404 while there is none."""
    review = _decided(request.user, uid)
    options = {"ensure_ascii": False, "indent": 2}
    return _file(JsonResponse(queries.record_of(review), json_dumps_params=options), review, "json")


@require_safe
def review_record_pdf(request: Request, uid: UUID) -> HttpResponse:
    """The decision record as PDF; 404 while there is none, 409 on a machine that makes no PDF."""
    review = _decided(request.user, uid)
    return _file(HttpResponse(records.pdf_of(review), content_type="application/pdf"), review, "pdf")
