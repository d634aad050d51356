"""Pages of the frame itself: search, errors, and the gallery of components."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from foundation.ui import gallery as showcase
from foundation.ui import search
from foundation.ui.middleware import API_PREFIX, refusal_page


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything that this reader may see and that has the text in its name or reference."""
    text = search.clean(request.GET.get("q", ""))
    found = search.find(request.user, text)
    context = {
        "text": text,
        "found": found,
        "count": sum(len(hits) for _title, hits in found),
        "too_short": len(text) < 2,
    }
    return render(request, "ui/search.html", context)


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Each component in all its states; only in the demo and while developing."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    form = showcase.SampleForm(request.GET) if "name" in request.GET else showcase.SampleForm()
    wrong = showcase.SampleForm(
        {"name": "", "budget_0": "12.345", "budget_1": "USD", "starts_on": "20255-01-01"}, auto_id="wrong_%s"
    )
    wrong.is_valid()
    context = {**showcase.samples(), "form": form, "wrong": wrong}
    return render(request, "ui/gallery.html", context)


@require_GET
def gallery_chart(request: HttpRequest) -> JsonResponse:
    """The figure of the gallery's chart."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return JsonResponse(showcase.chart())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: what is missing, and who can give it."""
    return _error(request, 403, "denied", "403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: why it may be, and the way on."""
    return _error(request, 404, "not_found", "404.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read, or is too large to be taken as text."""
    if isinstance(exception, RequestDataTooBig):
        limit = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1_048_576
        return refusal_page(request, 400, _("What was sent is longer than %(limit)s MB.") % {"limit": limit})
    return refusal_page(request, 400, _("What was sent cannot be read."))


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or was sent from elsewhere."""
    return _error(request, 403, "csrf", "csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: says that it is ours. Uses neither database nor session, which may be what failed."""
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": {"code": "failed", "message": "Something went wrong on our side."}}, status=500)
    return HttpResponse(render_to_string("500.html"), status=500)


def _error(request: HttpRequest, status: int, code: str, template: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        body: dict[str, Any] = {"code": code, "message": _messages(code)}
        return JsonResponse({"error": body}, status=status)
    return render(request, template, status=status)


def _messages(code: str) -> str:
    return {"denied": "You may not do this.", "not_found": "There is nothing here that you may see."}.get(
        code, "The form or token sent with the request is not valid."
    )
