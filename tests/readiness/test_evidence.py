"""Evidence of an assessment: at its factor while it is filled, with the result, and unseen while raters rate alone."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from foundation.audit.models import Entry
from foundation.evidence import services as evidence
from foundation.evidence.models import File
from foundation.people.models import Unit, User
from readiness import services
from readiness.models import Assessment, Sheet
from readiness.workflow import Mode
from tests.evidence.samples import PDF
from tests.factories.readiness import REFERENCE, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
Browser = Callable[[User], Client]


def first_factor(assessment: Assessment) -> str:
    return next(iter(assessment.parsed.factors)).key


def rated(sheet: Sheet, by: User) -> Sheet:
    factors = sheet.assessment.parsed.factors
    given = {f.key: services.Given(score=str(s)) for f, s in zip(factors, REFERENCE, strict=True)}
    return services.submit_sheet(services.give_answers(sheet, given, by=by), by=by)


@pytest.fixture
def blind(support: Unit, ada: User, ben: User, mia: User) -> Assessment:
    assessment = services.start_assessment(support, by=ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [ben, mia], by=ada)
    return assessment


def test_the_filling_page_takes_files_at_each_factor(client_of: Browser, support: Unit, ada: User) -> None:
    assessment = filled(support, by=ada)
    key, sheet = first_factor(assessment), assessment.sheets.get()
    address = reverse("evidence:place", args=["readiness.sheet", sheet.uid, key])

    client_of(ada).post(address, {"file": SimpleUploadedFile("audit.pdf", PDF)})
    page = client_of(ada).get(assessment.get_absolute_url()).content.decode()

    assert "audit.pdf" in page
    assert page.count('enctype="multipart/form-data"') == len(REFERENCE)
    assert f'action="{address}"' in page


def test_the_number_of_queries_does_not_grow_with_the_files(
    client_of: Browser, support: Unit, ada: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    assessment = filled(support, by=ada)
    sheet = assessment.sheets.get()
    for number, factor in enumerate(assessment.parsed.factors):
        evidence.attach(sheet, place=factor.key, name="a.pdf", content=PDF + bytes([number + 65]), by=ada)
    browser = client_of(ada)
    browser.get(assessment.get_absolute_url())

    with django_assert_max_num_queries(40):
        browser.get(assessment.get_absolute_url())


def test_the_result_shows_what_supports_it(client_of: Browser, support: Unit, ada: User, dov: User) -> None:
    assessment = filled(support, by=ada)
    evidence.attach(assessment.sheets.get(), place=first_factor(assessment), name="audit.pdf", content=PDF, by=ada)
    services.submit_assessment(assessment, by=ada)

    page = client_of(dov).get(assessment.get_absolute_url()).content.decode()

    assert "audit.pdf" in page
    assert 'type="file"' not in page


def test_a_raters_files_are_unseen_until_rating_is_closed(
    client_of: Browser, api_of: Callable[..., APIClient], blind: Assessment, ada: User, ben: User, mia: User
) -> None:
    sheet = blind.sheets.get(rater=ben)
    key = first_factor(blind)
    file = evidence.attach(sheet, place=key, name="secret-audit.pdf", content=PDF, by=ben)
    rated(sheet, ben)
    rated(blind.sheets.get(rater=mia), mia)

    for other in (ada, mia):
        assert not File.objects.visible_to(other).exists()
        assert client_of(other).get(file.get_absolute_url()).status_code == 404
        assert client_of(other).get(reverse("evidence:file_withdraw", args=[file.uid])).status_code == 404
        assert api_of(other).get(f"/api/v1/evidence/{file.uid}/").status_code == 404
        assert "secret-audit" not in client_of(other).get(blind.get_absolute_url()).content.decode()
    assert not Entry.objects.filter(body__contains="secret-audit").exists()
    assert list(File.objects.visible_to(ben)) == [file]

    services.close_rating(blind, by=ada)

    assert "secret-audit" in client_of(mia).get(blind.get_absolute_url()).content.decode()
    assert list(File.objects.visible_to(mia)) == [file]


def test_files_of_a_sheet_that_was_not_handed_in_stay_with_its_rater(
    blind: Assessment, ada: User, ben: User, mia: User
) -> None:
    evidence.attach(blind.sheets.get(rater=ben), place=first_factor(blind), name="a.pdf", content=PDF, by=ben)
    rated(blind.sheets.get(rater=mia), mia)

    services.close_rating(blind, by=ada)

    assert not File.objects.visible_to(ada).exists()


def test_a_rater_without_a_role_attaches_to_their_own_sheet_alone(
    client_of: Browser, blind: Assessment, ada: User, ben: User, olga: User
) -> None:
    services.invite_raters(blind, [olga], by=ada)
    own, other = blind.sheets.get(rater=olga), blind.sheets.get(rater=ben)
    key = first_factor(blind)

    evidence.attach(own, place=key, name="mine.pdf", content=PDF, by=olga)

    assert "mine.pdf" in client_of(olga).get(own.get_absolute_url()).content.decode()
    address = reverse("evidence:place", args=["readiness.sheet", other.uid, key])
    assert client_of(olga).get(address).status_code == 404


def test_evidence_follows_a_process_to_another_unit(support: Unit, sales: Unit, ada: User) -> None:
    process = services.create_process(support, name="Claims", by=ada)
    assessment = services.start_assessment(process, by=ada)
    file = evidence.attach(assessment.sheets.get(), place=first_factor(assessment), name="a.pdf", content=PDF, by=ada)

    services.edit_process(process, unit=sales, name="Claims and returns", by=ada)

    file.refresh_from_db()
    assert file.unit == sales
    assert "Claims and returns" in file.subject_label
