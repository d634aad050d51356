"""The portfolio as a matrix: what every way of trying weights computes with, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from foundation.people.actors import Actor
from foundation.people.models import Unit
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from usecases import rules
from usecases.models import UseCase, UseCaseQuerySet
from usecases.queries.cases import active_model

Floats = NDArray[np.float64]
Keys = NDArray[np.int64]


@dataclass(frozen=True)
class Matrix:
    """Scored open cases, a row each in the order of registration, a column for each weight of the model.

    A total is the weighted sum of a row: `scores` are the criterion scores, divided beforehand where the model divides.
    `exact` has a column for each criterion, undivided. `names` holds (name, unit) a row when asked for. `stale` counts
    cases still scored by another model, left out.
    """

    document: Document
    ids: Keys
    scores: Floats
    exact: Floats
    stale: int
    names: Sequence[tuple[str, str]] = ()

    @property
    def model(self) -> ScoringModel:
        return self.document.parsed

    @property
    def keys(self) -> list[str]:
        """The criteria that have a weight, in the order of the columns."""
        return list(self.model.weights)

    @property
    def weights(self) -> Floats:
        """The weights in use, as fractions of 1."""
        return np.array([float(weight) for weight in self.model.weights.values()])

    @property
    def flat(self) -> tuple[str, ...]:
        """The labels of weighed criteria in which all of several cases score the same: their weight moves nobody."""
        if len(self.scores) < 2:
            return ()
        even = np.ptp(self.scores, axis=0) < 1e-9
        return tuple(row.label for row, is_even in zip(self.model.weighed, even.tolist(), strict=True) if is_even)

    def columns(self, weights: Mapping[str, Decimal | float]) -> Floats:
        """Turn weights by key into the order of the columns."""
        return np.array([float(weights[key]) for key in self.keys])

    def totals(self, weights: Floats | None = None) -> Floats:
        """Return the totals under other weights (or those in use), rounded as score cards have them."""
        return rules.totals_with(self.scores, self.weights if weights is None else weights)

    def bands(self, totals: Floats) -> NDArray[np.int64]:
        """Return the index of each total's band in the model; -1 for none."""
        return rules.band_indices(self.model, totals)


def within(actor: Actor, *, unit: Unit | None = None, category: str = "", inventory: bool = True) -> UseCaseQuerySet:
    """Return the visible ranked cases, narrowed to a unit and all below it, and to a category."""
    rows = UseCase.objects.visible_to(actor).ranked()
    if unit is not None:
        rows = rows.filter(unit__path__startswith=str(unit.path))
    elif not inventory:
        rows = rows.filter(unit__is_inventory=False)
    return rows.filter(category=category) if category else rows


def matrix(
    actor: Actor,
    *,
    unit: Unit | None = None,
    category: str = "",
    named: bool = False,
    document: Document | None = None,
) -> Matrix:
    """Return the visible scored open cases as a matrix; two queries, whatever their number.

    `document` is the model in use unless given: rows scored by another model, or by a version of it with other
    criteria, are left out.
    """
    document = document or active_model()
    model: ScoringModel = document.parsed
    keys = [criterion.key for criterion in model.criteria]
    fields = ("name", "unit__name") if named else ()
    rows: list[tuple[Any, ...]] = list(
        within(actor, unit=unit, category=category)
        .order_by("id")
        .values_list(
            "id",
            Cast("current_criteria", TextField()),
            "current_card__model__kind",
            "current_card__model__slug",
            *fields,
        )
    )
    # All texts are read at once: a row at a time would cost more than everything else here.
    kept: list[dict[str, str]] = msgspec.json.decode("[" + ",".join(row[1] for row in rows) + "]")
    by, known = (document.kind, document.slug), set(keys)
    fresh = [index for index, row in enumerate(rows) if row[2:4] == by and kept[index].keys() == known]
    exact = np.empty((len(fresh), len(keys)))
    for column, key in enumerate(keys):
        exact[:, column] = [kept[index][key] for index in fresh]
    return Matrix(
        document=document,
        ids=np.array([rows[index][0] for index in fresh], dtype=np.int64),
        scores=rules.weighable(model, exact),
        exact=exact,
        stale=len(rows) - len(fresh),
        names=[(rows[index][4], rows[index][5]) for index in fresh] if named else (),
    )
