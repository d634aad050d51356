"""A refused decision changes nothing; the trail keeps that it was tried."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from foundation.audit import services as audit
from foundation.kernel.errors import Conflict, Denied
from governance.models import Step

P = ParamSpec("P")
R = TypeVar("R")


def recorded(act: str) -> Callable[[Callable[Concatenate[Step, P], R]], Callable[Concatenate[Step, P], R]]:
    """Run a command on a step in a transaction; when it refuses the person or the state, record that and nothing else.

    What is merely incomplete (Invalid) is no refusal: the form comes back and nobody is recorded.
    """

    def wrap(command: Callable[Concatenate[Step, P], R]) -> Callable[Concatenate[Step, P], R]:
        @wraps(command)
        def run(step: Step, /, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with transaction.atomic():
                    return command(step, *args, **kwargs)
            except (Denied, Conflict) as error:
                by: Any = kwargs["by"]
                with transaction.atomic():
                    audit.record(
                        "governance.decision.refused", step.review, by=by, reason=str(error), step=step.title, act=act
                    )
                raise

        return run

    return wrap
