"""An import is undone as a whole while nothing has built on it, and its result is told row by row."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from openpyxl import load_workbook

from foundation.audit.models import Entry
from foundation.discussion import services as discussion
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.money import Money
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.usecases.imports import page
from usecases import services
from usecases.importing import batches, undoing
from usecases.importing.mapping import by_hand
from usecases.models import StageCount, UseCase
from usecases.models_import import ImportBatch
from usecases.services import rebuild_stage_counts

pytestmark = pytest.mark.django_db

TARGETS = ["external_id", "name", "stage", "tags", "budget", "owner"]
ROWS = ["1;Bot;Live;voice;100;ada", "2;Plans;Trial;;;", "3;Mails;Live;;;"]


@pytest.fixture
def imported(ada: User, support: Unit, library: None, run_jobs: Any) -> Callable[..., ImportBatch]:
    def make(*rows: str, also: str = "") -> ImportBatch:
        """Import rows whose last column, where one is named, is `also`."""
        header = "Id;Title;Phase;Labels;Cost;Lead" + (";More" if also else "")
        content = "\n".join([header, *(rows or ROWS)]).encode()
        batch = batches.open_batch(ContentFile(content, name="cases.csv"), unit=support, by=ada)
        table = batches.table_of(batch)
        stages = {"live": "production", "trial": "pilot"}
        targets = [*TARGETS, also] if also else TARGETS
        mapping = by_hand("test", dict(enumerate(targets)), table.headers, stages=stages, impacts={})
        batch = batches.start(batches.choose_mapping(batch, mapping), by=ada)
        run_jobs()
        batch.refresh_from_db()
        return batch

    return make


@pytest.fixture
def undo(ada: User, run_jobs: Any) -> Callable[..., Job]:
    def ask(batch: ImportBatch, mode: str = undoing.ALL) -> Job:
        undoing.start_undo(batch, by=ada, mode=mode)
        run_jobs()
        batch.refresh_from_db()
        return Job.objects.get(pk=batch.undo_job_id)

    return ask


def case(external_id: str) -> UseCase:
    return UseCase.objects.active().get(external_id=external_id)


def test_what_an_import_made_is_archived_and_can_be_imported_again(imported: Any, undo: Any) -> None:
    batch = imported()

    job = undo(batch)

    assert job.result == {"archived": 3, "restored": 0, "left": 0}
    assert not UseCase.objects.active().exists()
    assert imported().counts["created"] == 3
    assert UseCase.objects.count() == 6


def test_what_an_import_changed_is_set_back_and_the_next_one_compares_with_what_was_before(
    imported: Any, undo: Any, ada: User
) -> None:
    imported()
    second = imported("1;Bot 2;Trial;text;200;", *ROWS[1:])
    assert (case("1").name, case("1").budget, case("1").owner) == ("Bot 2", Money(20000, "USD"), None)

    job = undo(second)

    found = case("1")
    assert job.result == {"archived": 0, "restored": 1, "left": 0}
    assert (found.name, found.stage, found.budget, found.owner) == ("Bot", "production", Money(10000, "USD"), ada)
    assert [item.tag.name for item in found.case_tags.all()] == ["voice"]
    assert imported().counts["unchanged"] == 3
    assert imported("1;Bot 3;Trial;text;200;", *ROWS[1:]).counts["updated"] == 1


@pytest.mark.parametrize("built", ["edited", "scored", "commented", "linked", "imported again", "held"])
def test_all_of_an_import_is_kept_when_something_was_built_on_it(
    imported: Any, undo: Any, ada: User, built: str
) -> None:
    batch = imported()
    found = case("1")
    if built == "edited":
        services.edit_case(found, by=ada, name="Bot, ours")
    elif built == "scored":
        key = next(iter(batches.known_to(ada).dynamic())).removeprefix("input:")
        services.record_inputs(found, by=ada, inputs={key: 3})
        services.score_case(found, by=ada)
    elif built == "commented":
        discussion.comment(found, by=ada, text="Good")
    elif built == "linked":
        services.link_cases(case("2"), found, by=ada, kind="needs")
    elif built == "held":
        services.hold(found, by=ada, reason="Waits")
    else:
        imported("1;Bot 2;Live;voice;100;ada", *ROWS[1:])

    job = undo(batch)

    assert job.state == "failed"
    assert "Nothing was undone" in job.error
    assert UseCase.objects.active().count() == 3
    assert not batch.is_undone


def test_what_can_be_undone_is_undone_when_asked_so(imported: Any, undo: Any, ada: User) -> None:
    batch = imported()
    services.edit_case(case("1"), by=ada, name="Bot, ours")

    job = undo(batch, undoing.POSSIBLE)

    assert job.result == {"archived": 2, "restored": 0, "left": 1}
    assert [each.name for each in UseCase.objects.active()] == ["Bot, ours"]
    assert batch.undo_counts == {"archived": 2, "restored": 0, "left": 1}


def test_two_people_who_press_undo_have_one_effect(imported: Any, ada: User, run_jobs: Any) -> None:
    batch = imported()
    undoing.start_undo(batch, by=ada)

    with pytest.raises(Conflict, match="being undone already"):
        undoing.start_undo(batch, by=ada)
    run_jobs()

    with pytest.raises(Conflict, match="nothing left"):
        undoing.start_undo(batch, by=ada)


def test_who_may_not_import_there_undoes_nothing(imported: Any, olga: User) -> None:
    with pytest.raises(Denied):
        undoing.start_undo(imported(), by=olga)


def test_counts_agree_with_the_cases_after_an_undo_and_the_trail_tells_it(imported: Any, undo: Any) -> None:
    imported()
    undo(imported("1;Bot 2;Trial;text;200;", "4;New;Live;;;"))
    services.fold_stage_counts()
    kept = sorted(StageCount.objects.exclude(cases=0).values_list("unit", "category", "stage", "cases"))

    rebuild_stage_counts()

    assert kept == sorted(StageCount.objects.values_list("unit", "category", "stage", "cases"))
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"usecases.import.undo_asked", "usecases.import.rows_undone", "usecases.import.undone"} <= actions


def test_the_page_names_what_stands_in_the_way(browser: Client, imported: Any, ada: User) -> None:
    batch = imported()
    services.edit_case(case("2"), by=ada, name="Plans, ours")

    text = browser.get(page(batch, "undo")).content.decode()
    posted = browser.post(page(batch, "undo"), {"mode": "possible"})

    assert "1 use case was built on since" in text
    assert "a change of the use case" in text
    assert posted["Location"] == page(batch, "detail")
    assert browser.get(page(batch, "detail")).status_code == 200


def test_units_that_the_import_created_stay_and_are_named_before_and_after(
    browser: Client, imported: Any, undo: Any
) -> None:
    batch = imported("1;Bot;Live;;;;Voice lab", "2;Plans;Live;;;;Mail lab", also="unit_1")
    mails = Unit.objects.get(name="Mail lab")
    services.create_case(mails, by=COMMAND_LINE, name="Ours", summary="x")

    before = browser.get(page(batch, "undo")).content.decode()
    undo(batch)
    after = browser.get(page(batch, "detail")).content.decode()

    for text in (before, after):
        assert "1 unit that the import created stays, although it holds no other use case: Voice lab." in text
        assert 'href="/people/units/"' in text
    assert Unit.objects.active().filter(name="Voice lab").exists()


@pytest.mark.parametrize("name", ["undo", "detail"])
def test_an_undo_of_somebody_else_is_not_there(client_of: Any, imported: Any, eve: User, name: str) -> None:
    assert client_of(eve).get(page(imported(), name)).status_code == 404


def test_the_result_tells_of_every_row_what_became_of_it(browser: Client, imported: Any) -> None:
    imported()
    batch = imported("1;Bot 2;Live;voice;lots;ada", "4;=New;Live;;;", "5;;Live;;;")

    answer = browser.get(page(batch, "detail") + "result.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]  # type: ignore[arg-type]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]

    rows = {line[0]: line for line in lines if isinstance(line[0], int)}
    assert [rows[number][1] for number in (2, 3, 4)] == ["Updated", "Created", "Refused"]
    assert rows[2][2] == case("1").reference
    assert "Bot → Bot 2" in rows[2][4]
    assert "no number" in rows[2][5] or "no amount" in rows[2][5]
    assert rows[3][3] == "'=New"
    assert browser.get(page(batch, "detail") + "result.pdf").status_code == 404


def test_scores_follow_inputs_that_an_import_brings_and_an_undo_takes_them_back(imported: Any, undo: Any) -> None:
    imported("1;Bot;Live;;;;2000000", "2;Plans;Trial;;;;", also="input:estimated_value")
    scored = case("1").current_score
    second = imported("1;Bot;Live;;;;9000000", also="input:estimated_value")
    better = case("1").current_score

    after_one = undo(second)

    assert case("2").current_score is None
    assert better > scored
    assert (after_one.result["restored"], case("1").current_score) == (1, scored)


def test_imports_are_undone_one_after_the_other_the_last_first(imported: Any, undo: Any) -> None:
    first = imported()
    second = imported("1;Bot 2;Live;voice;100;ada", *ROWS[1:])

    undo(second)

    assert case("1").name == "Bot"
    assert undo(first).result == {"archived": 3, "restored": 0, "left": 0}


def test_being_scored_with_the_portfolio_builds_nothing_on_an_imported_case(imported: Any, undo: Any) -> None:
    batch = imported("1;Bot;Live;;;;2000000", "2;Plans;Trial;;;;", also="input:estimated_value")

    assert case("1").current_score is not None
    assert undo(batch).result == {"archived": 2, "restored": 0, "left": 0}
