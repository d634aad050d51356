"""Use cases are taken out with everything linked to them, as far as the person may read it, in files fit to forward."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from foundation.jobs.models import Job
from foundation.kernel.money import Money
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.usecases import SUPPORT_INPUTS
from usecases import services
from usecases.models import UseCase
from usecases.views import exports as views

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ada: User, support: Unit, library: None) -> UseCase:
    services.create_field(by=COMMAND_LINE, label="Site", kind="text")
    made = services.create_case(
        support, by=ada, name="=Invoice reading", summary="Reads", owner=ada, budget=Money(123456, "EUR")
    )
    services.edit_case(made, by=ada, custom={"site": "North"}, tags=["voice"])
    other = services.create_case(support, by=ada, name="Scanning", summary="Scans")
    services.link_cases(made, other, by=ada, kind="needs")
    return made


def book_of(answer: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def lines(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_one_case_is_a_workbook_with_a_sheet_for_each_noun(client_of: Any, ada: User, case: UseCase) -> None:
    book = book_of(client_of(ada).get(f"/use-cases/{case.reference}/export.xlsx"))

    assert book.sheetnames == [
        "Use cases", "Scores", "Stages", "Reviews", "Rollouts", "Value", "Links", "Further columns",
    ]  # fmt: skip
    sheet = book["Use cases"]
    found = lines(sheet)
    assert found[0][0] == f"{case.reference} =Invoice reading"
    assert "As of" in found[1][0]
    said = dict(zip(found[3], found[4], strict=True))
    assert (said["Use case"], said["Owner"], said["Budget"], said["Currency"], said["Site"], said["Tags"]) == (
        "'=Invoice reading", ada.name, 1234.56, "EUR", "North", "voice",
    )  # fmt: skip
    assert sheet.freeze_panes == "A5"
    assert "None" not in {str(cell) for line in found for cell in line if cell is not None}
    assert sheet["A5"].offset(0, found[3].index("Budget")).number_format == "#,##0.00"
    assert lines(book["Links"])[-1][:3] == [case.reference, "Needs", UseCase.objects.get(name="Scanning").reference]
    assert all(cell.data_type != "f" for each in book for row in each.iter_rows() for cell in row)


def test_scores_and_imported_columns_are_written_as_people_read_them(client_of: Any, ada: User, case: UseCase) -> None:
    UseCase.objects.filter(pk=case.pk).update(extra={"Agency code": "=7"})
    services.record_inputs(case, by=ada, inputs=SUPPORT_INPUTS)
    services.score_case(case, by=ada)

    book = book_of(client_of(ada).get(f"/use-cases/{case.reference}/export.xlsx"))

    assert lines(book["Scores"])[4][2:5] == [5.1333, "Medium priority", "Weighted value, version 1"]
    assert lines(book["Further columns"])[4] == [case.reference, "Agency code", "'=7"]


def test_one_case_is_json_with_its_linked_records(client_of: Any, ada: User, case: UseCase) -> None:
    answer = client_of(ada).get(f"/use-cases/{case.reference}/export.json")

    found = json.loads(answer.content)
    assert found["use_case"]["Budget"] == "1234.56"
    assert found["stages"][0]["To"] == "Idea"
    assert found["links"][0]["Name"] == "Scanning"


def test_who_may_not_see_a_case_takes_nothing_out(client_of: Any, olga: User, case: UseCase) -> None:
    assert client_of(olga).get(f"/use-cases/{case.reference}/export.xlsx").status_code == 404
    assert client_of(olga).get(f"/use-cases/{case.reference}/export.pdf").status_code == 404


def test_the_register_is_taken_out_as_the_list_is_narrowed(client_of: Any, ada: User, case: UseCase) -> None:
    browser = client_of(ada)

    everything = book_of(browser.post("/use-cases/export/"))
    narrowed = book_of(browser.post("/use-cases/export/?q=Scanning&stage=idea"))

    assert len(lines(everything["Use cases"])) == 3 + 1 + 2 - 0
    found = lines(narrowed["Use cases"])
    assert "Search: Scanning" in found[2][0]
    assert [line[1] for line in found[5:]] == ["Scanning"]


def test_a_large_register_is_made_by_the_worker_and_is_for_who_asked(
    client_of: Any, ada: User, eve: User, case: UseCase, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 1)
    browser: Client = client_of(ada)
    answer = browser.post("/use-cases/export/")
    run_jobs()
    job = Job.objects.get(kind="usecases.export")

    assert answer["Location"] == job.get_absolute_url()
    assert job.result == {"cases": 2}
    assert len(lines(book_of(browser.get(job.result_url))["Use cases"])) == 6
    assert client_of(eve).get(job.result_url).status_code == 404


def test_a_list_as_a_workbook_says_what_it_is(client_of: Any, ada: User, case: UseCase) -> None:
    answer = client_of(ada).get("/use-cases/?export=xlsx&q=Scanning")

    found = lines(book_of(answer).worksheets[0])
    assert found[0][0] == "1 use case"
    assert "As of" in found[1][0]
    assert found[2][0] == "Filters: Search: Scanning"
