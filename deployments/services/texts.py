"""Checking what people write about a rollout."""

from deployments.rules import TEXT_LIMIT
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User


def clean(text: str, *, field: str, missing: str = "", limit: int = TEXT_LIMIT) -> str:
    """Return the text without blanks around it. Raises Invalid at `field` when too long, or empty with `missing`."""
    text = text.replace("\x00", "").strip()
    if missing and not text:
        raise Invalid(missing, field=field)
    if len(text) > limit:
        raise Invalid(_("Write at most %(limit)s characters."), field=field, limit=limit)
    return text


def person_of(by: Actor) -> User | None:
    """Return the person behind an actor; None for the product itself."""
    return by if isinstance(by, User) else None
