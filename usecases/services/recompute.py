"""Scoring many cases at once: evaluated in columns, written set-wise, and only where the result changed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import uuid6
from django.db import connection
from django.db.models import FloatField, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from foundation.audit import services as audit
from foundation.people.actors import Actor
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from usecases import rules
from usecases.models import Cause, ScoreCard, UseCase

# UseCase and ScoreCard columns in JSON: one parameter carries the rows of a chunk.
_ROW = '{"c":%d,"u":"%s","i":%s,"r":%s,"k":%s,"t":%s,"b":"%s"}'

_POSTGRESQL = """
WITH v AS (
  SELECT * FROM json_to_recordset(%%s::json) AS t(c bigint, u uuid, i jsonb, r jsonb, k jsonb, t numeric, b text)
), card AS (
  INSERT INTO %(card)s (uid, case_id, model_id, inputs, result, total, band, cause, recorded_at)
  SELECT u, c, %%s, i, r, t, b, %%s, %%s FROM v RETURNING id, case_id
)
UPDATE %(case)s AS uc
SET current_score = v.t, current_band = v.b, current_criteria = v.k, current_card_id = card.id, updated_at = %%s
FROM v JOIN card ON card.case_id = v.c WHERE uc.id = v.c
"""
_SQLITE_INSERT = """
INSERT INTO %(card)s (uid, case_id, model_id, inputs, result, total, band, cause, recorded_at)
SELECT json_extract(value, '$.u'), json_extract(value, '$.c'), %%s, json_extract(value, '$.i'),
       json_extract(value, '$.r'), json_extract(value, '$.t'), json_extract(value, '$.b'), %%s, %%s
FROM json_each(%%s)
"""
_SQLITE_UPDATE = """
UPDATE %(case)s AS uc
SET current_score = v.t, current_band = v.b, current_criteria = v.k, updated_at = %%s,
    current_card_id = (SELECT card.id FROM %(card)s AS card WHERE card.uid = v.u)
FROM (SELECT json_extract(value, '$.c') AS c, json_extract(value, '$.u') AS u, json_extract(value, '$.k') AS k,
             json_extract(value, '$.t') AS t, json_extract(value, '$.b') AS b FROM json_each(%%s)) AS v
WHERE uc.id = v.c
"""


@dataclass(frozen=True)
class Recomputed:
    """How many cases of a range were evaluated, got a new card, and could not be scored for want of inputs."""

    evaluated: int = 0
    changed: int = 0
    unscored: int = 0


def recompute_range(document: Document, low: int, high: int, *, by: Actor, cause: str = Cause.RECOMPUTED) -> Recomputed:
    """Score the open cases with keys from `low` up to but without `high`, in the caller's transaction.

    Closed and archived cases keep the score they were closed with; cases without any input stay unscored.
    One trail record carries all changes of the range.
    """
    rows = list(
        UseCase.objects.on_ladder()
        .filter(id__gte=low, id__lt=high)
        .exclude(inputs={})
        .order_by("id")
        .select_for_update(of=("self",))
        .values_list(
            "id",
            "uid",
            Cast("current_score", FloatField()),
            "current_band",
            Cast("inputs", TextField()),
            Cast("current_criteria", TextField()),
        )
    )
    if not rows:
        return Recomputed()
    model: ScoringModel = document.parsed
    inputs: list[dict[str, Any]] = _decoded(row[4] for row in rows)
    criteria: list[dict[str, str]] = _decoded(row[5] for row in rows)
    evaluation = rules.evaluate(model, rules.columns(model, inputs))
    bands = [band.key for band in model.bands]
    changed, trail = [], []
    found = zip(
        rows,
        criteria,
        evaluation.totals.tolist(),
        evaluation.bands.tolist(),
        rules.criteria_texts(evaluation),
        strict=True,
    )
    for index, (row, before, total, band, after) in enumerate(found):
        if band < 0 or (row[2] == total and row[3] == bands[band] and before == after):
            continue
        changed.append(index)
        line = {"uid": str(row[1]), "before": "" if row[2] is None else rules.text(row[2]), "after": rules.text(total)}
        if row[3] != bands[band]:
            line |= {"band_before": row[3], "band_after": bands[band]}
        trail.append(line)
    if changed:
        _write(document, evaluation, rows, inputs, changed, cause)
        audit.record_bulk(
            "usecases.scores.recomputed", document, by=by, rows=trail, model=document.reference, cases=len(changed)
        )
    return Recomputed(len(rows), len(changed), int((~evaluation.scored).sum()))


def _decoded(texts: Iterable[str]) -> Any:
    """Read many JSON texts at once."""
    return msgspec.json.decode("[" + ",".join(texts) + "]")


def _write(
    document: Document,
    evaluation: rules.Evaluation,
    rows: list[Any],
    inputs: list[dict[str, Any]],
    changed: list[int],
    cause: str,
) -> None:
    text = "[" + ",".join(_lines(evaluation, rows, inputs, changed)) + "]"
    tables = {"card": _quoted(ScoreCard._meta.db_table), "case": _quoted(UseCase._meta.db_table)}
    now = timezone.now()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL % tables, [text, document.pk, cause, now, now])
        else:
            stamp = connection.ops.adapt_datetimefield_value(now)
            cursor.execute(_SQLITE_INSERT % tables, [document.pk, cause, stamp, text])
            cursor.execute(_SQLITE_UPDATE % tables, [stamp, text])


def _lines(
    evaluation: rules.Evaluation, rows: list[Any], inputs: list[dict[str, Any]], changed: list[int]
) -> Iterator[str]:
    totals, bands = evaluation.totals.tolist(), evaluation.bands.tolist()
    band_keys = [band.key for band in evaluation.model.bands]
    known = {entry.key for entry in evaluation.model.inputs}
    for index, (result, criteria) in zip(changed, rules.result_texts(evaluation, changed), strict=True):
        row, given = rows[index], inputs[index]
        used = row[4]
        if not given.keys() <= known:
            used = json.dumps({key: value for key, value in given.items() if key in known})
        yield _ROW % (
            row[0],
            uuid6.uuid7().hex,
            used,
            result,
            criteria,
            rules.text(totals[index]),
            band_keys[bands[index]],
        )


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)
