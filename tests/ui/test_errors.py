"""Refusals in the reader's words."""

from django import forms

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.ui.errors import add_to_form, sentence, status_of


class Small(forms.Form):
    budget = forms.CharField(required=False)


def test_values_in_a_sentence_are_written_as_on_the_page() -> None:
    error = Invalid("%(amount)s is above %(limit)s.", amount=Money.of("5", "USD"), limit=3)

    assert sentence(error) == "USD 5.00 is above 3."


def test_a_sentence_without_values_may_hold_a_percent_sign() -> None:
    assert sentence(Conflict("95 % needed")) == "95 % needed"


def test_each_kind_of_refusal_has_its_status() -> None:
    assert [status_of(kind("x")) for kind in (Denied, Conflict, Invalid)] == [403, 409, 422]


def test_an_error_lands_at_its_field() -> None:
    form = Small({"budget": "1"})

    add_to_form(form, Invalid("Too much.", field="budget"))

    assert form.errors == {"budget": ["Too much."]}


def test_an_error_of_an_unknown_field_stands_above_the_form() -> None:
    form = Small({"budget": "1"})

    add_to_form(form, Denied("No.", field="elsewhere"))

    assert form.non_field_errors() == ["No."]
