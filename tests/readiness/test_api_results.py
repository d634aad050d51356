"""Reading results over the API."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories.readiness import REFERENCE, filled, submitted
from tests.factories.results import MATRIX, MATRIX_REFERENCE, assessed

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., APIClient]


def read(client: APIClient, address: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/{address}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_profiles_of_units_carry_their_dimensions(cast: SimpleNamespace, api_of: ApiOf) -> None:
    found = assessed(cast.support, by=cast.ada, scores=MATRIX_REFERENCE)
    submitted(cast.sales, by=cast.ada)

    rows = read(api_of(cast.bi), "readiness-profiles/", instrument=MATRIX)["results"]

    assert [(row["unit_name"], row["overall"]) for row in rows] == [("Support", "3.6000")]
    assert rows[0]["assessment"] == str(found.uid)
    assert rows[0]["instrument"] == "instrument/business-unit-matrix@1"
    assert [(d["score"], d["weight"]) for d in rows[0]["dimensions"]][:2] == [("4", "0.25"), ("3", "0.2")]


def test_profiles_are_narrowed_to_a_unit_and_show_only_what_the_caller_may_read(
    cast: SimpleNamespace, api_of: ApiOf
) -> None:
    submitted(cast.support, by=cast.ada)
    submitted(cast.sales, by=cast.ada)

    def names(user: Any, **query: Any) -> set[str]:
        return {row["unit_name"] for row in read(api_of(user), "readiness-profiles/", **query)["results"]}

    assert names(cast.eve) == {"Support", "Sales"}
    assert names(cast.eve, unit=cast.support.uid) == {"Support"}
    assert names(cast.ben) == {"Support"}
    assert names(cast.ben, unit=cast.sales.uid) == set()
    assert names(cast.olga) == set()


def test_the_course_of_a_subject_is_given_oldest_first(cast: SimpleNamespace, api_of: ApiOf) -> None:
    submitted(cast.support, by=cast.ada, scores=[5] * 20)
    last = submitted(cast.support, by=cast.ada)

    found = read(api_of(cast.eve), f"assessments/{last.uid}/trend/")

    assert [row["overall"] for row in found] == ["5.0000", "5.9500"]


def test_two_results_are_compared_with_the_biggest_difference_first(cast: SimpleNamespace, api_of: ApiOf) -> None:
    first = submitted(cast.support, by=cast.ada)
    second = submitted(cast.sales, by=cast.ada, scores=[9, *REFERENCE[1:4], 6, *REFERENCE[5:]])

    found = read(api_of(cast.eve), f"assessments/{first.uid}/comparison/", other=second.uid)

    assert [row["difference"] for row in found["factors"][:3]] == ["2.0000", "-1.0000", "0.0000"]
    assert found["overall"]["difference"] == "0.0500"
    assert found["dimensions"][0]["label"] == "Data"


def test_what_cannot_be_compared_says_why(cast: SimpleNamespace, api_of: ApiOf) -> None:
    scores = [None, *REFERENCE[1:]]
    first = submitted(cast.support, by=cast.ada)
    second = assessed(cast.support, by=cast.ada, scores=scores, instrument="enterprise-readiness")

    found = read(api_of(cast.eve), f"assessments/{first.uid}/comparison/", other=second.uid)
    gaps = [(row["key"], row["gap"], row["reason"]) for row in found["factors"] if row["gap"]]

    assert gaps == [("data_quality", "not_known", "not known in at least one of them")]


def test_a_comparison_refuses_what_it_cannot_do(cast: SimpleNamespace, api_of: ApiOf) -> None:
    first = submitted(cast.support, by=cast.ada)
    other = assessed(cast.support, by=cast.ada, scores=MATRIX_REFERENCE)
    draft = filled(cast.support, by=cast.ada)
    foreign = submitted(cast.sales, by=cast.ada)
    address = f"/api/v1/assessments/{first.uid}/comparison/"

    def status(user: Any, **query: Any) -> int:
        return int(api_of(user).get(address, query).status_code)

    assert status(cast.eve, other=other.uid) == 409
    assert status(cast.eve, other=draft.uid) == 409
    assert status(cast.eve) == 400
    assert status(cast.eve, other="not-a-uid") == 400
    assert status(cast.eve, other=foreign.uid, more="x") == 400
    assert status(cast.ben, other=foreign.uid) == 404
    assert status(cast.olga, other=foreign.uid) == 404


def test_agreement_is_refused_where_nobody_rated_alone(cast: SimpleNamespace, api_of: ApiOf) -> None:
    joint = submitted(cast.support, by=cast.ada)

    answer = api_of(cast.eve).get(f"/api/v1/assessments/{joint.uid}/agreement/")

    assert answer.status_code == 409
    assert "rating is closed" in answer.json()["error"]["message"]
