"""Monthly figures of users and support: one or many, each once, corrected by new ones as surveys are."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from adoption import policies, rules
from adoption.models import KEY_LENGTH, NOTE_LENGTH, SupportFigures, Usage
from adoption.services.figure_checks import check_figures, counted_of
from adoption.services.records import person, text
from adoption.workflow import Origin
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.db.models import new_uid
from foundation.kernel.canonical import plain
from foundation.kernel.errors import Conflict, DomainError, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document
from library.queries import latest
from metrics.services import Problem, Pushed
from metrics.services.pushing import above
from usecases.models import UseCase, key_of

AT_MOST = 5_000
MODEL = "three-tiers"
RETRIES = 5
NO_CASE = _("There is no use case “%(case)s” that you may see.")
NO_UNIT = _("There is no unit “%(unit)s” that you may see, or more than one. Give its code or uid.")
_UID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
Monthly = Usage | SupportFigures
Kind = type[Usage] | type[SupportFigures]


class UsersRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Users of a use case in a unit and a month, as a system sends them; `unit` is a code, uid or name."""

    case: str
    month: str
    unit: str = ""
    key: str = ""
    note: str = ""
    targeted: int | None = None
    invited: int | None = None
    activated: int | None = None
    active_monthly: int | None = None
    active_weekly: int | None = None
    onboarding_days: Decimal | None = None
    features: dict[str, int] = {}


class SupportRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests at one tier in a month, as a system sends them."""

    case: str
    month: str
    tier: str
    unit: str = ""
    key: str = ""
    note: str = ""
    opened: int | None = None
    resolved: int | None = None
    reopened: int | None = None
    first_response_hours: Decimal | None = None
    resolution_hours: Decimal | None = None


KINDS: Mapping[str, tuple[Kind, type[msgspec.Struct]]] = {
    "users": (Usage, UsersRow),
    "support": (SupportFigures, SupportRow),
}


def support_model() -> Document:
    """The support model that new figures pin."""
    return latest("support_model", MODEL)


def push(kind: Kind, rows: Sequence[Any], *, by: Actor, origin: Origin = Origin.PUSHED, note: str = "") -> Pushed:
    """Take at most 5,000 rows of figures; one transaction, one entry in the trail with the digest of all rows.

    A place (use case, unit, month, and tier) has one set of figures, and a key is used once within a use case: the
    same figures again change nothing, others are refused (`conflict`), in this batch or a later one. Rows that could
    not be read come as problems and count as refused. Raises Invalid for more rows; a row at fault stops no other.
    """
    if len(rows) > AT_MOST:
        raise Invalid(_("Send at most %(most)s rows at once."), field="rows", most=AT_MOST)
    for attempt in range(RETRIES):
        try:
            return _pushed(kind, rows, by, origin, note)
        except IntegrityError:  # another push with the same places was first; look again at what is there
            if attempt == RETRIES - 1:
                raise
    raise AssertionError


@transaction.atomic
def _pushed(kind: Kind, rows: Sequence[Any], by: Actor, origin: Origin, note: str) -> Pushed:
    done = Pushed(len(rows), problems=[row for row in rows if isinstance(row, Problem)])
    given = [(place, row) for place, row in enumerate(rows) if not isinstance(row, Problem)]
    found = _Found(kind, [row for _place, row in given], by)
    new: list[Monthly] = []
    for place, row in given:
        try:
            figures = found.read(row, origin, by)
            if found.is_known(figures):
                done.unchanged += 1
            else:
                new.append(figures)
        except DomainError as error:
            code = "not_found" if error.template in (NO_CASE, NO_UNIT) else error.code
            done.problems.append(Problem(place, code, error.field, error))
    done.problems.sort(key=lambda problem: problem.row)
    if new:
        done.created, done.batch = len(new), new_uid()
        for figures in new:
            figures.batch = done.batch
        manager: Any = kind._default_manager
        manager.bulk_create(new)
        _tell(kind, new, done, by, origin, note)
    return done


class _Found:
    """What the rows of a push name, looked up at once, and the figures that are there already."""

    def __init__(self, kind: Kind, rows: Sequence[Any], by: Actor) -> None:
        self.kind, self.by, self.today = kind, by, timezone.localdate()
        self.model = support_model() if kind is SupportFigures else None
        self.cases = cases_named({row.case for row in rows}, by)
        self.units = units_named({row.unit for row in rows if row.unit}, by)
        ids = {case.pk for case in self.cases.values()}
        rows_there: Any = kind._default_manager.filter(case_id__in=ids).select_related("unit")
        months = {month.first_day for row in rows if (month := _month_or_none(row.month))}
        self.standing = {self._place(row): row for row in rows_there.filter(month__in=months, correction=None)}
        keys = {row.key for row in rows if row.key and "\x00" not in row.key}
        self.keys = {(row.case_id, row.key): row for row in rows_there.filter(key__in=keys)}
        self.paths: dict[tuple[int, date], set[str]] = {}
        for row in self.standing.values():
            self._note_path(row)

    def _place(self, row: Any) -> tuple[Any, ...]:
        return (row.case_id, row.unit_id, *(getattr(row, name) for name in self.kind.PLACE))

    def _note_path(self, row: Any) -> None:
        self.paths.setdefault((row.case_id, row.month), set()).add(row.unit.path or "")

    def read(self, row: Any, origin: Origin, by: Actor) -> Monthly:
        """Return the figures of a row, unsaved. Raises what is wrong with it, at its field."""
        case = self.cases.get(row.case)
        if case is None:
            raise Invalid(NO_CASE, field="case", case=row.case.replace("\x00", "")[:40])
        unit = self.units.get(row.unit) if row.unit else case.unit
        if unit is None:
            raise Invalid(NO_UNIT, field="unit", unit=row.unit.replace("\x00", "")[:80])
        month = Month.parse(row.month, field="month")
        if month.first_day > self.today:
            raise Invalid(_("This month lies in the future."), field="month")
        figures: Any = self.kind(
            case=case,
            unit=unit,
            month=month.first_day,
            key=text(row.key, "key", KEY_LENGTH, needed=False) or None,
            note=text(row.note, "note", NOTE_LENGTH, needed=False),
            origin=origin,
            created_by=person(by),
            **{name: getattr(row, name) for name in self.kind.COUNTED},
        )
        if self.model is not None:
            figures.document, figures.tier = self.model, _tier(self.model, row.tier)
        check_figures(figures)
        policies.check_write(self.by, figures)
        return figures

    def is_known(self, figures: Any) -> bool:
        """Whether these figures are there already. Raises Conflict when others are, or when people count twice."""
        named = self.keys.get((figures.case_id, figures.key)) if figures.key else None
        if named is not None:
            if self._place(named) != self._place(figures) or counted_of(named) != counted_of(figures):
                raise Conflict(
                    _("The key “%(key)s” was used for other figures. Correct those, or send a new key."),
                    field="key",
                    key=figures.key,
                )
            return True
        there = self.standing.get(self._place(figures))
        if there is not None:
            if counted_of(there) != counted_of(figures):
                raise Conflict(_("This month has other figures. Correct those instead."), field="month")
            return True
        self._check_overlap(figures)
        self.standing[self._place(figures)] = figures
        if figures.key:
            self.keys[(figures.case_id, figures.key)] = figures
        self._note_path(figures)
        return False

    def _check_overlap(self, figures: Any) -> None:
        """People of a unit are counted once: a use case has figures of a unit or of the units below it, not both."""
        if self.kind is Usage and rules.overlapping(
            figures.unit.path or "", self.paths.get((figures.case_id, figures.month), ())
        ):
            raise Conflict(
                _("A unit above or below has figures of this month, which would count its people twice."), field="unit"
            )


def _month_or_none(text_: str) -> Month | None:
    try:
        return Month.parse(text_)
    except Invalid:
        return None


def cases_named(references: set[str], by: Actor) -> dict[str, UseCase]:
    """Return the visible use cases by their references."""
    ids = {text_: key_of(text_) for text_ in references}
    wanted = {pk for pk in ids.values() if pk is not None and pk < 2**63}
    rows = UseCase.objects.visible_to(by).filter(pk__in=wanted).select_related("unit").in_bulk()
    return {text_: rows[pk] for text_, pk in ids.items() if pk in rows}


def units_named(names: set[str], by: Actor) -> dict[str, Unit]:
    """Return readable units by code, uid or name; a name or code that several have is none."""
    wanted = {name for name in names if "\x00" not in name}
    readable = access_of(by).units(Permission.READ)
    found: dict[str, list[Unit]] = {}
    for unit in readable.filter(uid__in=[name for name in wanted if _UID.fullmatch(name)]):
        found.setdefault(str(unit.uid), []).append(unit)
    for unit in readable.filter(code__in=wanted):
        found.setdefault(unit.code, []).append(unit)
    for unit in readable.filter(name__in=wanted - found.keys()):
        found.setdefault(unit.name, []).append(unit)
    return {name: rows[0] for name in names if len(rows := found.get(name.lower(), found.get(name, []))) == 1}


def _tier(model: Document, key: str) -> str:
    if key not in {tier.key for tier in model.parsed.tiers}:
        raise Invalid(_("The support model has no tier “%(key)s”."), field="tier", key=key.replace("\x00", "")[:60])
    return key


def _tell(kind: Kind, new: list[Monthly], done: Pushed, by: Actor, origin: Origin, note: str) -> None:
    """One entry in the trail: figures are append-only and found by their batch; the digest covers them."""
    told = [[str(row.case_id), str(row.unit_id), row.month, row.key, *map(plain, counted_of(row))] for row in new]
    audit.record(
        f"adoption.{kind.NOUN}.{'pushed' if origin == Origin.PUSHED else origin}",
        new[0],
        by=by,
        reason=note,
        unit_path=above({row.audit_unit_path for row in new}),
        rows=len(new),
        batch=str(done.batch),
        figures_digest=hashlib.sha256(msgspec.json.encode(told)).hexdigest(),
    )


def record(kind: Kind, row: Any, *, by: Actor, origin: Origin = Origin.TYPED) -> Monthly:
    """Record one row of figures and return them; figures that are there already are returned as they are.

    Raises what `push` tells of a row: Denied, Invalid at the field, Conflict.
    """
    done = push(kind, [row], by=by, origin=origin)
    if done.problems:
        raise done.problems[0].error
    rows: Any = kind._default_manager.all()
    if done.batch:
        return rows.get(batch=done.batch)
    found = _Found(kind, [row], by)
    figures = found.read(row, origin, by)
    return found.keys.get((figures.case_id, figures.key)) or found.standing[found._place(figures)]


@transaction.atomic
def correct(figures: Any, *, by: Actor, reason: str, origin: Origin = Origin.TYPED, **counted: Any) -> Any:
    """Record the figures that should have been given; both stay, and only the new ones count.

    `counted` names those that change; the others stay. Raises Denied; Invalid at a field or `reason`; Conflict when
    somebody corrected them before.
    """
    old = lock(figures)
    policies.check_correct(by, old)
    reason = text(reason, "reason", NOTE_LENGTH)
    kept = {field.attname: getattr(old, field.attname) for field in old._meta.concrete_fields}
    for name in ("id", "uid", "created_at", "updated_at", "key", "batch"):
        kept.pop(name)
    row = type(old)(
        **kept | counted | {"note": reason, "origin": origin, "created_by_id": getattr(person(by), "pk", None)}
    )
    row.corrects_id = old.pk
    check_figures(row)
    if counted_of(row) == counted_of(old):
        raise Invalid(_("These are the figures that are recorded already."), field=row.COUNTED[0])
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("These figures are corrected already; correct those that took their place.")) from None
    changes = {
        name: (getattr(old, name), getattr(row, name))
        for name in row.COUNTED
        if getattr(old, name) != getattr(row, name)
    }
    audit.record(f"adoption.{old.NOUN}.corrected", row, by=by, reason=reason, changes=changes, corrects=str(old.uid))
    return row
