"""Reports over the API: asked for, polled, downloaded, with the same refusals as in the browser."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.ui import pdf

Api = Callable[..., Any]


@pytest.mark.skipif(bool(pdf.missing_libraries()), reason="Pango is not installed on this machine")
def test_from_request_to_download(program: SimpleNamespace, api_of: Api, run_jobs: Any) -> None:
    client = api_of(program.eve)
    asked = client.post("/api/v1/reports/", {"title": "Monthly", "category": "Service"}, format="json")
    assert asked.status_code == 202
    assert asked.json()["state"] == "queued"
    address = f"/api/v1/reports/{asked.json()['uid']}/"
    assert client.get(f"{address}pdf/").status_code == 409

    run_jobs()

    found = client.get(address).json()
    assert (found["state"], found["title"]) == ("done", "Monthly")
    assert found["figures"]["value"]["actual"]["returned"]["amount"] == "6000000.00"
    assert client.get(f"{address}pdf/").content.startswith(b"%PDF-")
    assert client.get(f"{address}xlsx/").content.startswith(b"PK")
    assert [row["title"] for row in client.get("/api/v1/reports/").json()["results"]] == ["Monthly"]


def test_refusals(program: SimpleNamespace, api_of: Api) -> None:
    assert api_of(program.eve, scopes=("read",)).post("/api/v1/reports/", {}, format="json").status_code == 403
    assert api_of(program.mia).post("/api/v1/reports/", {}, format="json").status_code == 403

    wrong = api_of(program.eve).post("/api/v1/reports/", {"first": "soon"}, format="json")
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (400, "first")
    kind = api_of(program.eve).post("/api/v1/reports/", {"kind": "weekly"}, format="json")
    assert (kind.status_code, kind.json()["error"]["field"]) == (400, "kind")
    unit = api_of(program.olga).post("/api/v1/reports/", {"unit": str(program.support.uid)}, format="json")
    assert (unit.status_code, unit.json()["error"]["field"]) == (400, "unit")


def test_an_outsider_finds_nothing(program: SimpleNamespace, asked: Any, api_of: Api) -> None:
    report = asked(program.eve)
    client = api_of(program.olga)

    for part in ("", "pdf/", "xlsx/"):
        assert client.get(f"/api/v1/reports/{report.uid}/{part}").status_code == 404
    for part in ("cancel/", "retry/"):
        assert client.post(f"/api/v1/reports/{report.uid}/{part}").status_code == 404
    assert client.get("/api/v1/reports/").json()["results"] == []


def test_stopping_and_running_again(program: SimpleNamespace, asked: Any, api_of: Api) -> None:
    report, client = asked(program.eve), api_of(program.eve)

    assert client.post(f"/api/v1/reports/{report.uid}/cancel/").json()["state"] == "cancelled"
    assert client.post(f"/api/v1/reports/{report.uid}/cancel/").status_code == 409
    assert client.post(f"/api/v1/reports/{report.uid}/retry/").json()["state"] == "queued"
    assert client.post(f"/api/v1/reports/{report.uid}/retry/").status_code == 409
