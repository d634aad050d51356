"""Filling an assessment from a workbook in the browser: look first, then take."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from readiness import services, workbooks
from readiness.models import Answer, Sheet
from readiness.services import Given
from readiness.workflow import Mode
from tests.factories.readiness import filled
from tests.readiness.test_workbooks import changed, typed

pytestmark = pytest.mark.usefixtures("library")
Browser = Callable[[User], Client]


@pytest.fixture
def sheet(cast: SimpleNamespace) -> Sheet:
    return filled(cast.support, by=cast.ada, scores=(7, 6, 5)).sheets.get()


def page_of(sheet: Sheet) -> str:
    return reverse("readiness:workbook_take", args=[sheet.uid])


def upload(content: bytes, name: str = "filled.xlsx") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_workbook_is_looked_at_before_it_is_taken(cast: SimpleNamespace, client_of: Browser, sheet: Sheet) -> None:
    browser, content = client_of(cast.ada), changed(sheet, typed("data_quality", score=9, comment="Checked"))

    looked = browser.post(page_of(sheet), upload(content))

    assert looked.status_code == 200
    assert "The workbook changes 1 answer" in looked.content.decode()
    assert sheet.answers.get(factor="data_quality").score == 7
    taken = browser.post(page_of(sheet), {"plan": looked.context["signed"]}, follow=True)
    assert "1 answer was taken from the workbook." in taken.content.decode()
    answer = sheet.answers.get(factor="data_quality")
    assert (answer.score, answer.comment, answer.answered_by) == (9, "Checked", cast.ada)
    assert "sha256" in Entry.objects.get(action="readiness.workbook.taken").body


def test_what_somebody_answered_after_the_look_is_not_overwritten(
    cast: SimpleNamespace, client_of: Browser, sheet: Sheet
) -> None:
    browser, content = client_of(cast.ada), changed(sheet, typed("data_quality", score=9))
    signed = browser.post(page_of(sheet), upload(content)).context["signed"]
    services.give_answers(sheet, {"data_quality": Given(score="3")}, by=COMMAND_LINE)

    answer = browser.post(page_of(sheet), {"plan": signed}, follow=True)

    assert "Nothing was taken." in answer.content.decode()
    assert sheet.answers.get(factor="data_quality").score == 3


def test_what_was_looked_at_cannot_be_altered_or_taken_elsewhere(
    cast: SimpleNamespace, client_of: Browser, sheet: Sheet
) -> None:
    browser, other = client_of(cast.ada), filled(cast.sales, by=cast.ada).sheets.get()
    signed = browser.post(page_of(sheet), upload(changed(sheet, typed("data_quality", score=9)))).context["signed"]

    altered = browser.post(page_of(sheet), {"plan": signed[:-2]}, follow=True)
    elsewhere = browser.post(page_of(other), {"plan": signed}, follow=True)

    assert "out of date" in altered.content.decode()
    assert "another sheet" in elsewhere.content.decode()
    assert Answer.objects.get(sheet=sheet, factor="data_quality").score == 7


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a file."),
        (upload(b""), "The file is empty."),
        (upload(b"score;7"), "not an XLSX workbook"),
        (upload(b"PK" + b"0" * 6_000_000), "larger than 5 MB"),
    ],
    ids=["none", "empty", "csv", "large"],
)
def test_a_wrong_file_is_said_at_the_field(
    cast: SimpleNamespace, client_of: Browser, sheet: Sheet, data: dict[str, Any], said: str
) -> None:
    answer = client_of(cast.ada).post(page_of(sheet), data)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_filling_page_leads_to_the_workbook(cast: SimpleNamespace, client_of: Browser, sheet: Sheet) -> None:
    browser = client_of(cast.ada)

    assert page_of(sheet) in browser.get(sheet.get_absolute_url()).content.decode()
    answer = browser.get(reverse("readiness:workbook_download", args=[sheet.uid]))
    assert "attachment" in answer["Content-Disposition"]
    assert workbooks.plan(sheet, b"".join(answer.streaming_content)).refused == 0  # type: ignore[arg-type]


def test_who_may_not_answer_gets_no_workbook_and_an_outsider_finds_nothing(
    cast: SimpleNamespace, client_of: Browser, sheet: Sheet
) -> None:
    for address in (page_of(sheet), reverse("readiness:workbook_download", args=[sheet.uid])):
        assert client_of(cast.dov).get(address).status_code == 403
        assert client_of(cast.olga).get(address).status_code == 404


def test_a_rater_takes_a_workbook_on_their_own_sheet_alone(cast: SimpleNamespace, client_of: Browser) -> None:
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)
    mine, other = services.invite_raters(assessment, [cast.ben, cast.mia], by=cast.ada)
    content = changed(mine, typed("data_quality", score=9))

    assert client_of(cast.ada).get(page_of(mine)).status_code == 404
    assert client_of(cast.ben).get(page_of(other)).status_code == 404
    assert "sheet of another rater" in client_of(cast.mia).post(page_of(other), upload(content)).content.decode()
    signed = client_of(cast.ben).post(page_of(mine), upload(content)).context["signed"]
    client_of(cast.ben).post(page_of(mine), {"plan": signed})
    assert mine.answers.get().score == 9
    assert not Entry.objects.filter(action="readiness.workbook.taken", subject_kind="readiness.assessment").exists()


def test_a_closed_sheet_takes_no_workbook(cast: SimpleNamespace, client_of: Browser) -> None:
    assessment = filled(cast.support, by=cast.ada)
    services.submit_assessment(assessment, by=cast.ada)

    assert client_of(cast.ada).get(page_of(assessment.sheets.get())).status_code == 409
