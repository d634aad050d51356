"""Attaching and withdrawing files, on the sheet of an assessment."""

from pathlib import Path
from typing import Any

import pytest

from foundation.audit.queries import history
from foundation.evidence import services
from foundation.evidence.models import File
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import Unit, User
from readiness import services as readiness
from readiness.models import Sheet
from tests.evidence.samples import PAGE, PDF, PNG
from tests.factories.readiness import filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def sheet(support: Unit, ada: User) -> Sheet:
    return filled(support, by=ada).sheets.get()


@pytest.fixture
def factor(sheet: Sheet) -> str:
    return next(iter(sheet.assessment.parsed.factors)).key


def attached(sheet: Sheet, by: User, place: str, **given: Any) -> File:
    return services.attach(sheet, place=place, by=by, **{"name": "audit.pdf", "content": PDF} | given)


def test_a_file_is_kept_under_a_name_of_ours_and_stands_in_the_history(
    sheet: Sheet, factor: str, ada: User, settings: Any
) -> None:
    file = attached(sheet, ada, factor, name="../../audit.pdf")

    assert (file.name, file.size, file.content_type) == ("audit.pdf", len(PDF), "application/pdf")
    assert Path(settings.MEDIA_ROOT, file.stored).read_bytes() == PDF
    assert "audit" not in file.stored
    line = history(sheet.assessment)[0]
    assert "attached a file" in line.sentence
    assert ("sha256", file.sha256) in line.facts


def test_the_same_bytes_at_one_place_are_one_file(sheet: Sheet, factor: str, ada: User, settings: Any) -> None:
    first = attached(sheet, ada, factor)
    again = attached(sheet, ada, factor, name="renamed.pdf")

    assert again == first
    assert File.objects.count() == 1


def test_the_same_bytes_at_two_places_are_stored_once(sheet: Sheet, ada: User, settings: Any) -> None:
    keys = [factor.key for factor in sheet.assessment.parsed.factors][:2]

    files = [attached(sheet, ada, key) for key in keys]

    assert files[0] != files[1]
    assert len([path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"content": b""}, "empty"),
        ({"name": "page.html", "content": PAGE}, "not accepted"),
        ({"name": "page.pdf", "content": PAGE}, "not what the ending"),
        ({"name": "..", "content": PDF}, "no name"),
    ],
)
def test_what_is_not_accepted_is_refused_at_the_field(
    sheet: Sheet, factor: str, ada: User, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        attached(sheet, ada, factor, **given)

    assert refused.value.field == "file"
    assert not File.objects.exists()


def test_a_file_above_the_limit_is_refused(sheet: Sheet, factor: str, ada: User, settings: Any) -> None:
    settings.MAX_EVIDENCE_BYTES = 1024 * 1024

    with pytest.raises(Invalid, match="larger than 1 MB"):
        attached(sheet, ada, factor, content=PDF + b" " * 1024 * 1024)


def test_a_place_that_the_record_lacks_is_refused(sheet: Sheet, ada: User) -> None:
    with pytest.raises(Invalid) as refused:
        attached(sheet, ada, "elsewhere")

    assert refused.value.field == "place"


def test_a_place_holds_a_limited_number_of_files(
    sheet: Sheet, factor: str, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_FILES", 1)
    attached(sheet, ada, factor)

    with pytest.raises(Conflict, match="already 1 file"):
        attached(sheet, ada, factor, name="a.png", content=PNG)


def test_nobody_attaches_who_may_not_answer(sheet: Sheet, factor: str, dov: User, settings: Any) -> None:
    with pytest.raises(Denied):
        attached(sheet, dov, factor)

    assert not Path(settings.MEDIA_ROOT).exists()


def test_a_submitted_assessment_is_frozen_with_its_evidence(sheet: Sheet, factor: str, ada: User) -> None:
    file = attached(sheet, ada, factor)
    readiness.submit_assessment(sheet.assessment, by=ada)
    sheet = Sheet.objects.get(pk=sheet.pk)

    with pytest.raises(Conflict):
        attached(sheet, ada, factor, name="a.png", content=PNG)
    with pytest.raises(Conflict):
        services.withdraw(file, reason="Wrong file", by=ada)


def test_a_withdrawn_file_stays_with_the_reason_and_can_be_attached_anew(
    sheet: Sheet, factor: str, ada: User, settings: Any
) -> None:
    file = services.withdraw(attached(sheet, ada, factor), reason=" Holds names ", by=ada)

    assert (file.reason, file.withdrawn_by) == ("Holds names", ada)
    assert Path(settings.MEDIA_ROOT, file.stored).exists()
    assert history(sheet.assessment)[0].reason == "Holds names"
    with pytest.raises(Conflict):
        services.withdraw(file, reason="Again", by=ada)
    assert attached(sheet, ada, factor) != file


def test_withdrawing_takes_a_reason(sheet: Sheet, factor: str, ada: User) -> None:
    file = attached(sheet, ada, factor)

    with pytest.raises(Invalid) as refused:
        services.withdraw(file, reason=" \x00 ", by=ada)

    assert refused.value.field == "reason"


def test_an_outsider_withdraws_nothing(sheet: Sheet, factor: str, ada: User, olga: User) -> None:
    file = attached(sheet, ada, factor)

    with pytest.raises(Denied):
        services.withdraw(file, reason="Mine now", by=olga)


def test_files_are_seen_by_those_who_see_the_record(
    sheet: Sheet, factor: str, ada: User, dov: User, olga: User
) -> None:
    file = attached(sheet, ada, factor)

    assert list(File.objects.visible_to(dov)) == [file]
    assert not File.objects.visible_to(olga).exists()
