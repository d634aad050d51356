"""Scoring many cases at once: evaluated in columns, written set-wise, and only where the result changed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
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

HALF_A_PLACE = 6e-11
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
# SQLite takes rows one at a time faster than it takes them apart out of JSON. The keys of the cards are chosen here: a
# write transaction of SQLite has no other writer beside it.
_SQLITE_LAST = "SELECT seq FROM sqlite_sequence WHERE name = %s"
_SQLITE_INSERT = """
INSERT INTO %(card)s (id, uid, case_id, model_id, inputs, result, total, band, cause, recorded_at)
VALUES (%%s, %%s, %%s, %%s, %%s, %%s, %%s, %%s, %%s, %%s)
"""
_SQLITE_UPDATE = """
UPDATE %(case)s SET current_card_id = %%s, current_score = %%s, current_band = %%s, current_criteria = %%s,
    current_low = %%s, current_high = %%s, current_assumed = %%s, updated_at = %%s WHERE id = %%s
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
            Cast("uid", TextField()),
            "current_band",
            Cast("inputs", TextField()),
            Cast("current_criteria", TextField()),
            "current_card__model_id",
            Cast("current_score", FloatField()),
            Cast("current_low", FloatField()),
            Cast("current_high", FloatField()),
            Cast("current_assumed", FloatField()),
        )
    )
    if not rows:
        return Recomputed()
    model: ScoringModel = document.parsed
    inputs: list[dict[str, Any]] = _decoded(row[3] for row in rows)
    evaluation = rules.evaluate(model, rules.columns(model, inputs))
    scored = evaluation.scored
    before = np.array([row[6:10] for row in rows], dtype=float)
    had = ~np.isnan(before[:, 0])
    changed = np.flatnonzero(scored & ~_same(document, evaluation, rows, before)).tolist()
    lost = np.flatnonzero(had & ~scored).tolist()
    band_keys = [band.key for band in model.bands]
    totals, bands = evaluation.totals.tolist(), evaluation.bands.tolist()
    trail = []
    for index in sorted(changed + lost):
        row = rows[index]
        was = "" if row[6] is None else rules.text(row[6])
        now = rules.text(totals[index]) if bands[index] >= 0 else ""
        line = {"uid": _dashed(row[1]), "before": was, "after": now}
        band = band_keys[bands[index]] if bands[index] >= 0 else ""
        if row[2] != band:
            line |= {"band_before": row[2], "band_after": band}
        trail.append(line)
    if changed:
        _write(document, evaluation, rows, inputs, changed, cause)
    if lost:
        gone = [rows[index][0] for index in lost]
        UseCase.objects.filter(pk__in=gone).update(**UNSCORED, updated_at=timezone.now())
    if trail:
        audit.record_bulk(
            "usecases.scores.recomputed", document, by=by, rows=trail, model=document.reference, cases=len(trail)
        )
    return Recomputed(len(rows), len(changed), int((~scored).sum()), len(lost))


def _same(document: Document, evaluation: rules.Evaluation, rows: list[Any], before: Any) -> Any:
    """Say of each case whether its score, range, assumptions, criteria and model are what they were."""
    model = evaluation.model
    after = np.column_stack(
        [evaluation.totals, evaluation.low, evaluation.high, (~evaluation.given).sum(axis=1).astype(float)]
    )
    kept: list[dict[str, str]] = _decoded(row[4] for row in rows)
    keys = [criterion.key for criterion in model.criteria]
    criteria = np.empty((len(rows), len(keys)))
    for column, key in enumerate(keys):
        criteria[:, column] = [texts.get(key) for texts in kept]
    fitting = np.array([len(texts) == len(keys) for texts in kept])
    # Criteria are kept with 10 decimals.
    alike = (np.abs(criteria - evaluation.exact) <= HALF_A_PLACE).all(axis=1)
    bands = np.array([band.key for band in model.bands] + [""])[evaluation.bands]
    same_band = np.array([row[2] for row in rows]) == bands
    by_it = set(Document.objects.filter(kind=document.kind, slug=document.slug).values_list("pk", flat=True))
    same_model = np.array([row[5] in by_it for row in rows])
    return (before == after).all(axis=1) & fitting & alike & same_band & same_model


def _dashed(uid: str) -> str:
    """The usual writing of a uid, which SQLite keeps without dashes."""
    if len(uid) != 32:
        return uid
    return f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"


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
    tables = {"card": _quoted(ScoreCard._meta.db_table), "case": _quoted(UseCase._meta.db_table)}
    now = timezone.now()
    lines = _lines(evaluation, rows, inputs, changed)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "[" + ",".join(_ROW % line for line in lines) + "]"
            cursor.execute(_POSTGRESQL % tables, [text, document.pk, cause, now, now])
            return
        stamp = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(_SQLITE_LAST, [ScoreCard._meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
        cards, cases = [], []
        for key, (case, uid, used, result, criteria, total, band, low, high, assumed) in enumerate(lines, last + 1):
            cards.append((key, uid, case, document.pk, used, result, total, band, cause, stamp))
            cases.append((key, total, band, criteria, low, high, assumed, stamp, case))
        cursor.executemany(_SQLITE_INSERT % tables, cards)
        cursor.executemany(_SQLITE_UPDATE % tables, cases)


def _lines(
    evaluation: rules.Evaluation, rows: list[Any], inputs: list[dict[str, Any]], changed: list[int]
) -> Iterator[tuple[Any, ...]]:
    """Yield what is written of each changed case: the columns of `_ROW`, in its order."""
    totals, bands = evaluation.totals.tolist(), evaluation.bands.tolist()
    least, most = evaluation.low.tolist(), evaluation.high.tolist()
    assumed = (~evaluation.given).sum(axis=1).tolist()
    band_keys = [band.key for band in evaluation.model.bands]
    known = {entry.key for entry in evaluation.model.inputs}
    for index, (result, criteria) in zip(changed, rules.result_texts(evaluation, changed), strict=True):
        row, given = rows[index], inputs[index]
        used = row[3]
        if not given.keys() <= known:
            used = json.dumps({key: value for key, value in given.items() if key in known})
        yield (
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
