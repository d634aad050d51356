"""The form that a new document starts from: every field of its kind, with what belongs there as a comment."""

from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from library.kinds.base import Kind

_WORDS = {"Decimal": "number", "int": "whole number", "str": "text", "bool": "true or false"}


def blank(kind: Kind, slug: str) -> str:
    """Return YAML with the required fields of a kind, the closed choices named; optional ones stand as comments."""
    lines = [f"kind: {kind.key}", f"slug: {slug}", "version: 1"]
    _fields(kind.struct, lines, "", skip={"slug", "version"})
    return "\n".join(lines) + "\n"


def _fields(struct: type[msgspec.Struct], lines: list[str], indent: str, skip: set[str]) -> None:
    config = struct.__struct_config__
    if config.tag_field and config.tag_field != "kind":
        lines.append(f"{indent}{config.tag_field}: {config.tag}")
    for field in msgspec.structs.fields(struct):
        if field.encode_name in skip:
            continue
        if field.required:
            _field(field.encode_name, field.type, lines, indent)
        else:
            lines.append(f"{indent}# {field.encode_name}: {_word(field.type)}, where it is needed")


def _field(name: str, wanted: Any, lines: list[str], indent: str) -> None:
    plain = _plain(wanted)
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        lines.append(f"{indent}{name}:")
        _fields(plain, lines, indent + "  ", skip=set())
    elif get_origin(plain) is tuple:
        item = _plain(get_args(plain)[0])
        lines.append(f"{indent}{name}:")
        if isinstance(item, type) and issubclass(item, msgspec.Struct):
            inner: list[str] = []
            _fields(item, inner, "", skip=set())
            first = next((place for place, line in enumerate(inner) if not line.startswith("#")), 0)
            inner.insert(0, inner.pop(first))
            lines += [f"{indent}  {'- ' if place == 0 else '  '}{line}" for place, line in enumerate(inner)]
        else:
            lines.append(f"{indent}  - # {_word(item)}")
    else:
        lines.append(f"{indent}{name}: # {_word(wanted)}")


def _plain(wanted: Any) -> Any:
    """The type without its limits; of several, the first that is not nothing."""
    if get_origin(wanted) is Annotated:
        return _plain(get_args(wanted)[0])
    if get_origin(wanted) is Union or type(wanted).__name__ == "UnionType":
        return _plain(next(choice for choice in get_args(wanted) if choice is not type(None)))
    return wanted


def _word(wanted: Any) -> str:
    plain = _plain(wanted)
    if get_origin(plain) is Literal:
        return " | ".join(str(choice) for choice in get_args(plain))
    if members := getattr(plain, "__members__", None):
        return " | ".join(str(member.value) for member in members.values())
    if get_origin(plain) is tuple:
        return "list"
    return _WORDS.get(getattr(plain, "__name__", ""), "named fields")
