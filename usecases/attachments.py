"""Files of a use case as a whole: a concept, a contract, minutes. Whoever may edit the case attaches and withdraws."""

from django.db.models import QuerySet

from foundation.db.locking import lock
from foundation.evidence import services as evidence
from foundation.evidence import subjects
from foundation.evidence.subjects import Resolver, Subject
from foundation.people.actors import Actor
from usecases import hooks, policies
from usecases.models import NAME_LENGTH, UseCase

CASE = "usecases.usecase"


def readable(actor: Actor) -> QuerySet[UseCase]:
    """The cases whose files an actor may read: those that the actor sees."""
    return UseCase.objects.visible_to(actor).select_related("unit")


def describe(case: UseCase) -> Subject:
    """A case as its files know it."""
    return Subject(CASE, case.uid, str(case)[:NAME_LENGTH], case.unit, case.get_absolute_url(), case, hooks.places())


def follow(case: UseCase, fields: frozenset[str], by: Actor) -> None:
    """Let the files of a case go with it to another unit or under another name."""
    if fields & {"unit", "name"}:
        evidence.follow_subject(CASE, [case.uid], unit=case.unit, label=str(case)[:NAME_LENGTH])


def register() -> None:
    """Let files be attached to use cases."""
    subjects.register(CASE, Resolver(readable, describe, policies.check_edit, lock))
