"""From plain data to a checked document, and to the one text its digest is taken of."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from foundation.kernel.canonical import canonical_json, digest_text
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from library import schema, yaml_source
from library.kinds import KINDS
from library.kinds.base import Header, Problem

MAX_DIGITS = 15
MAX_DECIMALS = 12
# Control characters except tab and line break, and lone surrogates: PostgreSQL or UTF-8 cannot hold them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class BadDocument(Invalid):
    """A document that its kind refuses; `problems` lists what is wrong, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        listed = "; ".join(str(problem) for problem in self.problems[:5])
        if len(self.problems) > 5:
            listed += f"; +{len(self.problems) - 5}"
        super().__init__(_("The document cannot be used: %(problems)s"), field="body", problems=listed)


def parse(data: Any) -> Header:
    """Return the frozen struct of the kind that `data["kind"]` names.

    Raises BadDocument with every fault of the schema, or else with every fault that the kind's rules find.
    """
    kind = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        known = ", ".join(KINDS)
        raise BadDocument([Problem("kind", _("A document names its kind, one of: %(known)s."), {"known": known})])
    try:
        document = msgspec.convert(data, KINDS[kind].struct)
    except msgspec.ValidationError:
        raise BadDocument(schema.faults(data, KINDS[kind].struct)) from None
    except (RecursionError, ValueError, TypeError, ArithmeticError):
        raise BadDocument([Problem("", _("The fields cannot be read."))]) from None
    problems = list(_unstorable(msgspec.to_builtins(document, builtin_types=(Decimal,))))
    if not problems:
        problems = KINDS[kind].check(document)
    if problems:
        raise BadDocument(problems)
    return document


def read(source: str | bytes) -> Header:
    """Return the document written in `source` (YAML or JSON). Raises Unreadable or BadDocument."""
    return parse(yaml_source.read(source))


def encode(document: Header) -> str:
    """Return the canonical JSON of `document`: what is stored, downloaded and digested."""
    return canonical_json(msgspec.to_builtins(document, builtin_types=(Decimal,)))


def decode(kind: str, body: str) -> Header:
    """Return the struct of stored canonical JSON; it was checked before it was stored."""
    return msgspec.json.decode(body.encode(), type=KINDS[kind].struct)


def kind_of(document: Header) -> str:
    """Return the kind of a struct, as its tag says."""
    return str(document.__struct_config__.tag)


def digest(body: str) -> str:
    """Return the SHA-256 of canonical JSON in UTF-8, in hexadecimal: what `sha256sum` says of the JSON download."""
    return digest_text(body)


def same_content(one: Header, other: Header) -> bool:
    """Tell whether two documents of one kind say the same, apart from their version number."""
    return encode(msgspec.structs.replace(one, version=other.version)) == encode(other)


def to_yaml(document: Header) -> str:
    """Return `document` as YAML in the order of its fields; `read` turns it back into the same document."""
    return yaml_source.write(msgspec.to_builtins(document, builtin_types=(Decimal,)))


def _unstorable(value: Any, path: str = "") -> Iterator[Problem]:
    """Find text and numbers that no database column or calculation could take."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unstorable(item, f"{path}.{key}" if path else key)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _unstorable(item, f"{path}[{index}]")
    elif isinstance(value, str):
        if _UNSTORABLE.search(value):
            yield Problem(path, _("The text holds a control character."))
    elif isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        # By digits, not by comparing: arithmetic on a hostile exponent overflows.
        if not isinstance(exponent, int) or value.adjusted() >= MAX_DIGITS or exponent < -MAX_DECIMALS:
            yield Problem(path, _("The number is too large, too fine, or none at all."))
