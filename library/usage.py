"""What rests on a document: apps above say it, each for the kinds it works by.

Registered in `AppConfig.ready()` of the app above; nothing here knows who they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Count, Q, When

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.people.actors import Actor
    from library.models import Document


@dataclass(frozen=True, slots=True)
class Use:
    """That `count` records of one sort rest on one version (`document` is its primary key).

    Only what the reader may see is counted. `url` leads to them, or to the only one. `is_open` says that they still
    work by it; `move_url` leads to the page that moves them to another version, "" where that cannot be done.
    """

    document: int
    label: str
    count: int
    url: str = ""
    is_open: bool = False
    move_url: str = ""


Source = Callable[["Actor", Sequence["Document"]], Iterable[Use]]

_sources: dict[str, list[Source]] = {}


def register(kind: str, source: Source) -> None:
    """Add what knows the uses of a kind: it gets the reader and versions of one document, and costs few queries."""
    held = _sources.setdefault(kind, [])
    if source not in held:
        held.append(source)


def counted(
    rows: "QuerySet[Any]", field: str, label: str, *, url: str = "", is_open: bool = False, move_url: str = ""
) -> Iterator[Use]:
    """Yield how many of `rows` (what the reader may see) rest on each version; `field` is their key to the document."""
    for document, count in rows.order_by().values_list(field).annotate(count=Count("pk")):
        yield Use(document, label, count, url, is_open, move_url)


def split(rows: "QuerySet[Any]", field: str, is_open: Q, *, opened: str, closed: str, url: str = "") -> Iterator[Use]:
    """Yield as `counted` does, what is still open and the rest apart; one query."""
    state = Case(When(is_open, then=True), default=False, output_field=BooleanField())
    found = rows.order_by().annotate(works_by_it=state).values_list(field, "works_by_it").annotate(count=Count("pk"))
    for document, works, count in found:
        yield Use(document, opened if works else closed, count, url, is_open=works)


def uses(actor: "Actor", versions: Sequence["Document"]) -> list[Use]:
    """Return what rests on the versions of one document, of what the reader may see; the newest version first."""
    if not versions:
        return []
    found = [use for source in _sources.get(versions[0].kind, ()) for use in source(actor, versions) if use.count]
    numbers = {document.pk: document.version for document in versions}
    return sorted(found, key=lambda use: -numbers.get(use.document, 0))


def registered() -> dict[str, list[str]]:
    """Everything registered, for the test that lists the hooks."""
    return {kind: [f"{item.__module__}.{item.__qualname__}" for item in held] for kind, held in _sources.items()}
