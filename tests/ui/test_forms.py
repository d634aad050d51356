"""Fields, and how a form is drawn."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from foundation.kernel.money import Money
from foundation.ui.forms import DateField, MoneyField, NumberField, WholeField


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="In a few words.")
    budget = MoneyField(label="Budget", currencies=("USD", "EUR"), required=False)
    starts_on = DateField(label="Start", required=False)
    effort = NumberField(label="Effort", unit="days", required=False, min_value=0)
    seats = WholeField(label="Seats", required=False)
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    public = forms.BooleanField(label="Public", required=False)


def cleaned(**data: Any) -> dict[str, Any]:
    form = Sample({"name": "x", **data})
    assert form.is_valid(), form.errors
    return form.cleaned_data


def message(**data: Any) -> str:
    form = Sample({"name": "x", **data})
    assert not form.is_valid()
    return " ".join(text for texts in form.errors.values() for text in texts)


def test_an_amount_becomes_money() -> None:
    assert cleaned(budget_0="1,250,000.5", budget_1="EUR")["budget"] == Money(125_000_050, "EUR")


def test_an_empty_amount_is_no_money() -> None:
    assert cleaned(budget_0="", budget_1="USD")["budget"] is None


def test_the_first_currency_is_taken_when_none_is_sent() -> None:
    assert cleaned(budget_0="5")["budget"] == Money(500, "USD")


@pytest.mark.parametrize("amount", ["12.345", "abc", "1e999", "NaN", "99999999999999999999", "9" * 60])
def test_an_amount_that_is_none_says_so_and_never_breaks(amount: str) -> None:
    assert message(budget_0=amount, budget_1="USD")


def test_a_negative_amount_is_refused_in_words() -> None:
    assert "not negative" in message(budget_0="-5", budget_1="USD")


def test_a_required_amount_says_that_it_is_missing() -> None:
    class Needed(forms.Form):
        budget = MoneyField(currencies=("USD",))

    form = Needed({"budget_0": "", "budget_1": "USD"})

    assert form.errors["budget"] == ["This field is required."]


@pytest.mark.parametrize("day", ["20255-01-01", "2026-13-01", "soon", "1066-10-14", "9999-01-01", "\x00"])
def test_a_day_that_cannot_be_is_refused_in_words(day: str) -> None:
    assert "Enter a" in message(starts_on=day) or "Null characters" in message(starts_on=day)


def test_a_day_is_read_as_the_pages_write_it() -> None:
    assert cleaned(starts_on="21 Nov 2026")["starts_on"] == date(2026, 11, 21)


def test_a_number_may_have_separators_and_a_percent_sign() -> None:
    assert cleaned(effort="1,200.5")["effort"] == Decimal("1200.5")
    assert cleaned(effort="12%")["effort"] == Decimal("12")


def test_marks_between_groups_of_three_digits_are_no_part_of_a_number() -> None:
    assert cleaned(effort="1,500,000.50")["effort"] == Decimal("1500000.5")
    assert cleaned(effort="1 500 000")["effort"] == Decimal("1500000")


@pytest.mark.parametrize("number", ["2,5", "0,5", "0,500", "1,50,000", "1.234,5", "12,5%"])
def test_a_decimal_comma_is_refused_and_never_dropped(number: str) -> None:
    assert "2.5 and not 2,5" in message(effort=number)
    assert "2.5 and not 2,5" in message(budget_0=number.rstrip("%"))


def test_a_limit_is_said_in_words_that_can_be_read() -> None:
    field = NumberField(min_value=0, max_value=1_000_000)

    for number, sentence in (("2000000", "Enter a number up to 1,000,000."), ("-1", "Enter a number from 0 on.")):
        with pytest.raises(ValidationError, match=sentence):
            field.clean(number)


@pytest.mark.parametrize("number", ["1e9", "1E9", "2.5e3"])
def test_an_exponent_is_refused_in_words(number: str) -> None:
    assert "in digits" in message(effort=number)
    assert "in digits" in message(budget_0=number)


@pytest.mark.parametrize("amount", ["$1,500,000", "$ 1500000.00", "1,500,000 USD", "1 500 000", "USD 1,500,000.0"])
def test_an_amount_may_have_the_sign_of_its_currency(amount: str) -> None:
    assert cleaned(budget_0=amount, budget_1="USD")["budget"] == Money(150_000_000, "USD")


@pytest.mark.parametrize("amount", ["$2M", "2m", "2.5 million", "300k", "1bn"])
def test_an_amount_cut_short_is_asked_for_in_full(amount: str) -> None:
    assert "in full, for example 2,000,000" in message(budget_0=amount, budget_1="USD")


def test_the_sign_of_another_currency_is_refused() -> None:
    assert "Enter an amount in USD" in message(budget_0="€5", budget_1="USD")
    assert "not negative" in message(budget_0="-$5", budget_1="USD")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "x", "1e40"])
def test_a_number_that_is_none_says_so(number: str) -> None:
    assert message(effort=number)


def test_a_whole_number_is_an_int() -> None:
    seats = cleaned(seats="12")["seats"]

    assert seats == 12
    assert isinstance(seats, int)


def test_a_form_with_errors_keeps_what_was_typed_and_links_each_error_to_its_field() -> None:
    form = Sample({"name": "", "budget_0": "12.345", "budget_1": "EUR"})

    html = str(form)

    assert 'href="#id_name"' in html
    assert 'href="#id_budget_0"' in html
    assert 'value="12.345"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "2 things need your attention" in html


def test_label_stands_above_and_help_between_label_and_input() -> None:
    html = str(Sample())

    assert (
        html.index('<label for="id_name"')
        < html.index("In a few words.")
        < html.index('<input type="text" name="name"')
    )
    assert 'for="id_budget_0"' in html
    assert "days" in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = str(Sample())

    assert "<fieldset" in html
    assert "<legend>Kinds" in html


def test_errors_from_outside_cannot_carry_markup() -> None:
    form = Sample({"name": "x"})
    form.add_error("name", "<script>alert(1)</script>")

    assert "<script>" not in str(form)
