"""Several documents in one file, as installations pass them on: one JSON object that carries each with its checksum.

    {"format": "ai-pmo/library/1",
     "documents": [{"reference": "gate/go-no-go@1", "sha256": "…", "note": "…", "body": "{…}"}]}

`body` is the exact canonical JSON that `sha256` is of, as text, so that any program can check it. Plain Python.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from foundation.kernel.canonical import canonical_json
from foundation.kernel.errors import DomainError, Invalid
from foundation.kernel.text import gettext_noop as _
from library import rules, yaml_source
from library.kinds.base import Header

FORMAT = "ai-pmo/library/1"
MAX_BYTES = 20_000_000
MAX_DOCUMENTS = 2_000
_NOTE_LENGTH = 4_000


class BadBundle(Invalid):
    """A file that is no bundle and no document, or one whose content is not what its checksum says."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One document of a file: the struct, the canonical JSON, its checksum, and the reason it was published with."""

    document: Header
    body: str
    sha256: str
    note: str = ""

    @property
    def reference(self) -> str:
        return f"{rules.kind_of(self.document)}/{self.document.slug}@{self.document.version}"


def write(packed: Iterable[tuple[str, str, str, str]]) -> str:
    """Return a bundle of (reference, sha256, canonical JSON, note), the same text for the same documents."""
    rows = [
        {"reference": reference, "sha256": sha256, "note": note, "body": body}
        for reference, sha256, body, note in packed
    ]
    return canonical_json({"format": FORMAT, "documents": rows})


def read(content: bytes, *, sha256: str = "") -> list[Packed]:
    """Return the documents of a bundle, or the one of a YAML or JSON file, each checked.

    `sha256` is the checksum that a single document must have. Raises BadBundle, Unreadable or BadDocument; the sentence
    names the document.
    """
    if len(content) > MAX_BYTES:
        raise BadBundle(_("The file is larger than %(limit)s MB."), field="file", limit=MAX_BYTES // 1_000_000)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")):
        raise BadBundle(_("This is a packed archive. Unpack it, and import the file in it."), field="file")
    whole = _object(content)
    if whole is not None and "format" in whole:
        found = _bundle(whole)
    else:
        document = rules.read(content)
        body = rules.encode(document)
        found = [Packed(document, body, rules.digest(body))]
    if sha256 and (len(found) != 1 or found[0].sha256 != sha256.strip().lower()):
        raise BadBundle(
            _("The checksum does not match: the file says %(found)s."), field="sha256",
            found=found[0].sha256 if len(found) == 1 else _("several documents, each with its own"),
        )  # fmt: skip
    return found


def _object(content: bytes) -> dict[str, Any] | None:
    """The JSON object in a file; None for anything else, which is then read as YAML."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _bundle(whole: dict[str, Any]) -> list[Packed]:
    rows = whole.get("documents")
    if whole["format"] != FORMAT or not isinstance(rows, list):
        raise BadBundle(
            _("The file says a format that is not known here; this product reads %(format)s."),
            field="file", format=FORMAT,
        )  # fmt: skip
    if not rows or len(rows) > MAX_DOCUMENTS:
        raise BadBundle(_("A file holds 1 to %(most)s documents."), field="file", most=MAX_DOCUMENTS)
    found, seen = [], set()
    for number, row in enumerate(rows, 1):
        packed = _packed(row, number)
        if packed.reference in seen:
            raise BadBundle(_("%(document)s stands in the file twice."), field="file", document=packed.reference)
        seen.add(packed.reference)
        found.append(packed)
    return found


def _packed(row: Any, number: int) -> Packed:
    fields = (
        {name: row.get(name, "") for name in ("reference", "sha256", "body", "note")} if isinstance(row, dict) else {}
    )
    if not fields or not all(isinstance(value, str) for value in fields.values()):
        raise BadBundle(
            _("Document %(number)s of the file has no reference, checksum and body."), field="file", number=number
        )
    name = fields["reference"][:120] or str(number)
    if len(fields["body"]) > yaml_source.MAX_BYTES:
        raise BadBundle(_("%(document)s is longer than a document may be."), field="file", document=name)
    if _digest(fields["body"]) != fields["sha256"]:
        raise BadBundle(_("%(document)s is not what its checksum says."), field="file", document=name)
    try:
        data = json.loads(fields["body"], parse_constant=_refuse, parse_float=_refuse)
        document = rules.parse(data)
    except DomainError as error:
        raise BadBundle(_("%(document)s: %(problem)s"), field="file", document=name, problem=str(error)) from None
    except (ValueError, RecursionError):
        raise BadBundle(_("%(document)s cannot be read as JSON."), field="file", document=name) from None
    body = rules.encode(document)
    packed = Packed(document, body, rules.digest(body), fields["note"].replace("\x00", "")[:_NOTE_LENGTH])
    if body != fields["body"] or packed.reference != fields["reference"]:
        raise BadBundle(
            _("%(document)s is not in the form that its checksum is taken of."), field="file", document=name
        )
    return packed


def _digest(body: str) -> str:
    """The checksum of a text; "" for one that no file can hold."""
    try:
        return rules.digest(body)
    except UnicodeError:
        return ""


def _refuse(text: str) -> Any:
    raise ValueError(text)
