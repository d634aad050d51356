"""Measures over the API."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from foundation.people.models import User
from metrics import services
from metrics.models import Kpi, Measurement
from tests.factories.metrics import a_kpi, measured
from usecases.models import UseCase

ApiOf = Callable[..., Any]
KPIS, VALUES = "/api/v1/kpis/", "/api/v1/measurements/"


def row(case: UseCase, **changes: Any) -> dict[str, Any]:
    known = {"case": case.reference, "kpi": "handling_time", "on": "2025-06-30", "value": "9.5", "key": "a"}
    return known | changes


def test_a_kpi_is_read_with_its_latest_value_and_state(api_of: ApiOf, bi: User, kpi: Kpi) -> None:
    measured(kpi, 9, date(2025, 6, 30))

    answer = api_of(bi).get(f"{KPIS}{kpi.uid}/").json()

    assert (answer["latest"], answer["latest_on"], answer["state"]) == ("9", "2025-06-30", "stale")
    assert (answer["baseline"], answer["target_high"], answer["realization"]) == ("12", "8", "0.750000")


def test_kpis_are_listed_by_case_and_since_a_moment(api_of: ApiOf, bi: User, kpi: Kpi, case: UseCase) -> None:
    client = api_of(bi)
    later = timezone.now() + timedelta(days=1)

    assert [each["key"] for each in client.get(KPIS, {"case": case.reference}).json()["results"]] == ["handling_time"]
    assert client.get(KPIS, {"updated_since": later.isoformat()}).json()["results"] == []
    assert client.get(KPIS, {"retired": "true"}).json()["results"] == []
    assert client.get(KPIS, {"case": "UC-9999999999999999999"}).json()["results"] == []


@pytest.mark.usefixtures("library")
def test_a_kpi_is_taken_revised_and_retired(api_of: ApiOf, ada: User, case: UseCase) -> None:
    client = api_of(ada)

    taken = client.post(KPIS, {"case": case.reference, "key": "adoption_rate", "target_low": "85"}, format="json")
    again = client.post(KPIS, {"case": case.reference, "key": "adoption_rate"}, format="json")
    address = f"{KPIS}{taken.json()['uid']}/"
    change = {"version": 1, "target_low": "90", "reason": "More is in reach"}
    revised = client.post(f"{address}revise/", change, format="json")
    late = client.post(f"{address}revise/", change, format="json")
    retired = client.post(f"{address}retire/", {"reason": "Over"}, format="json")

    assert (taken.status_code, taken.json()["target_low"], again.status_code) == (201, "85", 409)
    assert (revised.status_code, revised.json()["target_low"], late.status_code) == (200, "90", 409)
    assert (retired.status_code, retired.json()["retire_reason"]) == (200, "Over")


def test_a_kpi_of_its_own_names_what_it_cannot_do_without(api_of: ApiOf, ada: User, case: UseCase) -> None:
    client = api_of(ada)
    own = {"case": case.reference, "key": "time", "own": True}

    refused = client.post(KPIS, own, format="json")
    taken = client.post(
        KPIS, own | {"label": "Time", "unit": "minutes", "direction": "down", "cadence": "weekly"}, format="json"
    )

    assert refused.status_code == 400
    assert set(refused.json()["error"]["fields"]) == {"label", "unit", "direction", "cadence"}
    assert taken.status_code == 201


def test_an_outsider_finds_nothing_and_a_reader_is_refused(
    api_of: ApiOf, olga: User, dov: User, kpi: Kpi, case: UseCase
) -> None:
    value = measured(kpi, 9)
    outside, reader = api_of(olga), api_of(dov)

    assert outside.get(KPIS).json()["results"] == outside.get(VALUES).json()["results"] == []
    assert outside.get(f"{KPIS}{kpi.uid}/").status_code == 404
    assert (
        outside.post(f"{VALUES}{value.uid}/correct/", {"value": "1", "reason": "x"}, format="json").status_code == 404
    )
    body = {"kpi": str(kpi.uid), "on": "2025-06-30", "value": "1"}
    assert outside.post(VALUES, body, format="json").status_code == 400
    assert reader.post(VALUES, body, format="json").status_code == 403
    assert reader.post(f"{KPIS}{kpi.uid}/retire/", {"reason": "x"}, format="json").status_code == 403


def test_a_value_is_recorded_and_corrected(api_of: ApiOf, ada: User, kpi: Kpi) -> None:
    client = api_of(ada)

    first = client.post(VALUES, {"kpi": str(kpi.uid), "on": "2025-06-30", "value": "90"}, format="json").json()
    second = client.post(f"{VALUES}{first['uid']}/correct/", {"value": "9", "reason": "A digit"}, format="json")
    again = client.post(f"{VALUES}{first['uid']}/correct/", {"value": "8", "reason": "A digit"}, format="json")

    assert (second.status_code, second.json()["corrects"], again.status_code) == (201, first["uid"], 409)
    assert client.get(f"{VALUES}{first['uid']}/").json()["corrected_by"] == second.json()["uid"]
    counting = client.get(VALUES, {"counts": "true"}).json()["results"]
    assert [each["value"] for each in counting] == ["9"]


def test_rows_are_pushed_and_pushed_again(api_of: ApiOf, ada: User, kpi: Kpi, case: UseCase) -> None:
    client = api_of(ada)
    body = [row(case), row(case, key="b", value=10), row(case, key="c", kpi="none")]

    first = client.post(f"{VALUES}push/", body, format="json")
    second = client.post(f"{VALUES}push/", [*body[:2], row(case, value="1")], format="json").json()

    assert first.status_code == 200
    told = first.json()
    assert [told[name] for name in ("received", "created", "unchanged", "refused")] == [3, 2, 0, 1]
    assert (told["problems"][0]["row"], told["problems"][0]["code"]) == (2, "not_found")
    assert [second[name] for name in ("created", "unchanged", "refused", "batch")] == [0, 2, 1, None]
    assert second["problems"][0]["code"] == "conflict"
    assert {each["value"] for each in client.get(VALUES, {"batch": told["batch"]}).json()["results"]} == {"9.5", "10"}


@pytest.mark.parametrize("body", ["", "{}", "[", "null", '"x"', "[1, 2]" * 2])
def test_a_push_that_is_no_list_is_refused(api_of: ApiOf, ada: User, body: str) -> None:
    answer = api_of(ada).post(f"{VALUES}push/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "rows")


def test_rows_of_another_shape_are_refused_one_by_one(api_of: ApiOf, ada: User, kpi: Kpi, case: UseCase) -> None:
    answer = api_of(ada).post(
        f"{VALUES}push/", [1, None, {"on": "x"}, row(case), row(case, key="n", value="NaN")], format="json"
    ).json()  # fmt: skip

    assert (answer["created"], answer["refused"]) == (1, 4)
    assert [problem["row"] for problem in answer["problems"]] == [0, 1, 2, 4]


def test_a_read_only_token_pushes_nothing(api_of: ApiOf, ada: User, kpi: Kpi, case: UseCase) -> None:
    answer = api_of(ada, scopes=("read",)).post(f"{VALUES}push/", [row(case)], format="json")

    assert answer.status_code == 403 or answer.json()["problems"][0]["code"] == "denied"
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "0.1234567", "9999999999999", "", None, []])
def test_a_figure_that_cannot_be_kept_is_refused_at_its_field(api_of: ApiOf, ada: User, kpi: Kpi, value: Any) -> None:
    answer = api_of(ada).post(VALUES, {"kpi": str(kpi.uid), "on": "2025-06-30", "value": value}, format="json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "value")


def test_lists_take_as_many_queries_for_many_rows_as_for_few(
    api_of: ApiOf, ada: User, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        kpi = a_kpi(case, f"k{number}")
        services.record(kpi, by=ada, value=Decimal(9), effective_on=date(2025, 6, 30))
    client = api_of(ada)
    client.get(KPIS)

    with django_assert_max_num_queries(6):
        assert len(client.get(KPIS).json()["results"]) == 10
    with django_assert_max_num_queries(6):
        assert len(client.get(VALUES).json()["results"]) == 10
