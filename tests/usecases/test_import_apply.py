"""An import takes effect row by row, once, whatever happens on the way."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.base import ContentFile

from foundation.audit import queries as audit
from foundation.audit.models import Entry
from foundation.audit.services import bulk_rows_of
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Denied
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Grant, Unit, User
from usecases import services
from usecases.importing import apply, batches, command
from usecases.importing import mapping as mappings
from usecases.models import StageCount, StageMove, UseCase
from usecases.models_import import ImportBatch, ImportRow
from usecases.services import rebuild_stage_counts

pytestmark = pytest.mark.django_db

TARGETS = {
    "Id": "external_id", "Title": "name", "Problem": "problem", "Agency": "unit_1", "Bureau": "unit_2",
    "Phase": "stage", "Effect": "impact", "Since": "implemented_on",
}  # fmt: skip
STAGES = {"live": "production", "trial": "pilot", "build": "alpha"}
HEADER = "Id,Title,Problem,Agency,Bureau,Phase,Effect,Since,Other"
ROWS = [
    "1,Invoice reading,Reads invoices,Finance,Payables,Live,Neither,2024-05-01,x",
    "2,Call summaries,Sums up calls,Support,,Trial,Rights,,y",
    "3,Shift plans,,Support,,,,TBD,",
]


@pytest.fixture
def upload(ada: User, support: Unit) -> Callable[..., ImportBatch]:
    """A file, mapped and ready to start."""

    def make(
        *rows: str, by: Actor = ada, unit: Unit = support, source: str = "test", header: str = HEADER
    ) -> ImportBatch:
        content = "\n".join([header, *(rows or ROWS)])
        batch = batches.open_batch(ContentFile(content.encode(), name="cases.csv"), unit=unit, by=by)
        table = batches.table_of(batch)
        columns = {position: TARGETS[name] for position, name in enumerate(table.headers) if name in TARGETS}
        impacts = {"neither": "neither", "rights": "rights"}
        mapping = mappings.by_hand(source, columns, table.headers, stages=STAGES, impacts=impacts)
        return batches.choose_mapping(batch, mapping)

    return make


@pytest.fixture
def imported(upload: Any, ada: User, run_jobs: Any) -> Callable[..., ImportBatch]:
    """A file, imported through the real runner."""

    def make(*rows: str, by: User = ada, **given: Any) -> ImportBatch:
        batch = batches.start(upload(*rows, by=by, **given), by=by)
        run_jobs()
        batch.refresh_from_db()
        return batch

    return make


def row(*changes: tuple[int, str], of: int = 0) -> str:
    cells = ROWS[of].split(",")
    for position, text in changes:
        cells[position] = text
    return ",".join(cells)


def case(external_id: str) -> UseCase:
    return UseCase.objects.select_related("unit", "unit__parent").get(external_id=external_id)


def test_rows_become_cases_in_units_below_the_target(imported: Any, ada: User, support: Unit) -> None:
    batch = imported()

    assert batch.counts == {"rows": 3, "created": 3, "updated": 0, "unchanged": 0, "refused": 0}
    invoice = case("1")
    assert (invoice.unit.name, invoice.unit.parent.name, invoice.unit.parent.parent) == ("Payables", "Finance", support)
    assert (invoice.stage, invoice.stage_source, invoice.stage_since.date().isoformat()) == (
        "production", "imported", "2024-05-01",
    )  # fmt: skip
    assert (invoice.impact, invoice.created_by, invoice.extra["Other"]) == ("neither", ada, "x")


def test_a_date_of_the_file_is_the_same_day_for_every_reader_and_nobody_held_it_before_the_import(
    imported: Any, ada: User, client_of: Any
) -> None:
    ada.time_zone = "America/New_York"
    ada.save()
    imported()
    invoice = case("1")

    answer = client_of(ada).get(invoice.get_absolute_url())

    assert "At this stage since</dt><dd>1 May 2024</dd>" in re.sub(r"\s*\n\s*", "", answer.content.decode())
    assert answer.context["next"].since == invoice.created_at


def test_an_unknown_stage_starts_as_an_idea_and_says_so(imported: Any) -> None:
    imported()

    plans = case("3")

    assert (plans.stage, plans.stage_source, plans.impact) == ("idea", "imported", "unknown")
    assert plans.extra == {"Since": "TBD", "Imported stage": "unknown"}


def test_importing_the_same_file_again_changes_nothing(imported: Any) -> None:
    imported()
    before = list(UseCase.objects.order_by("id").values())
    units = Unit.objects.count()

    again = imported()

    assert again.counts == {"rows": 3, "created": 0, "updated": 0, "unchanged": 3, "refused": 0}
    assert list(UseCase.objects.order_by("id").values()) == before
    assert Unit.objects.count() == units
    assert not Entry.objects.filter(action="usecases.import.applied", subject_uid=again.uid).exists()


def test_a_changed_row_updates_what_changed_in_the_file(imported: Any) -> None:
    imported()

    batch = imported(row((2, "Reads all invoices"), (8, "z")), *ROWS[1:])

    assert (batch.counts["updated"], batch.counts["unchanged"]) == (1, 2)
    invoice = case("1")
    assert (invoice.summary, invoice.extra["Other"], invoice.version) == ("Reads all invoices", "z", 2)


def test_what_was_edited_here_stays_when_the_file_did_not_change_it(imported: Any, ada: User) -> None:
    imported()
    services.edit_case(case("1"), by=ada, name="Invoice reading, all sites")

    imported(row((2, "Reads all invoices")))

    assert (case("1").name, case("1").summary) == ("Invoice reading, all sites", "Reads all invoices")


def test_an_edit_here_wins_over_a_change_in_the_file_and_the_row_says_so(imported: Any, ada: User) -> None:
    imported()
    services.edit_case(case("1"), by=ada, summary="Our own words")

    batch = imported(row((2, "Reads all invoices")))

    assert case("1").summary == "Our own words"
    (kept,) = batch.rows.get(number=2).problems
    assert "edited here, so the edit stays" in kept["text"]
    assert imported(row((2, "Reads all invoices"))).counts["unchanged"] == 1


def test_an_imported_stage_follows_the_file_until_the_case_moves_here(imported: Any, ada: User) -> None:
    imported()
    imported(row((5, "Live"), of=1))
    assert case("2").stage == "production"

    services.advance(case("2"), to="scaled", by=ada)
    batch = imported(row((5, "Build"), of=1))

    assert (case("2").stage, case("2").stage_source) == ("scaled", "earned")
    assert "moved on here" in batch.rows.get(number=2).problems[0]["text"]


def test_a_case_closed_here_is_kept_and_its_changed_row_refused(imported: Any, ada: User) -> None:
    imported()
    services.close(case("2"), to="killed", by=ada, reason="No budget")

    batch = imported(row((1, "Call notes"), of=1))

    assert batch.counts["refused"] == 1
    assert "closed here" in batch.rows.get(number=2).problems[0]["text"]
    assert case("2").name == "Call summaries"


def test_refused_rows_are_not_imported_and_say_why(imported: Any) -> None:
    batch = imported(ROWS[0], "4,,Nameless,Finance,,,,,", f"5,{'x' * 10_000},,Finance,,,,,")

    assert batch.counts == {"rows": 3, "created": 1, "updated": 0, "unchanged": 0, "refused": 2}
    reasons = [refused.problems[0]["text"] for refused in batch.rows.filter(outcome="refused")]
    assert "no name" in reasons[0]
    assert "at most" in reasons[1]


def test_a_repeated_row_counts_as_unchanged_and_is_named(imported: Any) -> None:
    batch = imported(ROWS[0], ROWS[1], ROWS[0])

    assert batch.counts["unchanged"] == 1
    assert batch.rows.get(same_as=2).number == 4


def test_counts_by_stage_and_moves_agree_with_the_cases(imported: Any) -> None:
    imported()
    imported(row((5, "Build")), *ROWS[1:])
    services.fold_stage_counts()
    kept = sorted(StageCount.objects.exclude(cases=0).values_list("unit", "category", "stage", "cases"))

    rebuild_stage_counts()

    assert kept == sorted(StageCount.objects.values_list("unit", "category", "stage", "cases"))
    moves = StageMove.objects.filter(case__external_id="1").order_by("id")
    assert [(move.from_stage, move.to_stage, move.source) for move in moves] == [
        ("", "production", "imported"), ("production", "alpha", "imported"),
    ]  # fmt: skip


def test_each_chunk_has_one_trail_entry_with_before_and_after(imported: Any) -> None:
    imported()

    batch = imported(row((2, "Reads all invoices")), *ROWS[1:])

    (entry,) = Entry.objects.filter(action="usecases.import.applied", subject_uid=batch.uid)
    (line,) = bulk_rows_of(entry)
    assert (line["before"], line["after"]) == ({"summary": "Reads invoices"}, {"summary": "Reads all invoices"})
    assert audit.verify().bad is None


def test_units_are_found_whatever_their_letter_case(imported: Any, support: Unit) -> None:
    people.add_unit("FINANCE", by=COMMAND_LINE, parent=support)

    imported()

    assert case("1").unit.parent.name == "FINANCE"


def test_rows_of_an_archived_unit_are_refused(imported: Any, support: Unit) -> None:
    from django.utils import timezone

    people.add_unit("Finance", by=COMMAND_LINE, parent=support)
    Unit.objects.filter(name="Finance").update(archived_at=timezone.now())

    batch = imported()

    assert batch.counts["refused"] == 1
    assert "archived" in batch.rows.get(outcome="refused").problems[0]["text"]


def test_the_same_file_below_another_unit_makes_cases_of_its_own(imported: Any, sales: Unit) -> None:
    imported()

    batch = imported(unit=sales)

    assert batch.counts["created"] == 3
    assert UseCase.objects.count() == 6


class Stop(Exception):
    """The worker is killed here."""


class Killed:
    """Steps of a real job run that die after some number of them."""

    def __init__(self, run: Any, after: int) -> None:
        self.run, self.left = run, after

    @contextmanager
    def once(self, key: str) -> Iterator[bool]:
        with self.run.once(key) as first:
            yield first
            self.left -= 1
            if self.left == 0:
                raise Stop

    def progress(self, *args: Any, **kwargs: Any) -> None:
        self.run.progress(*args, **kwargs)


@pytest.mark.parametrize("after", [1, 2, 4, 5, 7])
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    upload: Any, ada: User, run_jobs: Any, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    from django.utils import timezone

    from foundation.jobs import runner

    monkeypatch.setattr(apply, "CHUNK", 2)
    batch = batches.start(upload(*(f"{n},Case {n},,Unit {n % 2},,Live,,," for n in range(6))), by=ada)
    run = runner.claim(batch.job.pk)
    with pytest.raises(Stop):
        apply.run(batch, by=ada, steps=Killed(run, after))

    Job.objects.filter(pk=batch.job.pk).update(lease_until=timezone.now())
    runner.run(batch.job.pk)

    batch.refresh_from_db()
    assert batch.job.state == "done"
    assert batch.counts == {"rows": 6, "created": 6, "updated": 0, "unchanged": 0, "refused": 0}
    assert UseCase.objects.count() == 6
    rows = [line for entry in Entry.objects.filter(action="usecases.import.applied") for line in bulk_rows_of(entry)]
    assert sorted(line["row"] for line in rows) == [2, 3, 4, 5, 6, 7]


def test_a_cancelled_import_keeps_what_is_done_and_goes_on_when_asked(
    upload: Any, ada: User, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "CHUNK", 2)
    batch = batches.start(upload(*(f"{n},Case {n},,,,Live,,," for n in range(6))), by=ada)
    original = apply._apply_chunk

    def cancel_in_between(*args: Any) -> Any:
        done = original(*args)
        if ImportRow.objects.exclude(outcome="").count() == 4:
            jobs.cancel(batch.job, by=ada)
        return done

    with monkeypatch.context() as patched:
        patched.setattr(apply, "_apply_chunk", cancel_in_between)
        run_jobs()
    assert UseCase.objects.count() == 4
    assert not ImportBatch.objects.get().is_finished

    jobs.retry(Job.objects.get(pk=batch.job.pk), by=ada)
    run_jobs()

    batch.refresh_from_db()
    assert batch.counts["created"] == 6
    assert UseCase.objects.count() == 6


def test_an_import_starts_once(upload: Any, ada: User) -> None:
    batch = batches.start(upload(), by=ada)

    with pytest.raises(Conflict, match="already started"):
        batches.start(batch, by=ada)


def test_who_may_not_import_there_is_refused_also_when_the_right_was_lost_meanwhile(
    upload: Any, ada: User, ben: User, support: Unit, run_jobs: Any
) -> None:
    with pytest.raises(Denied, match="may not import use cases here"):
        batches.open_batch(ContentFile(b"Title\nA\n", name="a.csv"), unit=support, by=ben)

    batch = batches.start(upload(), by=ada)
    Grant.objects.filter(user=ada).delete()
    run_jobs()

    job = Job.objects.get(pk=batch.job.pk)
    assert job.state == "failed"
    assert "may not import" in job.error
    assert UseCase.objects.count() == 0


def test_a_case_moved_out_of_reach_is_not_changed(imported: Any, cast: Any) -> None:
    imported()
    UseCase.objects.filter(external_id="1").update(unit=cast.other)

    batch = imported(row((2, "Reads all invoices")))

    assert batch.counts["refused"] == 1
    assert case("1").summary == "Reads invoices"


def test_a_preview_writes_no_case_and_no_unit(upload: Any, ada: User) -> None:
    batch = upload(*ROWS, ROWS[0], "9,,,,,,,,")
    units = Unit.objects.count()

    preview = batches.refresh_preview(batch, by=ada)

    assert preview["counts"] == {"rows": 5, "created": 3, "updated": 0, "unchanged": 1, "refused": 1}
    assert preview["repeats"] == [{"row": 5, "same_as": 2, "name": "Invoice reading"}]
    assert (UseCase.objects.count(), Unit.objects.count()) == (0, units)


def test_a_dropped_import_takes_its_file_along(upload: Any, django_capture_on_commit_callbacks: Any) -> None:
    batch = upload()
    stored = batch.file

    with django_capture_on_commit_callbacks(execute=True):
        batches.discard(batch)

    assert not ImportBatch.objects.exists()
    assert not stored.storage.exists(stored.name)


def test_an_import_of_the_command_line_that_stopped_goes_on_as_a_job(
    upload: Any, ada: User, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "CHUNK", 2)
    batch = batches.begin(upload(*(f"{n},Case {n},,,,Live,,," for n in range(6))), by=ada)
    run = command.InOneGo(lambda done, total, doing: None)
    with pytest.raises(Stop):
        apply.run(batch, by=ada, steps=Killed(run, 2))

    batches.go_on(batch, by=ada)
    run_jobs()

    batch.refresh_from_db()
    assert batch.counts == {"rows": 6, "created": 6, "updated": 0, "unchanged": 0, "refused": 0}
