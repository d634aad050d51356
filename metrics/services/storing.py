"""Writing thousands of measurements at once: COPY on PostgreSQL, one statement for many rows on SQLite."""

import io
import os
import time
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from foundation.people.models import User
from metrics.models import Measurement
from metrics.workflow import Origin

if TYPE_CHECKING:
    from metrics.services.pushing import Given

Name = tuple[int, str]
_AT_ONCE = 500
_COLUMNS = (
    "uid", "kpi_id", "effective_on", "period_from", "value", "sample", "note", "key", "origin", "recorded_by_id",
    "recorded_at", "batch",
)  # fmt: skip
_COPY = f"COPY metrics_measurement ({', '.join(_COLUMNS)}) FROM STDIN"


def known(names: Iterable[Name]) -> dict[Name, tuple[Decimal, date]]:
    """Return value and day of those (KPI, key) that are recorded already, in one query."""
    given = list(names)
    if not given:
        return {}
    if connection.vendor == "postgresql":
        sql = (
            "SELECT m.kpi_id, m.key, m.value, m.effective_on FROM metrics_measurement m "
            "JOIN unnest(%s::bigint[], %s::varchar[]) AS g(kpi, name) ON m.kpi_id = g.kpi AND m.key = g.name"
        )
        parameters: list[Any] = [[kpi for kpi, _key in given], [key for _kpi, key in given]]
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return {(kpi, key): (value, day) for kpi, key, value, day in cursor.fetchall()}
    found: dict[Name, tuple[Decimal, date]] = {}
    by_kpi: dict[int, list[str]] = {}
    for kpi, key in given:
        by_kpi.setdefault(kpi, []).append(key)
    for kpi, keys in by_kpi.items():
        for start in range(0, len(keys), _AT_ONCE):
            rows = Measurement.objects.filter(kpi_id=kpi, key__in=keys[start : start + _AT_ONCE])
            for name, value, day in rows.values_list("key", "value", "effective_on"):
                found[(kpi, str(name))] = (value, day)
    return found


def store(rows: "Mapping[Name, Given]", *, batch: UUID, origin: Origin, by: User | None) -> None:
    """Write the rows, which were checked; raises IntegrityError when a key came in meanwhile."""
    now = timezone.now()
    if connection.vendor == "postgresql":
        _copy(rows, batch, origin, by, now.isoformat())
        return
    Measurement.objects.bulk_create(
        (
            Measurement(
                uid=uid,
                kpi_id=kpi,
                effective_on=row.on,
                period_from=row.period_from,
                value=row.value,
                sample=row.sample,
                note=row.note,
                key=key,
                origin=origin,
                recorded_by=by,
                recorded_at=now,
                batch=batch,
            )
            for uid, ((kpi, key), row) in zip(uids(len(rows)), rows.items(), strict=True)
        ),
        batch_size=_AT_ONCE,
    )


def _copy(rows: "Mapping[Name, Given]", batch: UUID, origin: Origin, by: User | None, now: str) -> None:
    tail = f"{origin.value}\t{by.pk if by else _NULL}\t{now}\t{batch}\n"
    lines = [
        f"{uid}\t{kpi}\t{row.on}\t{row.period_from or _NULL}\t{row.value}\t"
        f"{_NULL if row.sample is None else row.sample}\t{_escaped(row.note)}\t{_escaped(key)}\t{tail}"
        for uid, ((kpi, key), row) in zip(uids(len(rows)), rows.items(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.copy_expert(_COPY, io.StringIO("".join(lines)))


_NULL = "\\N"
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escaped(text: str) -> str:
    return text if text.isalnum() else text.translate(_SPECIAL)


def uids(count: int) -> list[UUID]:
    """Return many UUIDs of version 7 made in one go: the time in milliseconds, then random bits (RFC 9562)."""
    stamp = (time.time_ns() // 1_000_000) << 80
    noise = os.urandom(16 * count)
    fixed = stamp | (7 << 76) | (2 << 62)
    mask = (((1 << 12) - 1) << 64) | ((1 << 62) - 1)
    return [
        uuid.UUID(int=fixed | (int.from_bytes(noise[start : start + 16]) & mask)) for start in range(0, 16 * count, 16)
    ]
