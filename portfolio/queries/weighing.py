"""Reading weighing rounds: who may be asked, and people's weights side by side with what they do to the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from foundation.kernel.errors import Invalid
from foundation.people.actors import Actor
from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.roles import ROLES
from portfolio.models.weighing import WeightRound, WeightSheet
from portfolio.rules.effects import tau
from portfolio.rules.weights import Combination, Spread, combined, disputed, percentages, spreads
from usecases.models import UseCase, reference_of
from usecases.queries.matrix import matrix
from usecases.rules import ranks

FIRST = 10


def eligible(unit: Unit) -> QuerySet[User]:
    """Return the active people who may read the unit or some unit below it, by name."""
    readers = [role.key for role in ROLES.values() if Permission.READ in role.permissions and role.key != "bi_service"]
    grants = Grant.objects.filter(
        Grant.active_on(timezone.localdate()), role__in=readers, unit__path__startswith=unit.path or ""
    )
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True).order_by("name")


def rounds(actor: Actor) -> QuerySet[WeightRound]:
    """Return the visible rounds, newest first, each with `asked` and `given` people."""
    return (
        WeightRound.objects.visible_to(actor)
        .select_related("model", "opened_by", "unit")
        .annotate(asked=Count("sheets"), given=Count("sheets", filter=Q(sheets__given_at__isnull=False)))
        .order_by("-id")
    )


def in_order(sheet: WeightSheet) -> dict[str, Decimal]:
    """Return the weights of a sheet in percent, in the model's order: PostgreSQL keeps JSON in one of its own."""
    criteria = sheet.weight_round.model.parsed.weights
    return {key: Decimal(sheet.weights[key]) for key in criteria if key in sheet.weights}


def fractions(sheet: WeightSheet) -> dict[str, float]:
    """Return the weights of a sheet as fractions of 1, in the model's order."""
    return {key: float(percent / 100) for key, percent in in_order(sheet).items()}


@dataclass(frozen=True)
class Side:
    """One person's weights, or a combination: percentages, and how alike its order is to that of the combination."""

    name: str
    weights: Mapping[str, Decimal]
    alike: float | None
    sheet: WeightSheet | None = None


@dataclass(frozen=True)
class Line:
    """A case with its place in the combination, in the order in use, and for each person."""

    reference: str
    name: str
    place: int
    in_use: int
    places: Sequence[int]

    @property
    def spread(self) -> int:
        """How many places lie between its best and its worst."""
        return max(self.places) - min(self.places) if self.places else 0


@dataclass(frozen=True)
class Comparison:
    """Several people's weights beside each other.

    `combinations` holds each way to combine them, None where nothing would be left. `lines` are the first ten under
    `chosen`; `cases` is how many are ranked.
    """

    sides: Sequence[Side]
    combinations: Mapping[Combination, Mapping[str, Decimal] | None]
    chosen: Combination
    combination: Side | None
    spreads: Sequence[Spread]
    disputed: Spread | None
    lines: Sequence[Line]
    cases: int


def compare(weight_round: WeightRound, actor: Actor, chosen: Combination = Combination.MEAN) -> Comparison:
    """Return the weights of a round that the actor may see, side by side and combined, with the orders they give."""
    sheets = list(
        WeightSheet.objects.visible_to(actor)
        .given()
        .filter(weight_round=weight_round)
        .select_related("person", "weight_round__model")
    )
    found = [fractions(sheet) for sheet in sheets]
    ways: dict[Combination, Mapping[str, Decimal] | None] = {each: _combined(found, each) for each in Combination}
    together = ways[chosen]
    cases = matrix(actor, document=weight_round.model)
    orders = [ranks(cases.totals(cases.columns(weights))) for weights in found]
    in_use = ranks(cases.totals())
    if together is None:
        sides = [_side(sheet, None) for sheet in sheets]
        return Comparison(sides, ways, chosen, None, spreads(found), disputed(spreads(found)), (), len(cases.ids))
    merged = ranks(cases.totals(cases.columns({key: value / 100 for key, value in together.items()})))
    first = np.argsort(merged)[:FIRST].tolist()
    keys = [int(cases.ids[row]) for row in first]
    names = dict(UseCase.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", "name"))
    return Comparison(
        sides=[_side(sheet, tau(order, merged)) for sheet, order in zip(sheets, orders, strict=True)],
        combinations=ways,
        chosen=chosen,
        combination=Side("", together, tau(in_use, merged)),
        spreads=spreads(found),
        disputed=disputed(spreads(found)),
        lines=[
            Line(
                reference_of(key),
                names.get(key, ""),
                int(merged[row]),
                int(in_use[row]),
                [int(order[row]) for order in orders],
            )
            for row, key in zip(first, keys, strict=True)
        ],
        cases=len(cases.ids),
    )


def _combined(found: Sequence[Mapping[str, float]], how: Combination) -> Mapping[str, Decimal] | None:
    try:
        return percentages(combined(found, how))
    except Invalid:
        return None


def _side(sheet: WeightSheet, alike: float | None) -> Side:
    return Side(sheet.person.name, in_order(sheet), alike, sheet)
