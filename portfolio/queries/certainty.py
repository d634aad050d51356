"""Reading how sure an order is: intervals of weights as they stand, and kept results with whether they are stale."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, company_root
from portfolio.models.certainty import Certainty
from portfolio.rules.stability import Interval, interval
from usecases.models import UseCase, reference_of
from usecases.queries.matrix import Matrix
from usecases.rules import ranks

TOP = 5


@dataclass(frozen=True)
class Stable:
    """A case at its place, and between which weights of each criterion it stays there or higher.

    `rivals` holds the names of the cases that push it out, by row of the matrix.
    """

    reference: str
    name: str
    place: int
    intervals: dict[str, Interval]


@dataclass(frozen=True)
class Stability:
    """The first cases of the order in use with their intervals, and the names of their rivals."""

    cases: tuple[Stable, ...]
    names: dict[int, str]


def stability(found: Matrix, actor: Actor, top: int = TOP) -> Stability:
    """Return for the first `top` cases how far each weight can move before one of them loses its place. One query."""
    places = ranks(found.totals())
    rows = np.argsort(places)[:top].tolist()
    bounds = {
        row: {
            key: kept
            for column, key in enumerate(found.keys)
            if (kept := interval(found.scores, found.weights, row, column, places=rank)) is not None
        }
        for rank, row in enumerate(rows, 1)
    }
    rivals = {
        rival
        for kept in bounds.values()
        for each in kept.values()
        for rival in (each.below, each.above)
        if rival is not None
    }
    keys = {row: int(found.ids[row]) for row in {*rows, *rivals}}
    named = dict(UseCase.objects.visible_to(actor).filter(pk__in=keys.values()).values_list("pk", "name"))
    names = {row: named.get(key, "") for row, key in keys.items()}
    return Stability(
        tuple(Stable(reference_of(keys[row]), names[row], rank, bounds[row]) for rank, row in enumerate(rows, 1)),
        names,
    )


def default_unit(actor: Actor) -> Unit | None:
    """Return the unit whose order is shown first: the organization, else the highest unit that the actor reads."""
    root = company_root()
    access = access_of(actor)
    if root is not None and access.allows(Permission.READ, root.path):
        return root
    units = list(access.units(Permission.READ))
    return min(units, key=lambda unit: (unit.depth, unit.path or "")) if units else None


def fingerprint(found: Matrix) -> str:
    """Return a digest of model, cases and scores: another one means that the order may have changed."""
    digest = hashlib.sha256(str(found.document.pk).encode())
    digest.update(found.ids.tobytes())
    digest.update(np.round(found.scores, 8).tobytes())
    return digest.hexdigest()


def results(actor: Actor) -> QuerySet[Certainty]:
    """Return the visible results, newest first."""
    return Certainty.objects.visible_to(actor).select_related("unit", "model", "asked_by", "job").order_by("-id")


def latest(actor: Actor, unit: Unit, category: str = "") -> Certainty | None:
    """Return the newest finished result about a unit and category."""
    return results(actor).filter(finished_at__isnull=False).filter(unit=unit, category=category).first()


def running(actor: Actor, unit: Unit, category: str = "") -> Certainty | None:
    """Return the newest one that the worker has not finished, unless a later one is there already."""
    newest = results(actor).filter(unit=unit, category=category).first()
    return newest if newest is not None and newest.finished_at is None else None


def still_visible(actor: Actor, keys: Iterable[int]) -> set[int]:
    """Return which of the cases of a kept result the actor may see by now."""
    return set(UseCase.objects.visible_to(actor).filter(pk__in=list(keys)).values_list("pk", flat=True))
