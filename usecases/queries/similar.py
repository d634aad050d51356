"""Use cases like one that is typed: an index of all texts, kept by each process and renewed as the register changes."""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from foundation.people.actors import Actor
from usecases.models import UseCase
from usecases.rules.likeness import Index, Text, read

SHOWN = 5
SHORTEST = 3
NEARLY, VERY, QUITE = 0.8, 0.55, 0.35
"""From which score two texts are called nearly the same, very alike, alike."""

__all__ = ["Register", "Similar", "forget", "register", "similar", "similar_to"]


@dataclass(frozen=True, slots=True)
class Similar:
    """A case like the one that is described; `score` from 0 to 1, `shared` the words that both have."""

    case: UseCase
    score: float
    shared: tuple[str, ...]

    @property
    def words(self) -> str:
        """How alike, in words."""
        if self.score >= NEARLY:
            return _("nearly the same")
        if self.score >= VERY:
            return _("very alike")
        return _("alike") if self.score >= QUITE else _("somewhat alike")


@dataclass(frozen=True, slots=True)
class Register:
    """The texts of all active cases at one state of the register: the keys of the cases, in the order of the index."""

    stamp: tuple[Any, ...]
    keys: tuple[int, ...]
    index: Index


class _Kept:
    """The register of this process, and the words of each text, so that a change reads only what changed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.register: Register | None = None
        self.texts: dict[int, tuple[datetime, Text]] = {}


_kept = _Kept()


def forget() -> None:
    """Forget the register of this process, as when it starts."""
    with _kept.lock:
        _kept.register, _kept.texts = None, {}


def register() -> Register:
    """Return the texts of all active cases, as they are now; one small query when nothing changed since the last."""
    stamp = _stamp()
    with _kept.lock:
        if _kept.register is None or _kept.register.stamp != stamp:
            _kept.register = _made(stamp)
        return _kept.register


def similar(
    actor: Actor, name: str, summary: str = "", *, without: Collection[int] = (), limit: int = SHOWN
) -> list[Similar]:
    """Return the visible cases most like a name and a description, the most alike first.

    `without` names cases (by primary key) to leave out. Nothing is compared with fewer than three letters.
    """
    text = read(name, summary)
    if sum(map(len, text.words)) < SHORTEST:
        return []
    known = register()
    found = [hit for hit in known.index.nearest(text) if known.keys[hit.place] not in without]
    keys = [known.keys[hit.place] for hit in found]
    rows = UseCase.objects.visible_to(actor).active().select_related("unit").defer("extra", "inputs", "tier_answers")
    cases = rows.in_bulk(keys) if keys else {}
    hits = [(case, hit) for hit in found if (case := cases.get(known.keys[hit.place])) is not None]
    return [Similar(case, hit.score, known.index.shared(text, hit.place)) for case, hit in hits[:limit]]


def similar_to(actor: Actor, case: UseCase, *, limit: int = SHOWN) -> list[Similar]:
    """Return the visible cases most like a case."""
    return similar(actor, case.name, case.summary, without={case.pk}, limit=limit)


def _stamp() -> tuple[Any, ...]:
    found = UseCase.objects.active().aggregate(count=Count("id"), last=Max("id"), at=Max("updated_at"))
    return (found["count"], found["last"], found["at"])


def _made(stamp: tuple[Any, ...]) -> Register:
    dates = dict(UseCase.objects.active().order_by("id").values_list("id", "updated_at"))
    old = [key for key, at in dates.items() if key not in _kept.texts or _kept.texts[key][0] != at]
    changed = UseCase.objects.filter(pk__in=old) if len(old) < 500 else UseCase.objects.active()
    for key, name, summary in changed.values_list("id", "name", "summary").iterator(chunk_size=2000):
        if key in dates:
            _kept.texts[key] = (dates[key], read(name, summary))
    _kept.texts = {key: _kept.texts[key] for key in dates if key in _kept.texts}
    return Register(stamp, tuple(_kept.texts), Index([text for _at, text in _kept.texts.values()]))
