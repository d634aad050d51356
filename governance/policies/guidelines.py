"""Who may write guidelines, acknowledge them, and see who has not."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.models import Guideline
from governance.policies.persons import person
from governance.queries import guidelines


def check_publish_guideline(by: Actor, unit: Unit | None = None) -> None:
    """May publish guidelines in a unit (or somewhere): who manages its board."""
    person(by)
    if unit is None:
        require_anywhere(by, Permission.BOARD_MANAGE)
    else:
        require(by, Permission.BOARD_MANAGE, unit.path, to=_("publish guidelines"))


def check_revise_guideline(by: Actor, guideline: Guideline) -> None:
    """May publish another version or retire it: as for publishing, while it is in force."""
    check_publish_guideline(by, guideline.unit)
    _require_in_force(guideline)


def check_acknowledge_guideline(by: Actor, guideline: Guideline) -> None:
    """May acknowledge: for whom it counts, once a version, while it is in force; nobody does it for another."""
    user = person(by)
    if not guidelines.audience(guideline).filter(pk=user.pk).exists():
        raise Denied(_("This guideline is not meant for your roles."))
    _require_in_force(guideline)
    if guidelines.current(guideline).acknowledgements.filter(user=user).exists():
        raise Conflict(_("You have acknowledged this version."))


def check_see_acknowledgements(by: Actor, guideline: Guideline) -> None:
    """May see who has and has not: who publishes guidelines there, and who reads the trail."""
    access, path = access_of(by), guideline.unit.path
    if not any(access.allows(right, path) for right in (Permission.BOARD_MANAGE, Permission.TRAIL_READ)):
        raise Denied(_("Who has not acknowledged it is for those who publish guidelines and for auditors."))


def _require_in_force(guideline: Guideline) -> None:
    if guideline.retired_at is not None:
        raise Conflict(_("This guideline is retired."))
