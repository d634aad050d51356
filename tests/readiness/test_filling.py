"""Filling a sheet: each answer kept as it is given, nothing overwritten unseen, nothing lost."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from foundation.kernel.errors import Conflict, Invalid
from foundation.people.models import User
from readiness import services
from readiness.models import Answer, Assessment, Sheet, UnitProfile
from readiness.services import AnswerChanged, Given, Mark
from tests.factories.readiness import REFERENCE, filled, submitted

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


def joint(assessment: Assessment) -> Sheet:
    return assessment.sheets.get(rater=None)


def answer_url(assessment: Assessment) -> str:
    return f"/readiness/sheets/{joint(assessment).uid}/answer/"


def test_one_answer_is_kept_as_it_is_given(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[])

    kept = client_of(cast.ada).post(answer_url(assessment), {"score-data_quality": "8", "revision-data_quality": "0"})

    assert kept.json()["revisions"] == {"data_quality": 1}
    assert "1 of 20" in kept.json()["progress"]
    assert Assessment.objects.get().answered == 1


def test_a_comment_alone_keeps_the_score_that_was_given(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = filled(cast.support, by=cast.ada)

    client_of(cast.ada).post(answer_url(assessment), {"comment-data_quality": "measured weekly"})

    answer = Answer.objects.get(factor="data_quality")
    assert (answer.score, answer.comment, answer.revision) == (7, "measured weekly", 2)


def test_not_known_is_an_answer_and_no_score(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[8] * 20)

    client_of(cast.ada).post(answer_url(assessment), {"score-data_quality": "not_known"})
    done = services.submit_assessment(assessment, by=cast.ada)

    assert done.overall == 8
    assert done.result["not_known"] == ["data_quality"]
    assert done.result["dimensions"][0]["known"] == 3


def test_when_nothing_at_all_is_known_the_overall_score_is_undefined(cast: SimpleNamespace) -> None:
    assessment = services.start_assessment(cast.support, by=cast.ada)
    keys = [factor.key for factor in assessment.parsed.factors]
    services.give_answers(assessment, {key: Given(score=Mark.NOT_KNOWN) for key in keys}, by=cast.ada)

    done = services.submit_assessment(assessment, by=cast.ada)

    assert done.overall is None
    assert not UnitProfile.objects.exists()


def test_an_answer_changed_meanwhile_is_not_overwritten_and_says_who_gave_what(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[7])
    services.give_answers(assessment, {"data_quality": Given(score="3", comment="seen the data")}, by=cast.ada)

    refused = client_of(cast.ada).post(
        answer_url(assessment), {"score-data_quality": "9", "revision-data_quality": "1"}
    )

    assert refused.status_code == 409
    part = refused.json()["conflicts"]["data_quality"]
    for said in ("Ada Program", "seen the data", 'data-score="3"', 'data-score="9"', 'data-at="2"'):
        assert said in part
    assert Answer.objects.get().score == 3


def test_after_choosing_mine_it_counts(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[7])
    services.give_answers(assessment, {"data_quality": Given(score="3")}, by=cast.ada)

    kept = client_of(cast.ada).post(answer_url(assessment), {"score-data_quality": "9", "revision-data_quality": "2"})

    assert kept.status_code == 200
    assert Answer.objects.get().score == 9


def test_giving_the_same_answer_as_somebody_else_is_no_conflict(cast: SimpleNamespace) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[7])

    services.give_answers(assessment, {"data_quality": Given(score="7", revision=0)}, by=cast.ada)

    assert Answer.objects.get().revision == 1


def test_a_page_that_was_open_too_long_shows_both_answers_and_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[7])

    page = client_of(cast.ada).post(
        assessment.get_absolute_url(),
        {
            "score-data_quality": "2",
            "revision-data_quality": "0",
            "score-data_volume": "5",
            "comment-data_volume": "typed at length",
            "revision-data_volume": "0",
        },
    )

    assert page.status_code == 409
    assert "Ada Program answered this meanwhile" in page.content.decode()
    assert "typed at length" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_write_the_same_answer_at_once_both_learn_of_it(cast: SimpleNamespace) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[7])
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def write(score: str) -> None:
        ready.wait()
        try:
            services.give_answers(assessment, {"data_quality": Given(score=score, revision=1)}, by=cast.ada)
            outcomes.append("kept")
        except AnswerChanged:
            outcomes.append("told")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(score,)) for score in ("2", "9")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(outcomes) == ["kept", "told"]
    assert Answer.objects.get(factor="data_quality").revision == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_submit_at_once_one_is_refused(cast: SimpleNamespace) -> None:
    assessment = filled(cast.support, by=cast.ada)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def submit() -> None:
        ready.wait()
        try:
            services.submit_assessment(assessment, by=cast.ada)
            outcomes.append("submitted")
        except Conflict:
            outcomes.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=submit) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(outcomes) == ["refused", "submitted"]


def test_the_page_shows_guidance_last_time_and_what_was_agreed_to_do(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    before = submitted(cast.support, by=cast.ada)
    services.create_action(before, by=cast.ada, text="Name the data owners", factor="data_quality", owner=cast.mia)
    assessment = services.start_assessment(cast.support, by=cast.ada)

    page = client_of(cast.ada).get(assessment.get_absolute_url()).content.decode()

    for said in ("Last time: 7", "Name the data owners", "Mia Manager", "0 of 20 answered", "next: Data quality"):
        assert said in page


def test_the_page_costs_the_same_for_few_and_for_many_answers(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    submitted(cast.support, by=cast.ada)
    assessment = filled(cast.support, by=cast.ada, scores=REFERENCE)
    browser = client_of(cast.ada)
    browser.get(assessment.get_absolute_url())

    with django_assert_max_num_queries(17):
        browser.get(assessment.get_absolute_url())


def test_too_long_a_comment_is_refused_at_its_factor(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[])

    with pytest.raises(Invalid, match="at most 4000"):
        services.give_answers(assessment, {"data_quality": Given(comment="x" * 4001)}, by=cast.ada)
    refused = client_of(cast.ada).post(answer_url(assessment), {"comment-data_quality": "x" * 4001})
    assert refused.status_code == 422
    assert "at most 4000" in refused.json()["errors"]["data_quality"]


def test_who_may_not_assess_is_refused_and_an_outsider_finds_nothing(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assessment = filled(cast.support, by=cast.ada)

    assert client_of(cast.dov).post(answer_url(assessment), {"score-data_quality": "1"}).status_code == 403
    assert client_of(cast.olga).post(answer_url(assessment), {"score-data_quality": "1"}).status_code == 404
    assert Answer.objects.get(factor="data_quality").score == 7
