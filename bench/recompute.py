"""P6: recompute and store the scores of N cases, against the same rows written by SQL alone.

The SQL side inserts as many score cards with as many bytes (INSERT ... SELECT) and updates the same columns of the same
rows (one UPDATE), the scores themselves computed in SQL for document A's model. The product's side is the real job:
evaluation, cards only where something changed, trail, progress. Wall time, because the database may work in another
process.

    .venv/bin/python -m bench.recompute              # 10,000 cases
    .venv/bin/python -m bench.recompute --cases 100000
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

from bench.floor import main, show

ROUNDS = 3
SEED = 20261121
RATINGS = ("data_quality", "complexity", "integration", "regulatory_risk", "reputational_risk", "operational_risk")

_VALUE = "CASE WHEN {estimated_value} > 10000000 THEN 10 ELSE {estimated_value} / 1000000.0 END"
_MONTHS = "CASE WHEN {estimated_months} > 10 THEN 0 ELSE 10 - {estimated_months} END"
FORMULA = (
    f"round({{w0}} * ({_VALUE}) + {{w1}} * ({{data_quality}} + 20 - {{complexity}} - {{integration}}) / 3.0"
    f" + {{w2}} * (30 - {{regulatory_risk}} - {{reputational_risk}} - {{operational_risk}}) / 3.0"
    f" + {{w3}} * ({_MONTHS}), 4)"
)


def seed(count: int) -> None:
    """Make `count` cases with inputs, below one unit."""
    from foundation.people import services as people
    from foundation.people.actors import COMMAND_LINE
    from library import services as library
    from usecases.models import UseCase

    library.load_shipped(by=COMMAND_LINE)
    unit = people.create_unit("Bench", by=COMMAND_LINE, kind="organization")
    draw = random.Random(SEED)
    for start in range(0, count, 5000):
        UseCase.objects.bulk_create(
            UseCase(
                unit=unit,
                name=f"Case {number}",
                summary="A problem.",
                source="bench",
                identity=str(number),
                inputs={
                    "estimated_value": str(draw.randrange(0, 12_000_000, 1000)),
                    "estimated_months": str(draw.randrange(1, 15)),
                    **{key: str(draw.randrange(0, 101) / 10) for key in RATINGS},
                },
            )
            for number in range(start, min(count, start + 5000))
        )


def versions() -> list[int]:
    """Publish a second version of the model with other weights; return the keys of both documents."""
    from foundation.people.actors import COMMAND_LINE
    from library.services import publish_version
    from usecases import queries

    first = queries.default_model()
    body = first.data
    for criterion, weight in zip(body["criteria"], ("0.25", "0.25", "0.3", "0.2"), strict=True):
        criterion["weight"] = weight
    second = publish_version(kind="scoring_model", slug=first.slug, body=body, by=COMMAND_LINE)
    return [first.pk, second.pk]


def recompute(document: int) -> dict[str, int]:
    """Run the product's job to its end, as a worker does."""
    from foundation.jobs import runner
    from foundation.jobs.models import Job
    from usecases.models import ActiveModel

    ActiveModel.objects.update_or_create(pk=1, defaults={"document_id": document})
    job = Job.objects.create(
        kind="usecases.recompute",
        title="Bench",
        requested_by_name="bench",
        params={"document": document, "cause": "model"},
    )
    runner.run(job.pk)
    job.refresh_from_db()
    if job.state != "done":
        raise RuntimeError(f"the job ended as {job.state}: {job.error}")
    return dict(job.result)


def in_sql(document: int, weights: list[str]) -> None:
    """Insert a card a case and update every case, in two statements of one transaction."""
    from django.db import connection, transaction

    postgresql = connection.vendor == "postgresql"
    read = "CAST({0}inputs ->> '{1}' AS numeric)" if postgresql else "CAST(json_extract({0}inputs, '$.{1}') AS REAL)"
    places = {f"w{index}": weight for index, weight in enumerate(weights)}
    keys = ("estimated_value", "estimated_months", *RATINGS)
    formula = FORMULA.format(**places, **{key: read.format("uc.", key) for key in keys})
    uid = "gen_random_uuid()" if postgresql else "lower(hex(randomblob(16)))"
    band = f"CASE WHEN {formula} >= 7 THEN 'high' WHEN {formula} >= 5 THEN 'medium' ELSE 'low' END"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO usecases_scorecard (uid, case_id, model_id, inputs, result, total, band, cause, recorded_at) "
            f"SELECT {uid}, uc.id, {document}, uc.inputs, old.result, {formula}, {band}, 'model', CURRENT_TIMESTAMP "
            f"FROM usecases_usecase uc JOIN usecases_scorecard old ON old.id = uc.current_card_id ORDER BY uc.id"
        )
        cursor.execute(
            f"UPDATE usecases_usecase AS uc SET current_score = {formula}, current_band = {band}, "
            f"current_criteria = uc.current_criteria, current_low = uc.current_low, current_high = uc.current_high, "
            f"current_assumed = uc.current_assumed, updated_at = CURRENT_TIMESTAMP, current_card_id = new.id "
            f"FROM (SELECT max(id) AS id, case_id FROM usecases_scorecard GROUP BY case_id) AS new "
            f"WHERE new.case_id = uc.id"
        )


def timed(side: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    began = time.perf_counter()
    side()
    return time.perf_counter() - began


def run(count: int) -> None:
    """Measure the sides in turns and print the ratios."""
    from django.db import connection

    seed(count)
    documents = versions()
    weights = [["0.4", "0.3", "0.2", "0.1"], ["0.25", "0.25", "0.3", "0.2"]]
    recompute(documents[0])
    times: dict[str, list[float]] = {"changed": [], "unchanged": [], "sql": []}
    for number in range(ROUNDS):
        side = (number + 1) % 2
        document = documents[side]
        done: dict[str, int] = {}
        times["changed"].append(timed(lambda document=document, done=done: done.update(recompute(document))))
        if done["changed"] < count * 0.9:
            raise RuntimeError(f"only {done['changed']} of {count} cases changed")
        times["unchanged"].append(timed(lambda document=document: recompute(document)))
        times["sql"].append(timed(lambda side=side: in_sql(documents[side], weights[side])))
    middle = {name: statistics.median(values) for name, values in times.items()}
    what = f"{count:,} cases on {connection.vendor}"
    show("P6", f"recompute and store, {what}", middle["changed"] / middle["sql"], "times the SQL", "at most 1.5")
    show("P6", f"nothing changed, {what}", middle["unchanged"] / middle["sql"], "times the SQL", "at most 0.3")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    chosen = parser.parse_args().cases
    main(lambda: run(chosen))
