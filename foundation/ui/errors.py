"""How a domain error reaches a reader: its sentence in the reader's language, at the field it belongs to."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.utils.functional import Promise
from django.utils.translation import gettext

from foundation.kernel.errors import Conflict, Denied, DomainError, Invalid
from foundation.ui import words

STATUS: Mapping[type[DomainError], int] = {Denied: 403, Conflict: 409, Invalid: 422}


def sentence(error: DomainError) -> str:
    """The error's sentence, translated, with its values written as the pages write them."""
    template = gettext(error.template)
    if not error.params:
        return template
    return template % {name: _shown(value) for name, value in error.params.items()}


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal on a page: 403 may not, 409 wrong state, 422 bad value."""
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status
    return 422


def add_to_form(form: BaseForm, error: DomainError) -> None:
    """Put the error at its field of a bound form, or above the form when the form has no such field.

    The field of an amount holds its currency too.
    """
    named = "amount" if error.field == "currency" and "currency" not in form.fields else error.field
    form.add_error(named if named in form.fields else None, sentence(error))


def _shown(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, str):
        return gettext(value) if value else value
    if isinstance(value, int) and not isinstance(value, bool):
        return value  # a template may ask for %(count)d
    return words.plain(value, short=False)
