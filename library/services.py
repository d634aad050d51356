"""Loading what is shipped, and publishing versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from foundation.audit import services as audit
from foundation.kernel.errors import Conflict, DomainError
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from library import policies, rules
from library.kinds import KINDS
from library.kinds.base import Header, Problem
from library.models import Document, Origin

CONTENT = Path(__file__).parent / "content"
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
    """Read every YAML document below `folder`, sorted by path.

    Raises BadFile naming the first file that is no valid document, or whose kind, slug or version differ from its
    path `<folder of the kind>/<slug>/<version>.yaml`.
    """
    documents = []
    for path in sorted(folder.rglob("*.yaml")):
        place = path.relative_to(folder).as_posix()
        try:
            document = rules.read(path.read_bytes())
        except DomainError as error:
            raise BadFile(_("%(file)s: %(problem)s"), file=place, problem=str(error)) from None
        kind = KINDS[kind_of(document)]
        wanted = f"{kind.folder}/{document.slug}/{document.version}.yaml"
        if place != wanted:
            raise BadFile(_("%(file)s: by its content it belongs at %(wanted)s."), file=place, wanted=wanted)
        documents.append(document)
    return documents


def load_shipped(*, by: Actor, folder: Path = CONTENT) -> Loaded:
    """Store every shipped document that is not there yet; all or nothing, and a second run changes nothing.

    Raises BadFile for an unusable file, ChangedVersion when a version is there with other bytes.
    """
    documents = read_content(folder)
    loaded = Loaded([], [])
    with transaction.atomic():
        rows = Document.objects.filter(kind__in={kind_of(document) for document in documents})
        present = {(row.kind, row.slug, row.version): row for row in rows}
        newest = {(row.kind, row.slug): row for row in sorted(present.values(), key=lambda row: row.version)}
        known = {place: row.parsed for place, row in newest.items()}
        known |= {(kind_of(document), document.slug): document for document in documents}
        for document in documents:
            row = present.get((kind_of(document), document.slug, document.version))
            if row is None:
                _check_references(document, known)
                row = _store(document, origin=Origin.SHIPPED, by=by, note="", action="library.document.loaded")
                loaded.created.append(row)
            else:
                _check_same(row, document)
                loaded.unchanged.append(row)
    return loaded


def publish(*, kind: str, slug: str, body: Mapping[str, Any], by: Actor, note: str = "") -> Document:
    """Publish `body` as the next version of a document (or the first), by someone who may.

    Raises Denied, and whatever `publish_version` raises.
    """
    policies.check_publish(by)
    return publish_version(kind=kind, slug=slug, body=body, by=by, note=note)


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
        before = Document.objects.filter(kind=kind, slug=slug).order_by("-version").first()
        version = before.version + 1 if before else 1
        content = {name: value for name, value in body.items() if name not in _OWN_FIELDS}
        document = rules.parse({"kind": kind, "slug": slug, "version": version, **content})
        if before is not None and rules.same_content(before.parsed, document):
            raise Conflict(
                _("Nothing differs from version %(version)s, so there is nothing to publish."), version=before.version
            )
        _check_references(document, _named_by(document))
        try:
            with transaction.atomic():
                return _store(document, origin=Origin.PUBLISHED, by=by, note=note, action="library.document.published")
        except IntegrityError:
            raise Conflict(
                _("Somebody published version %(version)s at the same moment. Look at it, then try again."),
                version=version,
            ) from None


def kind_of(document: Header) -> str:
    """Return the kind of a struct, as its tag says."""
    return str(document.__struct_config__.tag)


def _store(document: Header, *, origin: Origin, by: Actor, note: str, action: str) -> Document:
    body = rules.encode(document)
    row = Document.objects.create(
        kind=kind_of(document),
        slug=document.slug,
        version=document.version,
        title=document.title,
        locale=document.locale,
        license=document.license,
        source=document.source,
        body=body,
        sha256=rules.digest(body),
        origin=origin,
        published_by=by if isinstance(by, User) else None,
        note=note,
    )
    audit.record(action, row, by=by, reason=note, document=row.reference, sha256=row.sha256)
    return row


def _check_same(row: Document, document: Header) -> None:
    digest = rules.digest(rules.encode(document))
    if row.sha256 != digest:
        raise ChangedVersion(
            _(
                "%(document)s is already in the library with other content: there %(there)s, here %(here)s. "
                "A published version never changes; give the new content the next version."
            ),
            document=row.reference,
            there=row.sha256,
            here=digest,
        )


def _named_by(document: Header) -> dict[tuple[str, str], Header]:
    """The latest version of each document that `document` names, and itself."""
    wanted = {(reference.kind, reference.slug) for reference in document.references()}
    rows = Document.objects.filter(slug__in={slug for _kind, slug in wanted}).latest_versions()
    found = {(row.kind, row.slug): row.parsed for row in rows if (row.kind, row.slug) in wanted}
    return found | {(kind_of(document), document.slug): document}


def _check_references(document: Header, known: Mapping[tuple[str, str], Header]) -> None:
    """Raise BadDocument when `document` names a document, or an entry of one, that is not among `known`."""
    missing = []
    for reference in document.references():
        other = known.get((reference.kind, reference.slug))
        if other is None or (reference.key and reference.key not in set(other.keys())):
            missing.append(str(reference))
    if missing:
        raise rules.BadDocument(
            [Problem("", _("It names what the library does not hold: %(missing)s."), {"missing": ", ".join(missing)})]
        )
