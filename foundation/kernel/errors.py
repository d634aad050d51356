"""Refusals whose message is fit to show to the person refused."""

from typing import Any


class DomainError(Exception):
    """A sentence (`template` with `%(name)s` places) and what fills it; `field` names the input it belongs to.

    The adapter translates the template; `str(error)` is the English sentence.
    """

    code = "refused"

    def __init__(self, template: str, *, field: str = "", **params: Any) -> None:
        self.template = template
        self.field = field
        self.params = params
        super().__init__(template % params if params else template)


class Denied(DomainError):
    """This person may not do it (HTTP 403)."""

    code = "denied"


class Conflict(DomainError):
    """The record is not in a state in which this can be done (HTTP 409)."""

    code = "conflict"


class Invalid(DomainError):
    """A value given is not acceptable (HTTP 422 on a page, 400 in the API)."""

    code = "invalid"
