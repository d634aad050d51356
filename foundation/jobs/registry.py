"""Which kinds of jobs exist; an app's `tasks.py` registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from foundation.jobs.runner import JobRun

Function = Callable[["JobRun"], dict[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its title for people and the function that does it."""

    key: str
    title: str | Promise
    function: Function


KINDS: dict[str, Kind] = {}


def handler(key: str, *, title: str | Promise) -> Callable[[Function], Function]:
    """Register the decorated function as what runs jobs of kind `key`; it returns the job's result."""

    def register(function: Function) -> Function:
        KINDS[key] = Kind(key, title, function)
        return function

    return register
