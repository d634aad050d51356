"""The ranking under the weights in use, and under weights that are only being tried."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np

from foundation.people.actors import Actor
from foundation.people.models import Unit
from library.kinds.base import Band
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from usecases import rules
from usecases.models import UseCase, reference_of
from usecases.queries.matrix import Matrix, matrix, within

_DETAILS = (
    "id",
    "uid",
    "name",
    "category",
    "unit__name",
    "stage",
    "tier",
    "current_score",
    "current_band",
    "budget_minor",
    "budget_currency",
    "inputs",
    "current_card__inputs",
)


@dataclass(frozen=True)
class Ranked:
    """A case at its place. `contributions` add up to `score` (but for rounding).

    `low` and `high` are what the score could come out at once the inputs in `gaps` are known, what moves it most first.
    `tied` cases share their score with another one; they stand in the order of their registration.
    """

    rank: int
    reference: str
    uid: str
    name: str
    unit: str
    category: str
    stage: str
    tier: str
    score: Decimal
    band: Band | None
    criteria: Mapping[str, Decimal]
    contributions: Mapping[str, Decimal]
    low: Decimal
    high: Decimal
    gaps: Sequence[rules.Gap]
    tied: bool = False
    before: int | None = None

    @property
    def columns(self) -> list[Decimal]:
        """What the table shows by criterion: contributions, or the scores where one of them divides the others."""
        shown = self.contributions if len(self.contributions) == len(self.criteria) else self.criteria
        return list(shown.values())

    @property
    def moved(self) -> int:
        """How many places it gained (negative: lost) against the weights in use."""
        return 0 if self.before is None else self.before - self.rank

    @property
    def places(self) -> int:
        """How many places it moves, up or down."""
        return abs(self.moved)


@dataclass(frozen=True)
class Ranking:
    """Scored open cases, best first; equal scores by registration. `rows` holds one page of `count` cases.

    `stale` counts cases still scored by another model: a recompute is on its way. `flat` names the criteria that are
    the same for all of several cases, so that their weight moves nobody.
    """

    document: Document
    rows: Sequence[Ranked]
    count: int
    stale: int = 0
    flat: Sequence[str] = ()

    @property
    def has_ties(self) -> bool:
        """Whether cases of this page share their score with another one."""
        return any(row.tied for row in self.rows)

    @property
    def has_gaps(self) -> bool:
        """Whether scores of this page rest on assumed inputs."""
        return any(row.gaps for row in self.rows)

    @property
    def model(self) -> ScoringModel:
        return self.document.parsed


@dataclass(frozen=True)
class Preview(Ranking):
    """The ranking under tried weights, against the one in use."""

    up: int = 0
    down: int = 0
    same: int = 0
    rebanded: int = 0
    leader_changes: bool = False


def ranking(
    actor: Actor,
    *,
    unit: Unit | None = None,
    category: str = "",
    weights: Mapping[str, Decimal] | None = None,
    start: int = 0,
    size: int = 50,
    found: Matrix | None = None,
) -> Ranking | Preview:
    """Return the ranking from place `start` (0 is the first), `size` cases long.

    `weights` (fractions of 1 by criterion key, already checked) tries others: the result is a Preview whose totals and
    places are exactly those that adopting them would give. `found` is the matrix of the same unit and category where it
    was read before. Three queries, whatever the number of cases.
    """
    found = found or matrix(actor, unit=unit, category=category)
    model, keys, ids = found.model, [criterion.key for criterion in found.model.criteria], found.ids
    totals = found.totals()
    places = rules.ranks(totals)
    tried, tried_places, used = totals, places, found.weights
    if weights is not None:
        used = found.columns(weights)
        tried = found.totals(used)
        tried_places = rules.ranks(tried)
    order = np.argsort(tried_places)
    page = order[start : start + size]
    details: dict[int, dict[str, Any]] = {
        row["id"]: row for row in UseCase.objects.filter(pk__in=ids[page].tolist()).values(*_DETAILS)
    }
    bands = found.bands(tried)
    parts = rules.rounded(found.scores[page] * used)
    shown = rules.rounded(found.exact[page])
    counts = Counter(tried.tolist())
    evaluated, missing = _evaluated(
        model, weights, [details.get(int(pk), {}).get("current_card__inputs", {}) for pk in ids[page]]
    )
    ranked = [
        Ranked(
            rank=int(tried_places[index]),
            before=int(places[index]) if weights is not None else None,
            score=Decimal(rules.text(float(tried[index]))),
            band=model.bands[int(bands[index])] if bands[index] >= 0 else None,
            criteria={key: Decimal(rules.text(value)) for key, value in zip(keys, shown[line].tolist(), strict=True)},
            contributions={
                key: Decimal(rules.text(value)) for key, value in zip(model.weights, parts[line].tolist(), strict=True)
            },
            low=Decimal(rules.text(float(evaluated.low[line]))),
            high=Decimal(rules.text(float(evaluated.high[line]))),
            gaps=missing[line],
            tied=counts[float(tried[index])] > 1,
            **_named(details[int(ids[index])]),
        )
        for line, index in enumerate(page.tolist())
        if int(ids[index]) in details
    ]
    if weights is None:
        return Ranking(found.document, ranked, len(ids), found.stale, found.flat)
    moved = places - tried_places
    return Preview(
        found.document,
        ranked,
        len(ids),
        found.stale,
        found.flat,
        up=int((moved > 0).sum()),
        down=int((moved < 0).sum()),
        same=int((moved == 0).sum()),
        rebanded=int((bands != found.bands(totals)).sum()),
        leader_changes=bool(len(ids)) and int(np.argmin(places)) != int(np.argmin(tried_places)),
    )


def _evaluated(
    model: ScoringModel, weights: Mapping[str, Decimal] | None, inputs: Sequence[Mapping[str, Any]]
) -> tuple[rules.Evaluation, list[list[rules.Gap]]]:
    """Evaluate the cases of a page from their inputs, under the weights that are tried; and say what they lack."""
    used = model
    if weights is not None:
        criteria = tuple(
            msgspec.structs.replace(row, weight=weights[row.key]) if row.key in weights else row
            for row in model.criteria
        )
        used = msgspec.structs.replace(model, criteria=criteria)
    return rules.evaluate(used, rules.columns(used, inputs)), rules.gaps(used, inputs)


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "reference": reference_of(row["id"]),
        "uid": str(row["uid"]),
        "name": row["name"],
        "unit": row["unit__name"],
        "category": row["category"],
        "stage": row["stage"],
        "tier": row["tier"],
    }


def top_cases(
    actor: Actor, *, unit: Unit | None = None, category: str = "", limit: int = 60, inventory: bool = False
) -> tuple[list[dict[str, Any]], int]:
    """Return the best `limit` scored cases for the chart of value against feasibility, and how many there are.

    Each: reference, name, unit, stage, tier, score, band, budget columns, and `criteria` by key (floats). Two queries.
    """
    rows = within(actor, unit=unit, category=category, inventory=inventory)
    found = [
        {
            **_named(row),
            "score": row["current_score"],
            "band": row["current_band"],
            "criteria": {key: float(value) for key, value in row["current_criteria"].items()},
            "inputs": row["inputs"],
            "budget_minor": row["budget_minor"],
            "budget_currency": row["budget_currency"],
        }
        for row in rows.values(*_DETAILS, "current_criteria")[:limit]
    ]
    return found, rows.count()
