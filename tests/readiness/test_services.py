"""Starting, answering and submitting assessments."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from readiness import queries, services
from readiness.models import Assessment, UnitProfile
from readiness.services import Given
from readiness.workflow import State
from tests.factories.readiness import REFERENCE, filled, submitted

pytestmark = pytest.mark.usefixtures("library")


def test_submitting_freezes_the_result_and_makes_it_the_profile_of_the_unit(cast: SimpleNamespace) -> None:
    assessment = submitted(cast.support, by=cast.ada)

    profile = UnitProfile.objects.get(unit=cast.support)
    assert assessment.overall == Decimal("5.95")
    assert profile.overall == Decimal("5.95")
    assert [str(score) for _, score in profile.dimension_scores()] == ["6.5", "6.75", "5.5", "6", "5"]


def test_starting_twice_continues_the_open_draft(cast: SimpleNamespace) -> None:
    first = services.start_assessment(cast.support, by=cast.ada)

    assert services.start_assessment(cast.support, by=cast.ada) == first
    assert Assessment.objects.count() == 1


def test_a_new_assessment_replaces_the_profile_and_keeps_the_old_result(cast: SimpleNamespace) -> None:
    old = submitted(cast.support, by=cast.ada)
    new = submitted(cast.support, by=cast.ada, scores=[8] * 20)

    assert UnitProfile.objects.get(unit=cast.support).assessment == new
    assert queries.previous_result(new) == old
    old.refresh_from_db()
    assert old.overall == Decimal("5.95")


def test_a_unit_without_a_result_of_its_own_shows_that_of_the_unit_above(cast: SimpleNamespace) -> None:
    submitted(cast.org, by=cast.ada)

    profile = queries.latest_profile(cast.sales)

    assert profile is not None
    assert profile.unit == cast.org


def test_an_incomplete_assessment_cannot_be_submitted_and_says_what_is_missing(cast: SimpleNamespace) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=REFERENCE[:18])

    with pytest.raises(Conflict, match="2 of 20"):
        services.submit_assessment(assessment, by=cast.ada)


@pytest.mark.parametrize("score", ["11", "-1", "6.5", "seven", "NaN", "1e9"])
def test_a_score_off_the_scale_is_refused_at_its_factor(cast: SimpleNamespace, score: str) -> None:
    assessment = services.start_assessment(cast.support, by=cast.ada)

    with pytest.raises(Invalid, match="from 0 to 10") as refusal:
        services.give_answers(assessment, {"data_quality": Given(score=score)}, by=cast.ada)

    assert refusal.value.field == "data_quality"


def test_a_score_can_be_taken_back(cast: SimpleNamespace) -> None:
    assessment = filled(cast.support, by=cast.ada)

    given = {"data_quality": Given(score=None, comment="to be measured")}

    assert services.give_answers(assessment, given, by=cast.ada).answered == 19


def test_people_without_the_right_neither_start_nor_answer_nor_submit(cast: SimpleNamespace) -> None:
    assessment = filled(cast.support, by=cast.ada)

    for outsider in (cast.dov, cast.ben, cast.olga, cast.root_admin):
        with pytest.raises(Denied):
            services.start_assessment(cast.support, by=outsider)
        with pytest.raises(Denied):
            services.give_answers(assessment, {"data_quality": Given(score="1")}, by=outsider)
        with pytest.raises(Denied):
            services.submit_assessment(assessment, by=outsider)


def test_a_submitted_assessment_no_longer_changes(cast: SimpleNamespace) -> None:
    assessment = submitted(cast.support, by=cast.ada)

    with pytest.raises(Conflict, match="closed"):
        services.give_answers(assessment, {"data_quality": Given(score="1")}, by=cast.ada)
    with pytest.raises(Conflict):
        services.submit_assessment(assessment, by=cast.ada)
    with pytest.raises(Conflict):
        services.discard_assessment(assessment, by=cast.ada)


def test_a_discarded_draft_leaves_the_lists_and_stays_in_the_trail(cast: SimpleNamespace) -> None:
    assessment = services.discard_assessment(filled(cast.support, by=cast.ada), by=cast.ada)

    assert assessment.state == State.DISCARDED
    assert not Assessment.objects.visible_to(cast.ada).exists()
    assert Entry.objects.filter(subject_uid=assessment.uid).count() == 3


def test_every_change_of_a_score_is_in_the_trail_with_before_and_after(cast: SimpleNamespace) -> None:
    assessment = filled(cast.support, by=cast.ada)
    services.give_answers(assessment, {"data_quality": Given(score="3")}, by=cast.ada)

    entry = Entry.objects.filter(subject_uid=assessment.uid, action="readiness.assessment.answered").latest("id")

    assert '"data_quality":["7' in entry.body
    assert '"3"' in entry.body
