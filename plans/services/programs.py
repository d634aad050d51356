"""Starting a program from a wave plan, changing its waves, filing cases under them, and stating its load."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.db.workdays import workdays
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from library.kinds.wave_plan import WavePlan
from library.models import Document
from library.queries import latest
from plans import policies
from plans.models import Place, Program, Wave, WaveCase
from plans.models.programs import LOAD_FIELDS, NAME_LENGTH
from plans.rules import dating
from plans.services.checking import day, person, text
from plans.workflow import Dimension
from usecases.models import UseCase

MOST_USERS = 100_000_000
PERCENT = ("active", "busiest_hour")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LARGEST = Decimal(10**12)


@transaction.atomic
def start_program(
    wave_plan: str | Document,
    unit: Unit,
    starts_on: date,
    *,
    by: Actor,
    title: str = "",
    owner: User | None = None,
) -> Program:
    """Start a program in a unit: the waves of a wave plan, dated from `starts_on` in the plan's own unit of time.

    A wave from week 9 to 16 begins 8 weeks after the first day and ends the day before 16 weeks are over. `wave_plan`
    is a slug (the version that new work takes is pinned) or the version itself.
    Raises Denied; Invalid at `wave_plan`, `starts_on`, `title` or `owner`.
    """
    policies.check_start_program(by, unit)
    document = latest("wave_plan", wave_plan) if isinstance(wave_plan, str) else wave_plan
    if document.kind != "wave_plan":
        raise Invalid(_("Choose a wave plan."), field="wave_plan")
    parsed: WavePlan = document.parsed
    dating.check_start(starts_on)
    program = Program.objects.create(
        title=text(title, field="title", most=NAME_LENGTH) or document.title[:NAME_LENGTH],
        unit=unit,
        document=document,
        owner=person(owner, unit),
        starts_on=starts_on,
        created_by=by if isinstance(by, User) else None,
    )
    waves = Wave.objects.bulk_create(
        Wave(
            program=program, number=number, key=wave.key, label=wave.label, dimension=wave.dimension or "",
            starts_on=first, ends_on=last, users=wave.users, use_cases=wave.use_cases,
        )
        for number, (wave, (first, last)) in enumerate(zip(parsed.waves, wave_days(parsed, starts_on), strict=True), 1)
    )  # fmt: skip
    Place.objects.bulk_create(
        Place(wave=row, number=number, key=function.key, label=function.label)
        for row, wave in zip(waves, parsed.waves, strict=True)
        for number, function in enumerate(wave.functions, 1)
    )
    audit.record(
        "plans.program.started", program, by=by, wave_plan=document.reference, starts_on=starts_on, waves=len(waves)
    )
    return program


def wave_days(parsed: WavePlan, starts_on: date) -> list[tuple[date, date]]:
    """Return the first and last day of each wave, counted from the first day of the program."""
    calendar = workdays()
    return [
        (
            dating.day_at(starts_on, parsed.unit, wave.first - 1, calendar),
            dating.day_at(starts_on, parsed.unit, wave.last, calendar) - timedelta(days=1),
        )
        for wave in parsed.waves
    ]


def _held(wave: Wave, by: Actor) -> Wave:
    program = lock(Program.objects.get(pk=wave.program_id))
    policies.check_change_program(by, program)
    wave = lock(wave)
    wave.program = program
    return wave


def _touch(program: Program) -> None:
    Program.objects.filter(pk=program.pk).update(updated_at=timezone.now())


@transaction.atomic
def change_wave(
    wave: Wave, *, by: Actor, starts_on: date, ends_on: date, dimension: str = "", users: int | None = None,
    use_cases: int | None = None,
) -> Wave:  # fmt: skip
    """Give a wave other days, another dimension, other targets. Users and cases count in what came before.

    Raises Denied; Conflict for a program that has ended; Invalid at `ends_on` when it lies before `starts_on`, at
    `dimension`, and at `users` or `use_cases` for fewer than an earlier wave reaches or more than a later one.
    """
    wave = _held(wave, by)
    day(starts_on, field="starts_on")
    day(ends_on, field="ends_on")
    if ends_on < starts_on:
        raise Invalid(_("A wave cannot end before it starts."), field="ends_on")
    if dimension and dimension not in set(Dimension):
        raise Invalid(_("Choose one of the four dimensions."), field="dimension")
    for name, value in (("users", users), ("use_cases", use_cases)):
        _check_growth(wave, name, value)
    given: dict[str, Any] = {
        "starts_on": starts_on, "ends_on": ends_on, "dimension": dimension, "users": users, "use_cases": use_cases,
    }  # fmt: skip
    changes = {name: (getattr(wave, name), value) for name, value in given.items() if getattr(wave, name) != value}
    if changes:
        for name, value in given.items():
            setattr(wave, name, value)
        wave.save()
        _touch(wave.program)
        audit.record("plans.wave.changed", wave.program, by=by, wave=wave.label, changes=changes)
    return wave


def _check_growth(wave: Wave, name: str, value: int | None) -> None:
    if value is None:
        return
    if not 1 <= value <= MOST_USERS:
        raise Invalid(_("Enter a number from 1 to %(most)s."), field=name, most=MOST_USERS)
    for other in Wave.objects.filter(program=wave.program_id).exclude(pk=wave.pk):
        reached = getattr(other, name)
        if reached is None:
            continue
        if (other.number < wave.number and reached > value) or (other.number > wave.number and reached < value):
            raise Invalid(
                _("Totals count in what came before: “%(wave)s” has %(reached)s."), field=name, wave=other.label,
                reached=reached,
            )  # fmt: skip


@transaction.atomic
def place_function(place: Place, *, by: Actor, unit: Unit | None) -> Place:
    """Say which unit of this organization a function of a wave is; None takes it back. Raises Denied, Conflict,
    Invalid at `unit` for one outside the program's unit."""
    wave = _held(place.wave, by)
    place = lock(place)
    if unit is not None and not (unit.path or "").startswith(wave.program.unit.path or ""):
        raise Invalid(_("Choose the program's unit or one below it."), field="unit")
    if unit != place.unit:
        changes = {"unit": (place.unit.name if place.unit else None, unit.name if unit else None)}
        place.unit = unit
        place.save()
        _touch(wave.program)
        audit.record("plans.function.placed", wave.program, by=by, function=place.label, changes=changes)
    return place


@transaction.atomic
def file_case(wave: Wave, case: UseCase, *, by: Actor, dimension: str = "") -> WaveCase:
    """File a use case, and so its rollouts, under a wave, in the wave's dimension or one of its own.

    Raises Denied; Conflict when it is filed there already or archived; Invalid at `dimension`.
    """
    wave = _held(wave, by)
    if case.archived_at is not None:
        raise Conflict(_("This use case is archived."))
    if dimension and dimension not in set(Dimension):
        raise Invalid(_("Choose one of the four dimensions."), field="dimension")
    try:
        with transaction.atomic():
            filed = WaveCase.objects.create(
                wave=wave, case=case, dimension=dimension, filed_by=by if isinstance(by, User) else None
            )
    except IntegrityError:
        raise Conflict(_("%(case)s is filed under this wave already."), field="case", case=case.reference) from None
    _touch(wave.program)
    audit.record("plans.case.filed", wave.program, by=by, case=case.reference, wave=wave.label, dimension=dimension)
    return filed


@transaction.atomic
def unfile_case(filed: WaveCase, *, by: Actor) -> None:
    """Take a use case out of a wave. Raises Denied, Conflict."""
    wave = _held(filed.wave, by)
    audit.record("plans.case.unfiled", wave.program, by=by, case=filed.case.reference, wave=wave.label)
    filed.delete()
    _touch(wave.program)


@transaction.atomic
def set_load(program: Program, *, by: Actor, figures: Mapping[str, Decimal | None], currency: str = "") -> Program:
    """State the figures of the expected load (`LOAD_FIELDS`); those left out are not known.

    Raises Denied; Conflict; Invalid at a figure that is negative or too large, a percentage above 100, or `currency`.
    """
    program = lock(program)
    policies.check_change_program(by, program)
    given: dict[str, Any] = {name: figures.get(name) for name in LOAD_FIELDS}
    for name, value in given.items():
        if value is not None and not (value.is_finite() and 0 <= value < _LARGEST):
            raise Invalid(_("Enter a number that is not negative."), field=name)
        if name in PERCENT and value is not None and value > 100:
            raise Invalid(_("Enter at most 100%%."), field=name)
    priced = any(given[name] is not None for name in LOAD_FIELDS if name.endswith("_price"))
    currency = (currency or settings.REPORTING_CURRENCY) if priced else ""
    if priced and not _CURRENCY.fullmatch(currency):
        raise Invalid(_("Enter a currency as its three-letter code, for example USD."), field="currency")
    given["currency"] = currency
    changes = {
        name: (getattr(program, name), value) for name, value in given.items() if getattr(program, name) != value
    }
    if changes:
        for name, value in given.items():
            setattr(program, name, value)
        program.updated_at = timezone.now()
        program.save()
        audit.record("plans.load.stated", program, by=by, changes=changes)
    return program


@transaction.atomic
def end_program(program: Program, *, by: Actor, reason: str) -> Program:
    """End a program; it and its waves stay to be read. Raises Denied, Conflict, Invalid at `reason`."""
    program = lock(program)
    policies.check_change_program(by, program)
    program.end_reason = text(reason, field="reason", needed=_("Say why the program ends."))
    program.ended_at = program.updated_at = timezone.now()
    program.save()
    audit.record("plans.program.ended", program, by=by, reason=program.end_reason)
    return program
