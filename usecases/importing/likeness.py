"""Rows that look like cases of another source, or of none: found by name, unit and text, never merged by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.import_profile import normalize
from usecases.importing.identity import Identified
from usecases.models import UseCase, reference_of
from usecases.rules.likeness import Index, Text, read

ALIKE, CLOSE = 0.72, 0.5
"""How alike the spelling of the names must be for them to count as alike alone, or together with their texts."""
TEXTS_ALIKE = 0.35
"""Share of words (Jaccard) that two texts must have in common when their names are only close."""
MOST_ROWS, MOST_CASES = 20_000, 20_000
LOOKED_AT, BEST = 20, 3
SAME_NAME_AND_UNIT, SAME_NAME = _("Same name and unit"), _("Same name")
SIMILAR_NAME, SIMILAR = _("Similar name"), _("Similar name and text")


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that a row looks like: why, and how much (0 to 100)."""

    case: str
    reference: str
    name: str
    unit: str
    why: str
    percent: int


@dataclass(frozen=True, slots=True)
class _Case:
    pk: int
    uid: str
    name: str
    unit: str
    summary: str


def alike(
    rows: Sequence[Identified], *, by: Actor, source: str, unit_name: str, taken: Iterable[int] = ()
) -> dict[str, list[Alike]]:
    """Return by identity the cases, most alike first and at most three, that rows without a case of theirs look like.

    Only active cases that the actor may change by an import, of other sources or registered here, and none of `taken`
    (keys). Rows without a unit of their own are in `unit_name`. Beyond 20,000 rows only equal names are found.
    """
    cases = _candidates(by, source, set(taken))
    if not cases or not rows:
        return {}
    by_name: dict[str, list[_Case]] = {}
    for case in cases:
        by_name.setdefault(normalize(case.name), []).append(case)
    found: dict[str, list[Alike]] = {}
    others: list[Identified] = []
    for row in rows:
        same = by_name.get(normalize(row.draft.values["name"]), [])
        units = {normalize(unit.name) for unit in row.draft.units} or {normalize(unit_name)}
        if same:
            there = [case for case in same if normalize(case.unit) in units]
            listed = [*there, *(case for case in same if case not in there)][:BEST]
            found[row.identity] = [
                _alike(case, SAME_NAME_AND_UNIT if case in there else SAME_NAME, 1.0) for case in listed
            ]
        else:
            others.append(row)
    if len(rows) <= MOST_ROWS:
        found |= _by_text(others, cases)
    return found


def _candidates(by: Actor, source: str, taken: set[int]) -> list[_Case]:
    rows = UseCase.objects.active().filter(access_of(by).q(Permission.CASE_IMPORT, "unit__path")).exclude(source=source)
    values = rows.order_by("-updated_at", "-id").values_list("pk", "uid", "name", "unit__name", "summary")[:MOST_CASES]
    return [_Case(pk, str(uid), name, unit, text) for pk, uid, name, unit, text in values if pk not in taken]


def _by_text(rows: Sequence[Identified], cases: Sequence[_Case]) -> dict[str, list[Alike]]:
    """Compare names by how they are spelled, and those that are only close by the words of their texts too."""
    index = Index([read(case.name, case.summary) for case in cases])
    texts = [read(row.draft.values["name"], row.draft.values["summary"]) for row in rows]
    found: dict[str, list[Alike]] = {}
    for row, text, near in zip(rows, texts, index.near_names(texts, least=CLOSE), strict=True):
        listed = []
        for hit in near[:LOOKED_AT]:
            share = _share(text, index.texts[hit.place])
            if hit.score >= ALIKE or share >= TEXTS_ALIKE:
                why = SIMILAR if share >= TEXTS_ALIKE else SIMILAR_NAME
                listed.append(_alike(cases[hit.place], why, hit.score))
        if listed:
            found[row.identity] = listed[:BEST]
    return found


def _share(one: Text, other: Text) -> float:
    """The share of words (Jaccard) that two descriptions have in common."""
    words, others = set(one.rest), set(other.rest)
    return len(words & others) / (len(words | others) or 1)


def _alike(case: _Case, why: str, score: float) -> Alike:
    return Alike(case.uid, reference_of(case.pk), case.name, case.unit, why, min(100, round(score * 100)))
