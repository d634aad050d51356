"""Having the places of cases drawn, and keeping the result with what it rested on."""

import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import WORKER, Actor
from foundation.people.models import Unit, User
from portfolio import policies
from portfolio.models.certainty import Certainty
from portfolio.queries.certainty import fingerprint
from portfolio.rules import acceptability
from portfolio.rules.uncertain import Uncertain
from usecases import rules
from usecases.models import CATEGORY_LENGTH, UseCase, reference_of
from usecases.queries import active_model
from usecases.queries.matrix import Matrix, matrix
from usecases.rules import ranks

JOB = "portfolio.certainty"
FEWEST_DRAWS, USUAL_DRAWS, MOST_DRAWS = 1_000, 10_000, 100_000
HIGHEST_SEED = 2**31 - 1
MOST_ERROR = Decimal(50)
KEPT_PLACES = 10
KEPT_ROWS = 40


@transaction.atomic
def ask_certainty(
    unit: Unit,
    *,
    by: Actor,
    category: str = "",
    within: Decimal | None = None,
    error: Decimal | None = None,
    draws: int = USUAL_DRAWS,
    seed: int | None = None,
    at_once: bool = False,
) -> Certainty:
    """Have the places of a unit's cases (and all below it) drawn by the worker.

    `within`: percentage points around the weights in use, None for any weights. `error`: percent by which given inputs
    may be off, and missing ones are drawn over their range; None takes all inputs as they are. Without a seed one is
    chosen and stored. With `at_once` it is done here and now, for programs that wait. Raises Denied, Invalid at
    `within`, `error`, `draws` or `seed`.
    """
    policies.check_ask_certainty(by, unit)
    if within is not None and not (within.is_finite() and 0 < within <= 100):
        raise Invalid(_("Enter more than 0 and at most 100 percentage points."), field="within")
    if error is not None and not (error.is_finite() and 0 <= error <= MOST_ERROR):
        raise Invalid(_("Enter an error from 0 to %(most)s%%."), field="error", most=MOST_ERROR)
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise Invalid(
            _("Enter a number of draws from %(least)s to %(most)s."), field="draws", least=FEWEST_DRAWS, most=MOST_DRAWS
        )
    if seed is not None and not 0 <= seed <= HIGHEST_SEED:
        raise Invalid(_("Enter a seed from 0 to %(most)s."), field="seed", most=HIGHEST_SEED)
    asked = Certainty.objects.create(
        unit=unit,
        category=category.replace("\x00", "")[:CATEGORY_LENGTH],
        model=active_model(),
        within=None if within is None else round(within, 2),
        error=None if error is None else round(error, 2),
        draws=draws,
        seed=secrets.randbelow(HIGHEST_SEED) if seed is None else seed,
        asked_by=by if isinstance(by, User) else None,
    )
    audit.record("portfolio.certainty.requested", asked, by=by, draws=draws, seed=asked.seed, within=asked.within,
                 error=asked.error)  # fmt: skip
    if at_once:
        run_certainty(str(asked.uid))
        asked.refresh_from_db()
        return asked
    asked.job = jobs.enqueue(JOB, by=by, params={"certainty": str(asked.uid)}, unit=unit)
    asked.save(update_fields=["job"])
    return asked


def run_certainty(uid: str, tell: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Draw and keep the result; the same seed and scores give the same. A second run starts anew."""
    asked = Certainty.objects.select_related("unit", "model").get(uid=uid)
    found = matrix(WORKER, unit=asked.unit, category=asked.category, document=asked.model)
    chance = np.random.default_rng(asked.seed)
    weights = _weights(asked, found, chance)
    tally = acceptability.simulate(
        _totals(asked, found, chance), weights, cases=len(found.ids), kept=KEPT_PLACES, tell=tell
    )
    asked.result = _result(found, tally)
    asked.fingerprint, asked.finished_at = fingerprint(found), timezone.now()
    asked.save(update_fields=["result", "fingerprint", "finished_at"])
    return {"draws": asked.draws, "cases": len(found.ids)}


def _weights(asked: Certainty, found: Matrix, chance: np.random.Generator) -> acceptability.Floats:
    if asked.within is None:
        return acceptability.any_weights(chance, asked.draws, len(found.keys))
    return acceptability.near_weights(chance, asked.draws, found.weights, float(asked.within) / 100)


def _totals(asked: Certainty, found: Matrix, chance: np.random.Generator) -> acceptability.Totals:
    if asked.error is None:
        return lambda block: block @ found.scores.T
    kept = dict(UseCase.objects.filter(pk__in=found.ids.tolist()).values_list("pk", "inputs"))
    inputs = rules.columns(found.model, [kept.get(key, {}) for key in found.ids.tolist()])
    uncertain = Uncertain(found.model, inputs, float(asked.error) / 100)

    def totals(block: acceptability.Floats) -> acceptability.Floats:
        # A slice at a time: inputs take as many cells again for each criterion.
        size = max(1, acceptability.BLOCK_CELLS // (8 * max(1, len(found.ids))))
        parts = [block[start : start + size] for start in range(0, len(block), size)]
        return np.concatenate([np.einsum("dck,dk->dc", uncertain.parts(chance, len(part)), part) for part in parts])

    return totals


def _result(found: Matrix, tally: acceptability.Tally) -> dict[str, Any]:
    """The first by acceptability and by the order in use, with shares of places and the weights that favor them."""
    shares = tally.shares()
    places = ranks(found.totals())
    by_share = np.argsort(-acceptability.holistic(shares), kind="stable")[:KEPT_ROWS].tolist()
    by_place = np.argsort(places)[:KEPT_PLACES].tolist()
    rows = list(dict.fromkeys([*by_share, *by_place]))
    names = dict(UseCase.objects.filter(pk__in=found.ids[rows].tolist()).values_list("pk", "name")) if rows else {}
    return {
        "cases": len(found.ids),
        "places": tally.kept,
        "weights": {key: round(float(weight), 6) for key, weight in zip(found.keys, found.weights, strict=True)},
        "rows": [
            {
                "key": int(found.ids[row]),
                "reference": reference_of(int(found.ids[row])),
                "name": names.get(int(found.ids[row]), ""),
                "place": int(places[row]),
                "shares": [round(float(share), 6) for share in shares[row]],
                "central": _central(tally, found, row),
            }
            for row in rows
        ],
    }


def _central(tally: acceptability.Tally, found: Matrix, row: int) -> dict[str, float] | None:
    central = tally.central(row)
    if central is None:
        return None
    return {key: round(float(weight), 6) for key, weight in zip(found.keys, central, strict=True)}
