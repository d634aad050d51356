"""Rows that look like cases of another source, or of none: found by name, unit and text, never merged by themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.import_profile import normalize
from usecases.importing.identity import Identified
from usecases.models import UseCase, reference_of

ALIKE, CLOSE = 0.72, 0.5
"""Cosine of the names' letter triples from which two names alone count as alike, or together with their texts."""
TEXTS_ALIKE = 0.35
"""Share of words (Jaccard) that two texts must have in common when their names are only close."""
MOST_ROWS, MOST_CASES = 20_000, 20_000
AT_ONCE, BEST = 500, 3
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
    """Compare names by their letter triples, weighted by rarity, and close ones by the words of their texts too."""
    names = [_triples(case.name) for case in cases]
    frequency = Counter(triple for name in names for triple in name)
    places = {triple: place for place, triple in enumerate(frequency)}
    weights = np.array([np.log(1 + len(cases) / times) for times in frequency.values()], dtype=np.float32)
    there = _matrix(names, places, weights).T.tocsr()
    found: dict[str, list[Alike]] = {}
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        product = (_matrix([_triples(row.draft.values["name"]) for row in part], places, weights) @ there).tocsr()
        for index, row in enumerate(part):
            low, high = product.indptr[index], product.indptr[index + 1]
            close = [
                (float(score), cases[int(place)])
                for score, place in zip(product.data[low:high], product.indices[low:high], strict=True)
                if score >= CLOSE
            ]
            if listed := _best(row, close):
                found[row.identity] = listed
    return found


def _best(row: Identified, close: Iterable[tuple[float, _Case]]) -> list[Alike]:
    words, found = _words(row.draft.values["summary"]), []
    for score, case in sorted(close, key=lambda pair: (-pair[0], pair[1].pk))[:20]:
        common = words & _words(case.summary)
        share = len(common) / (len(words | _words(case.summary)) or 1)
        if score >= ALIKE or share >= TEXTS_ALIKE:
            found.append(_alike(case, SIMILAR if share >= TEXTS_ALIKE else SIMILAR_NAME, score))
    return found[:BEST]


def _alike(case: _Case, why: str, score: float) -> Alike:
    return Alike(case.uid, reference_of(case.pk), case.name, case.unit, why, min(100, round(score * 100)))


def _triples(text: str) -> Counter[str]:
    line = f" {normalize(text)} "
    return Counter(line[index : index + 3] for index in range(len(line) - 2))


def _words(text: str) -> set[str]:
    return {word for word in normalize(text).split() if len(word) > 3}


def _matrix(texts: Sequence[Counter[str]], places: dict[str, int], weights: "np.ndarray") -> "csr_matrix":
    """Return unit vectors of the texts over the triples that the cases know; the length counts unknown ones too."""
    data, indices, ends = [], [], [0]
    rarest = float(weights.max()) if len(weights) else 1.0
    for text in texts:
        entries = [(places[t], n * float(weights[places[t]])) for t, n in text.items() if t in places]
        unknown = sum((n * rarest) ** 2 for t, n in text.items() if t not in places)
        length = (sum(value * value for _place, value in entries) + unknown) ** 0.5 or 1.0
        indices += [place for place, _value in entries]
        data += [value / length for _place, value in entries]
        ends.append(len(indices))
    return csr_matrix((np.array(data, dtype=np.float32), indices, ends), shape=(len(texts), len(places)))
