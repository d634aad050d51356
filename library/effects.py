"""What a new version would do to records, told before it is published: apps above say it, each for their kinds.

Registered in `AppConfig.ready()` of the app above; nothing here knows who they are, and nothing is written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foundation.kernel.tones import Tone

if TYPE_CHECKING:
    from foundation.people.actors import Actor
    from library.kinds.base import Header
    from library.models import Document


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table of effects; `url` makes it a link, `tone` a status."""

    text: Any
    url: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One sentence on what would happen, and where it helps the records it would happen to.

    `columns` and `rows` are a table: (heading, whether it holds numbers), and one Cell a column. Only records that the
    reader may see are named or counted.
    """

    sentence: str
    tone: Tone = Tone.INFO
    note: str = ""
    columns: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    @property
    def lines(self) -> list[list[tuple[Cell, str, bool]]]:
        """The rows, each cell with the heading of its column and whether it holds a number."""
        return [
            [(cell, heading, is_number) for cell, (heading, is_number) in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


# Any: each teller gets the struct of the kind that it is registered for.
Teller = Callable[["Actor", "Document", Any], Iterable[Effect]]

_tellers: dict[str, list[Teller]] = {}


def register(kind: str, teller: Teller) -> None:
    """Add what tells the effects of a kind: it gets the reader, the present version and the document to come."""
    held = _tellers.setdefault(kind, [])
    if teller not in held:
        held.append(teller)


def effects(actor: "Actor", before: "Document", after: "Header") -> list[Effect]:
    """Return what publishing `after` as the version behind `before` would do, of what the reader may see."""
    return [effect for teller in _tellers.get(before.kind, ()) for effect in teller(actor, before, after)]


def registered() -> dict[str, list[str]]:
    """Everything registered, for the test that lists the hooks."""
    return {kind: [f"{item.__module__}.{item.__qualname__}" for item in held] for kind, held in _tellers.items()}
