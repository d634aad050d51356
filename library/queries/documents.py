"""Finding documents."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.ui.search import Hit
from library import bundles
from library.kinds import KINDS, Kind
from library.kinds.thread import ELSEWHERE, PARTS
from library.models import Document, DocumentQuerySet, Origin


class MissingDocument(Conflict):
    """Work asked for a document that the library does not hold."""


def latest(kind: str, slug: str) -> Document:
    """Return the version of a document that new work takes. Raises MissingDocument."""
    found = Document.objects.filter(kind=kind, slug=slug).latest_versions().first()
    if found is None:
        raise MissingDocument(
            _("The library holds no %(kind)s “%(slug)s”. Run `manage.py load_library`."), kind=kind, slug=slug
        )
    return found


def get(kind: str, slug: str, version: int) -> Document:
    """Return one version of a document, as work pinned it. Raises MissingDocument."""
    found = Document.objects.filter(kind=kind, slug=slug, version=version).first()
    if found is None:
        raise MissingDocument(
            _("The library holds no version %(version)s of the %(kind)s “%(slug)s”."),
            kind=kind,
            slug=slug,
            version=version,
        )
    return found


def published(kind: str) -> DocumentQuerySet:
    """Return every document of a kind in the version that new work takes, by title."""
    return Document.objects.filter(kind=kind).latest_versions().order_by("title")


def versions(kind: str, slug: str) -> DocumentQuerySet:
    """Return all versions of a document, newest first."""
    return Document.objects.filter(kind=kind, slug=slug).select_related("published_by").order_by("-version")


def next_number(kind: str, slug: str) -> int:
    """Return the number that the next version of a document gets; shipped and local ones share one sequence."""
    highest = Document.objects.filter(kind=kind, slug=slug).aggregate(highest=Max("version"))["highest"]
    return (highest or 0) + 1


def bundle(rows: Iterable[Document]) -> str:
    """Return documents as one file that another installation can import."""
    return bundles.write((row.reference, row.sha256, row.body, row.note) for row in rows)


def offered(versions: Sequence[Document], current: Document) -> Document | None:
    """Return the shipped version that came after the one new work takes, the highest; None when there is none."""
    later = [row for row in versions if row.origin == Origin.SHIPPED and row.version > current.version]
    return max(later, key=lambda row: row.version, default=None)


def other_latest(document: Document) -> Document | None:
    """Return the version that new work takes, when that is another one than this; None when it is this one."""
    found = latest(document.kind, document.slug)
    return None if found.pk == document.pk else found


def thread() -> list[tuple[str, list[Kind]]]:
    """Return the parts of the thread, from assessing to value, each with its kinds in their order."""
    parts = {part: [KINDS[key] for key in keys if key in KINDS] for part, keys in PARTS.items()}
    placed = {kind.key for kinds in parts.values() for kind in kinds}
    parts[ELSEWHERE] = [kind for kind in KINDS.values() if kind.key not in placed]
    return [(part, kinds) for part, kinds in parts.items() if kinds]


def find(user: Any, text: str, limit: int) -> list[Hit]:
    """Answer the search box: documents whose title or slug holds the text."""
    found = (
        Document.objects.visible_to(user)
        .latest_versions()
        .filter(Q(title__icontains=text) | Q(slug__icontains=text))
        .order_by("title")[:limit]
    )
    return [
        Hit(
            row.title,
            f"{gettext(row.kind_info.label)} · {row.slug}@{row.version}",
            reverse("library:document_detail", args=[row.kind, row.slug]),
        )
        for row in found
    ]
