"""What can be assessed: apps above register their kinds of records in `AppConfig.ready()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from foundation.audit.queries import kind_of
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as an assessment knows it. `suits` is what instruments call it: enterprise, unit, process, use_case."""

    kind: str
    uid: UUID
    label: str
    unit: Unit
    suits: str
    url: str = ""

    @property
    def key(self) -> str:
        """Kind and uid in one word, as forms send it."""
        return f"{self.kind}:{self.uid}"


@dataclass(frozen=True, slots=True)
class Resolver:
    """How records of one kind are found. `search` gives those on whose unit the actor may assess, by name."""

    label: str | Promise
    describe: Callable[[Any], Subject]
    find: Callable[[UUID], Subject | None]
    search: Callable[[Actor, str, int], Sequence[Subject]]
    order: int = 50


_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Make records of a kind ("people.unit") assessable; registering a kind again replaces it."""
    _resolvers[kind] = resolver


def kinds() -> dict[str, Resolver]:
    """Every kind that can be assessed, in the order in which they are offered."""
    return dict(sorted(_resolvers.items(), key=lambda item: item[1].order))


def describe(record: Any) -> Subject:
    """Return a record as a subject. Raises Invalid for a kind that nobody registered."""
    resolver = _resolvers.get(kind_of(record))
    if resolver is None:
        raise Invalid(_("This cannot be assessed."), field="subject")
    return resolver.describe(record)


def find(kind: str, uid: UUID | str) -> Subject | None:
    """Return the subject with this kind and uid as it is now; None when there is none, or it is archived."""
    resolver = _resolvers.get(kind)
    try:
        return resolver.find(UUID(str(uid))) if resolver else None
    except ValueError:
        return None


def by_key(key: str) -> Subject | None:
    """Return the subject that a form's "kind:uid" names; None when there is none."""
    kind, _colon, uid = key.partition(":")
    return find(kind, uid)


def search(actor: Actor, text: str, *, limit: int = 20) -> list[Subject]:
    """Return what the actor may assess and whose name holds the text, kind after kind, at most `limit` of each."""
    return [found for resolver in kinds().values() for found in resolver.search(actor, text, limit)]
