"""How forms are drawn, and the fields for dates, numbers and money that every form uses."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.numbers import digits_of
from foundation.kernel.periods import Month
from foundation.ui.errors import sentence

Text = str | Promise

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
_CHECKS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)
_PLAIN = (*_CHECKS, forms.HiddenInput, forms.MultiWidget)
"""Widgets drawn without a class: the browser's own marks, and those whose parts have classes of their own."""


class Bound(BoundField):
    """A field that gives its widget the class the stylesheet knows it by."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """The widget's attributes, with its class added; Django adds `aria-invalid`."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        names = (str(widget.attrs.get("class", "")), _class_of(widget))
        if joined := " ".join(name for name in names if name):
            attrs["class"] = joined
        return attrs

    @property
    def kind(self) -> str:
        """ "check" for a lone checkbox, "choices" for a group of them, else "input": where the label stands."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        return "choices" if isinstance(widget, _CHECKS) else "input"

    @property
    def unit(self) -> Text:
        """What stands behind the input: "%", "months"."""
        return getattr(self.field, "unit", "")


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, _PLAIN):
        return ""
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class Renderer(TemplatesSetting):
    """Draws every form of the product: label above, help below the label, error at the field, summary on top."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = Bound

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Render a template of a form; lists of choices are written directly, some hold hundreds."""
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    """A `<select>`, the same markup as Django's template of it, at a tenth of the cost for each choice."""
    parts = [format_html('<select name="{}"{}>', widget["name"], _attributes(widget["attrs"]))]
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(format_html('<optgroup label="{}">', group))
        parts += [
            format_html(
                '<option value="{}"{}>{}</option>', str(option["value"]), _attributes(option["attrs"]), option["label"]
            )
            for option in options
        ]
        if group:
            parts.append(mark_safe("</optgroup>"))
    return mark_safe("\n".join(parts) + "</select>")  # noqa: S308  (each part is escaped above)


def _attributes(attrs: dict[str, Any]) -> SafeString:
    return format_html_join(
        "",
        " {}{}",
        (
            (name, "" if value is True else format_html('="{}"', str(value)))
            for name, value in attrs.items()
            if value is not False
        ),
    )


class DateField(forms.DateField):
    """A day, typed or picked; years 1900 to 2100."""

    def __init__(self, *, earliest: date = FIRST_DAY, latest: date = LAST_DAY, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d %b %Y", "%d %B %Y"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Enter a date such as 2026-11-21.")
        self.validators += [
            MinValueValidator(earliest, _("Enter a date from %(limit_value)s on.")),
            MaxValueValidator(latest, _("Enter a date up to %(limit_value)s.")),
        ]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Limits for the native picker."""
        return {"min": self.earliest.isoformat(), "max": self.latest.isoformat()}


def _plain(limit: Any) -> str:
    """A limit in digits, in groups of three."""
    text = f"{Decimal(str(limit)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class NumberField(forms.DecimalField):
    """An exact decimal number with its unit written behind the input; thousands separators may be typed."""

    def __init__(self, *, unit: Text = "", **kwargs: Any) -> None:
        self.unit = unit
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 6)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Enter a number, for example 12.5.")
        for limit in self.validators:
            if isinstance(limit, MaxValueValidator):
                limit.message = format_lazy(_("Enter a number up to {limit}."), limit=_plain(limit.limit_value))
            elif isinstance(limit, MinValueValidator):
                limit.message = format_lazy(_("Enter a number from {limit} on."), limit=_plain(limit.limit_value))

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read the number; marks between groups of three digits and a percent sign behind are no part of it."""
        if isinstance(value, str):
            try:
                value = digits_of(value.strip().removesuffix("%"))
            except Invalid as error:
                raise ValidationError(sentence(error), code="invalid") from None
        return super().to_python(value)


class FigureField(NumberField):
    """A figure of up to 12 digits and 6 decimals; empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=6, **kwargs)


class WholeField(NumberField):
    """A whole number with its unit; cleans to int."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("decimal_places", 0)
        super().__init__(**kwargs)
        self.error_messages["max_decimal_places"] = _("Enter a whole number.")

    def clean(self, value: Any) -> Any:
        """The number as int, None when it is left empty."""
        number = super().clean(value)
        return None if number is None else int(number)


class MonthField(forms.CharField):
    """A month, typed as 2026-11 or picked; cleans to Month, or None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}))
        kwargs.setdefault("max_length", 10)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Read the month; raises ValidationError for anything else."""
        if isinstance(value, Month):
            return value
        text = super().clean(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except Invalid as error:
            raise ValidationError(sentence(error)) from None

    def prepare_value(self, value: Any) -> Any:
        """The month as the picker writes it."""
        return str(value) if isinstance(value, Month) else value


class MoneyWidget(forms.MultiWidget):
    """Amount and currency side by side."""

    template_name = "ui/forms/money.html"
    use_fieldset = False

    def __init__(self, currencies: Sequence[str], attrs: dict[str, Any] | None = None) -> None:
        amount = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control"})
        currency = forms.Select(
            choices=[(code, code) for code in currencies], attrs={"class": "form-select", "aria-label": _("Currency")}
        )
        super().__init__([amount, currency], attrs)

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the amount."""
        return f"{id_}_0" if id_ else ""

    def decompress(self, value: Any) -> list[Any]:
        """Amount and currency of a Money; an empty amount for None."""
        return [value.amount, value.currency] if isinstance(value, Money) else [None, None]


class MoneyField(forms.MultiValueField):
    """An exact amount and its currency; cleans to Money, or None when the amount is empty and not required."""

    def __init__(
        self, *, currencies: Sequence[str] = (), negative: bool = False, zero: bool = True, **kwargs: Any
    ) -> None:
        codes = tuple(currencies) or (settings.REPORTING_CURRENCY,)
        self.negative, self.zero = negative, zero
        required = kwargs.pop("required", True)
        fields = (
            forms.CharField(
                required=required,
                max_length=40,
                error_messages={"incomplete": forms.Field.default_error_messages["required"]},
            ),
            forms.ChoiceField(choices=[(code, code) for code in codes], required=False),
        )
        kwargs.setdefault("widget", MoneyWidget(codes))
        super().__init__(fields=fields, required=required, require_all_fields=False, **kwargs)
        self._default_currency = codes[0]

    def compress(self, data_list: list[Any]) -> Money | None:
        """Build the Money; raises ValidationError with the sentence of the kernel when it cannot be one."""
        if not data_list or data_list[0] in (None, ""):
            return None
        try:
            money = Money.of(str(data_list[0]), data_list[1] or self._default_currency)
        except Invalid as error:
            raise ValidationError(sentence(error)) from None
        if money.minor < 0 and not self.negative:
            raise ValidationError(_("Enter an amount that is not negative."))
        if money.minor == 0 and not self.zero:
            raise ValidationError(_("Enter an amount above zero."))
        return money
