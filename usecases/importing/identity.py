"""Which case a row is, so that the same file imported again meets the same cases."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.kernel.canonical import digest
from foundation.kernel.text import gettext_noop as _
from library.kinds.import_profile import normalize
from usecases.importing.rows import Draft, Problem
from usecases.references import key_of

BY_KEY = "case:"
"""How the identity begins of a row that names a case by our reference; its key follows."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A draft and the identity of its case; `same_as` is the number of an earlier row that is wholly identical."""

    draft: Draft
    identity: str
    same_as: int | None = None
    conflict: Problem | None = None

    @property
    def is_refused(self) -> bool:
        return self.draft.is_refused or self.conflict is not None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.draft.problems, *([self.conflict] if self.conflict else []))


def identify(drafts: Iterable[Draft], *, below: str, by_identifier: bool = True) -> list[Identified]:
    """Return each draft with its identity below the unit whose uid is `below`.

    A row that names a case by our reference is that case. Else the identity is the identifier of the source where there
    is one (unless `by_identifier` says not to trust it), else the names of the units, the name, and the how-manieth row
    it is with these. A row that repeats an earlier one word for word is that row again. A second row with an identifier
    already used, but another content, is refused: it could not be told which of them is right.
    """
    found: list[Identified] = []
    by_content: dict[str, int] = {}
    identifiers: dict[tuple[bool, str], int] = {}
    times: Counter[str] = Counter()
    for draft in drafts:
        if draft.is_refused:
            found.append(Identified(draft, ""))
            continue
        content = draft.digest
        if content in by_content:
            first = by_content[content]
            found.append(Identified(draft, "", same_as=first))
            continue
        by_content[content] = draft.number
        by_reference = key_of(draft.reference) if draft.reference else None
        if by_reference is not None or (draft.external_id and by_identifier):
            own = by_reference is not None
            key = f"{BY_KEY}{by_reference}" if own else normalize(draft.external_id)
            if (own, key) in identifiers:
                found.append(Identified(draft, "", conflict=_taken(draft, identifiers[own, key])))
                continue
            identifiers[own, key] = draft.number
            found.append(Identified(draft, key if own else _text("id", below, [key])))
            continue
        parts = [*(normalize(unit.name) for unit in draft.units), "", normalize(draft.values["name"])]
        key = _text("name", below, parts)
        times[key] += 1
        found.append(Identified(draft, f"{key}:{times[key]}"))
    return found


def _text(kind: str, below: str, parts: Sequence[str]) -> str:
    return f"{kind}:{digest([below, *parts])}"


def _taken(draft: Draft, number: int) -> Problem:
    return Problem(
        "",
        (draft.reference or draft.external_id)[:120],
        _("Row %(row)s has the same identifier with another content. Correct one of the two."),
        {"row": number},
        refuses=True,
    )
