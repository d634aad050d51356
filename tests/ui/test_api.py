"""The one error shape of the API."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from rest_framework import exceptions, serializers

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.ui.api import MoneySerializer, error_answers, exception_handler, money

pytestmark = pytest.mark.django_db


def answer(error: Exception) -> tuple[int, dict[str, Any]]:
    response = exception_handler(error, {})
    assert response is not None
    return response.status_code, response.data["error"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Denied("You may not."), 403, "denied"),
        (Conflict("Too late."), 409, "conflict"),
        (Invalid("Bad.", field="x"), 400, "invalid"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.Throttled(7), 429, "throttled"),
    ],
)
def test_every_refusal_has_status_code_and_sentence(error: Exception, status: int, code: str) -> None:
    told, body = answer(error)

    assert told == status
    assert body["code"] == code
    assert body["message"]


def test_a_bad_value_names_its_field() -> None:
    assert answer(Invalid("Too much.", field="budget"))[1]["field"] == "budget"


def test_nested_messages_are_flat_and_dotted() -> None:
    error = exceptions.ValidationError({"answers": [{}, {"score": ["Too high."]}], "non_field_errors": ["Odd."]})

    body = answer(error)[1]

    assert body["fields"] == {"answers.1.score": ["Too high."], "non_field_errors": ["Odd."]}
    assert body["message"] == "Too high."


def test_a_plain_message_stands_alone() -> None:
    body = answer(exceptions.ValidationError("Odd."))[1]

    assert body["message"] == "Odd."
    assert "field" not in body


def test_a_django_validation_error_is_a_bad_value() -> None:
    assert answer(DjangoValidationError("No date."))[0] == 400


def test_a_defect_is_not_swallowed() -> None:
    assert exception_handler(RuntimeError(), {}) is None


def test_money_is_decimal_text_and_currency() -> None:
    assert money(Money.of("123.45", "USD")) == {"amount": "123.45", "currency": "USD"}
    assert money(None) is None

    class Row(serializers.Serializer[Any]):
        budget = MoneySerializer(allow_null=True)

    assert Row({"budget": Money.of("5", "EUR")}).data == {"budget": {"amount": "5.00", "currency": "EUR"}}
    assert Row({"budget": None}).data == {"budget": None}


def test_documented_refusals_hold_the_common_ones() -> None:
    assert set(error_answers(409)) == {400, 401, 403, 409}
