"""The page that submits a case: who will decide, what is missing, and each refusal."""

from types import SimpleNamespace

import pytest

from governance.models import Review
from tests.factories.governance import (
    a_board,
    a_reviewable_case,
)
from tests.factories.usecases import a_case, a_classified_case
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.usefixtures("library")


def test_the_submit_page_says_who_will_decide(cast: SimpleNamespace, client_of: ClientOf) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)

    page = client_of(cast.ada).get(url("submit", case.reference))

    assert page.status_code == 200
    text = text_of(page)
    assert all(step in text for step in ("Manager", "Ethics board", "Legal", "Executive"))
    assert "5 working days" in text


def test_submitting_leads_to_the_review_room(cast: SimpleNamespace, client_of: ClientOf) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)

    page = client_of(cast.ada).post(url("submit", case.reference), {"note": "Please hurry."}, follow=True)

    review = Review.objects.get()
    assert page.redirect_chain == [(review.get_absolute_url(), 302)]
    assert review.note == "Please hurry."
    assert f"{case.reference} is in review, round 1." in text_of(page)


def test_a_refused_submission_keeps_the_note_and_names_what_is_missing(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    case = a_classified_case(cast.support, by=cast.ada)

    page = client_of(cast.ada).post(url("submit", case.reference), {"note": "My note."})

    text = text_of(page)
    assert page.status_code == 422
    assert "My note." in text
    assert "A high-risk use case needs a complete dossier. Still empty: Data, Model and supplier, " in text
    assert "Human oversight, Budget, Measures." in text
    assert f"/use-cases/{case.reference}/edit/#id_human_oversight" in text


def test_the_submit_page_says_why_it_cannot_be(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case = a_case(cast.support, by=cast.ada)

    page = client_of(cast.ada).get(url("submit", case.reference))

    assert page.status_code == 200
    assert "Answer the risk questions first" in text_of(page)


def test_who_may_not_submit_is_told_why(cast: SimpleNamespace, client_of: ClientOf) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)

    for who, sentence in (
        (cast.mia, "You may not submit use cases here"),
        (cast.ben, "You may submit only the use cases that you own"),
    ):
        page = client_of(who).post(url("submit", case.reference), {"note": "Kept."})

        assert page.status_code == 403
        assert sentence in text_of(page)
        assert "Kept." in text_of(page)
    assert not Review.objects.exists()


def test_answers_that_contradict_each_other_are_pointed_out_before_and_after_submission(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada, personal_data="no")
    browser = client_of(cast.ada)
    sentence = "The risk questions say that it uses personal data; the dossier says that it does not."

    assert sentence in text_of(browser.get(case.get_absolute_url()))
    assert sentence in text_of(browser.get(url("submit", case.reference)))
    room = browser.post(url("submit", case.reference), {"note": ""}, follow=True)
    assert sentence in text_of(room)

    agreeing = a_reviewable_case(cast.support, by=cast.ada, name="Agrees", personal_data="yes")
    assert "contradict" not in text_of(browser.get(agreeing.get_absolute_url()))
