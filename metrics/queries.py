"""Reading KPIs, their latest values, their course and what a window of days holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db.models import Count, DecimalField, F, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.models import Grant, User
from metrics import rules
from metrics.models import DaySum, Kpi, KpiDay, KpiDelta, KpiQuerySet, Measurement, MeasurementQuerySet
from metrics.workflow import Cadence, State
from usecases.models import UseCase

Measurements = MeasurementQuerySet
WINDOW_IDS = 10_000
_TOLERANCE = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Reading:
    """A KPI with its latest value and how it stands on one day; `state` knows staleness, `standing` does not."""

    kpi: Kpi
    measurement: Measurement | None
    today: date

    @property
    def value(self) -> Decimal | None:
        return self.measurement.value if self.measurement else None

    @property
    def on(self) -> date | None:
        return self.measurement.effective_on if self.measurement else None

    @property
    def state(self) -> State:
        return rules.state(self.kpi.course(self.value, self.on), self.today)

    @property
    def standing(self) -> State:
        return rules.standing(self.kpi.course(self.value, self.on), self.today)

    @property
    def realization(self) -> rules.Realization:
        return realization(self.kpi, self.value)


@dataclass(frozen=True, slots=True)
class Window:
    """What the values of some days say.

    `total` adds them; `mean` weighs each by its sample where all have one, else counts each once. `sample` adds the
    samples, None unless all have one. `ids` are the uids of the values it rests on, oldest first, at most 10,000;
    `count` counts all of them.
    """

    first: date
    last: date
    count: int
    sample: int | None
    mean: Decimal | None
    total: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    ids: tuple[str, ...] = ()

    @property
    def observations(self) -> int:
        """How many observations it rests on: the samples where every value has one, else the values."""
        return self.count if self.sample is None else self.sample


def realization(kpi: Kpi, actual: Decimal | None) -> rules.Realization:
    """Which share of the way from the baseline of a KPI to its target a value has gone."""
    return rules.realization(
        baseline=kpi.baseline, target=kpi.target, direction=rules.Direction(kpi.direction), actual=actual
    )


def active_kpi(case: UseCase, key: str) -> Kpi | None:
    """Return the KPI that a case measures under a key; None without one, or once it is retired."""
    return Kpi.objects.filter(case=case, key=key, retired_at=None).select_related("case__unit", "owner").first()


def kpis_of(case: UseCase, *, retired: bool = False) -> KpiQuerySet:
    """Return the KPIs of a case, oldest first, retired ones only when asked for."""
    rows = Kpi.objects.filter(case=case).select_related("case__unit", "owner", "catalog").order_by("id")
    return rows if retired else rows.filter(retired_at=None)


def latest(case: UseCase, key: str) -> Reading | None:
    """Return the latest value of a case's KPI and how it stands; None when the case does not measure it."""
    kpi = active_kpi(case, key)
    return readings([kpi])[0] if kpi else None


def readings(kpis: Iterable[Kpi], *, today: date | None = None) -> list[Reading]:
    """Return the latest value of each KPI, in their order; one query however many there are."""
    rows = list(kpis)
    newest = (
        Measurement.objects.standing().filter(kpi_id=OuterRef("pk")).order_by("-effective_on", "-id").values("id")[:1]
    )
    ids = Kpi.objects.filter(pk__in=[row.pk for row in rows]).annotate(last=Subquery(newest)).values_list("last")
    found = {row.kpi_id: row for row in Measurement.objects.filter(pk__in=ids)} if rows else {}
    day = today or timezone.localdate()
    return [Reading(row, found.get(row.pk), day) for row in rows]


def with_latest(rows: KpiQuerySet) -> KpiQuerySet:
    """Add `latest_value` and `latest_on`, so that a list can be ordered by them."""
    newest = Measurement.objects.standing().filter(kpi_id=OuterRef("pk")).order_by("-effective_on", "-id")
    return rows.annotate(
        latest_value=Subquery(newest.values("value")[:1]), latest_on=Subquery(newest.values("effective_on")[:1])
    )


def in_states(rows: KpiQuerySet, states: Sequence[str], *, today: date | None = None) -> KpiQuerySet:
    """Narrow KPIs to those that stand in one of some states; the states depend on the day and are computed here."""
    day = today or timezone.localdate()
    fitting = []
    for row in with_latest(rows).order_by():
        found: Any = row  # has what `with_latest` adds
        if rules.state(row.course(found.latest_value, found.latest_on), day) in states:
            fitting.append(row.pk)
    return rows.filter(pk__in=fitting)


def window(case: UseCase, key: str, days: int, *, until: date | None = None) -> Window | None:
    """Return what a case's KPI showed in the last `days` days up to `until` (today); None when it has no such KPI.

    Reads the values themselves: corrected ones do not count.
    """
    kpi = active_kpi(case, key)
    return window_of(kpi, days, until=until) if kpi else None


def window_of(kpi: Kpi, days: int, *, until: date | None = None) -> Window:
    """Return what a KPI showed in the last `days` days up to `until` (today), both days included."""
    last = until or timezone.localdate()
    first = last - timedelta(days=max(days, 1) - 1)
    return _window(kpi, first, last)


def between(kpi: Kpi, first: date, last: date) -> Window:
    """Return what a KPI showed from one day to another, both included."""
    return _window(kpi, first, last)


_SUMS: Mapping[str, Any] = {
    "values": Count("id"),
    "sampled": Count("sample"),
    "samples": Sum("sample"),
    "sum": Sum("value"),
    "weighed": Sum(F("value") * F("sample"), output_field=DecimalField(max_digits=40, decimal_places=rules.DECIMALS)),
    "least": Min("value"),
    "most": Max("value"),
}


def _window(kpi: Kpi, first: date, last: date) -> Window:
    rows = Measurement.objects.standing().filter(kpi=kpi, effective_on__gte=first, effective_on__lte=last)
    ids = rows.order_by("effective_on", "id").values_list("uid", flat=True)[:WINDOW_IDS]
    return _summed(first, last, [rows.order_by().aggregate(**_SUMS)], tuple(str(uid) for uid in ids))


def windows(wanted: Iterable[tuple[int, date, date]]) -> dict[tuple[int, date, date], Window]:
    """Return what several KPIs (by id) showed from one day to another each, without the ids; one query."""
    keys = set(wanted)
    if not keys:
        return {}
    rows = Measurement.objects.standing().filter(
        kpi_id__in={pk for pk, _first, _last in keys},
        effective_on__gte=min(first for _pk, first, _last in keys),
        effective_on__lte=max(last for _pk, _first, last in keys),
    )
    days: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows.order_by().values("kpi_id", "effective_on").annotate(**_SUMS):
        days.setdefault(row["kpi_id"], []).append(row)
    return {
        (pk, first, last): _summed(first, last, [r for r in days.get(pk, []) if first <= r["effective_on"] <= last])
        for pk, first, last in keys
    }


def _summed(first: date, last: date, rows: Sequence[Mapping[str, Any]], ids: tuple[str, ...] = ()) -> Window:
    """Put sums over parts of a window together."""
    rows = [row for row in rows if row["values"]]
    if not rows:
        return Window(first, last, 0, None, None, None, None, None)
    count, total = sum(row["values"] for row in rows), sum(Decimal(row["sum"]) for row in rows)
    sample: int | None = None
    mean = total / count
    if all(row["sampled"] == row["values"] for row in rows):
        sample = sum(row["samples"] for row in rows)
        mean = sum(Decimal(row["weighed"]) for row in rows) / Decimal(sample)
    return Window(
        first, last, count, sample, mean, Decimal(total), min(row["least"] for row in rows),
        max(row["most"] for row in rows), ids,
    )  # fmt: skip


def day_sums(measurements: MeasurementQuerySet) -> Iterator[dict[str, Any]]:
    """Yield what the daily sums of these values should be: kpi_id, day and `DaySum.FIGURES`."""
    rows = (
        measurements.standing()
        .order_by()
        .values("kpi_id", day=F("effective_on"))
        .annotate(
            count=Count("id"),
            total=Sum("value"),
            lowest=Min("value"),
            highest=Max("value"),
            sample=Coalesce(Sum("sample"), Value(0)),
        )
    )
    return cast(Iterator[dict[str, Any]], rows.iterator(chunk_size=2000))


@dataclass(frozen=True, slots=True)
class Day:
    """What a KPI showed on one day: the mean of its values, and how many there were."""

    day: date
    mean: Decimal
    lowest: Decimal
    highest: Decimal
    count: int


def course(kpi: Kpi, *, first: date | None = None) -> list[Day]:
    """Return the days of a KPI from `first` on, oldest first, from the daily sums and what is not folded yet."""
    return courses({kpi.pk: first}).get(kpi.pk, [])


def courses(wanted: Mapping[int, date | None]) -> dict[int, list[Day]]:
    """Return the days of several KPIs, each from its own first day on, in one query."""
    if not wanted:
        return {}
    condition = Q(pk__in=[])
    by_first: dict[date | None, list[int]] = {}
    for pk, first in wanted.items():
        by_first.setdefault(first, []).append(pk)
    for first, pks in by_first.items():
        condition |= Q(kpi_id__in=pks) & (Q(day__gte=first) if first else Q())
    columns = ("kpi_id", "day", "count", "total", "lowest", "highest")
    rows = KpiDay.objects.filter(condition).values_list(*columns)
    rows = rows.union(KpiDelta.objects.filter(condition).values_list(*columns), all=True)
    added: dict[tuple[int, date], list[Any]] = {}
    for pk, day, count, total, lowest, highest in rows:
        known = added.get((pk, day))
        if known is None:
            added[(pk, day)] = [count, Decimal(total), Decimal(lowest), Decimal(highest)]
        else:
            known[0] += count
            known[1] += Decimal(total)
            known[2], known[3] = min(known[2], Decimal(lowest)), max(known[3], Decimal(highest))
    found: dict[int, list[Day]] = {}
    for (pk, day), (count, total, lowest, highest) in sorted(added.items()):
        found.setdefault(pk, []).append(Day(day, total / count, lowest, highest, count))
    return found


SPARK_DAYS: Mapping[Cadence, int] = {
    Cadence.DAILY: 45, Cadence.WEEKLY: 190, Cadence.MONTHLY: 400, Cadence.QUARTERLY: 1200, Cadence.YEARLY: 3700,
    Cadence.PER_RELEASE: 400,
}  # fmt: skip


def sparks(kpis: Iterable[Kpi], *, today: date | None = None) -> dict[int, list[Decimal]]:
    """Return the last values of each KPI by id, oldest first, for a small drawing; one query."""
    day = today or timezone.localdate()
    wanted = {row.pk: day - timedelta(days=SPARK_DAYS[Cadence(row.cadence)]) for row in kpis}
    return {pk: [each.mean for each in days] for pk, days in courses(wanted).items()}


def visible(actor: Actor) -> KpiQuerySet:
    """Return the KPIs that are measured on and that the actor may read, with what their lists show."""
    return Kpi.objects.visible_to(actor).active().select_related("case__unit", "owner")


def people_of(case: UseCase) -> list[User]:
    """Return the active people who hold a role on the case's unit or above it today, by name."""
    grants = Grant.objects.filter(Grant.active_on(timezone.localdate()), unit_id__in=case.unit.ancestor_ids)
    own = [pk for pk in (case.owner_id, case.sponsor_id) if pk]
    return list(
        User.objects.filter(Q(pk__in=grants.values("user_id")) | Q(pk__in=own), is_active=True).order_by("name")
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A daily sum that is not what the values say."""

    kpi: int
    day: date
    recorded: tuple[Any, ...]
    summarized: tuple[Any, ...]

    def __str__(self) -> str:
        return f"KPI {self.kpi}, {self.day}: values {self.recorded}, summary {self.summarized}"


def check_summaries() -> list[Difference]:
    """Compare the daily sums with the values, KPI by KPI; an empty list when all agree.

    Sums agree within one part in a billion: SQLite adds decimals as doubles.
    """
    different: list[Difference] = []
    for pk in Kpi.objects.order_by("id").values_list("id", flat=True).iterator():
        rows = Measurement.objects.filter(kpi_id=pk)
        recorded = {row["day"]: tuple(row[name] for name in DaySum.FIGURES) for row in day_sums(rows)}
        summarized: dict[date, tuple[Any, ...]] = {}
        columns = ("day", *DaySum.FIGURES)
        days = KpiDay.objects.filter(kpi_id=pk).values_list(*columns)
        for day, *figures in days.union(KpiDelta.objects.filter(kpi_id=pk).values_list(*columns), all=True):
            summarized[day] = _together(summarized.get(day), tuple(figures))
        for day in sorted(recorded.keys() | summarized.keys()):
            if not _agree(recorded.get(day), summarized.get(day)):
                different.append(Difference(pk, day, recorded.get(day, ()), summarized.get(day, ())))
    return different


def _together(known: tuple[Any, ...] | None, more: tuple[Any, ...]) -> tuple[Any, ...]:
    if known is None:
        return more
    return (
        known[0] + more[0], known[1] + more[1], min(known[2], more[2]), max(known[3], more[3]), known[4] + more[4]
    )  # fmt: skip


def _agree(one: tuple[Any, ...] | None, other: tuple[Any, ...] | None) -> bool:
    if one is None or other is None:
        return one is other
    total, summed = Decimal(one[1]), Decimal(other[1])
    near = abs(total - summed) <= _TOLERANCE * max(abs(total), abs(summed), Decimal(1))
    return near and (one[0], one[2], one[3], one[4]) == (other[0], other[2], other[3], other[4])
