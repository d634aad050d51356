"""Law, policies and frameworks over the API, with the refusals of the pages."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework.test import APIClient

from governance import services
from governance.models import Classification, PolicyCheck
from tests.factories.compliance import HIGH, LIMITED, NOTHING
from tests.factories.governance import a_reviewable_case, approved
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., APIClient]
ROOT = "/api/v1/"


def post(client: APIClient, name: str, **data: Any) -> Any:
    return client.post(f"{ROOT}{name}/", data, format="json")


def test_a_case_is_classified_over_the_api_with_its_duties(cast: SimpleNamespace, api_of: ApiOf) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")
    api = api_of(cast.ada)

    made = post(api, "classifications", use_case=case.reference, answers=HIGH | {"provider_role": True})

    body = made.json()
    assert made.status_code == 201
    assert (body["tier"], body["since"], body["raises_to"], body["number"]) == ("high", "2027-12-02", "high", 1)
    contested = {duty["article"] for duty in body["duties"] if duty["contested"]}
    assert contested == {"Art. 49", "Art. 72", "Art. 73"}
    assert UseCase.objects.get(pk=case.pk).tier == "high"
    listed = api.get(f"{ROOT}classifications/", {"tier": "high", "current": "true", "use_case": case.reference}).json()
    assert [row["uid"] for row in listed["results"]] == [body["uid"]]
    assert api.get(f"{ROOT}classifications/{body['uid']}/").json() == body


def test_bad_answers_name_their_question(cast: SimpleNamespace, api_of: ApiOf) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    api = api_of(cast.ada)
    table: list[tuple[dict[str, Any], str]] = [
        ({"answers": {"is_ai_system": "maybe"}}, "is_ai_system"),
        ({"answers": {"excluded": [1]}}, "excluded"),
        ({"answers": NOTHING | {"prohibited_practice": {"a": 1}}}, "prohibited_practice"),
        ({"answers": {"nothing": True}}, "nothing"),
        ({"answers": []}, "answers"),
        ({"answers": NOTHING, "on": "1999-01-01"}, "on"),
        ({"answers": NOTHING | {"is_ai_system": False}}, "reason-is_ai_system"),
    ]

    for given, field in table:
        answer = post(api, "classifications", use_case=case.reference, **given)
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    for answer in ("perhaps", None):
        refused = post(api, "policy-checks", use_case=case.reference, policy="fairness", answer=answer, reason="x")
        assert refused.status_code == 400
    assert not Classification.objects.exists()
    assert not PolicyCheck.objects.exists()


def test_who_may_not_edit_a_case_neither_classifies_nor_checks_it(cast: SimpleNamespace, api_of: ApiOf) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    services.classify(case, by=cast.ada, answers=LIMITED)
    check = {"policy": "fairness", "answer": "met", "reason": "Seen."}
    table = [(cast.mia, 403), (cast.chi, 403), (cast.dov, 403), (cast.bi, 403), (cast.ben, 403), (cast.olga, 404)]

    for who, code in table:
        api = api_of(who)
        law = post(api, "classifications", use_case=case.reference, answers=HIGH)
        policy = post(api, "policy-checks", use_case=case.reference, **check)
        assert (who.username, law.status_code, policy.status_code) == (who.username, code, code)
    outside = api_of(cast.olga)
    row = Classification.objects.get()
    for path in (f"classifications/{row.uid}", f"compliance/{case.reference}", f"compliance/{case.uid}"):
        assert outside.get(f"{ROOT}{path}/").status_code == 404
    assert outside.get(f"{ROOT}frameworks/oecd/", {"use_case": case.reference}).status_code == 404
    assert outside.get(f"{ROOT}classifications/").json()["results"] == []
    reading = api_of(cast.ada, scopes=("read",))
    assert post(reading, "policy-checks", use_case=case.reference, **check).status_code == 403


def test_compliance_of_a_case_and_of_all(cast: SimpleNamespace, api_of: ApiOf) -> None:
    case = approved(cast, tier="low").case
    api = api_of(cast.ada)
    check = {"policy": "human_oversight", "answer": "not_met", "reason": "Nobody looks."}
    assert post(api, "policy-checks", use_case=str(case.uid), **check).status_code == 201

    one = api.get(f"{ROOT}compliance/{case.reference}/").json()
    counts = {row["policy"]: row for row in api.get(f"{ROOT}compliance/").json()}
    law = api.get(f"{ROOT}frameworks/eu_ai_act/", {"use_case": case.reference}).json()
    everywhere = api.get(f"{ROOT}frameworks/eu_ai_act/").json()
    owed = api.get(f"{ROOT}compliance/owed/").json()

    assert (one["overall"], one["approved"], one["prohibited"], one["tier_by_law"]) == ("broken", True, False, None)
    assert one["groups"][1]["complies"] is False
    assert one["frameworks"]["eu_ai_act"]["broken"] == 2
    assert counts["human_oversight"]["not_met"] == 1
    broken = [entry["id"] for entry in law["entries"] if entry["counts"]["broken"]]
    assert broken == ["Art. 14", "Art. 26(2)"]
    assert everywhere["use_cases"] == 1
    assert [(row["use_case"]["reference"], row["owed"]) for row in owed] == [(case.reference, 10)]
    assert {"key": "oecd", "label": "OECD AI Principles"} in api.get(f"{ROOT}frameworks/").json()
    assert api.get(f"{ROOT}frameworks/nothing/").status_code == 404
