"""The reader's time zone, refusals as messages, and requests that cannot be right."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from foundation.kernel.errors import DomainError
from foundation.ui.errors import sentence, status_of

API_PREFIX = "/api/"
Handler = Callable[[HttpRequest], HttpResponse]


class ReaderZoneMiddleware:
    """Shows times in the signed-in reader's zone (`user.time_zone`, an IANA name); UTC when it is unknown.

    It also answers 400 to a NUL character in the address, which no page can mean and PostgreSQL refuses.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return refusal_page(request, 400, _("The address contains a character that no page can read."))
        zone = _zone(request)
        if zone is None:
            return self.get_response(request)
        with timezone.override(zone):
            return self.get_response(request)


def _zone(request: HttpRequest) -> zoneinfo.ZoneInfo | None:
    user = getattr(request, "user", None)
    name = getattr(user, "time_zone", "") if user is not None and user.is_authenticated else ""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


class DomainErrorMiddleware:
    """Serves the refusals that a view did not catch: those of commands that are only a button, and of pages.

    A command by POST: the sentence becomes a message and the reader is back on the page of the button; htmx gets the
    message alone. A page by GET: a page that says why, with 403, 409 or 422. The API has its own handler.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a DomainError into an answer; everything else goes on to Django."""
        if not isinstance(exception, DomainError) or request.path.startswith(API_PREFIX):
            return None
        text = sentence(exception)
        if getattr(request, "htmx", False):
            response = render(request, "ui/message.html", {"text": text, "tone": "bad"}, status=status_of(exception))
            response["HX-Retarget"] = "#messages"
            response["HX-Reswap"] = "innerHTML"
            return response
        if request.method == "POST":
            messages.error(request, text)
            return HttpResponseRedirect(page_of_the_button(request), status=303)
        return refusal_page(request, status_of(exception), text)


def page_of_the_button(request: HttpRequest) -> str:
    """The page a command came from: the Referer when it is ours and not the command itself, else the home page."""
    referer = request.META.get("HTTP_REFERER", "")
    if referer and url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(referer)
        if parts.path != request.path:
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"


def refusal_page(request: HttpRequest, status: int, text: str) -> HttpResponse:
    """A page with one sentence: what was refused and why, and the way on; under the API the same as JSON."""
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": {"code": "invalid", "message": text}}, status=status)
    return render(request, "ui/refusal.html", {"status": status, "text": text}, status=status)
