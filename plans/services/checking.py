"""What several commands check the same way."""

from datetime import date

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from plans.models.programs import TEXT_LENGTH
from plans.rules.dating import EARLIEST, LATEST


def text(value: str, *, field: str, most: int = TEXT_LENGTH, needed: str = "") -> str:
    """Return a text without blanks around it. Raises Invalid at `field` when it is too long, or empty and `needed`.

    `needed` is the sentence that says what is missing.
    """
    value = value.replace("\x00", "").strip()
    if needed and not value:
        raise Invalid(needed, field=field)
    if len(value) > most:
        raise Invalid(_("This is longer than %(most)s characters."), field=field, most=most)
    return value


def person(value: User | None, unit: Unit, *, field: str = "owner") -> User | None:
    """Return the person. Raises Invalid at `field` for one who is inactive or may not read the unit."""
    if value is not None and not (value.is_active and access_of(value).allows(Permission.READ, unit.path)):
        raise Invalid(
            _("%(person)s cannot see what belongs to %(unit)s; give them a role there first."),
            field=field, person=value.name, unit=unit.name,
        )  # fmt: skip
    return value


def day(value: date, *, field: str) -> date:
    """Return the day. Raises Invalid at `field` outside the years 2000 to 2090."""
    if not EARLIEST <= value <= LATEST:
        raise Invalid(_("Enter a day from 2000 to 2090."), field=field)
    return value
