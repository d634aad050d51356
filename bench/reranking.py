"""P8: ranking 2,000 cases anew on a change of weights, and drawing their places at random.

The workbench reads the portfolio once and ranks in the browser. Measured here: that one answer and the page of the
server that does the same without script, in floors. Then the places of all cases under 10,000 weightings, against
ranking them one weighting at a time in numpy, and with uncertain inputs in seconds.

    .venv/bin/python -m bench.reranking
    .venv/bin/python -m bench.reranking --cases 2000 --draws 10000
"""

import argparse
import time
from typing import Any

import numpy as np

from bench.floor import empty_page, main, measure, page, show, signed_in
from bench.recompute import recompute, seed, versions

SEED = 20261128
TRIED = "business_value=12.5&feasibility=12.5&risk=50&time_to_value=25"
LOOP = 200


def naive(scores: Any, weights: Any) -> Any:
    """Rank under one weighting after the other and count the first ten places."""
    counts = np.zeros((len(scores), 10), dtype=np.int64)
    for row in weights:
        first = np.argsort(-(scores @ row), kind="stable")[:10]
        counts[first, np.arange(len(first))] += 1
    return counts


def timed(side: Any) -> float:
    """CPU seconds of one call."""
    began = time.process_time()
    side()
    return time.process_time() - began


def run(count: int, draws: int) -> None:
    """Seed, score, and measure."""
    from foundation.people import services as people
    from foundation.people.actors import COMMAND_LINE
    from foundation.people.models import Unit
    from portfolio.rules import acceptability
    from portfolio.rules.uncertain import Uncertain
    from usecases import rules
    from usecases.models import UseCase
    from usecases.queries.matrix import matrix

    seed(count)
    recompute(versions()[0])
    unit = Unit.objects.get(name="Bench")
    user = people.create_user("pm", name="P. M.", by=COMMAND_LINE)
    people.grant_role(user, "pm", unit, by=COMMAND_LINE)
    client = signed_in(user)
    found = measure(
        {
            "floor": empty_page(client),
            "data": page(client, "/portfolio/weights/data/"),
            "page": page(client, f"/portfolio/weights/?{TRIED}"),
        }
    )
    what = f"{count:,} cases"
    show("P8", f"the portfolio for the browser, once, {what}", found["data"] / found["floor"], aim="at most 5")
    show("P8", f"the page under tried weights, by the server, {what}", found["page"] / found["floor"], aim="at most 5")

    scores = matrix(user)
    chance = np.random.default_rng(SEED)
    weights = acceptability.any_weights(chance, draws, scores.scores.shape[1])
    cases = len(scores.ids)
    ours = timed(lambda: acceptability.simulate(lambda block: block @ scores.scores.T, weights, cases=cases, kept=10))
    plain = timed(lambda: naive(scores.scores, weights[:LOOP])) / LOOP * draws
    what = f"{what} x {draws:,} draws"
    show("P8", f"places under random weightings, {what}", ours, "seconds of CPU", "seconds")
    show("P8", f"places under random weightings, {what}", ours / plain, "times one after the other", "below 1")

    kept = dict(UseCase.objects.values_list("pk", "inputs"))
    inputs = rules.columns(scores.model, [kept[key] for key in scores.ids.tolist()])
    uncertain = Uncertain(scores.model, inputs, 0.1)

    def totals(block: Any) -> Any:
        size = max(1, acceptability.BLOCK_CELLS // (8 * cases))
        parts = [block[start : start + size] for start in range(0, len(block), size)]
        return np.concatenate([np.einsum("dck,dk->dc", uncertain.parts(chance, len(part)), part) for part in parts])

    both = timed(lambda: acceptability.simulate(totals, weights, cases=cases, kept=10))
    show("P8", f"the same with uncertain inputs, {what}", both, "seconds of CPU", "seconds")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--draws", type=int, default=10_000)
    given = parser.parse_args()
    main(lambda: run(given.cases, given.draws))
