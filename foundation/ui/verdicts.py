"""Asks an app's policy whether a person may do something, so that a page shows the button or the reason."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps

from foundation.kernel.errors import DomainError
from foundation.ui.errors import sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is allowed now, to this person; `reason` is the policy's sentence when it is not."""

    allowed: bool
    reason: str = ""


def verdict(user: Any, act: str, *subjects: Any) -> Verdict:
    """Call `check_<act>(user, *subjects)` in the policies of the subject's app.

    `act` may name the app itself ("usecases.create") where the first subject belongs to another app or there is
    none. An app without policies or a check that is not there is a programming error and raises.
    """
    label, _dot, name = act.rpartition(".")
    if label:
        package = apps.get_app_config(label).name
    elif subjects and hasattr(subjects[0], "_meta"):
        package = apps.get_app_config(subjects[0]._meta.app_label).name
    else:
        raise ValueError(f"may {act!r}: name the app, as in 'usecases.{act}'")
    check = getattr(import_module(f"{package}.policies"), f"check_{name}")
    try:
        check(user, *subjects)
    except DomainError as refusal:
        return Verdict(False, sentence(refusal))
    return Verdict(True)
