"""Ranking, preview, counts and dossier: what pages and apps above read."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from foundation.kernel.periods import Month
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.usecases import (
    REVIEW_INPUTS,
    a_case,
    a_classified_case,
    a_scored_case,
)
from usecases import queries, services
from usecases.models import StageCount, StageCountDelta, StageMove, UseCase
from usecases.queries import Preview

pytestmark = pytest.mark.django_db


def fractions(**percent: int) -> dict[str, Decimal]:
    return {key: Decimal(value) / 100 for key, value in percent.items()}


def test_code_review_leads_support_automation(library: None, ada: User, support: Unit) -> None:
    a_scored_case(support, name="Support automation")
    a_scored_case(support, name="Code review", inputs=REVIEW_INPUTS)

    ranking = queries.ranking(ada)

    assert [(row.rank, row.name, str(row.score)) for row in ranking.rows] == [
        (1, "Code review", "5.5333"),
        (2, "Support automation", "5.1333"),
    ]
    assert ranking.rows[1].contributions["risk"] == Decimal("1.5333")
    assert ranking.rows[0].band is not None
    assert ranking.rows[0].band.key == "medium"


def test_a_preview_says_who_moves_and_saves_nothing(library: None, ada: User, support: Unit) -> None:
    a_scored_case(support, name="Support automation")
    a_scored_case(support, name="Code review", inputs=REVIEW_INPUTS)

    preview = queries.ranking(ada, weights=fractions(business_value=100, feasibility=0, risk=0, time_to_value=0))

    assert isinstance(preview, Preview)
    assert [(row.name, row.moved) for row in preview.rows] == [("Support automation", 1), ("Code review", -1)]
    assert (preview.up, preview.down, preview.same, preview.leader_changes) == (1, 1, 0, True)
    assert preview.rebanded == 2
    assert queries.ranking(ada).rows[0].name == "Code review"


def test_a_preview_equals_what_adopting_gives(library: None, ada: User, support: Unit, run_jobs: Any) -> None:
    for n in range(8):
        inputs = REVIEW_INPUTS | {
            "data_quality": str(n),
            "regulatory_risk": str((n * 7) % 10),
            "estimated_months": str(n),
        }
        a_scored_case(support, name=f"Case {n}", inputs=inputs)
    weights = {"business_value": "15", "feasibility": "35.5", "risk": "40", "time_to_value": "9.5"}
    tried = queries.ranking(ada, weights={key: Decimal(value) / 100 for key, value in weights.items()})

    services.adopt_weights(weights, by=ada)
    run_jobs()

    adopted = queries.ranking(ada)
    assert [(row.name, row.score) for row in adopted.rows] == [(row.name, row.score) for row in tried.rows]
    assert [case.current_score for case in UseCase.objects.ranked()] == [row.score for row in tried.rows]


def test_ranking_leaves_out_closed_unscored_and_invisible_cases(library: None, cast: Any) -> None:
    a_scored_case(cast.support, name="Ranked")
    a_case(cast.support, name="Not scored")
    services.close(a_scored_case(cast.support, name="Killed"), to="killed", by=cast.ada, reason="No")
    a_scored_case(cast.other, name="Elsewhere")

    assert [row.name for row in queries.ranking(cast.ada).rows] == ["Ranked"]
    assert [row.name for row in queries.ranking(cast.olga).rows] == ["Elsewhere"]
    assert queries.ranking(cast.ada, unit=cast.sales).count == 0


def test_cases_scored_by_another_model_are_counted_as_stale(library: None, ada: User, support: Unit) -> None:
    case = a_scored_case(support)
    UseCase.objects.filter(pk=case.pk).update(current_criteria={"other": "1.0"})

    ranking = queries.ranking(ada)

    assert (ranking.count, ranking.stale) == (0, 1)


def test_equal_scores_rank_in_order_of_registration(library: None, ada: User, support: Unit) -> None:
    for name in ("First", "Second", "Third"):
        a_scored_case(support, name=name)

    assert [row.name for row in queries.ranking(ada, start=1, size=1).rows] == ["Second"]


def test_the_ranking_takes_the_same_queries_whatever_its_length(
    library: None, ada: User, support: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(6):
        a_scored_case(support, name=f"Case {n}")
    queries.ranking(ada)

    with django_assert_num_queries(3):
        queries.ranking(ada)


def test_the_chart_takes_the_best_and_tells_how_many_there_are(library: None, ada: User, support: Unit) -> None:
    a_scored_case(support, name="Support automation")
    a_scored_case(support, name="Code review", inputs=REVIEW_INPUTS)

    cases, count = queries.top_cases(ada, limit=1)

    assert ([case["name"] for case in cases], count) == (["Code review"], 2)
    assert cases[0]["criteria"]["feasibility"] == 8.0


# --- counts


def test_counts_follow_every_move_and_count_upwards(
    library: None, ada: User, org: Unit, support: Unit, sales: Unit
) -> None:
    team = people.create_unit("Team", by=COMMAND_LINE, parent=support)
    a_classified_case(team)
    a_case(support)
    services.advance(a_scored_case(sales), to="rejected", by=ada)

    assert queries.stage_counts(ada)["scored"] == 1
    assert queries.stage_counts(ada)["rejected"] == 1
    assert queries.stage_counts(ada, unit=support) == queries.stage_counts(ada) | {"rejected": 0}
    by_unit = queries.counts_by_unit(ada, [org, support, team, sales])
    assert {pk: sum(stages.values()) for pk, stages in by_unit.items()} == {
        org.pk: 3,
        support.pk: 2,
        team.pk: 1,
        sales.pk: 1,
    }
    assert queries.stage_count_differences() == []


def test_folding_changes_no_figure(library: None, ada: User, support: Unit, sales: Unit) -> None:
    for unit in (support, sales, sales):
        a_classified_case(unit, category="Service")
    before = queries.stage_counts(ada), queries.counts_by_unit(ada, [support, sales])
    assert StageCountDelta.objects.exists()

    services.fold_stage_counts()

    assert not StageCountDelta.objects.exists()
    assert (queries.stage_counts(ada), queries.counts_by_unit(ada, [support, sales])) == before
    assert queries.stage_counts(ada, category="Service")["scored"] == 3
    assert queries.stage_counts(ada, category="Other")["scored"] == 0
    a_case(sales, category="Service")
    services.fold_stage_counts()
    assert queries.stage_count_differences() == []


def test_a_wrong_sum_is_found_and_rebuilt(ada: User, support: Unit) -> None:
    a_case(support)
    services.fold_stage_counts()
    StageCount.objects.filter(unit=support).update(cases=7)
    assert "7 counted, 1 there" in queries.stage_count_differences()[0]

    services.rebuild_stage_counts()

    assert queries.stage_count_differences() == []


def test_counts_are_one_query(
    library: None, ada: User, support: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_case(support)
    queries.stage_counts(ada)

    with django_assert_num_queries(2):  # the top units, and the sums
        queries.stage_counts(ada)


def test_a_public_inventory_is_counted_only_when_asked_for(cast: Any) -> None:
    inventory = people.add_unit("Public inventory", by=COMMAND_LINE, kind="organization")
    inventory.is_inventory = True
    inventory.save(update_fields=["is_inventory"])
    people.grant_role(cast.ada, "pm", inventory, by=COMMAND_LINE)
    a_case(inventory)
    a_case(cast.support)
    ada = User.objects.get(pk=cast.ada.pk)

    assert queries.stage_counts(ada)["idea"] == 1
    assert queries.stage_counts(ada, inventory=True)["idea"] == 2
    assert queries.stage_counts(ada, unit=inventory)["idea"] == 1


def test_an_outsider_counts_nothing(ada: User, olga: User, org: Unit, support: Unit) -> None:
    a_case(support)

    assert sum(queries.stage_counts(olga).values()) == 0
    assert sum(queries.stage_counts(olga, unit=support).values()) == 0
    assert queries.counts_by_unit(olga, [org]) == {}


def test_moves_of_a_month_count_what_was_earned_in_it(library: None, ada: User, support: Unit) -> None:
    case = a_scored_case(support)
    now = StageMove.objects.filter(case=case).latest("id").effective_at.astimezone(UTC)
    StageMove.objects.create(
        case=case,
        from_stage="scored",
        to_stage="production",
        source="imported",
        effective_at=datetime(now.year, now.month, 2, tzinfo=UTC),
    )
    month = Month(now.year, now.month)

    assert queries.moves_in_month(ada, month)["scored"] == 1
    assert queries.moves_in_month(ada, month)["production"] == 0
    assert queries.moves_in_month(ada, month.plus(-1))["scored"] == 0


# --- single cases


def test_a_case_is_found_by_its_reference_however_it_is_written(ada: User, olga: User, support: Unit) -> None:
    case = a_case(support)

    for text in (case.reference, case.reference.lower(), f"UC-{case.pk}"):
        assert queries.by_reference(text, ada) == case
    for reference, person in ((case.reference, olga), ("UC-0", ada), ("UC-²", ada)):
        with pytest.raises(Http404):
            queries.by_reference(reference, person)


def test_the_dossier_has_its_six_sections_and_no_score(library: None, ada: User, support: Unit) -> None:
    case = a_classified_case(support, human_oversight="An agent reads every answer.", personal_data="yes")
    before = queries.dossier(case)

    services.record_inputs(case, by=ada, inputs={"data_quality": "9"})
    services.score_case(case, by=ada)
    case.refresh_from_db()

    assert list(before) == ["purpose", "data", "model", "risk", "budget", "measures"]
    assert before["risk"]["tier"] == "high"
    assert before["risk"]["human_oversight"] == "An agent reads every answer."
    assert before["data"]["personal_data"] == "yes"
    assert queries.dossier(case) == before


def test_people_to_name_are_those_with_a_role_in_sight(cast: Any) -> None:
    names = {person.username for person in queries.nameable(cast.ben)}

    assert {"ada", "ben", "mia", "eve"} <= names
    assert "olga" not in names


def test_search_answers_with_visible_cases_only(cast: Any) -> None:
    case = a_case(cast.support, name="Answer support mail")

    assert [hit.title for hit in queries.find(cast.ada, "support mail", 5)] == ["Answer support mail"]
    assert queries.find(cast.ada, case.reference.lower(), 5)[0].url == case.get_absolute_url()
    assert queries.find(cast.olga, "support", 5) == []
