"""Reading and writing the YAML that documents are kept in.

A strict part of YAML 1.2: mappings, lists and scalars. Anchors, aliases, tags, merge keys, duplicate keys and several
documents in one file are refused, and size and depth are limited, so a hostile file costs no more than its bytes.
Only `true` and `false` are truth values (`no` stays the text “no”), and a number with a point is read as
an exact decimal. JSON is part of YAML, so JSON text is read too.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 50_000
MAX_DIGITS = 18

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(Invalid):
    """The text is no YAML that a document may be written in; the sentence names the line."""


class Lines:
    """Where the parts of a text stand: the line of a place such as `dimensions[2].factors[0].key`, from 1."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {"": 1}

    def note(self, path: str, line: int) -> None:
        """Remember the line of a place."""
        self._lines[path] = line

    def of(self, path: str) -> int:
        """Return the line of a place, or of the nearest part around it that the text has; `[]` is the list itself."""
        place = path.split("[]", 1)[0]
        while place not in self._lines:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self._lines[place]


def read(source: str | bytes) -> Any:
    """Return the value that `source` describes, made of dict, list, str, int, Decimal, bool and None.

    Raises Unreadable with the line number for anything outside the accepted part of YAML.
    """
    return read_with_lines(source)[0]


def read_with_lines(source: str | bytes) -> tuple[Any, Lines]:
    """Return what `read` does, and the lines on which its parts stand. Raises Unreadable."""
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable(_("The text is not in UTF-8."), field="body") from None
    if len(source) > MAX_BYTES:
        raise Unreadable(_("The text is longer than %(limit)s characters."), field="body", limit=MAX_BYTES)
    try:
        reader = _Reader(yaml.parse(source, Loader=_Parser))
        return reader.document(), reader.lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        line = mark.line + 1 if mark else 1
        raise Unreadable(
            _("Line %(line)s cannot be read: %(reason)s."), field="body", line=line, reason=reason
        ) from None
    except (RecursionError, ValueError, UnicodeError):
        raise Unreadable(_("The text cannot be read as YAML."), field="body") from None


class _Reader:
    """Builds values from parser events, and notes where they stand; one instance reads one text."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.nodes = 0
        self.lines = Lines()

    def document(self) -> Any:
        next(self.events)  # the start of the stream
        first = next(self.events)
        if isinstance(first, yaml.StreamEndEvent):
            raise Unreadable(_("The text is empty."), field="body")
        value = self._value(next(self.events), 1, "")
        next(self.events)  # the end of the document
        last = next(self.events)
        if not isinstance(last, yaml.StreamEndEvent):
            raise self._refusal(last, _("Line %(line)s starts a second document; only one is allowed."))
        return value

    def _value(self, event: yaml.Event, depth: int, path: str) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self._refusal(event, _("From line %(line)s on there are too many entries."))
        if depth > MAX_DEPTH:
            raise self._refusal(event, _("Line %(line)s is nested too deeply."))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refusal(event, _("Line %(line)s uses an anchor or alias; write the value out instead."))
        if getattr(event, "tag", None):
            raise self._refusal(event, _("Line %(line)s uses a tag (“!”); plain values only."))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(depth, path)
        return self._mapping(depth, path)

    def _list(self, depth: int, path: str) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            place = f"{path}[{len(items)}]"
            self.lines.note(place, _line_of(event))
            items.append(self._value(event, depth + 1, place))
        return items

    def _mapping(self, depth: int, path: str) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refusal(event, _("Line %(line)s: a field name must be a plain word."))
            self._value(event, depth + 1, path)
            if event.value in fields:
                raise self._refusal(event, _("Line %(line)s: the field “%(name)s” stands twice."), name=event.value)
            place = f"{path}.{event.value}" if path else event.value
            self.lines.note(place, _line_of(event))
            fields[event.value] = self._value(next(self.events), depth + 1, place)
        return fields

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        if not event.implicit[0] or event.style:
            return text
        if text in ("", "null", "~"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _INTEGER.fullmatch(text):
            self._short(event)
            return int(text)
        if _DECIMAL.fullmatch(text):
            self._short(event)
            return Decimal(text)
        return text

    def _short(self, event: yaml.ScalarEvent) -> None:
        if len(event.value) > MAX_DIGITS:
            raise self._refusal(event, _("Line %(line)s: the number has more than %(limit)s digits."), limit=MAX_DIGITS)

    def _refusal(self, event: yaml.Event, template: str, **params: Any) -> Unreadable:
        return Unreadable(template, field="body", line=_line_of(event), **params)


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Writer(yaml.SafeDumper):
    """Keeps the order of fields, writes decimals as numbers and long text in full lines."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = format(value, "f")
    tag = "tag:yaml.org,2002:float" if "." in text else "tag:yaml.org,2002:int"
    return dumper.represent_scalar(tag, text)


_Writer.add_representer(Decimal, _write_decimal)


def write(value: Any) -> str:
    """Return `value` (dict, list, str, int, Decimal, bool, None) as YAML that `read` turns back into it."""
    return yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=110)
