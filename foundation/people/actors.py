"""Who acts: a person, or the product itself on nobody's behalf."""

from dataclasses import dataclass

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
