"""The API of use cases, score cards, ranking and weights."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from foundation.people.models import Unit, User
from tests.factories.usecases import HIGH_ANSWERS, REVIEW_INPUTS, SUPPORT_INPUTS, a_case, a_scored_case
from usecases import services
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., APIClient]
CASES = "/api/v1/use-cases/"
WEIGHTS = {"business_value": "10", "feasibility": "20", "risk": "60", "time_to_value": "10"}


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.json()


def refused(answer: Any, status: int, field: str = "") -> str:
    error = ok(answer, status)["error"]
    assert error.get("field", "") == field, error
    return str(error["message"])


def test_a_case_is_registered_classified_and_scored_over_the_api(
    library: None, ada: User, support: Unit, api_of: ApiOf
) -> None:
    api = api_of(ada)
    made = ok(
        api.post(
            CASES,
            {
                "unit": str(support.uid),
                "name": "Support automation",
                "summary": "Slow answers.",
                "owner": str(ada.uid),
                "budget": {"amount": "250000.50", "currency": "USD"},
            },
            format="json",
        ),
        201,
    )
    url = f"{CASES}{made['reference']}/"
    assert made["budget"] == {"amount": "250000.50", "currency": "USD"}
    assert (made["stage"], made["score"], made["owner_name"]) == ("idea", None, "Ada Program")

    assert ok(api.post(f"{url}classify/", {"answers": HIGH_ANSWERS}, format="json"))["tier"] == "high"
    ok(api.post(f"{url}inputs/", {"inputs": SUPPORT_INPUTS}, format="json"))
    card = ok(api.post(f"{url}score/"))

    assert (card["total"], card["band"], card["model"]) == ("5.1333", "medium", "scoring_model/weighted-value@1")
    assert card["result"]["contributions"]["risk"] == "1.5333"
    case = ok(api.get(f"{CASES}{made['uid']}/"))
    assert (case["stage"], case["score"], case["score_card"]) == ("scored", "5.1333", card["uid"])
    full = ok(api.get(f"/api/v1/score-cards/{card['uid']}/"))
    assert {key: full[key] for key in card} == card
    assert sum(Decimal(line["contribution"]) for line in full["lines"]) == Decimal("5.1333")
    listed = ok(api.get("/api/v1/score-cards/", {"case": made["reference"]}))["results"]
    assert listed == [card]


def test_the_list_is_narrowed_and_turned_by_cursor(library: None, cast: Any, api_of: ApiOf) -> None:
    cases = [a_case(cast.support, name=f"Case {n}") for n in range(3)]
    scored = a_scored_case(cast.sales, category="Coding")
    api = api_of(cast.ada)

    first = ok(api.get(CASES, {"page_size": 3}))
    rest = ok(api.get(first["next"]))
    assert [row["name"] for row in first["results"] + rest["results"]] == [scored.name, "Case 2", "Case 1", "Case 0"]

    def names(**query: Any) -> list[str]:
        return [row["reference"] for row in ok(api.get(CASES, query))["results"]]

    assert names(unit=str(cast.sales.uid)) == [scored.reference]
    assert names(stage="scored") == [scored.reference]
    assert names(category="Coding") == [scored.reference]
    assert names(tier="high") == []
    assert len(names(tier="none")) == 4
    since = UseCase.objects.get(pk=cases[2].pk).updated_at
    assert names(updated_since=since.isoformat()) == [scored.reference, cases[2].reference]
    assert names(updated_since=(since + timedelta(days=1)).isoformat()) == []


def test_a_list_searches_and_refuses_a_parameter_that_it_does_not_know(cast: Any, api_of: ApiOf) -> None:
    case, api = a_case(cast.support, name="Sort the mail"), api_of(cast.ada)
    a_case(cast.support, name="Read invoices", summary="By hand today.")

    for text in (case.reference, "mail sort"):
        assert [row["reference"] for row in ok(api.get(CASES, {"q": text}))["results"]] == [case.reference]
    assert "It knows: case_type, category, cursor" in refused(api.get(CASES, {"stages": "pilot"}), 400, "stages")
    assert "no such parameter" in refused(api.get("/api/v1/ranking/", {"unti": "x"}), 400, "unti")


def test_the_list_takes_few_queries(
    library: None, ada: User, support: Unit, api_of: ApiOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        a_scored_case(support, name=f"Case {n}", owner=ada)
    api = api_of(ada)
    ok(api.get(CASES))

    with django_assert_max_num_queries(5):  # the token, the grants, the rows, their tags, their added fields
        ok(api.get(CASES))
    with django_assert_max_num_queries(3):
        ok(api.get("/api/v1/score-cards/"))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"unit": "x"}, "unit"),
        ({"stage": "launched"}, "stage"),
        ({"tier": "huge"}, "tier"),
        ({"updated_since": "yesterday"}, "updated_since"),
    ],
)
def test_a_filter_that_means_nothing_is_told(query: dict[str, str], field: str, ada: User, api_of: ApiOf) -> None:
    refused(api_of(ada).get(CASES, query), 400, field)


def test_an_edit_checks_the_version_and_the_fields(ada: User, support: Unit, api_of: ApiOf) -> None:
    case = a_case(support)
    api = api_of(ada)
    url = f"{CASES}{case.reference}/"

    assert ok(api.patch(url, {"name": "Other", "version": 1}, format="json"))["version"] == 2
    assert "while you were editing" in refused(api.patch(url, {"name": "Third", "version": 1}, format="json"), 409)
    refused(api.patch(url, {"name": "x" * 501}, format="json"), 400, "name")
    refused(api.patch(url, {"name": "a\x00b"}, format="json"), 400, "name")
    refused(api.patch(url, {"budget": {"amount": "-1", "currency": "USD"}}, format="json"), 400, "budget")
    refused(api.patch(url, {"budget": {"amount": "1.234", "currency": "USD"}}, format="json"), 400, "budget")
    refused(api.patch(url, {"owner": "01900000-0000-7000-8000-000000000000"}, format="json"), 400, "owner")
    refused(api.patch(url, {"unit": "01900000-0000-7000-8000-000000000000"}, format="json"), 404)
    case.refresh_from_db()
    assert (case.name, case.version) == ("Other", 2)


def test_scoring_commands_refuse_what_the_pages_refuse(library: None, ada: User, support: Unit, api_of: ApiOf) -> None:
    case = a_case(support)
    api = api_of(ada)
    url = f"{CASES}{case.reference}/"

    assert "at least one input" in refused(api.post(f"{url}score/"), 409)
    refused(api.post(f"{url}inputs/", {"inputs": {"complexity": "11"}}, format="json"), 400, "complexity")
    refused(api.post(f"{url}inputs/", {"inputs": {"vibes": "1"}}, format="json"), 400, "vibes")
    refused(api.post(f"{url}inputs/", {"inputs": [1]}, format="json"), 400, "inputs")
    refused(api.post(f"{url}classify/", {"answers": {"safety": "perhaps"}}, format="json"), 400, "answers.safety")


def test_hold_resume_close_and_reopen_over_the_api(ada: User, support: Unit, api_of: ApiOf) -> None:
    api = api_of(ada)
    url = f"{CASES}{a_case(support).reference}/"

    refused(api.post(f"{url}hold/", {}, format="json"), 400, "reason")
    assert ok(api.post(f"{url}hold/", {"reason": "Waiting"}, format="json"))["hold_reason"] == "Waiting"
    refused(api.post(f"{url}hold/", {"reason": "Again"}, format="json"), 409)
    assert ok(api.post(f"{url}resume/", {}, format="json"))["on_hold_since"] is None
    refused(api.post(f"{url}close/", {"to": "approved", "reason": "x"}, format="json"), 400, "to")
    refused(api.post(f"{url}close/", {"to": "rejected", "reason": "x"}, format="json"), 400, "to")
    assert ok(api.post(f"{url}close/", {"to": "killed", "reason": "No value"}, format="json"))["stage"] == "killed"
    assert ok(api.post(f"{url}reopen/", {"reason": "New data"}, format="json"))["stage"] == "idea"


def test_stages_cannot_be_set_over_the_api(ada: User, support: Unit, api_of: ApiOf) -> None:
    case = a_case(support)
    api = api_of(ada)

    assert ok(api.patch(f"{CASES}{case.reference}/", {"stage": "production"}, format="json"))["stage"] == "idea"
    assert api.post(f"{CASES}{case.reference}/advance/", {"to": "approved"}, format="json").status_code == 404


def test_an_outsider_gets_404_everywhere(library: None, olga: User, support: Unit, api_of: ApiOf) -> None:
    case = a_scored_case(support)
    api = api_of(olga)
    assert case.current_card is not None

    assert ok(api.get(CASES))["results"] == []
    assert ok(api.get("/api/v1/score-cards/"))["results"] == []
    assert ok(api.get("/api/v1/ranking/"))["count"] == 0
    for key in (case.reference, str(case.uid), "UC-99999", "nonsense", "é"):
        refused(api.get(f"{CASES}{key}/"), 404)
        refused(api.patch(f"{CASES}{key}/", {"name": "X"}, format="json"), 404)
        for act in ("classify", "inputs", "score", "hold", "resume", "close", "reopen"):
            refused(api.post(f"{CASES}{key}/{act}/", {"reason": "x"}, format="json"), 404)
    refused(api.get(f"/api/v1/score-cards/{case.current_card.uid}/"), 404)
    refused(api.get("/api/v1/score-cards/", {"case": case.reference}), 404)
    refused(api.get(CASES, {"unit": str(support.uid)}), 404)
    refused(api.get("/api/v1/ranking/", {"unit": str(support.uid)}), 404)
    refused(api.post(CASES, {"unit": str(support.uid), "name": "X", "summary": "Y"}, format="json"), 404)


def test_a_reader_may_read_and_is_refused_every_command(library: None, dov: User, support: Unit, api_of: ApiOf) -> None:
    case = a_scored_case(support)
    api = api_of(dov)
    url = f"{CASES}{case.reference}/"

    ok(api.get(url))
    refused(api.patch(url, {"name": "X"}, format="json"), 403)
    refused(api.post(f"{url}score/"), 403)
    refused(api.post("/api/v1/weights/adopt/", {"weights": WEIGHTS}, format="json"), 403)
    refused(api.post("/api/v1/scores/recompute/"), 403)


def test_a_token_that_only_reads_changes_nothing(library: None, ada: User, support: Unit, api_of: ApiOf) -> None:
    case = a_case(support)
    api = api_of(ada, scopes=("read",))

    refused(api.patch(f"{CASES}{case.reference}/", {"name": "X"}, format="json"), 403)


def test_a_token_of_another_unit_sees_and_changes_nothing_here(
    ada: User, support: Unit, sales: Unit, api_of: ApiOf
) -> None:
    case = a_case(support)
    api = api_of(ada, unit=sales)

    refused(api.get(f"{CASES}{case.reference}/"), 404)
    refused(api.post(CASES, {"unit": str(support.uid), "name": "X", "summary": "Y"}, format="json"), 404)


def test_ranking_preview_and_adoption(library: None, ada: User, support: Unit, api_of: ApiOf, run_jobs: Any) -> None:
    a_scored_case(support, name="Support automation")
    a_scored_case(support, name="Code review", inputs=REVIEW_INPUTS)
    api = api_of(ada)

    ranking = ok(api.get("/api/v1/ranking/"))
    assert [(row["rank"], row["name"], row["score"]) for row in ranking["results"]] == [
        (1, "Code review", "5.5333"),
        (2, "Support automation", "5.1333"),
    ]
    assert ok(api.get("/api/v1/weights/"))["weights"] == {
        "business_value": "40",
        "feasibility": "30",
        "risk": "20",
        "time_to_value": "10",
    }
    value_only = {"business_value": 100, "feasibility": 0, "risk": 0, "time_to_value": 0}
    preview = ok(api.post("/api/v1/weights/preview/", {"weights": value_only}, format="json"))
    assert (preview["up"], preview["down"], preview["results"][0]["name"]) == (1, 1, "Support automation")

    adopted = ok(api.post("/api/v1/weights/adopt/", {"weights": WEIGHTS, "version": 1}, format="json"), 202)
    run_jobs()
    assert ok(api.get(f"/api/v1/jobs/{adopted['job']}/"))["result"]["changed"] == 2
    assert ok(api.get("/api/v1/ranking/"))["model"] == adopted["model"] == "scoring_model/weighted-value@2"
    refused(api.post("/api/v1/weights/adopt/", {"weights": WEIGHTS, "version": 1}, format="json"), 409)
    assert "job" in ok(api.post("/api/v1/scores/recompute/"), 202)


def test_weights_that_do_not_add_up_are_refused_with_their_sum(library: None, ada: User, api_of: ApiOf) -> None:
    api = api_of(ada)

    for url in ("/api/v1/weights/preview/", "/api/v1/weights/adopt/"):
        message = refused(api.post(url, {"weights": WEIGHTS | {"risk": "61"}}, format="json"), 400, "weights")
        assert "add up to 101%" in message


def test_without_a_library_the_ranking_says_what_to_do(ada: User, api_of: ApiOf) -> None:
    assert "load_library" in refused(api_of(ada).get("/api/v1/ranking/"), 409)


def test_closed_cases_refuse_edits_with_409(ada: User, support: Unit, api_of: ApiOf) -> None:
    case = services.close(a_case(support), to="killed", by=ada, reason="No")

    assert "closed" in refused(api_of(ada).patch(f"{CASES}{case.reference}/", {"name": "X"}, format="json"), 409)
