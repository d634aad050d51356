"""Who acts: a person, or the product itself on nobody's behalf."""

import zoneinfo
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from foundation.people.models import User


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The command line, the worker or the importer; allowed everything, and named in the trail."""

    name: str
    is_system = True

    @property
    def audit_name(self) -> str:
        return self.name

    @property
    def audit_key(self) -> str:
        return ""


Actor = User | SystemActor

COMMAND_LINE = SystemActor("command line")
WORKER = SystemActor("worker")


def in_zone_of(actor: Actor) -> AbstractContextManager[Any]:
    """Write times in the zone of the person for whom the worker makes something; UTC for nobody's."""
    if isinstance(actor, SystemActor):
        return nullcontext()
    try:
        return timezone.override(zoneinfo.ZoneInfo(actor.time_zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return nullcontext()
