"""Adoption over the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from adoption.models import Usage
from foundation.people.models import User
from tests.factories.adoption import resisted, used
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., Any]
BASE = "/api/v1/"


def test_users_are_pushed_in_bulk_once(api_of: ApiOf, ben: User, case: UseCase) -> None:
    rows = [
        {"case": case.reference, "month": "2025-10", "targeted": 5000, "active_monthly": 4250, "key": "a"},
        {"case": case.reference, "month": "2025-11", "targeted": "many"},
        {"case": "UC-99999", "month": "2025-10", "targeted": 1},
    ]
    api = api_of(ben)

    first = api.post(f"{BASE}users-by-month/push/", rows, format="json").json()
    second = api.post(f"{BASE}users-by-month/push/", rows, format="json").json()

    assert (first["created"], first["unchanged"], first["refused"]) == (1, 0, 2)
    assert (second["created"], second["unchanged"], second["refused"]) == (0, 1, 2)
    assert [problem["code"] for problem in first["problems"]] == ["invalid", "not_found"]
    read = api.get(f"{BASE}users-by-month/", {"case": case.reference}).json()["results"][0]
    assert (read["month"], read["adoption"], read["activation"]) == ("2025-10", "0.850000", None)
    for body in (b"{}", b"not json", b"[" * 100_000):
        answer = api.post(f"{BASE}users-by-month/push/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "rows")


def test_figures_are_corrected_and_the_old_ones_point_to_the_new(api_of: ApiOf, ben: User, case: UseCase) -> None:
    old, api = used(case), api_of(ben)
    address = f"{BASE}users-by-month/{old.uid}/"

    new = api.post(f"{address}correct/", {"targeted": 5000, "active_monthly": 4000, "reason": "Twice"}, format="json")
    again = api.post(f"{address}correct/", {"targeted": 5000, "active_monthly": 1, "reason": "Twice"}, format="json")

    assert (new.status_code, new.json()["adoption"], new.json()["corrects"]) == (200, "0.800000", str(old.uid))
    assert again.status_code == 409
    assert api.get(address).json()["corrected_by"] == new.json()["uid"]
    assert len(api.get(f"{BASE}users-by-month/", {"counts": "true"}).json()["results"]) == 1
    assert api.delete(address).status_code == 405


def test_records_are_added_read_and_acted_on(api_of: ApiOf, ada: User, case: UseCase) -> None:
    api = api_of(ada)

    def post(path: str, **body: Any) -> Any:
        return api.post(f"{BASE}{path}", json.dumps(body), content_type="application/json")

    about = {"case": case.reference}
    session = post("training-sessions/", **about, track="ai_awareness", held_on="2025-10-06").json()
    told = post(f"training-sessions/{session['uid']}/attendance/", attended=20, completed=18, rating="4.2", ratings=10)
    assert (told.status_code, told.json()["completed"]) == (200, 18)
    survey = post("surveys/", **about, kind="nps", title="Q", asked_on="2025-10-01",
                  counts=[0, 0, 0, 8, 0, 0, 10, 12, 18, 22, 30])  # fmt: skip
    assert (survey.status_code, survey.json()["nps"], survey.json()["nps_error"]) == (201, "34.0000", "7.6446")
    refused = post("resistance/", **about, reason="workflow", statement="No", raised_on="2025-10-01").json()
    step = {"kind": "listen", "what": "Talked", "done_on": "2025-10-02"}
    assert post(f"resistance/{refused['uid']}/close/", outcome="adopted", what="x").status_code == 409
    assert len(post(f"resistance/{refused['uid']}/handle/", **step).json()["steps"]) == 1
    pilot = post("pilot-results/", **about, title="P", period_from="2025-01-01", period_to="2025-02-01", lessons="L",
                 metrics=[{"label": "Time", "unit": "h", "before": "24", "after": "0.5"}],
                 savings={"amount": "500000", "currency": "USD"})  # fmt: skip
    assert (pilot.status_code, pilot.json()["savings"]["amount"]) == (201, "500000.00")
    idea = post("ideas/", **about, title="Draft replies", problem="Typing").json()
    assert post(f"ideas/{idea['uid']}/register/").json()["became"].startswith("UC-")
    for path, body in (
        ("communications/", {"audience": "A", "message": "M", "channel": "pigeon", "planned_on": "2025-01-01"}),
        ("champions/", {"name": "", "since": "2025-01-01"}),
        ("training-scopes/", {"track": "ai_awareness", "people": -1}),
        ("feedback/", {"kind": "wish"}),
        ("pilot-results/", {"title": "P", "period_from": "2025-01-01", "period_to": "2999-02-01", "lessons": "L"}),
    ):
        assert post(path, **about, **body).status_code == 400, path
    assert post("feedback/", kind="wish", what="x").json()["error"]["field"] == "unit"


def test_nothing_of_others_is_seen_or_changed(
    api_of: ApiOf, olga: User, dov: User, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    row, used_row = resisted(case.unit, case=case), used(case)
    step = {"kind": "listen", "what": "Talked", "done_on": "2025-10-02"}

    assert api_of(olga).get(f"{BASE}resistance/").json()["results"] == []
    assert api_of(olga).get(f"{BASE}users-by-month/{used_row.uid}/").status_code == 404
    assert api_of(olga).post(f"{BASE}resistance/{row.uid}/handle/", step, format="json").status_code == 404
    assert api_of(dov).post(f"{BASE}resistance/{row.uid}/handle/", step, format="json").status_code == 403
    push = [{"case": case.reference, "month": "2025-11", "targeted": 1}]
    assert (
        api_of(dov).post(f"{BASE}users-by-month/push/", push, format="json").json()["problems"][0]["code"] == "denied"
    )
    assert Usage.objects.count() == 1
    for number in range(4):
        resisted(case.unit, case=case, statement=str(number))
    api = api_of(dov)
    with django_assert_max_num_queries(8):
        assert len(api.get(f"{BASE}resistance/").json()["results"]) == 5
