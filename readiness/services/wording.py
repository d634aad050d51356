"""What every service of readiness asks of the person and the words behind an act."""

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User

TEXT_LIMIT = 4000


def person_of(by: Actor) -> User | None:
    """Return the person behind an actor; None for the product itself."""
    return by if isinstance(by, User) else None


def clean_text(text: str, *, field: str, required: str = "") -> str:
    """Return the text without blanks around it. Raises Invalid with the sentence `required` when it is empty."""
    text = text.replace("\x00", "").strip()
    if required and not text:
        raise Invalid(required, field=field)
    if len(text) > TEXT_LIMIT:
        raise Invalid(_("Use at most %(limit)s characters."), field=field, limit=TEXT_LIMIT)
    return text
