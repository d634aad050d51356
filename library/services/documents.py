"""Loading what is shipped, and publishing versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from foundation.audit import services as audit
from foundation.kernel.errors import Conflict, DomainError, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from library import policies, queries, rules, yaml_source
from library.kinds import KINDS
from library.kinds.base import Header, Problem
from library.models import Document, Origin

CONTENT = Path(__file__).parent.parent / "content"
NOTE_LENGTH = 4000
_OWN_FIELDS = ("kind", "slug", "version")


class ChangedVersion(Conflict):
    """A published version would get other bytes."""


class BadFile(Conflict):
    """A shipped file cannot be used; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: documents that are new, and those that were there already."""

    created: list[Document]
    unchanged: list[Document]


def read_content(folder: Path = CONTENT) -> list[Header]:
    """Read every YAML document below `folder`, sorted by kind, slug and version.

    Raises BadFile naming the first file that is no valid document, or whose kind, slug or version differ from its
    path `<folder of the kind>/<slug>/<version>.yaml`.
    """
    documents = []
    for path in sorted(folder.rglob("*.yaml")):
        place = path.relative_to(folder).as_posix()
        try:
            document = _read(path.read_bytes())
        except DomainError as error:
            raise BadFile(_("%(file)s: %(problem)s"), file=place, problem=str(error)) from None
        kind = KINDS[rules.kind_of(document)]
        wanted = f"{kind.folder}/{document.slug}/{document.version}.yaml"
        if place != wanted:
            raise BadFile(_("%(file)s: by its content it belongs at %(wanted)s."), file=place, wanted=wanted)
        documents.append(document)
    return sorted(documents, key=lambda document: (rules.kind_of(document), document.slug, document.version))


@lru_cache(maxsize=256)
def _read(content: bytes) -> Header:
    """The document that a file says; the same bytes are read once in a process, since they can only say the same."""
    return rules.read(content)


def load_shipped(*, by: Actor, folder: Path = CONTENT) -> Loaded:
    """Store every shipped document that is not there yet; all or nothing, and a second run changes nothing.

    A shipped version whose number was taken here by a local one gets the next free number; new work keeps to the local
    one. Raises BadFile for an unusable file, ChangedVersion when a shipped version is there with other content.
    """
    documents = read_content(folder)
    loaded = Loaded([], [])
    with transaction.atomic():
        rows = list(Document.objects.filter(kind__in={rules.kind_of(document) for document in documents}))
        shipped = {(row.kind, row.slug, row.shipped_as): row for row in rows if row.origin == Origin.SHIPPED}
        present = {(row.kind, row.slug, row.version): row for row in rows}
        taken = {(row.kind, row.slug, row.version) for row in rows}
        known = {(rules.kind_of(document), document.slug): document for document in documents}
        for document in documents:
            place = (rules.kind_of(document), document.slug)
            row = shipped.get((*place, document.version))
            if row is not None:
                _check_same(row, document)
                loaded.unchanged.append(row)
                continue
            here = present.get((*place, document.version))
            if here is not None and here.sha256 == rules.digest(rules.encode(document)):
                loaded.unchanged.append(here)
                continue
            check_references(document, known)
            number = document.version
            if (*place, number) in taken:
                number = max(version for kind, slug, version in taken if (kind, slug) == place) + 1
            taken.add((*place, number))
            row = store(
                msgspec.structs.replace(document, version=number),
                origin=Origin.SHIPPED, by=by, action="library.document.loaded", shipped_as=document.version,
            )  # fmt: skip
            loaded.created.append(row)
    return loaded


def publish(*, kind: str, slug: str, body: Mapping[str, Any], by: Actor, note: str = "") -> Document:
    """Publish `body` as the next version of a document (or the first), by someone who may.

    Raises Denied, and whatever `publish_version` raises.
    """
    policies.check_publish(by)
    return publish_version(kind=kind, slug=slug, body=body, by=by, note=note)


def publish_text(text: str | bytes, *, by: Actor, note: str, after: int | None = None) -> Document:
    """Publish a whole document, written in YAML or JSON, as the next version of what its kind and slug say.

    `after` is the version that the writer compared with, 0 for none: Conflict when new work takes another one by now.
    Raises Denied, Unreadable or BadDocument, Invalid at `note`, and whatever `publish_version` raises.
    """
    policies.check_publish(by)
    words = note.replace("\x00", "").strip()
    if not words or len(words) > NOTE_LENGTH:
        raise Invalid(_("Say why it is published, in at most %(limit)s characters."), field="note", limit=NOTE_LENGTH)
    data = yaml_source.read(text)
    kind, slug = (data.get("kind"), data.get("slug")) if isinstance(data, dict) else (None, None)
    if not isinstance(kind, str) or not isinstance(slug, str):
        raise rules.BadDocument([Problem("", _("A document says its kind and its slug."))])
    checked = rules.parse({**data, "version": 1})
    with transaction.atomic():
        current = Document.objects.filter(kind=kind, slug=checked.slug).latest_versions().first()
        now = current.version if current else 0
        if after is not None and after != now:
            raise Conflict(_("New work takes version %(version)s by now. Compare with it first."), version=now)
        return publish_version(kind=kind, slug=checked.slug, body=data, by=by, note=words)


def publish_version(*, kind: str, slug: str, body: Mapping[str, Any], by: Actor, note: str = "") -> Document:
    """Publish `body` as the next version without asking for the right to publish: for services that asked for theirs.

    `body` holds the fields of the kind; its own kind, slug and version are set here, whatever it says. `note` is kept
    with the version and in the trail.
    Raises BadDocument (with `.problems`) for a body that its kind refuses, and Conflict when it says the same as the
    present version, or when somebody else published at the same moment.
    """
    if kind not in KINDS:
        raise rules.BadDocument([Problem("kind", _("There is no kind “%(kind)s”."), {"kind": kind})])
    with transaction.atomic():
        before = Document.objects.filter(kind=kind, slug=slug).latest_versions().first()
        version = queries.next_number(kind, slug)
        content = {name: value for name, value in body.items() if name not in _OWN_FIELDS}
        document = rules.parse({"kind": kind, "slug": slug, "version": version, **content})
        if before is not None and rules.same_content(before.parsed, document):
            raise Conflict(
                _("Nothing differs from version %(version)s, so there is nothing to publish."), version=before.version
            )
        check_references(document)
        try:
            with transaction.atomic():
                return store(document, origin=Origin.PUBLISHED, by=by, note=note, action="library.document.published")
        except IntegrityError:
            raise Conflict(
                _("Somebody published version %(version)s at the same moment. Look at it, then try again."),
                version=version,
            ) from None


def store(
    document: Header, *, origin: Origin, by: Actor, action: str, note: str = "", shipped_as: int | None = None
) -> Document:
    """Insert a checked document as a version and record it, in the caller's transaction."""
    body = rules.encode(document)
    row = Document.objects.create(
        kind=rules.kind_of(document),
        slug=document.slug,
        version=document.version,
        title=document.title,
        locale=document.locale,
        license=document.license,
        source=document.source,
        body=body,
        sha256=rules.digest(body),
        origin=origin,
        shipped_as=shipped_as,
        published_by=by if isinstance(by, User) else None,
        note=note,
    )
    audit.record(action, row, by=by, reason=note, document=row.reference, sha256=row.sha256)
    return row


def _check_same(row: Document, document: Header) -> None:
    """Raise ChangedVersion when a shipped file no longer says what its version said when it was loaded."""
    if rules.same_content(row.parsed, document):
        return
    raise ChangedVersion(
        _(
            "%(document)s is already in the library with other content: there %(there)s, here %(here)s. "
            "A published version never changes; give the new content the next version."
        ),
        document=row.reference,
        there=row.sha256,
        here=rules.digest(rules.encode(document)),
    )


def check_references(document: Header, known: Mapping[tuple[str, str], Header] | None = None) -> None:
    """Raise BadDocument when `document` names a document, or an entry of one, that is not there."""
    missing = [str(reference) for reference in queries.missing_references(document, known)]
    if missing:
        raise rules.BadDocument(
            [Problem("", _("It names what the library does not hold: %(missing)s."), {"missing": ", ".join(missing)})]
        )
