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
from usecases.queries.cases import active_model
from usecases.queries.ranking import within

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Matrix:
    """Scored open cases, a row each in the order of registration, a column for each weight of the model.

    A total is the weighted sum of a row: `scores` are the criterion scores, divided beforehand where the model divides.
    `names` holds (name, unit) a row when asked for. `stale` counts cases still scored by another model, left out.
    """

    document: Document
    ids: Places
    scores: Floats
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

    def columns(self, weights: Mapping[str, Decimal | float]) -> Floats:
        """Turn weights by key into the order of the columns."""
        return np.array([float(weights[key]) for key in self.keys])

    def totals(self, weights: Floats | None = None) -> Floats:
        """Return the totals under other weights (or those in use), rounded as score cards have them."""
        return rules.rounded(self.scores @ (self.weights if weights is None else weights))

    def bands(self, totals: Floats) -> Places:
        """Return the index of each total's band in the model; -1 for none."""
        return rules.band_indices(self.model, totals)


def places_of(totals: Floats) -> Places:
    """Return each row's place, 1 for the highest total; between equals the case registered earlier comes first."""
    order = np.argsort(-totals, kind="stable")
    places = np.empty(len(totals), dtype=np.int64)
    places[order] = np.arange(1, len(totals) + 1)
    return places


def matrix(
    actor: Actor,
    *,
    unit: Unit | None = None,
    category: str = "",
    named: bool = False,
    document: Document | None = None,
) -> Matrix:
    """Return the visible scored open cases as a matrix; two queries, whatever their number.

    `document` is the model in use unless given: rows scored by a model with other criteria are left out.
    """
    document = document or active_model()
    model: ScoringModel = document.parsed
    keys = [criterion.key for criterion in model.criteria]
    fields = ("name", "unit__name") if named else ()
    rows: list[tuple[Any, ...]] = list(
        within(actor, unit=unit, category=category)
        .order_by("id")
        .values_list("id", Cast("current_criteria", TextField()), *fields)
    )
    kept: list[dict[str, str]] = msgspec.json.decode("[" + ",".join(row[1] for row in rows) + "]")
    fresh = [index for index, criteria in enumerate(kept) if criteria.keys() == set(keys)]
    exact = np.empty((len(fresh), len(keys)))
    for column, key in enumerate(keys):
        exact[:, column] = [kept[index][key] for index in fresh]
    return Matrix(
        document=document,
        ids=np.array([rows[index][0] for index in fresh], dtype=np.int64),
        scores=rules.weighable(model, exact),
        stale=len(rows) - len(fresh),
        names=[(rows[index][2], rows[index][3]) for index in fresh] if named else (),
    )
