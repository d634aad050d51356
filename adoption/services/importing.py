"""Importing files of users, support and attendance: CSV or XLSX in any encoding, row by row in the worker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from adoption import policies
from adoption.models import Session, SupportFigures, Usage
from adoption.services import training
from adoption.services.figures import NO_CASE, NO_UNIT, SupportRow, UsersRow, cases_named, push, units_named
from adoption.workflow import Origin
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict, DomainError, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from metrics.rules import read_value
from metrics.services import Problem, Pushed
from metrics.services.importing import keep, read_day, read_whole, run_rows
from usecases.models import UseCase

IMPORT_JOB = "adoption.import"
_YES = ("1", "yes", "y", "true", "x", "completed", "passed")
_NO = ("", "0", "no", "n", "false")
Columns = Mapping[str, tuple[str, ...]]
_ABOUT: Columns = {
    "case": ("case", "use case", "reference"),
    "unit": ("unit", "department", "unit code"),
    "key": ("key", "id"),
}
_MONTHLY: Columns = {**_ABOUT, "month": ("month", "period"), "note": ("note", "comment")}


@dataclass(frozen=True, slots=True)
class Attended:
    """One row of attendance: of a person, or the counts of a session."""

    unit: str
    track: str
    on: Any
    case: str = ""
    key: str = ""
    person: str = ""
    attended: int | None = None
    completed: int | None = None
    passed: bool = False
    rating: Decimal | None = None
    ratings: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be imported: its columns by the names a file may give them, which are needed, and who takes the rows."""

    columns: Columns
    needed: tuple[str, ...]
    read: Callable[[dict[str, str]], Any]
    take: Callable[..., Pushed]
    result: str


def request_import(kind: str, file: File, *, by: Actor) -> Job:
    """Keep a file of a kind (`KINDS`) and ask for its import.

    Raises Denied; Unreadable (at `file`) for one that is empty, too large, no table, or lacks a column.
    """
    policies.check_import(by)
    path, name = keep(file, "adoption", KINDS[kind].columns, KINDS[kind].needed)
    with transaction.atomic():
        return jobs.enqueue(IMPORT_JOB, by=by, params={"path": path, "name": name, "kind": kind})


def run_import(run: JobRun) -> dict[str, Any]:
    """Import a file; the same file again changes nothing."""
    kind = KINDS[run.params["kind"]]
    return run_rows(
        run,
        partial(_read, kind),
        lambda rows: kind.take(rows, by=run.by, note=run.params["name"]),
        result=kind.result,
        columns=kind.columns,
        needed=kind.needed,
    )


def _read(kind: Kind, place: int, cells: Sequence[str], columns: dict[str, int]) -> Any:
    given = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    try:
        return kind.read(dict.fromkeys(kind.columns, "") | given)
    except DomainError as error:
        return Problem(place, error.code, error.field, error)


def number(text: str, field: str) -> Decimal | None:
    """Read a figure, None for nothing. Raises Invalid at `field`."""
    return read_value(text, field=field) if text else None


def _users(given: dict[str, str]) -> UsersRow:
    told: dict[str, Any] = {name: given[name] for name in ("case", "unit", "key", "note")}
    told |= {name: read_whole(given[name], name) for name in Usage.PEOPLE}
    days = number(given["onboarding_days"], "onboarding_days")
    return UsersRow(month=given["month"][:7], onboarding_days=days, **told)


def _support(given: dict[str, str]) -> SupportRow:
    told: dict[str, Any] = {name: given[name] for name in ("case", "unit", "key", "note", "tier")}
    told |= {name: read_whole(given[name], name) for name in SupportFigures.PEOPLE}
    told |= {name: number(given[name], name) for name in ("first_response_hours", "resolution_hours")}
    return SupportRow(month=given["month"][:7], **told)


def _attended(given: dict[str, str]) -> Attended:
    person = given["person"]
    completed = given["completed"]
    if person and completed.casefold() not in (*_YES, *_NO):
        raise Invalid(_("Write yes or no."), field="completed")
    return Attended(
        **{name: given[name] for name in ("unit", "track", "case", "key", "person")},
        on=read_day(given["on"], "on"),
        attended=None if person else read_whole(given["attended"], "attended"),
        completed=None if person else read_whole(completed, "completed"),
        passed=bool(person) and completed.casefold() in _YES,
        rating=number(given["rating"], "rating"),
        ratings=None if person else read_whole(given["ratings"], "ratings"),
    )


def take_attendance(rows: Sequence[Any], *, by: Actor, note: str = "") -> Pushed:
    """Record attendance, person by person or as counts; sessions that are missing are made. A row at fault stops none.

    A session is that of its key, else of its unit, track, day and use case.
    """
    done = Pushed(len(rows), problems=[row for row in rows if isinstance(row, Problem)])
    given = [(place, row) for place, row in enumerate(rows) if not isinstance(row, Problem)]
    units = units_named({row.unit for _place, row in given}, by)
    cases = cases_named({row.case for _place, row in given if row.case}, by)
    people: dict[Session, list[tuple[int, Attended]]] = {}
    sessions: dict[tuple[Any, ...], Session] = {}
    for place, row in given:
        try:
            with transaction.atomic():
                name = (row.unit, row.key) if row.key else (row.unit, row.track, row.on, row.case)
                if name not in sessions:
                    sessions[name] = _session(row, units.get(row.unit), cases.get(row.case), by)
                if row.person:
                    people.setdefault(sessions[name], []).append((place, row))
                else:
                    new = _counted(sessions[name], row, by)
                    done.created, done.unchanged = done.created + new, done.unchanged + (not new)
        except DomainError as error:
            done.problems.append(Problem(place, error.code, error.field, error))
    for session, named in people.items():
        _attend(session, named, by, done)
    done.problems.sort(key=lambda problem: problem.row)
    return done


def _session(row: Attended, unit: Unit | None, case: UseCase | None, by: Actor) -> Session:
    if unit is None:
        raise Invalid(NO_UNIT, field="unit", unit=row.unit[:80])
    if row.case and case is None:
        raise Invalid(NO_CASE, field="case", case=row.case[:40])
    if row.on > timezone.localdate():
        raise Invalid(_("This session lies ahead; nobody can have attended it."), field="on")
    known = Session.objects.filter(unit=unit, canceled_at=None)
    known = known.filter(key=row.key) if row.key else known.filter(track=row.track, held_on=row.on, case=case)
    session: Session | None = known.select_related("unit", "case__unit", "document").first()
    if session is not None:
        policies.check_attend(by, session)
        return session
    return training.plan_session(by=by, unit=unit, case=case, track=row.track, held_on=row.on, key=row.key)


def _counted(session: Session, row: Attended, by: Actor) -> bool:
    """Record the counts of a session; says whether they were new."""
    if row.attended is None or row.completed is None:
        raise Invalid(_("Give the person, or how many attended and completed."), field="attended")
    known = Session.objects.get(pk=session.pk)
    if known.attended is not None and (known.attended, known.completed) != (row.attended, row.completed):
        raise Conflict(_("This session has other counts. Correct them on its page."), field="attended")
    counted = training.count_attendance(
        session, by=by, attended=row.attended, completed=row.completed, rating=row.rating, ratings=row.ratings
    )
    return counted.updated_at != known.updated_at


def _attend(session: Session, rows: Sequence[tuple[int, Attended]], by: Actor, done: Pushed) -> None:
    """Record the people of a session at once, and one by one only when somebody is at fault."""
    told: dict[str, tuple[bool, int | None]] = {}
    try:
        for _place, row in rows:
            if told.setdefault(training.person_of(row.person), _result(row)) != _result(row):
                raise Conflict(training.KNOWN_OTHERWISE, field="person")
        with transaction.atomic():
            new, _known = training.attend(session, by=by, people=told)
    except DomainError as error:
        if len(rows) == 1:
            done.problems.append(Problem(rows[0][0], error.code, error.field, error))
            return
        for each in rows:
            _attend(session, [each], by, done)
    else:
        done.created += new
        done.unchanged += len(rows) - new


def _result(row: Attended) -> tuple[bool, int | None]:
    if row.rating is not None and row.rating != row.rating.to_integral_value():
        raise Invalid(_("Satisfaction of a person is a whole number from 1 to 5."), field="rating")
    return row.passed, None if row.rating is None else int(row.rating)


KINDS: Mapping[str, Kind] = {
    "users": Kind(
        columns={
            **_MONTHLY,
            "targeted": ("targeted", "eligible"),
            "invited": ("invited",),
            "activated": ("activated", "first value"),
            "active_monthly": ("active_monthly", "active monthly", "monthly active", "active"),
            "active_weekly": ("active_weekly", "active weekly", "weekly active"),
            "onboarding_days": ("onboarding_days", "onboarding days", "days to first value"),
        },
        needed=("case", "month"),
        read=_users,
        take=partial(push, Usage, origin=Origin.IMPORTED),
        result="/adoption/users/",
    ),
    "support": Kind(
        columns={
            **_MONTHLY,
            "tier": ("tier",),
            "opened": ("opened", "tickets"),
            "resolved": ("resolved", "closed"),
            "reopened": ("reopened", "opened again"),
            "first_response_hours": ("first_response_hours", "first response hours", "first response"),
            "resolution_hours": ("resolution_hours", "resolution hours", "resolution"),
        },
        needed=("case", "month", "tier"),
        read=_support,
        take=partial(push, SupportFigures, origin=Origin.IMPORTED),
        result="/adoption/support/",
    ),
    "attendance": Kind(
        columns={
            **_ABOUT,
            "track": ("track",),
            "on": ("on", "day", "date"),
            "person": ("person", "name", "email", "e-mail", "staff number"),
            "attended": ("attended", "attendees"),
            "completed": ("completed", "passed"),
            "rating": ("satisfaction", "rating"),
            "ratings": ("answers", "ratings"),
        },
        needed=("unit", "track", "on", "completed"),
        read=_attended,
        take=take_attendance,
        result="/adoption/sessions/",
    ),
}
