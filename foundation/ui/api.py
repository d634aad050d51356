"""What all answers of the API share: errors of one shape, pages by cursor, and how both are documented."""

from collections.abc import Iterable
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, serializers, status
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from foundation.kernel.errors import Conflict, Denied, DomainError, Invalid
from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop
from foundation.ui.errors import sentence

LARGEST_BODY = 8 * 1024 * 1024


def known_parameters(request: Request, names: Iterable[str], *, paged: bool = False) -> None:
    """Refuse parameters of the address that an operation does not have: a typo would else read as "no filter".

    Raises ValidationError (400) at the first one that is not in `names`; the message lists what there is.
    """
    allowed = {*names, "format", *((Cursor.cursor_query_param, Cursor.page_size_query_param) if paged else ())}
    unknown = sorted(set(request.query_params) - allowed)
    if not unknown:
        return
    listed = ", ".join(sorted(allowed - {"format"}))
    said = _("There is no such parameter here. There are: %(names)s.") if listed else _("There are no parameters here.")
    raise exceptions.ValidationError({name: [said % {"names": listed} if listed else said] for name in unknown})


class StrictFilters(DjangoFilterBackend):
    """The filters of a list; a parameter that is none of them, nor one of the pages, answers 400."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Check the names, then filter."""
        filterset_class = self.get_filterset_class(view, queryset)
        names = set(filterset_class.base_filters) if filterset_class else set()
        paginator = getattr(view, "paginator", None)
        known_parameters(request, names, paged=isinstance(paginator, Cursor))
        return super().filter_queryset(request, queryset, view)


class Cursor(CursorPagination):
    """Pages that cost the same however deep they are; `?cursor=` and `?page_size=` (1 to 1000, 100 by default)."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    ordering = "-id"

    def get_page_size(self, request: Request) -> int:
        """Read `?page_size=`. Raises ValidationError for anything but 1 to 1000: fewer rows than asked for mislead."""
        text = request.query_params.get(self.page_size_query_param)
        if text is None:
            return self.page_size
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= self.max_page_size):
            message = _("Ask for 1 to %(most)d rows a page.") % {"most": self.max_page_size}
            raise exceptions.ValidationError({self.page_size_query_param: [message]})
        return int(text)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Document the range of `?page_size=` too."""
        found: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in found:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return found

    def decode_cursor(self, request: Request) -> Any:
        """Read `?cursor=`. One that was not given out by this API is a bad value, not a page that is not there."""
        try:
            return super().decode_cursor(request)
        except exceptions.NotFound:
            message = _("Follow the addresses in `next` and `previous`; this cursor is none of theirs.")
            raise exceptions.ValidationError({"cursor": [message]}) from None


class ErrorBodySerializer(serializers.Serializer[dict[str, Any]]):
    """What went wrong: a code for programs, a sentence for people, the field when one value is at fault."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(required=False)
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]


class ErrorSerializer(serializers.Serializer[dict[str, Any]]):
    """The body of every answer that is not a success."""

    error = ErrorBodySerializer()


class MoneySerializer(serializers.Serializer[Any]):
    """An exact amount as decimal text, and its ISO 4217 currency."""

    amount = serializers.CharField()
    currency = serializers.CharField(min_length=3, max_length=3)

    def to_representation(self, instance: Any) -> dict[str, str]:
        """Write Money; a mapping passes through."""
        return money(instance) or {} if isinstance(instance, Money) else dict(instance)


def money(value: Money | None) -> dict[str, str] | None:
    """Money the way the API writes it: {"amount": "123.45", "currency": "USD"}; None stays None."""
    return None if value is None else {"amount": str(value.amount), "currency": value.currency}


class RawJson(BaseParser):
    """The body as it came: ten thousand rows are read by a decoder that knows their shape."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the bytes. Raises Invalid for more than 8 MB."""
        body: bytes = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise Invalid(gettext_noop("The body is larger than 8 MB; send fewer rows at once."), field="rows")
        return body


class RowProblemSerializer(serializers.Serializer[Any]):
    """Why a row was not taken; `row` counts from 0."""

    row = serializers.IntegerField()
    code = serializers.CharField(help_text="invalid, denied, conflict or not_found")
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()


class PushedSerializer(serializers.Serializer[Any]):
    """What became of the rows: created + unchanged + refused = received."""

    received = serializers.IntegerField()
    created = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    batch = serializers.UUIDField(allow_null=True)
    problems = RowProblemSerializer(many=True)


def pushed(done: Any) -> dict[str, Any]:
    """What became of the rows of a push, as the API tells it."""
    return {
        "received": done.received,
        "created": done.created,
        "unchanged": done.unchanged,
        "refused": done.refused,
        "batch": done.batch,
        "problems": [
            {"row": problem.row, "code": problem.code, "field": problem.field, "message": sentence(problem.error)}
            for problem in done.problems
        ],
    }


def error_answers(*codes: int) -> dict[int, Any]:
    """The documented refusals of an operation, for `extend_schema(responses={200: …, **error_answers(404, 409)})`.

    400, 401 and 403 are always among them: any operation may be asked with a bad value or without the right.
    """
    return dict.fromkeys(sorted({400, 401, 403, *codes}), ErrorSerializer)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception of an API view into an answer: invisible 404, denied 403, wrong state 409, bad value 400."""
    if isinstance(error, DomainError):
        set_rollback()
        return _answer(_status(error), error.code, sentence(error), field=error.field)
    if isinstance(error, Http404):
        error = exceptions.NotFound(_("There is nothing here that you may see."))
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError({"value": error.messages})
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        fields = _fields(error.detail)
        field = next(iter(fields), "")
        message = fields[field][0] if fields else _("A value given is not acceptable.")
        return _answer(error.status_code, "invalid", message, field=field, fields=fields, headers=headers)
    code = error.get_codes()
    message = str(error.detail) if not isinstance(error.detail, (dict, list)) else _("The request was refused.")
    return _answer(error.status_code, code if isinstance(code, str) else "refused", message, headers=headers)


def _status(error: DomainError) -> int:
    if isinstance(error, Denied):
        return status.HTTP_403_FORBIDDEN
    if isinstance(error, Conflict):
        return status.HTTP_409_CONFLICT
    return status.HTTP_400_BAD_REQUEST


def _fields(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Flatten nested messages into dotted field names; messages about the whole stand under "non_field_errors"."""
    if isinstance(detail, dict):
        merged: dict[str, list[str]] = {}
        for key, value in detail.items():
            merged.update(_fields(value, f"{name}.{key}" if name else str(key)))
        return merged
    if isinstance(detail, list):
        if any(isinstance(item, (dict, list)) for item in detail):
            merged = {}
            for index, item in enumerate(detail):
                merged.update(_fields(item, f"{name}.{index}" if name else str(index)))
            return merged
        return {name or "non_field_errors": [str(item) for item in detail]} if detail else {}
    return {name or "non_field_errors": [str(detail)]}


def _answer(
    code: int,
    name: str,
    message: str,
    *,
    field: str = "",
    fields: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {"code": name, "message": message}
    if field and field != "non_field_errors":
        body["field"] = field
    if fields:
        body["fields"] = fields
    return Response({"error": body}, status=code, headers=headers)
