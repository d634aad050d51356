"""What tried weights do to the portfolio, with the names of those who move."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from foundation.people.actors import Actor
from portfolio.rules.effects import Effect, Move, effect
from usecases.models import UseCase, reference_of
from usecases.queries.matrix import Matrix
from usecases.rules import ranks


@dataclass(frozen=True)
class Mover:
    """A case that moves, by name."""

    reference: str
    name: str
    before: int
    after: int

    @property
    def gained(self) -> int:
        """Places won; negative: lost."""
        return self.before - self.after

    @property
    def places(self) -> int:
        """How far it moves, up or down."""
        return abs(self.gained)


@dataclass(frozen=True)
class Rebanded:
    """A case that comes into another priority."""

    reference: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Tried:
    """The effect of weights (percentages by criterion) against the weights in use."""

    weights: Mapping[str, Decimal]
    effect: Effect
    risers: tuple[Mover, ...]
    fallers: tuple[Mover, ...]
    rebanded: tuple[Rebanded, ...]
    leader: str
    flat: tuple[str, ...]

    @property
    def more_rebanded(self) -> int:
        """How many come into another priority beyond those named."""
        return len(self.effect.rebanded) - len(self.rebanded)


MOST_NAMED = 5


def try_weights(found: Matrix, weights: Mapping[str, Decimal], actor: Actor) -> Tried:
    """Return what weights (percentages) would do to the order of a matrix. One query, for the names."""
    model = found.model
    tried = found.columns({key: value / 100 for key, value in weights.items()})
    now, then = found.totals(), found.totals(tried)
    bands_now, bands_then = found.bands(now), found.bands(then)
    seen = effect(ranks(now), ranks(then), bands_now, bands_then)
    rebanded = sorted(seen.rebanded, key=lambda row: -then[row])[:MOST_NAMED]
    rows = {move.row for move in (*seen.risers, *seen.fallers)} | set(rebanded)
    if seen.leader_after is not None:
        rows.add(seen.leader_after)
    keys = {row: int(found.ids[row]) for row in rows}
    names = dict(UseCase.objects.visible_to(actor).filter(pk__in=keys.values()).values_list("pk", "name"))

    def mover(move: Move) -> Mover:
        key = keys[move.row]
        return Mover(reference_of(key), names.get(key, ""), move.before, move.after)

    def band(index: int) -> str:
        return model.bands[index].label if index >= 0 else ""

    return Tried(
        weights=weights,
        effect=seen,
        risers=tuple(mover(move) for move in seen.risers),
        fallers=tuple(mover(move) for move in seen.fallers),
        rebanded=tuple(
            Rebanded(
                reference_of(keys[row]), names.get(keys[row], ""), band(int(bands_now[row])), band(int(bands_then[row]))
            )
            for row in rebanded
        ),
        leader=names.get(keys[seen.leader_after], "") if seen.leader_after is not None else "",
        flat=found.flat,
    )


def swings(found: Matrix) -> dict[str, tuple[float, float]]:
    """Return the lowest and highest score of each criterion over the cases; empty without cases."""
    if not len(found.scores):
        return {}
    low, high = found.scores.min(axis=0).tolist(), found.scores.max(axis=0).tolist()
    return {key: (low[column], high[column]) for column, key in enumerate(found.keys)}
