"""What another scoring model would find: which of its inputs cases have, and how many it could score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast

from foundation.people.actors import Actor
from library.kinds.scoring_model import Input, ScoringModel
from library.models import Document
from usecases import rules
from usecases.models import UseCase


@dataclass(frozen=True)
class Cover:
    """How many open cases know an input, and how many lack it. `assumed` is what then counts, None for nothing."""

    entry: Input
    known: int
    missing: int

    @property
    def assumed(self) -> str | None:
        """What is taken where it is missing; None where the case is then not scored."""
        return None if self.entry.assumed is None else rules.value_shown(self.entry, self.entry.assumed)


@dataclass(frozen=True)
class Switch:
    """What another model finds in the open cases that the actor may see.

    `scored` of `count` it can score; `lost` have a score now and would have none; `gained` the other way round;
    `assuming` would be scored with assumed inputs. `blocking` is the input that most cases cannot be scored without.
    """

    count: int
    scored: int
    lost: int
    gained: int
    assuming: int
    inputs: Sequence[Cover]

    @property
    def blocking(self) -> Cover | None:
        """The input without default that most cases lack; None when none is lacked."""
        needed = [cover for cover in self.inputs if cover.entry.assumed is None and cover.missing]
        return max(needed, key=lambda cover: cover.missing, default=None)


def switch_to(actor: Actor, document: Document) -> Switch:
    """Return what taking a scoring model into use would find. One query; nothing is written."""
    model: ScoringModel = document.parsed
    rows = list(
        UseCase.objects.visible_to(actor)
        .on_ladder()
        .order_by("id")
        .values_list("current_score", Cast("inputs", TextField()))
    )
    inputs: list[dict[str, Any]] = msgspec.json.decode("[" + ",".join(row[1] for row in rows) + "]")
    evaluation = rules.evaluate(model, rules.columns(model, inputs))
    before = np.array([row[0] is not None for row in rows], dtype=bool)
    given = evaluation.given
    return Switch(
        count=len(rows),
        scored=int(evaluation.scored.sum()),
        lost=int((before & ~evaluation.scored).sum()),
        gained=int((~before & evaluation.scored).sum()),
        assuming=int((evaluation.scored & ~given.all(axis=1)).sum()),
        inputs=[
            Cover(entry, int(given[:, column].sum()), int((~given[:, column]).sum()))
            for column, entry in enumerate(model.inputs)
        ],
    )
