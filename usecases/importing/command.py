"""What the command `import_use_cases` does: where rows go, who acts, and the import without a job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit, User
from library import services as library
from library.kinds.import_profile import ImportProfile
from library.models import Document
from usecases.importing import apply, batches, planning, reading
from usecases.importing.identity import Identified

KIND = "import_profile"


@dataclass(slots=True)
class InOneGo:
    """Runs the steps of an import one after the other, each in its transaction; a new start meets what is done."""

    tell: Callable[[int, int, str], None]

    @contextmanager
    def once(self, key: str) -> Iterator[bool]:
        with transaction.atomic():
            yield True

    def progress(self, done: int, total: int, *, doing: str = "", **counters: int) -> None:
        self.tell(done, total, doing)


@dataclass(frozen=True, slots=True)
class Report:
    """The counts of an import, rows with what is odd about them, and repeated rows with the row they repeat."""

    counts: dict[str, int]
    refused: list[tuple[int, str]] = field(default_factory=list)
    repeats: list[tuple[int, int]] = field(default_factory=list)
    where: str = ""


def run(
    path: Path,
    *,
    profile: str,
    under: str = "",
    username: str = "",
    dry_run: bool = False,
    tell: Callable[[int, int, str], None] = lambda done, total, doing: None,
) -> Report:
    """Import the file at `path` by the profile with this slug; with `dry_run` nothing is written.

    `under` names a unit by code, name or uid; without it the profile's own root is used, and created when missing.
    `username` is who acts; without it the command line. The library is loaded when the profile is not in it yet.
    Raises a DomainError whose sentence says what is wrong.
    """
    by = _person(username)
    if not path.is_file():
        raise Invalid(_("There is no file %(path)s."), field="file", path=str(path))
    reading.check_size(path.stat().st_size)
    found = _profile(profile, load=not dry_run)
    if dry_run:
        return _look(path, found, by, under)
    unit = _unit(under) if under else _root(found, by)
    with path.open("rb") as stored:
        batch = batches.open_batch(File(stored, name=path.name), unit=unit, by=by, profile=found)
    batch = batches.begin(batch, by=by)
    counts = apply.run(batch, by=by, steps=InOneGo(tell))
    refused = [
        (row.number, "; ".join(p["text"] % p["params"] for p in row.problems if p["refuses"]))
        for row in batch.rows.filter(outcome=planning.REFUSED)
    ]
    repeats = list(batch.rows.filter(same_as__isnull=False).values_list("number", "same_as"))
    return Report(counts, refused, [(number, same or 0) for number, same in repeats], unit.name)


def _look(path: Path, profile: ImportProfile, by: Actor, under: str) -> Report:
    """Work out what the import would do, writing nothing, not even the root unit."""
    unit = _unit(under) if under else _existing_root(profile)
    planned = batches.look(path.read_bytes(), unit=unit, by=by, profile=profile)
    rows = [item.row for item in planned]
    return Report(
        planning.counts(item.outcome for item in planned),
        [(row.draft.number, _reasons(row)) for row in rows if row.is_refused],
        [(row.draft.number, row.same_as) for row in rows if row.same_as is not None],
        unit.name if unit else profile.root.name,
    )


def _reasons(row: Identified) -> str:
    return "; ".join(str(problem) for problem in row.problems if problem.refuses)


def _person(username: str) -> Actor:
    if not username:
        return COMMAND_LINE
    user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if user is None:
        raise Invalid(_("There is no active person with the username %(username)s."), field="as", username=username)
    return user


def _profile(slug: str, *, load: bool) -> ImportProfile:
    document = Document.objects.filter(kind=KIND, slug=slug).latest_versions().first()
    if document is None and load:
        library.load_shipped(by=COMMAND_LINE)
        document = Document.objects.filter(kind=KIND, slug=slug).latest_versions().first()
    if document is not None:
        parsed: ImportProfile = document.parsed
        return parsed
    shipped = [each for each in library.read_content() if isinstance(each, ImportProfile)]
    for each in shipped:
        if each.slug == slug:
            return each
    known = {each.slug for each in shipped} | set(Document.objects.filter(kind=KIND).values_list("slug", flat=True))
    raise Invalid(
        _("There is no import profile %(slug)s. Known profiles: %(known)s."),
        field="profile",
        slug=slug,
        known=", ".join(sorted(known)),
    )


def _unit(text: str) -> Unit:
    active = Unit.objects.active()
    try:
        found = list(active.filter(uid=UUID(text)))
    except ValueError:
        found = list(active.filter(code=text)) or list(active.filter(name__iexact=" ".join(text.split())))
    if len(found) == 1:
        return found[0]
    if not found:
        raise Invalid(_("There is no unit %(unit)s; give its code, its name or its uid."), field="under", unit=text)
    raise Invalid(_("%(count)s units are called %(unit)s; give the uid."), field="under", count=len(found), unit=text)


def _existing_root(profile: ImportProfile) -> Unit | None:
    return Unit.objects.active().filter(parent=None, is_inventory=True, name=profile.root.name).order_by("id").first()


def _root(profile: ImportProfile, by: Actor) -> Unit:
    """Return the profile's root for public records; only the command line itself creates it."""
    unit = _existing_root(profile)
    if unit is not None:
        return unit
    if not by.is_system:
        raise Invalid(_("Say with --under below which unit the cases go."), field="under")
    with transaction.atomic():
        return people.add_unit(profile.root.name, by=by, code=profile.root.code, kind="organization", is_inventory=True)
