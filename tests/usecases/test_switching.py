"""Another scoring model: what it lacks, what is kept, who moves, and the way back."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from foundation.audit.models import Entry
from foundation.audit.services import bulk_rows_of
from foundation.kernel.errors import Conflict, Invalid
from foundation.people.models import Unit, User
from library import queries as library
from library.models import Document
from tests.factories.usecases import REVIEW_INPUTS, SUPPORT_INPUTS, a_case, a_scored_case
from usecases import queries, services
from usecases.models import ScoreCard, UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
POINTS = {
    "business_value_points": "8", "time_criticality_points": "5", "risk_opportunity_points": "3",
    "job_size_points": "5",
}  # fmt: skip


@pytest.fixture
def wsjf(library: None) -> Document:
    from library.queries import latest

    return latest("scoring_model", "wsjf")


@pytest.fixture
def two(wsjf: Document, support: Unit, ada: User) -> tuple[UseCase, UseCase]:
    """Document A's two cases, scored; only the first has points for WSJF."""
    first = a_scored_case(support, name="Support automation")
    services.record_inputs(first, by=ada, inputs=POINTS, model=wsjf)
    return first, a_scored_case(support, name="Code review", inputs=REVIEW_INPUTS)


def test_inputs_of_a_model_that_is_not_in_use_are_kept_beside_the_others(two: tuple[UseCase, UseCase]) -> None:
    two[0].refresh_from_db()

    assert two[0].inputs == SUPPORT_INPUTS | POINTS
    assert two[0].current_score == Decimal("5.1333")


def test_the_switch_says_what_is_missing_and_for_how_many(
    two: tuple[UseCase, UseCase], wsjf: Document, ada: User
) -> None:
    found = queries.switch_to(ada, wsjf)

    assert (found.count, found.scored, found.lost, found.gained, found.assuming) == (2, 1, 1, 0, 0)
    assert [(cover.known, cover.missing, cover.assumed) for cover in found.inputs] == [(1, 1, None)] * 4
    assert found.blocking is not None
    back = queries.switch_to(ada, queries.active_model())
    assert (back.scored, back.lost, back.blocking) == (2, 0, None)


def test_what_the_new_model_cannot_score_has_no_score_but_all_its_cards_and_inputs(
    two: tuple[UseCase, UseCase], wsjf: Document, ada: User, run_jobs: Any
) -> None:
    adopted = services.adopt_model(wsjf, by=ada, note="Flow first")
    run_jobs()

    for case in two:
        case.refresh_from_db()
    assert two[0].current_score == Decimal("3.2000")
    assert two[0].current_band == "first"
    assert two[0].current_card is not None
    assert two[0].current_card.model == wsjf
    assert (two[1].current_score, two[1].current_card, two[1].current_band, two[1].current_assumed) == (
        None, None, "", None,
    )  # fmt: skip
    assert two[1].inputs == REVIEW_INPUTS
    assert two[1].cards.count() == 1
    assert two[1].stage == "scored"
    adopted.job.refresh_from_db()
    assert (adopted.job.result["changed"], adopted.job.result["lost"]) == (1, 1)
    rows = {row["uid"]: row for row in bulk_rows_of(Entry.objects.get(action="usecases.scores.recomputed"))}
    assert rows[str(two[1].uid)]["after"] == ""
    assert [row.reference for row in queries.ranking(ada).rows] == [two[0].reference]


def test_the_way_back_gives_the_scores_back_on_new_cards(
    two: tuple[UseCase, UseCase], wsjf: Document, ada: User, run_jobs: Any
) -> None:
    before = queries.active_model()
    services.adopt_model(wsjf, by=ada)
    run_jobs()
    services.adopt_model(before, by=ada)
    run_jobs()

    for case, score in zip(two, ("5.1333", "5.5333"), strict=True):
        case.refresh_from_db()
        assert str(case.current_score) == score
        assert case.current_card is not None
        assert case.current_card.model == before
    assert [case.cards.count() for case in two] == [3, 2]


def test_a_model_with_the_same_criteria_still_makes_cards_of_its_own(
    two: tuple[UseCase, UseCase], ada: User, support: Unit, run_jobs: Any
) -> None:
    curve = library.latest("scoring_model", "value-curve")
    nothing = a_scored_case(support, name="Worth nothing", inputs=SUPPORT_INPUTS | {"estimated_value": "0"})
    score = nothing.current_score

    services.adopt_model(curve, by=ada)
    assert queries.ranking(ada).stale == 3
    run_jobs()

    nothing.refresh_from_db()
    assert nothing.current_score == score
    assert nothing.current_card is not None
    assert nothing.current_card.model == curve
    assert queries.ranking(ada).stale == 0


def test_a_case_with_inputs_of_another_model_only_is_not_ranked(
    two: tuple[UseCase, UseCase], wsjf: Document, ada: User, support: Unit, run_jobs: Any
) -> None:
    other = a_case(support, name="Only points")
    services.record_inputs(other, by=ada, inputs=POINTS, model=wsjf)

    services.request_recompute(by=ada)
    run_jobs()

    other.refresh_from_db()
    assert other.current_score is None
    assert len(queries.ranking(ada).rows) == 2
    with pytest.raises(Conflict, match="at least one input"):
        services.score_case(other, by=ada)


def test_inputs_taken_away_take_the_score_away_at_the_next_recompute(
    two: tuple[UseCase, UseCase], ada: User, run_jobs: Any
) -> None:
    services.record_inputs(two[1], by=ada, inputs=dict.fromkeys(REVIEW_INPUTS))
    services.request_recompute(by=ada)
    run_jobs()

    two[1].refresh_from_db()
    assert two[1].current_score is None


def test_scoring_with_inputs_that_do_not_do_keeps_nothing(
    two: tuple[UseCase, UseCase], wsjf: Document, ada: User, run_jobs: Any
) -> None:
    services.adopt_model(wsjf, by=ada)
    run_jobs()

    with pytest.raises(Invalid, match="Job size: the model cannot do without it"):
        services.score_with(two[1], by=ada, inputs=POINTS | {"job_size_points": ""})
    two[1].refresh_from_db()
    assert two[1].inputs == REVIEW_INPUTS
    card = services.score_with(two[1], by=ada, inputs=POINTS)
    assert card.total == Decimal("3.2000")


def test_the_page_leads_to_another_model_and_takes_it_into_use(
    two: tuple[UseCase, UseCase], wsjf: Document, ada: User, client_of: ClientOf, run_jobs: Any
) -> None:
    client = client_of(ada)

    page = client.get("/portfolio/model/?model=wsjf").content.decode()
    assert "From “Weighted value” to “Weighted shortest job first”" in page
    assert "It could score 1 of 2 open use cases" in page
    assert "1 use case would have no score by it." in page
    refused = client.post("/portfolio/model/", {"model": "wsjf", "version": "1", "note": ""})
    assert refused.status_code == 422
    answer = client.post("/portfolio/model/", {"model": "wsjf", "version": "1", "note": "Flow first"}, follow=True)
    run_jobs()

    assert "The scoring model “Weighted shortest job first” is in use." in answer.content.decode()
    assert queries.active_model() == wsjf
    ranked = client.get("/portfolio/").content.decode()
    assert "Try other weights" not in ranked
    assert "Cost of delay" in ranked
    bubble = client.get("/portfolio/charts/bubble/").json()
    assert bubble["title"].startswith("0 of 1 use case has a high cost of delay and a small job size")
    for nonsense in ("?model=nothing", "?model=wsjf&version=99", "?version=x"):
        assert client.get(f"/portfolio/model/{nonsense}").status_code == 200


def test_points_are_entered_on_the_page_before_the_model_is_used(
    two: tuple[UseCase, UseCase], client_of: ClientOf, ada: User
) -> None:
    client = client_of(ada)
    url = f"/use-cases/{two[1].reference}/score/?model=wsjf"

    assert "is not in use" in client.get(url).content.decode()
    wrong = client.post(url, POINTS | {"job_size_points": "4"})
    assert wrong.status_code == 422
    kept = client.post(url, POINTS, follow=True).content.decode()

    assert "The inputs are kept." in kept
    two[1].refresh_from_db()
    assert two[1].inputs == REVIEW_INPUTS | POINTS
    assert ScoreCard.objects.count() == 2


def test_inputs_can_be_kept_without_scoring(two: tuple[UseCase, UseCase], client_of: ClientOf, ada: User) -> None:
    client = client_of(ada)

    page = client.post(
        f"/use-cases/{two[1].reference}/score/", REVIEW_INPUTS | {"data_quality": "1", "keep": "1"}, follow=True
    ).content.decode()

    assert "Inputs were changed since this card was made." in page
    assert two[1].cards.count() == 1
