"""Readiness by the API: the same commands, refusals and secrecy as on the pages."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from readiness import services
from readiness.models import Assessment, Sheet
from readiness.workflow import Mode
from tests.factories.readiness import REFERENCE, filled, submitted
from tests.readiness.test_moving import newer
from tests.readiness.test_workbooks import changed, typed

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., APIClient]
ROOT = "/api/v1"


def post(client: APIClient, address: str, data: Any = None, *, code: int = 200) -> Any:
    answer = client.post(f"{ROOT}/{address}/", data or {}, format="json")
    assert answer.status_code == code, answer.content
    return answer.json() if answer.content else None


def keys_of(assessment: Assessment) -> list[str]:
    return [factor.key for factor in assessment.parsed.factors]


def full(assessment: Assessment, **more: Any) -> dict[str, Any]:
    scores = dict(zip(keys_of(assessment), map(str, REFERENCE), strict=True))
    return {"scores": scores} | more


@pytest.fixture
def blind(cast: SimpleNamespace) -> Assessment:
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast.ben, cast.mia], by=cast.ada)
    return assessment


def test_a_process_is_named_assessed_and_moved(cast: SimpleNamespace, api_of: ApiOf) -> None:
    api = api_of(cast.ada)
    process = post(api, "readiness-processes", {"name": "Claims", "unit": str(cast.support.uid)}, code=201)

    subject = {"subject_kind": "readiness.process", "subject_uid": process["uid"], "due_on": "2027-01-31"}
    made = post(api, "assessments", subject, code=201)

    assert (made["subject_label"], made["mode"], made["due_on"]) == ("Claims", "joint", "2027-01-31")
    address = f"{ROOT}/readiness-processes/{process['uid']}/"
    moved = api.patch(address, {"unit": str(cast.sales.uid), "name": "Claims and returns"}, format="json").json()
    assert (moved["unit_name"], moved["name"]) == ("Sales", "Claims and returns")
    assert api.get(f"{ROOT}/assessments/{made['uid']}/").json()["unit_name"] == "Sales"
    assert post(api, f"readiness-processes/{process['uid']}/archive")["archived_at"]
    assert api.get(f"{ROOT}/readiness-processes/", {"archived": "false"}).json()["results"] == []
    post(api, f"readiness-processes/{process['uid']}/archive", code=409)


def test_what_is_assessed_must_be_named_and_seen(cast: SimpleNamespace, api_of: ApiOf) -> None:
    assert post(api_of(cast.ada), "assessments", code=400)["error"]["field"] == "subject_uid"
    post(api_of(cast.olga), "assessments", {"unit": str(cast.support.uid)}, code=404)
    post(api_of(cast.dov), "assessments", {"unit": str(cast.support.uid)}, code=403)


def test_an_answer_changed_meanwhile_is_not_overwritten(cast: SimpleNamespace, api_of: ApiOf) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=(7,))
    key, api, address = keys_of(assessment)[0], api_of(cast.ada), f"assessments/{assessment.uid}/answers"
    post(api, address, {"scores": {key: "8"}, "revisions": {key: 1}})

    error = post(api, address, {"scores": {key: "3"}, "revisions": {key: 1}}, code=409)["error"]

    assert (error["field"], error["current"][0]["score"], error["current"][0]["revision"]) == (key, "8.00", 2)
    assert error["current"][0]["answered_by"] == "Ada Program"


def test_not_known_is_an_answer_and_not_a_score(cast: SimpleNamespace, api_of: ApiOf) -> None:
    assessment = filled(cast.support, by=cast.ada)
    key, api = keys_of(assessment)[0], api_of(cast.ada)

    both = post(api, f"assessments/{assessment.uid}/answers", {"scores": {key: "3"}, "not_known": [key]}, code=400)
    found = post(api, f"assessments/{assessment.uid}/answers", {"not_known": [key]})

    assert both["error"]["field"] == key
    assert (found["not_known"], key in found["scores"]) == ([key], False)


def test_answers_under_another_name_are_refused_not_passed_over(cast: SimpleNamespace, api_of: ApiOf) -> None:
    assessment = filled(cast.support, by=cast.ada)
    path = f"/api/v1/assessments/{assessment.uid}/answers/"

    answer = api_of(cast.ada).post(path, {"answers": {"data_quality": 5}}, format="json")

    assert answer.status_code == 400
    assert "Give scores, not_known or comments" in answer.content.decode()


def test_an_assessment_is_submitted_reopened_with_a_reason_and_discarded(cast: SimpleNamespace, api_of: ApiOf) -> None:
    assessment, api = filled(cast.support, by=cast.ada, scores=(7,)), api_of(cast.ada)
    address = f"assessments/{assessment.uid}"
    post(api, f"{address}/submit", code=409)
    post(api, f"{address}/answers", full(assessment))

    assert post(api, f"{address}/submit")["overall"] == "5.9500"
    post(api, f"{address}/answers", {"scores": {keys_of(assessment)[0]: "1"}}, code=409)
    assert post(api, f"{address}/reopen", {"reason": ""}, code=400)["error"]["field"] == "reason"
    assert post(api, f"{address}/reopen", {"reason": "One answer was wrong"})["reopened"] == 1
    post(api, f"{address}/discard", code=204)
    assert api.get(f"{ROOT}/{address}/").status_code == 404


def test_raters_rate_blind_and_the_facilitator_settles(cast: SimpleNamespace, api_of: ApiOf, blind: Assessment) -> None:
    ada, ben, mia, address = api_of(cast.ada), api_of(cast.ben), api_of(cast.mia), f"assessments/{blind.uid}"
    sheets = {row["rater_name"]: row["uid"] for row in ada.get(f"{ROOT}/{address}/sheets/").json()}
    mine, hers = f"readiness-sheets/{sheets['Ben Owner']}", f"readiness-sheets/{sheets['Mia Manager']}"
    post(ben, f"{mine}/answers", full(blind, comments={keys_of(blind)[0]: "Only I know"}))
    post(ben, f"{mine}/submit")

    for other in (ada, mia):
        assert other.get(f"{ROOT}/{mine}/").status_code == 404
        told = other.get(f"{ROOT}/{address}/").json()
        assert (told["sealed"], told["scores"], told["not_known"], told["answered"]) == (True, {}, [], 0)
        assert other.get(f"{ROOT}/{address}/agreement/").status_code == 409
        assert b"Only I know" not in other.get(f"{ROOT}/readiness-sheets/").content
        assert b"answers" not in other.get(f"{ROOT}/{address}/sheets/").content
    post(mia, f"{mine}/answers", full(blind), code=404)
    post(ada, f"{address}/answers", full(blind), code=409)
    post(ada, f"{address}/settle", {"factor": keys_of(blind)[0], "score": "4", "reason": "x"}, code=409)
    post(mia, f"{hers}/decline", {"reason": "On leave"})
    post(mia, f"{address}/close-rating", code=403)

    post(ada, f"{address}/close-rating")

    opened = {row["factor"]: row["comment"] for row in mia.get(f"{ROOT}/{mine}/").json()["answers"]}
    assert opened[keys_of(blind)[0]] == "Only I know"
    settled = post(ada, f"{address}/settle", {"factor": keys_of(blind)[0], "score": "4", "reason": "Agreed"})
    assert (settled["scores"][keys_of(blind)[0]], settled["settlements"][0]["reason"]) == (4, "Agreed")
    assert post(ada, f"{address}/unsettle", {"factor": keys_of(blind)[0]})["settlements"] == []
    post(ben, f"{mine}/take-back", code=409)
    assert post(ada, f"{address}/submit")["state"] == "submitted"


def test_people_are_invited_reminded_and_withdrawn(cast: SimpleNamespace, api_of: ApiOf, blind: Assessment) -> None:
    api, address = api_of(cast.ada), f"assessments/{blind.uid}/invite"

    rows = post(api, address, {"people": [str(cast.olga.uid), str(cast.ben.uid)]})

    assert [row["rater_name"] for row in rows] == ["Ben Owner", "Mia Manager", "Olga Outsider"]
    own = rows[2]["uid"]
    assert [row["uid"] for row in api_of(cast.olga).get(f"{ROOT}/readiness-sheets/").json()["results"]] == [own]
    assert api_of(cast.olga).get(f"{ROOT}/assessments/{blind.uid}/").status_code == 404
    post(api, f"readiness-sheets/{own}/remind", code=409)
    assert post(api, f"readiness-sheets/{own}/withdraw")["state"] == "withdrawn"
    assert api_of(cast.olga).get(f"{ROOT}/readiness-sheets/{own}/").status_code == 404
    nobody = {"people": ["0192f0c0-0000-7000-8000-000000000000"]}
    assert post(api, address, nobody, code=400)["error"]["field"] == "people"
    post(api_of(cast.dov), address, {"people": [str(cast.ben.uid)]}, code=403)


def test_action_items_are_written_changed_and_closed(cast: SimpleNamespace, api_of: ApiOf) -> None:
    assessment, api = submitted(cast.support, by=cast.ada), api_of(cast.ada)
    data = {
        "assessment": str(assessment.uid),
        "factor": keys_of(assessment)[0],
        "text": "Clean the master data",
        "owner": str(cast.ben.uid),
        "due_on": "2020-01-01",
    }

    made = post(api, "readiness-actions", data, code=201)

    address = f"readiness-actions/{made['uid']}"
    assert (made["owner_name"], made["overdue"], made["version"]) == ("Ben Owner", True, 1)
    edited = api.patch(f"{ROOT}/{address}/", {"due_on": None, "version": 1}, format="json")
    assert (edited.json()["due_on"], edited.json()["version"]) == (None, 2)
    assert api.patch(f"{ROOT}/{address}/", {"text": "x", "version": 1}, format="json").status_code == 409
    post(api_of(cast.dov), f"{address}/close", {"done": True, "note": "Done"}, code=403)
    assert post(api_of(cast.ben), f"{address}/close", {"done": True, "note": "Done"})["state"] == "done"
    assert post(api, f"{address}/reopen")["state"] == "open"
    assert api.get(f"{ROOT}/readiness-actions/", {"state": "open"}).json()["results"][0]["uid"] == made["uid"]
    outsider = post(api, "readiness-actions", data | {"owner": str(cast.olga.uid)}, code=400)
    assert outsider["error"]["field"] == "owner"
    assert api_of(cast.olga).get(f"{ROOT}/{address}/").status_code == 404
    post(api_of(cast.olga), "readiness-actions", data, code=404)


def test_a_workbook_is_looked_at_then_taken(cast: SimpleNamespace, api_of: ApiOf) -> None:
    sheet: Sheet = filled(cast.support, by=cast.ada, scores=(7, 6)).sheets.get()
    api, address = api_of(cast.ada), f"{ROOT}/readiness-sheets/{sheet.uid}"
    content = changed(
        sheet, lambda page: (typed("data_quality", score=9)(page), typed("data_accessibility", score=99)(page))
    )

    def send(client: APIClient, content: bytes, **more: Any) -> Any:
        data = {"file": SimpleUploadedFile("filled.xlsx", content), **more}
        return client.post(f"{address}/take-workbook/", data, format="multipart")

    looked = send(api, content).json()
    assert (looked["taken"], looked["changes"], looked["refused"]) == (False, 1, 1)
    assert sheet.answers.get(factor="data_quality").score == 7
    assert send(api, content, take="true").json()["taken"]
    assert sheet.answers.get(factor="data_quality").score == 9
    assert b"".join(api.get(f"{address}/workbook/").streaming_content)[:2] == b"PK"
    assert (send(api, b"no").status_code, send(api, b"no").json()["error"]["field"]) == (400, "file")
    assert send(api_of(cast.dov), content).status_code == 403
    assert api_of(cast.dov).get(f"{address}/workbook/").status_code == 403
    assert send(api_of(cast.olga), content).status_code == 404


def test_an_assessment_moves_to_the_version_whose_account_was_read(cast: SimpleNamespace, api_of: ApiOf) -> None:
    assessment, api = filled(cast.support, by=cast.ada), api_of(cast.ada)
    address = f"assessments/{assessment.uid}/move"
    post(api, address, code=409)
    newer()

    told = post(api, address)

    assert (told["version"], told["moved"], len(told["kept"])) == (2, False, 19)
    assert told["lost"] == [{"factor": "data_quality", "reason": "gone"}]
    assert (told["new"], told["reworded"]) == (["data_lineage"], ["data_accessibility"])
    assert post(api, address, {"version": 9}, code=400)["error"]["field"] == "version"
    assert post(api, address, {"version": 2, "confirm": True})["moved"]
    assert api.get(f"{ROOT}/assessments/{assessment.uid}/").json()["instrument"].endswith("@2")
    post(api_of(cast.dov), address, code=403)


def test_a_token_that_may_only_read_changes_nothing(cast: SimpleNamespace, api_of: ApiOf, blind: Assessment) -> None:
    sheet = blind.sheets.get(rater=cast.ben)

    post(api_of(cast.ben, scopes=("read",)), f"readiness-sheets/{sheet.uid}/answers", full(blind), code=403)


@pytest.mark.parametrize(
    "name", ["readiness-sheets", "readiness-processes", "readiness-actions", "assessments", "evidence"]
)
def test_a_mistyped_filter_is_refused(cast: SimpleNamespace, api_of: ApiOf, name: str) -> None:
    assert api_of(cast.ada).get(f"{ROOT}/{name}/", {"stat": "x"}).status_code == 400
