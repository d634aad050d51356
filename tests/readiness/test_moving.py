"""Going on with a newer version of an instrument: what is kept, rescaled and lost is said before and recorded after."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied
from foundation.people.actors import COMMAND_LINE
from library import services as library
from library.kinds.instrument import Scale
from library.models import Document
from library.queries import latest
from readiness import services
from readiness.models import Answer
from readiness.rules.moving import rescaled_score
from readiness.services import Given, Mark
from readiness.workflow import Mode, SheetState
from tests.factories.readiness import filled, rated, submitted

pytestmark = pytest.mark.usefixtures("library")


def newer() -> Document:
    """The next version of the enterprise instrument: its first factor gone, a new one, the second in other words."""
    data = latest("instrument", "enterprise-readiness").data
    factors = data["dimensions"][0]["factors"]
    factors[0] = {**factors[0], "key": "data_lineage", "label": "Data lineage"}
    factors[1] = {**factors[1], "guidance": "Asked in other words."}
    return library.publish(kind="instrument", slug="enterprise-readiness", body=data, by=COMMAND_LINE)


def on_five_steps() -> Document:
    """A newer version on a scale of 1 to 5."""
    data = latest("instrument", "enterprise-readiness").data
    for dimension in data["dimensions"]:
        for factor in dimension["factors"]:
            factor["anchors"] = []
    scale = {"lowest": "1", "highest": "5", "step": "1", "anchors": [{"score": "3", "text": "Half way."}]}
    body = data | {"scale": scale, "weak_below": "3", "bands": [{**data["bands"][0], "at_least": "1"}]}
    return library.publish(kind="instrument", slug="enterprise-readiness", body=body, by=COMMAND_LINE)


def test_answers_stay_with_their_factors_and_the_trail_holds_the_account(cast: SimpleNamespace) -> None:
    assessment, document = filled(cast.support, by=cast.ada), newer()
    told = services.preview_move(assessment, document)

    account = services.move_to_version(assessment, document, by=cast.ada)

    assessment.refresh_from_db()
    assert account == told
    assert (len(account.kept), [lost.factor for lost in account.lost]) == (19, ["data_quality"])
    assert (account.new, account.reworded) == (("data_lineage",), ("data_accessibility",))
    assert (assessment.instrument, assessment.answered) == (document, 19)
    assert '"lost":[["data_quality","gone"]]' in Entry.objects.get(action="readiness.assessment.moved").body


def test_another_scale_loses_scores_unless_rescaling_is_asked_for(cast: SimpleNamespace) -> None:
    assessment, document = filled(cast.support, by=cast.ada, scores=[0, 5, 10]), on_five_steps()
    services.give_answers(assessment, {"data_volume": Given(score=Mark.NOT_KNOWN)}, by=cast.ada)
    lost = services.preview_move(assessment, document)

    account = services.move_to_version(assessment, document, by=cast.ada, rescale=True)

    assert [item.reason for item in lost.lost] == ["scale"] * 3
    assert [(item.before, item.after) for item in account.rescaled] == [(0, 1), (5, 3), (10, 5)]
    assert list(Answer.objects.order_by("id").values_list("score", "not_known")) == [
        (1, False),
        (3, False),
        (5, False),
        (None, True),
    ]


def test_sealed_sheets_move_without_a_word_about_their_scores(cast: SimpleNamespace) -> None:
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast.ben], by=cast.ada)
    rated(assessment, {cast.ben: [4] * 20})

    account = services.move_to_version(assessment, on_five_steps(), by=cast.ada, rescale=True)

    assert {item.before for item in account.rescaled} == {None}
    assert '"4"' not in (told := Entry.objects.get(action="readiness.assessment.moved").body)
    assert '"4.00"' not in told
    assert set(Answer.objects.values_list("score", flat=True)) == {Decimal(3)}


def test_a_sheet_that_lacks_a_new_answer_goes_back_to_its_rater(cast: SimpleNamespace) -> None:
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast.ben], by=cast.ada)
    rated(assessment, {cast.ben: [4] * 20})

    services.move_to_version(assessment, newer(), by=cast.ada)

    assert assessment.sheets.get().state == SheetState.FILLING


def test_only_an_open_assessment_moves_only_forward_and_only_by_who_may_assess(cast: SimpleNamespace) -> None:
    done, current = submitted(cast.support, by=cast.ada), latest("instrument", "enterprise-readiness")
    assessment, document = filled(cast.sales, by=cast.ada), newer()

    with pytest.raises(Conflict):
        services.move_to_version(done, document, by=cast.ada)
    with pytest.raises(Conflict, match="not a newer version"):
        services.move_to_version(assessment, current, by=cast.ada)
    with pytest.raises(Denied):
        services.move_to_version(assessment, document, by=cast.dov)


def test_the_page_says_what_the_move_costs_before_it_happens(cast: SimpleNamespace, client_of: Any) -> None:
    assessment, document = filled(cast.support, by=cast.ada), newer()
    url = f"{assessment.get_absolute_url()}move/"

    page = client_of(cast.ada).get(url).content.decode()
    assessment.refresh_from_db()
    untouched = assessment.instrument != document
    client_of(cast.ada).post(url)
    assessment.refresh_from_db()

    assert "loses 1 answer" in page
    assert "–" not in page[page.index("pm-figure-value") : page.index("Stay with the older version")]
    assert untouched
    assert assessment.instrument == document
    assert client_of(cast.dov).get(url).status_code == 403
    assert client_of(cast.olga).get(url).status_code == 404


@settings(derandomize=True, max_examples=60, deadline=None)
@given(score=st.integers(0, 10), lowest=st.integers(0, 3), steps=st.integers(1, 12))
def test_a_rescaled_score_lies_on_a_step_of_the_new_scale_and_keeps_both_ends(
    score: int, lowest: int, steps: int
) -> None:
    old = Scale(lowest=Decimal(0), highest=Decimal(10), step=Decimal(1))
    new = Scale(lowest=Decimal(lowest), highest=Decimal(lowest + steps), step=Decimal(1))

    moved = rescaled_score(Decimal(score), old, new)

    assert new.lowest <= moved <= new.highest
    assert moved == moved.to_integral_value()
    assert rescaled_score(old.lowest, old, new) == new.lowest
    assert rescaled_score(old.highest, old, new) == new.highest
