"""Every fault of plain data against the struct of its kind, in words for an author.

The schema check itself stops at the first fault. Here a value that does not fit is taken apart, field by field and
entry by entry, so that all of them are found at once. Plain Python.
"""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Problem

_TYPE_WORDS = {
    "str": _("text"),
    "int": _("a whole number"),
    "decimal": _("a number"),
    "float": _("a number"),
    "bool": _("true or false"),
    "array": _("a list"),
    "object": _("named fields"),
    "null": _("nothing"),
}
_UNEXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]*)`")
_MISSING = re.compile(r"Object missing required field `([^`]*)`")
_CHOICE = re.compile(r"Invalid enum value ")
_TAG = re.compile(r"Invalid value ")
_PATTERN = re.compile(r"matching regex")
_LONGEST = re.compile(r"Expected `str` of length <= (\d+)")
_SHORTEST = re.compile(r"Expected `str` of length >= (\d+)")
_BOUND = re.compile(r"Expected `(?:int|float|decimal)` (>=|<=) (\S+)")
_PLACE = re.compile(r" - at `(?:key` in `)?\$\.?([^`]*)`$")


def faults(value: Any, struct: type[msgspec.Struct]) -> list[Problem]:
    """Return what keeps plain data from being a `struct`, in the order of its fields; empty when it fits."""
    return list(_faults(value, struct, ""))


def _faults(value: Any, wanted: Any, path: str) -> Iterator[Problem]:
    try:
        msgspec.convert(value, wanted)
        return
    except msgspec.ValidationError as error:
        first = str(error)
    except (RecursionError, ValueError, TypeError, ArithmeticError):
        yield Problem(path, _("The fields cannot be read."))
        return
    found = False
    for problem in _inside(value, _plain(value, wanted), path):
        found = True
        yield problem
    if not found:
        yield in_words(first, path, value, wanted)


def _plain(value: Any, wanted: Any) -> Any:
    """The type that a value is measured by: without its limits, and of several the one that the value says it is."""
    if get_origin(wanted) is Annotated:
        return _plain(value, get_args(wanted)[0])
    if get_origin(wanted) not in (Union, UnionType):
        return wanted
    choices = [_plain(value, choice) for choice in get_args(wanted) if choice is not type(None)]
    if len(choices) == 1:
        return choices[0]
    if isinstance(value, dict):
        for choice in choices:
            config = getattr(choice, "__struct_config__", None)
            if config is not None and config.tag_field and value.get(config.tag_field) == config.tag:
                return choice
    return wanted


def _inside(value: Any, wanted: Any, path: str) -> Iterator[Problem]:
    """The faults of the parts of a value; none when the value is not of that shape at all."""
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        if isinstance(value, dict):
            yield from _fields(value, wanted, path)
        return
    arguments = get_args(wanted)
    if get_origin(wanted) in (tuple, list) and isinstance(value, list) and arguments:
        for index, item in enumerate(value):
            yield from _faults(item, arguments[0], f"{path}[{index}]")
    elif get_origin(wanted) is dict and isinstance(value, dict):
        for name, item in value.items():
            yield from _faults(item, arguments[1], _joined(path, str(name)))


def _fields(value: dict[str, Any], struct: type[msgspec.Struct], path: str) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    tag = struct.__struct_config__.tag_field
    for name in value:
        if name not in fields and name != tag:
            yield Problem(_joined(path, str(name)), _("There is no field “%(name)s” here."), {"name": name})
    for name, field in fields.items():
        if name in value:
            yield from _faults(value[name], field.type, _joined(path, name))
        elif field.required:
            yield Problem(path, _("The field “%(name)s” is missing."), {"name": name})


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def in_words(message: str, path: str = "", value: Any = None, wanted: Any = None) -> Problem:
    """Put a message of the schema check into words for an author; `path` is where the value that it is about stands."""
    place = _PLACE.search(message)
    inner = place.group(1) if place else ""
    where = f"{path}{inner}" if inner.startswith("[") else _joined(path, inner) if inner and path else path or inner
    sentence = _PLACE.sub("", message)
    if found := _LONGEST.search(sentence):
        return Problem(where, _("The text is longer than %(limit)s characters."), {"limit": int(found.group(1))})
    if _SHORTEST.search(sentence):
        return Problem(where, _("The text is empty."))
    if found := _BOUND.search(sentence):
        template = (
            _("The number must be %(limit)s or more.")
            if found.group(1) == ">="
            else _("The number must be %(limit)s or less.")
        )
        return Problem(where, template, {"limit": found.group(2)})
    if _PATTERN.search(sentence):
        return Problem(where, _("A key is lower-case letters, digits, and single marks between them; this is none."))
    if found := _UNEXPECTED.search(sentence):
        wanted_words, got = (
            " / ".join(_TYPE_WORDS.get(word, word) for word in part.split(" | ")) for part in found.groups()
        )
        return Problem(where, _("%(wanted)s was expected here, not %(got)s."), {"wanted": wanted_words, "got": got})
    if found := _UNKNOWN.search(sentence):
        return Problem(where, _("There is no field “%(name)s” here."), {"name": found.group(1)})
    if found := _MISSING.search(sentence):
        return Problem(where, _("The field “%(name)s” is missing."), {"name": found.group(1)})
    choices = _choices(wanted)
    if choices and (_CHOICE.search(sentence) or _TAG.search(sentence)):
        params = {"value": str(value)[:60], "choices": ", ".join(choices)}
        return Problem(where, _("“%(value)s” is none of the choices here: %(choices)s."), params)
    return Problem(where, "%(message)s.", {"message": sentence.replace("`", "“", 1).replace("`", "”", 1)})


def _choices(wanted: Any) -> list[str]:
    """The words that a field of closed choices takes; empty for any other."""
    if get_origin(wanted) is Annotated:
        return _choices(get_args(wanted)[0])
    if get_origin(wanted) is Literal:
        return [str(choice) for choice in get_args(wanted)]
    if get_origin(wanted) in (Union, UnionType):
        return [word for choice in get_args(wanted) for word in _choices(choice)]
    members = getattr(wanted, "__members__", None)
    return [str(member.value) for member in members.values()] if members else []
