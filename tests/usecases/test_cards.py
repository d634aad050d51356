"""Score cards: what was not known, what changed since an earlier one, and that a card never changes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given

from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from library.services import publish_version
from tests.factories.usecases import SUPPORT_INPUTS, a_scored_case
from tests.usecases.test_scoring_models import MODELS, model_and_case
from usecases import charts, queries, rules, services
from usecases.models import UseCase

ClientOf = Callable[[User], Client]
A = MODELS["weighted-value"]


def scored(inputs: dict[str, Any], model: Any = A, reference: str = "A 1") -> rules.Scored:
    total = rules.evaluate(model, rules.columns(model, [inputs])).total(0)
    assert total is not None
    return rules.Scored(model, reference, inputs, total)


def test_the_missing_input_that_moves_the_total_most_comes_first() -> None:
    (found,) = rules.gaps(A, [{"data_quality": "8", "complexity": "4"}])

    assert found[0].label == "Estimated value a year"
    assert (found[0].assumed, found[0].low, found[0].high) == ("0", Decimal("3.3000"), Decimal("7.3000"))
    assert [gap.key for gap in found][1:3] == ["integration", "estimated_months"]
    assert {gap.key for gap in found}.isdisjoint({"data_quality", "complexity"})
    assert rules.gaps(A, [SUPPORT_INPUTS]) == [[]]


def test_the_order_of_importance_of_a_model_starts_with_value() -> None:
    assert rules.by_importance(A)[0].key == "estimated_value"
    assert rules.by_importance(MODELS["wsjf"])[0].key == "job_size_points"


@given(model_and_case(), model_and_case())
def test_the_effects_of_changes_add_up_to_the_difference(one: Any, other: Any) -> None:
    model, first = one
    second = {entry.key: other[1].get(entry.key, first.get(entry.key)) for entry in model.inputs}
    before, after = scored(first, model), scored(second, model)

    found = rules.compare(before, after)

    assert sum((change.effect or Decimal(0) for change in found), Decimal(0)) == after.total - before.total
    assert {change.key for change in found} == {k for k in second if second[k] != first.get(k)}


def test_a_comparison_names_value_and_assumption_on_both_sides() -> None:
    found = rules.compare(
        scored({"data_quality": "8", "complexity": "4"}), scored({"data_quality": "8", "integration": "2"})
    )

    assert [(c.label, c.before, c.before_assumed, c.after, c.after_assumed) for c in found] == [
        ("Integration effort", "5", True, "2", False), ("Technical complexity", "4", False, "5", True),
    ]  # fmt: skip
    assert [str(change.effect) for change in found] == ["0.3000", "-0.1000"]


def test_between_different_models_no_effect_is_told() -> None:
    found = rules.compare(scored(SUPPORT_INPUTS), scored(SUPPORT_INPUTS, MODELS["value-curve"], "curve 1"))

    assert [(change.label, change.effect) for change in found] == [("Scoring model", None)]


@pytest.fixture
def case(library: None, support: Unit, ada: User) -> UseCase:
    """A case with two cards: document A's, then months unknown and more value than counts."""
    found = a_scored_case(support, name="Support automation")
    services.score_with(found, by=ada, inputs={"estimated_months": "", "estimated_value": "12000000"})
    found.refresh_from_db()
    return found


@pytest.mark.django_db
def test_a_card_says_where_it_comes_from_what_was_held_and_what_to_find_out(
    case: UseCase, ada: User, client_of: ClientOf
) -> None:
    card = case.current_card
    assert card is not None

    page = client_of(ada).get(f"/use-cases/{case.reference}/cards/{card.uid}/").content.decode()

    for said in (
        "12,000,000 ÷ 1,000,000 = 12, held at 10", "10 − 4 = 6", "10 − 6 = 4", "Find out “Months to first value” first",
        "Held at a limit:", "by Ada", "version 1", "Scored by a person", card.model.get_absolute_url(),
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.django_db
def test_advice_that_rests_on_assumptions_says_what_else_it_could_be(
    library: None, support: Unit, ada: User, client_of: ClientOf
) -> None:
    known = a_scored_case(support, name="All is known")
    open_case = a_scored_case(support, name="Little is known", inputs={"estimated_value": "9000000"})

    page = client_of(ada).get(f"{open_case.get_absolute_url()}?tab=scoring").content.decode()
    sure = client_of(ada).get(f"{known.get_absolute_url()}?tab=scoring").content.decode()

    assert "Advice, if what is assumed holds" in page
    assert "could be anything from “" in page
    assert "” first" in page
    assert f"possible: {open_case.current_low:.2f} to {open_case.current_high:.2f}; " in page
    assert "if what is assumed holds" not in sure
    assert "possible: " not in sure


@pytest.mark.django_db
def test_two_cards_are_compared_with_what_each_change_did(case: UseCase, ada: User, client_of: ClientOf) -> None:
    latest, first = queries.cards(case)
    client = client_of(ada)
    url = f"/use-cases/{case.reference}/cards/{latest.uid}/"

    page = client.get(f"{url}?with={first.uid}").content.decode()
    chart = client.get(f"{url}chart/?with={first.uid}").json()

    assert "2.90 points more than on" in page
    assert "+3.200" in page
    assert "-0.300" in page
    assert chart["title"].startswith("Estimated value a year moved the total most between")
    assert len(chart["table"]["rows"]) == 4
    for wrong in (latest.uid, "0" * 32, "x"):
        assert client.get(f"{url}?with={wrong}").status_code == 404
        assert client.get(f"{url}chart/?with={wrong}").status_code == 404


@pytest.mark.django_db
def test_the_waterfall_of_a_quotient_ends_at_the_total(library: None, support: Unit, ada: User, run_jobs: Any) -> None:
    from library.queries import latest

    services.adopt_model(latest("scoring_model", "wsjf"), by=ada)
    run_jobs()
    points = ("business_value_points", "time_criticality_points", "risk_opportunity_points", "job_size_points")
    found = a_scored_case(support, inputs=dict(zip(points, ("8", "5", "3", "5"), strict=True)))
    assert found.current_card is not None

    chart = charts.contributions(found.current_card)

    values = [move.value for move in chart.moves if not move.total]
    assert values == [8, 5, 3, Decimal("-12.8000")]
    assert [move.label for move in chart.moves if move.total] == ["Sum", "Total"]
    assert chart.title == "Business value adds most to the total of 3.20"


@pytest.mark.django_db
def test_later_changes_of_inputs_and_library_alter_no_card(
    case: UseCase, ada: User, client_of: ClientOf, run_jobs: Any
) -> None:
    first = case.cards.earliest("id")
    url = f"/use-cases/{case.reference}/cards/{first.uid}/"
    client = client_of(ada)
    chart = client.get(f"{url}chart/").content
    shown = client.get(url).content.decode()
    kept = (first.inputs, first.result, first.total, first.band, first.model_id)

    services.record_inputs(case, by=ada, inputs={"data_quality": "1"})
    body = queries.active_model().data
    body["criteria"][0]["weight"], body["criteria"][1]["weight"] = "0.3", "0.4"
    body["criteria"][0]["factors"][0]["formula"] = "another formula"
    newer = publish_version(kind="scoring_model", slug="weighted-value", body=body, by=COMMAND_LINE)
    services.adopt_model(newer, by=ada)
    run_jobs()

    first.refresh_from_db()
    assert (first.inputs, first.result, first.total, first.band, first.model_id) == kept
    assert client.get(f"{url}chart/").content == chart
    again = client.get(url).content.decode()
    assert "another formula" not in again
    table = "Every input on its way to the total"
    assert again[again.index(table) : again.index("</tfoot>")] == shown[shown.index(table) : shown.index("</tfoot>")]
    assert case.cards.count() == 3


@pytest.mark.django_db
def test_the_list_finds_cases_with_assumed_inputs_and_says_what_to_find_out(
    case: UseCase, ada: User, support: Unit, client_of: ClientOf
) -> None:
    a_scored_case(support, name="All is known")
    client = client_of(ada)

    assumed = client.get("/use-cases/?inputs=assumed&cols=name,score,assumed,find_out").content.decode()
    known = client.get("/use-cases/?inputs=known").content.decode()

    assert "Support automation" in assumed
    assert "All is known" not in assumed
    assert "Months to first value" in assumed
    assert "7.6 to 8.6" in assumed
    assert "All is known" in known
    assert "Support automation" not in known
    export = client.get("/use-cases/?inputs=assumed&export=csv")
    assert b"lowest possible" in b"".join(export.streaming_content if export.streaming else [export.content])  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_the_ranking_shows_ranges_and_explains_equal_scores(
    case: UseCase, ada: User, support: Unit, client_of: ClientOf
) -> None:
    a_scored_case(support, name="First twin")
    a_scored_case(support, name="Second twin")

    page = client_of(ada).get("/portfolio/").content.decode()
    rows = queries.ranking(ada).rows

    assert "Same score: the use case registered earlier comes first." in page
    assert "assumed: Months to first value" in page
    assert [(row.name, row.tied) for row in rows] == [
        ("Support automation", False), ("First twin", True), ("Second twin", True),
    ]  # fmt: skip
    assert (rows[0].low, rows[0].high) == (case.current_low, case.current_high)


@pytest.mark.django_db
def test_a_criterion_that_is_the_same_for_all_is_said(ada: User, library: None, support: Unit) -> None:
    a_scored_case(support, name="One")
    a_scored_case(support, name="Two", inputs=SUPPORT_INPUTS | {"data_quality": "1"})

    assert queries.ranking(ada).flat == ("Business value", "Low risk", "Time to value")


@pytest.mark.django_db
def test_an_outsider_finds_no_card(case: UseCase, olga: User, client_of: ClientOf) -> None:
    first = case.cards.earliest("id")

    assert client_of(olga).get(f"/use-cases/{case.reference}/cards/{first.uid}/").status_code == 404
