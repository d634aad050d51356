"""What can be discussed and followed: apps above register their kinds of records in `AppConfig.ready()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from foundation.audit.queries import kind_of
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as its discussion knows it; `url` is the page that shows the discussion."""

    kind: str
    uid: UUID
    label: str
    unit: Unit
    url: str


@dataclass(frozen=True, slots=True)
class Resolver:
    """How records of one kind answer for their discussion.

    `readable` gives the records that an actor may read; it is asked for every list, comment and mention. `interested`
    gives those who follow a record by themselves, each with the sentence that says why. `check_comment` raises when
    the state of the record allows no comment now.
    """

    readable: Callable[[Actor], QuerySet[Any]]
    describe: Callable[[Any], Subject]
    interested: Callable[[Any], Sequence[tuple[User, str]]]
    check_comment: Callable[[Any], None] = lambda record: None


_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Let records of a kind be discussed, "usecases.usecase"; registering a kind again replaces it."""
    _resolvers[kind] = resolver


def resolvers() -> Mapping[str, Resolver]:
    """Every kind of record that can be discussed."""
    return _resolvers


def resolver_of(record: Any) -> Resolver:
    """Return how a record answers for its discussion. Raises Invalid for a kind that nobody registered."""
    found = _resolvers.get(kind_of(record))
    if found is None:
        raise Invalid(_("This cannot be discussed."), field="subject")
    return found


def describe(record: Any) -> Subject:
    """Return a record as its discussion knows it. Raises Invalid for a kind that nobody registered."""
    return resolver_of(record).describe(record)


def find(actor: Actor, kind: str, uid: UUID | str) -> Any:
    """Return the record that the actor may read; None when there is none."""
    resolver = _resolvers.get(kind)
    return resolver.readable(actor).filter(uid=uid).first() if resolver else None


def is_readable(actor: Actor, record: Any) -> bool:
    """Say whether an actor may read a record."""
    return resolver_of(record).readable(actor).filter(pk=record.pk).exists()
