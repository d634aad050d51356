"""What files can be attached to: apps above register their kinds of records in `AppConfig.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from foundation.audit.queries import kind_of
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as its files know it.

    `trail` is the record in whose history the files stand, `url` the page that shows them. `places` names the parts of
    the record to which a file may belong; "" stands for the whole. While it is `sealed`, the trail keeps no names.
    """

    kind: str
    uid: UUID
    label: str
    unit: Unit
    url: str
    trail: Any
    places: Mapping[str, str] = field(default_factory=lambda: {"": ""})
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Resolver:
    """How records of one kind answer for their files.

    `readable` gives the records whose files an actor may read; it is asked for every list and every download.
    `check_change` raises Denied or Conflict when the actor may not attach or withdraw now. `hold` gives a fresh copy
    of a record, locked until the transaction ends.
    """

    readable: Callable[[Actor], QuerySet[Any]]
    describe: Callable[[Any], Subject]
    check_change: Callable[[Actor, Any], None]
    hold: Callable[[Any], Any]


_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Let files be attached to records of a kind, "readiness.sheet"; registering a kind again replaces it."""
    _resolvers[kind] = resolver


def resolvers() -> Mapping[str, Resolver]:
    """Every kind of record that files can be attached to."""
    return _resolvers


def resolver_of(record: Any) -> Resolver:
    """Return how a record answers for its files. Raises Invalid for a kind that nobody registered."""
    found = _resolvers.get(kind_of(record))
    if found is None:
        raise Invalid(_("Files cannot be attached to this."), field="subject")
    return found


def describe(record: Any) -> Subject:
    """Return a record as its files know it. Raises Invalid for a kind that nobody registered."""
    return resolver_of(record).describe(record)


def find(actor: Actor, kind: str, uid: UUID | str) -> Any:
    """Return the record whose files the actor may read; None when there is none."""
    resolver = _resolvers.get(kind)
    return resolver.readable(actor).filter(uid=uid).first() if resolver else None
