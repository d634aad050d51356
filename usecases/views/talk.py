"""The discussion of a use case, as a tab of its page."""

from collections.abc import Mapping
from typing import Any

from foundation.discussion import queries as discussion
from foundation.people.http import Request
from usecases.models import UseCase


def tab(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What was said about the case."""
    return {"talk": discussion.talk(request.user, case)}


def count(request: Request, case: UseCase) -> int:
    """How many comments stand."""
    return discussion.count(case)
