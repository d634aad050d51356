"""Gives each request an id, answers with it, and writes it into every log line of that request."""

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdMiddleware:
    """A caller may bring an `X-Request-ID` of up to 64 plain characters; otherwise one is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        rid = given if given.replace("-", "").isalnum() and len(given) <= 64 else uuid.uuid4().hex
        _request_id.set(rid)  # kept until the next request: Django logs refusals and errors after the middleware
        response = self.get_response(request)
        response["X-Request-ID"] = rid
        return response


class RequestIdFilter(logging.Filter):
    """Puts the id of the current request on a log record ("-" outside requests)."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True
