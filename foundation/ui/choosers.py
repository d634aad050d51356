"""Choosing a record by typing: suggestions come from the server, and a full name works without them."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.urls import reverse


class ChooserInput(forms.TextInput):
    """A text input with a list of its own, filled while somebody types.

    The page at `url_name` answers `?q=` with {"choices": [{"label": …, "note": …}]}; the field reads the label.
    """

    template_name = "ui/forms/chooser.html"

    class Media:
        js = (Script("ui/chooser.js", defer=True),)

    def __init__(self, url_name: str, attrs: dict[str, Any] | None = None) -> None:
        self.url_name = url_name
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The input, the address that its suggestions come from, and the id of their list."""
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_choices"
        context["widget"]["attrs"] |= {"list": listed, "autocomplete": "off", "data-choices": reverse(self.url_name)}
        context["widget"]["listed"] = listed
        return context
