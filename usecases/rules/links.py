"""Links between use cases: what each kind says from either side, and circles that must not arise."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from foundation.kernel.text import gettext_noop as _


class LinkKind(StrEnum):
    """How one case stands to another."""

    NEEDS, RELATES, DUPLICATES, SUPERSEDES = "needs", "relates", "duplicates", "supersedes"


LABELS: Mapping[str, str] = {
    LinkKind.NEEDS: _("Needs"),
    LinkKind.RELATES: _("Relates to"),
    LinkKind.DUPLICATES: _("Duplicates"),
    LinkKind.SUPERSEDES: _("Supersedes"),
}
REVERSED: Mapping[str, str] = {
    LinkKind.NEEDS: _("Needed by"),
    LinkKind.RELATES: _("Relates to"),
    LinkKind.DUPLICATES: _("Duplicated by"),
    LinkKind.SUPERSEDES: _("Superseded by"),
}


def circle(pairs: Iterable[tuple[int, int]], source: int, target: int) -> list[int]:
    """Return the circle that `source` → `target` would close: from source round to source; empty when there is none.

    `pairs` are the arrows that exist already. The shortest circle is given.
    """
    following: dict[int, list[int]] = {}
    for start, end in pairs:
        following.setdefault(start, []).append(end)
    came_from: dict[int, int | None] = {target: None}
    waiting = [target]
    while waiting and source not in came_from:
        reached = []
        for node in waiting:
            for end in following.get(node, ()):
                if end not in came_from:
                    came_from[end] = node
                    reached.append(end)
        waiting = reached
    if source not in came_from:
        return []
    path: list[int] = []
    step: int | None = source
    while step is not None:
        path.append(step)
        step = came_from[step]
    return [source, *reversed(path)]
