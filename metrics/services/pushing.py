"""Many measurements at once: each row is taken, known already, or refused with its reason; what is good is kept."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.models import new_uid
from foundation.kernel.errors import Conflict, DomainError, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from metrics import hooks, policies, rules
from metrics.models import NOTE_LENGTH, PUSH_KEY_LENGTH, Kpi, KpiDelta
from metrics.services import storing, sums
from metrics.services.recording import LARGEST_SAMPLE
from metrics.workflow import Origin
from usecases.models import key_of

AT_MOST = 10_000
NOT_THERE = _("There is no KPI “%(kpi)s” on a use case “%(case)s” that you may see.")
RETRIES = 5
Place = tuple[str, str]


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value as a system sends it: the case's reference, the KPI's key, the day, the value and its own key."""

    case: str
    kpi: str
    on: date
    value: Decimal
    key: str
    sample: int | None = None
    period_from: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not taken. Codes: `invalid`, `denied`, `conflict`, `not_found`; `row` counts from 0."""

    row: int
    code: str
    field: str
    error: DomainError


@dataclass(slots=True)
class Pushed:
    """What became of the rows: created + unchanged + refused = received."""

    received: int
    created: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    batch: UUID | None = None

    @property
    def refused(self) -> int:
        return len(self.problems)


def push(rows: Sequence[Given | Problem], *, by: Actor, origin: Origin = Origin.PUSHED, note: str = "") -> Pushed:
    """Take at most 10,000 values; one transaction, one entry in the trail with the digest of all rows.

    A key is used once within a KPI: the same key with the same value and day changes nothing, with another value it is
    refused (`conflict`), in this batch or a later one. Rows that could not even be read come as problems and are
    counted as refused. Raises Invalid for more rows than that; a row at fault never stops the others.
    """
    if len(rows) > AT_MOST:
        raise Invalid(_("Send at most %(most)s rows at once."), field="rows", most=AT_MOST)
    for attempt in range(RETRIES):
        try:
            return _pushed(rows, by, origin, note)
        except IntegrityError:  # another push with the same keys was first; look again at what is there
            if attempt == RETRIES - 1:
                raise
    raise AssertionError


@transaction.atomic
def _pushed(rows: Sequence[Given | Problem], by: Actor, origin: Origin, note: str) -> Pushed:
    done = Pushed(len(rows), problems=[row for row in rows if isinstance(row, Problem)])
    given = [(place, row) for place, row in enumerate(rows) if not isinstance(row, Problem)]
    kpis = _kpis({(row.case, row.kpi) for _place, row in given}, by)
    today = timezone.localdate()
    good: dict[tuple[int, str], Given] = {}
    for place, row in given:
        kpi = kpis[(row.case, row.kpi)]
        try:
            if isinstance(kpi, DomainError):
                raise kpi
            _check(row, today)
            earlier = good.setdefault((kpi.pk, row.key), row)
            if earlier is not row:
                _same(row, earlier.value, earlier.on)
                done.unchanged += 1
        except DomainError as error:
            done.problems.append(_problem(place, error))
    known = storing.known(good.keys())
    if known:
        places = _places(given, kpis)
        for name, (value, day) in known.items():
            row = good.pop(name)
            try:
                _same(row, value, day)
                done.unchanged += 1
            except DomainError as error:
                done.problems.append(_problem(places[name], error))
    done.problems.sort(key=lambda problem: problem.row)
    if good:
        done.created = len(good)
        done.batch = new_uid()
        storing.store(good, batch=done.batch, origin=origin, by=by if isinstance(by, User) else None)
        deltas = _deltas(good)
        sums.post(deltas)
        months: dict[int, set[Month]] = {}
        for delta in deltas:
            months.setdefault(delta.kpi_id, set()).add(Month.of(delta.day))
        hooks.measured({kpi: frozenset(found) for kpi, found in months.items()})
        _tell(good, done, kpis, by, origin, note)
    return done


def _places(given: Sequence[tuple[int, Given]], kpis: Mapping[Place, Kpi | DomainError]) -> dict[tuple[int, str], int]:
    """Where each (KPI, key) stands first."""
    found: dict[tuple[int, str], int] = {}
    for place, row in given:
        kpi = kpis[(row.case, row.kpi)]
        if isinstance(kpi, Kpi):
            found.setdefault((kpi.pk, row.key), place)
    return found


def _problem(place: int, error: DomainError) -> Problem:
    return Problem(place, "not_found" if error.template == NOT_THERE else error.code, error.field, error)


def _kpis(places: set[Place], by: Actor) -> Mapping[Place, Kpi | DomainError]:
    """Return for each (reference, key) the KPI that the actor may measure, or why not; one query."""
    cases = {case: key_of(case) for case, _key in places}
    ids = {pk for pk in cases.values() if pk is not None and pk < 2**63}
    keys = {key for _case, key in places if "\x00" not in key}
    found: dict[tuple[int, str], Kpi] = {}
    rows = Kpi.objects.visible_to(by).filter(case_id__in=ids, key__in=keys).select_related("case__unit")
    for kpi in rows.order_by("id"):  # an active one comes after those retired before it
        found[(kpi.case_id, kpi.key)] = kpi
    return {place: _measurable(place, found.get((cases[place[0]] or 0, place[1])), by) for place in places}


def _measurable(place: Place, kpi: Kpi | None, by: Actor) -> Kpi | DomainError:
    if kpi is None:
        case, key = (text.replace("\x00", "")[:60] for text in place)
        return Invalid(NOT_THERE, field="kpi", case=case, kpi=key)
    try:
        policies.check_measure(by, kpi)
    except DomainError as error:
        return error
    return kpi


def _check(row: Given, today: date) -> None:
    if row.on > today or row.on < rules.EARLIEST:
        rules.check_day(row.on, today, field="on")
    rules.keepable(row.value)
    if not row.key or len(row.key) > PUSH_KEY_LENGTH or "\x00" in row.key:
        raise Invalid(_("Give the value a key of 1 to %(most)s characters."), field="key", most=PUSH_KEY_LENGTH)
    if len(row.note) > NOTE_LENGTH or "\x00" in row.note:
        raise Invalid(_("The note is longer than %(most)s characters."), field="note", most=NOTE_LENGTH)
    if row.sample is not None and not 1 <= row.sample <= LARGEST_SAMPLE:
        raise Invalid(_("A sample holds at least one observation."), field="sample")
    if row.period_from is not None and not rules.EARLIEST <= row.period_from <= row.on:
        raise Invalid(_("The period begins before it ends, and not before 1990."), field="period_from")


def _same(row: Given, value: Decimal, day: date) -> None:
    if row.value != value or row.on != day:
        raise _conflict(row)


def _conflict(row: Given) -> DomainError:
    return Conflict(
        _("The key “%(key)s” was used for another value. Correct that one, or send a new key."),
        field="key",
        key=row.key,
    )


def _deltas(good: Mapping[tuple[int, str], Given]) -> list[KpiDelta]:
    added: dict[tuple[int, date], list[Any]] = {}
    for (kpi, _key), row in good.items():
        value, sample = row.value, row.sample or 0
        known = added.get((kpi, row.on))
        if known is None:
            added[(kpi, row.on)] = [1, value, value, value, sample]
            continue
        known[0] += 1
        known[1] += value
        if value < known[2]:
            known[2] = value
        elif value > known[3]:
            known[3] = value
        known[4] += sample
    return [
        KpiDelta(kpi_id=kpi, day=day, count=count, total=total, lowest=lowest, highest=highest, sample=sample)
        for (kpi, day), (count, total, lowest, highest, sample) in added.items()
    ]


def _tell(
    good: Mapping[tuple[int, str], Given],
    done: Pushed,
    kpis: Mapping[Place, Kpi | DomainError],
    by: Actor,
    origin: Origin,
    note: str,
) -> None:
    """One entry in the trail: the values are append-only and found by their batch; the digest covers them."""
    touched = {pk for pk, _key in good}
    first = next(kpi for kpi in kpis.values() if isinstance(kpi, Kpi) and kpi.pk in touched)
    units = {kpi.case.unit.path or "" for kpi in kpis.values() if isinstance(kpi, Kpi) and kpi.pk in touched}
    action = "metrics.measurements.imported" if origin == Origin.IMPORTED else "metrics.measurements.pushed"
    audit.record(
        action,
        first,
        by=by,
        reason=note,
        unit_path=above(units),
        values=done.created,
        kpis=len(touched),
        batch=str(done.batch),
        values_digest=hashlib.sha256(msgspec.json.encode(list(good.values()))).hexdigest(),
    )


def above(paths: set[str]) -> str:
    """The path of the unit that stands above all of these."""
    parts = [path.split("/") for path in paths]
    common: list[str] = []
    for names in zip(*parts, strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    joined = "/".join(common)
    return joined if not joined or joined.endswith("/") else f"{joined}/"


Row = TypeVar("Row", bound=msgspec.Struct)


class Reader(Generic[Row]):
    """Reads rows of one shape as JSON."""

    def __init__(self, shape: type[Row], at_most: int = AT_MOST) -> None:
        self.at_most = at_most
        self._all = msgspec.json.Decoder(list[shape])  # type: ignore[valid-type]
        self._raw = msgspec.json.Decoder(list[msgspec.Raw])
        self._one = msgspec.json.Decoder(shape)

    def read(self, body: bytes) -> list[Row | Problem]:
        """Read a list of objects. A row that cannot be read becomes a problem at its place.

        Raises Invalid at `rows` when the body is no list, or one that is too long.
        """
        try:
            return list(self._all.decode(body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        try:
            raw = self._raw.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Invalid(_("Send a list of rows as JSON."), field="rows") from None
        if len(raw) > self.at_most:
            raise Invalid(_("Send at most %(most)s rows at once."), field="rows", most=self.at_most)
        return [self._read_one(place, text) for place, text in enumerate(raw)]

    def _read_one(self, place: int, text: msgspec.Raw) -> Row | Problem:
        try:
            return self._one.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            said = str(error).replace("\x00", "")[:200]
            return Problem(place, "invalid", "", Invalid(_("This row cannot be read: %(why)s"), field="", why=said))


read = Reader(Given).read
