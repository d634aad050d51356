"""Views that refuse, for the tests of the middleware."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from foundation.kernel.errors import Conflict, Denied, DomainError, Invalid
from pmo.urls import handler403, handler404, handler500
from pmo.urls import urlpatterns as product

__all__ = ["handler403", "handler404", "handler500"]

KINDS: dict[str, type[DomainError]] = {"denied": Denied, "conflict": Conflict, "invalid": Invalid}


@login_not_required
def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise KINDS[kind]("You cannot vote on %(name)s.", name="your own case")


@login_not_required
def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a defect")


@login_not_required
def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


@login_not_required
def clock(request: HttpRequest) -> HttpResponse:
    from django.utils import timezone

    return HttpResponse(timezone.get_current_timezone_name())


urlpatterns = [
    path("refuse/<str:kind>/", refuse),
    path("crash/", crash),
    path("missing/", missing),
    path("clock/", clock),
    path("api/crash/", crash),
    path("api/missing/", missing),
    path("", include(product)),
]
