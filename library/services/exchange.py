"""Taking over documents from another installation."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from library import bundles, policies, queries, rules
from library.bundles import Packed
from library.models import Document, Origin
from library.services.documents import store


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: references of documents that are new, there already, and older than ours."""

    created: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[str, ...]


def import_documents(content: bytes, *, by: Actor, sha256: str = "", dry_run: bool = False) -> Imported:
    """Store the documents of a file that are not here yet, under the numbers they bear; all or nothing.

    `sha256` is the checksum that a single document must have; a bundle carries its own. A version that is here with the
    same bytes stays as it is, one that is older than the highest number here is left out. `dry_run` only says what
    would happen. Raises Denied; BadBundle, Unreadable or BadDocument for the file; Conflict when a version is here with
    other bytes, or names what neither the file nor the library holds.
    """
    policies.check_publish(by)
    packed = bundles.read(content, sha256=sha256)
    try:
        with transaction.atomic():
            return _import(packed, by=by, dry_run=dry_run)
    except IntegrityError:
        raise Conflict(_("Somebody published one of these documents at the same moment. Try again.")) from None


def _import(packed: list[Packed], *, by: Actor, dry_run: bool) -> Imported:
    rows = Document.objects.filter(kind__in={rules.kind_of(item.document) for item in packed})
    here = {row.reference: row for row in rows}
    highest: dict[tuple[str, str], int] = {}
    for held in here.values():
        highest[held.kind, held.slug] = max(highest.get((held.kind, held.slug), 0), held.version)
    created: list[Packed] = []
    unchanged, skipped = [], []
    for item in sorted(packed, key=lambda item: item.document.version):
        place = (rules.kind_of(item.document), item.document.slug)
        if (row := here.get(item.reference)) is not None:
            _require_same(row, item)
            unchanged.append(item.reference)
        elif item.document.version < highest.get(place, 0):
            skipped.append(item.reference)
        else:
            created.append(item)
    brought = {(rules.kind_of(item.document), item.document.slug): item.document for item in created}
    for item in created:
        missing = queries.missing_references(item.document, queries.named_by(item.document) | brought)
        if missing:
            raise Conflict(
                _("%(document)s names what neither the file nor the library holds: %(missing)s."), field="file",
                document=item.reference, missing=", ".join(str(reference) for reference in missing),
            )  # fmt: skip
    if not dry_run:
        for item in created:
            store(item.document, origin=Origin.IMPORTED, by=by, note=item.note, action="library.document.imported")
    return Imported(tuple(sorted(item.reference for item in created)), tuple(sorted(unchanged)), tuple(sorted(skipped)))


def _require_same(row: Document, item: Packed) -> None:
    if row.sha256 != item.sha256:
        raise Conflict(
            _("%(document)s is here already with other content: here %(here)s, in the file %(there)s. A published "
              "version never changes; it has to be published there under another number."),
            field="file", document=item.reference, here=row.sha256, there=item.sha256,
        )  # fmt: skip
