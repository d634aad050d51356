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
_ROW = '{"c":%d,"u":"%s","i":%s,"r":%s,"k":%s,"t":%s,"b":"%s","l":%s,"h":%s,"n":%d}'

_POSTGRESQL = """
WITH v AS (
  SELECT * FROM json_to_recordset(%%s::json)
  AS t(c bigint, u uuid, i jsonb, r jsonb, k jsonb, t numeric, b text, l numeric, h numeric, n smallint)
), card AS (
  INSERT INTO %(card)s (uid, case_id, model_id, inputs, result, total, band, cause, recorded_at)
  SELECT u, c, %%s, i, r, t, b, %%s, %%s FROM v RETURNING id, case_id
)
UPDATE %(case)s AS uc
SET current_score = v.t, current_band = v.b, current_criteria = v.k, current_low = v.l, current_high = v.h,
    current_assumed = v.n, current_card_id = card.id, updated_at = %%s
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
SET current_score = v.t, current_band = v.b, current_criteria = v.k, current_low = v.l, current_high = v.h,
    current_assumed = v.n, updated_at = %%s,
    current_card_id = (SELECT card.id FROM %(card)s AS card WHERE card.uid = v.u)
FROM (SELECT json_extract(value, '$.c') AS c, json_extract(value, '$.u') AS u, json_extract(value, '$.k') AS k,
             json_extract(value, '$.t') AS t, json_extract(value, '$.b') AS b, json_extract(value, '$.l') AS l,
             json_extract(value, '$.h') AS h, json_extract(value, '$.n') AS n FROM json_each(%%s)) AS v
WHERE uc.id = v.c
"""


# A case that the model cannot score has no score: its cards stay.
UNSCORED: dict[str, Any] = {
    "current_card": None,
    "current_score": None,
    "current_band": "",
    "current_criteria": {},
    "current_low": None,
    "current_high": None,
    "current_assumed": None,
}


@dataclass(frozen=True)
class Recomputed:
    """What became of a range: how many cases were evaluated, got a new card, and have no score for want of inputs.

    `lost` counts those of the last that had one before.
    """

    evaluated: int = 0
    changed: int = 0
    unscored: int = 0
    lost: int = 0


def recompute_range(document: Document, low: int, high: int, *, by: Actor, cause: str = Cause.RECOMPUTED) -> Recomputed:
    """Score the open cases with keys from `low` up to but without `high`, in the caller's transaction.

    Closed and archived cases keep the score they were closed with; a case that lacks what the model needs has none. A
    case gets a new card where its result changed, or where its present card was made by another model than this.
    One trail record carries all changes of the range.
    """
    rows = list(
        UseCase.objects.on_ladder()
        .filter(id__gte=low, id__lt=high)
        .exclude(inputs={}, current_score=None)
        .order_by("id")
        .select_for_update(of=("self",))
        .values_list(
            "id",
            "uid",
            Cast("current_score", FloatField()),
            "current_band",
            Cast("inputs", TextField()),
            Cast("current_criteria", TextField()),
            Cast("current_low", FloatField()),
            Cast("current_high", FloatField()),
            "current_assumed",
            "current_card__model_id",
        )
    )
    if not rows:
        return Recomputed()
    model: ScoringModel = document.parsed
    inputs: list[dict[str, Any]] = _decoded(row[4] for row in rows)
    criteria: list[dict[str, str]] = _decoded(row[5] for row in rows)
    evaluation = rules.evaluate(model, rules.columns(model, inputs))
    same_model = set(Document.objects.filter(kind=document.kind, slug=document.slug).values_list("pk", flat=True))
    bands = [band.key for band in model.bands]
    changed, lost, trail = [], [], []
    found = zip(
        rows,
        criteria,
        evaluation.totals.tolist(),
        evaluation.bands.tolist(),
        rules.criteria_texts(evaluation),
        evaluation.low.tolist(),
        evaluation.high.tolist(),
        (~evaluation.given).sum(axis=1).tolist(),
        strict=True,
    )
    for index, (row, before, total, band, after, least, most, assumed) in enumerate(found):
        if band < 0:
            if row[2] is not None:
                lost.append(row[0])
                trail.append({"uid": str(row[1]), "before": rules.text(row[2]), "after": "", "band_before": row[3]})
            continue
        now = (total, bands[band], least, most, assumed)
        if now == (row[2], row[3], *row[6:9]) and before == after and row[9] in same_model:
            continue
        changed.append(index)
        line = {"uid": str(row[1]), "before": "" if row[2] is None else rules.text(row[2]), "after": rules.text(total)}
        if row[3] != bands[band]:
            line |= {"band_before": row[3], "band_after": bands[band]}
        trail.append(line)
    if changed:
        _write(document, evaluation, rows, inputs, changed, cause)
    if lost:
        UseCase.objects.filter(pk__in=lost).update(**UNSCORED, updated_at=timezone.now())
    if trail:
        audit.record_bulk(
            "usecases.scores.recomputed", document, by=by, rows=trail, model=document.reference, cases=len(trail)
        )
    return Recomputed(len(rows), len(changed), int((~evaluation.scored).sum()), len(lost))


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
    least, most = evaluation.low.tolist(), evaluation.high.tolist()
    assumed = (~evaluation.given).sum(axis=1).tolist()
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
            rules.text(least[index]),
            rules.text(most[index]),
            assumed[index],
        )


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)
