"""The left navigation: apps register their entries, the frame shows those that the reader may use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

GROUPS: dict[str, Text] = {
    "decide": _("Decide"),
    "assess": _("Assess"),
    "govern": _("Govern"),
    "run": _("Run"),
    "value": _("Value"),
    "more": _("More"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation. `permission` is asked of the checker; None means everybody who is signed in.

    `under` names further path prefixes at which the entry counts as the current one.
    """

    group: str
    label: Text
    url_name: str
    icon: str = "dot"
    permission: Any = None
    order: int = 100
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is drawn for one reader on one page."""

    label: Text
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A titled group of links; groups without links are left out."""

    key: str
    label: Text
    links: list[Link]


_entries: dict[str, Entry] = {}
_checker: Callable[[Any, Any], bool] | None = None


def register(*entries: Entry) -> None:
    """Add entries; call it from AppConfig.ready(). Raises ValueError for a group that does not exist."""
    for entry in entries:
        if entry.group not in GROUPS:
            raise ValueError(f"navigation group {entry.group!r} is none of {', '.join(GROUPS)}")
        _entries[entry.url_name] = entry


def check_with(checker: Callable[[Any, Any], bool]) -> None:
    """Set how a permission is asked: `checker(user, permission)`, true when the reader holds it anywhere."""
    global _checker
    _checker = checker


def entries() -> Iterable[Entry]:
    """All registered entries, in the order of the page."""
    groups = list(GROUPS)
    return sorted(_entries.values(), key=lambda entry: (groups.index(entry.group), entry.order, entry.url_name))


def groups_for(user: Any, path: str) -> list[Group]:
    """The navigation for this reader; the entry with the longest address that starts `path` is the current one."""
    allowed = [(entry, url) for entry in entries() if _may_see(user, entry) and (url := _address(entry))]
    current, longest = "", -1
    for entry, url in allowed:
        for prefix in (url, *entry.under):
            here = path == prefix if prefix == "/" else path.startswith(prefix)
            if here and len(prefix) > longest:
                current, longest = entry.url_name, len(prefix)
    result = []
    for key, label in GROUPS.items():
        links = [
            Link(entry.label, url, entry.icon, entry.url_name == current)
            for entry, url in allowed
            if entry.group == key
        ]
        if links:
            result.append(Group(key, label, links))
    return result


def _address(entry: Entry) -> str:
    """The entry's address; empty when it has no page, which a test reports and no reader should suffer from."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _may_see(user: Any, entry: Entry) -> bool:
    return entry.permission is None or _checker is None or _checker(user, entry.permission)
