"""Comparing two assessments in the browser."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library.queries import latest
from library.services import publish_version
from readiness import charts, queries
from tests.factories.readiness import REFERENCE, submitted
from tests.factories.results import MATRIX_REFERENCE, assessed

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


def test_the_results_of_the_same_subject_are_offered_first(cast: SimpleNamespace, client_of: ClientOf) -> None:
    first = submitted(cast.support, by=cast.ada)
    submitted(cast.sales, by=cast.ada)
    second = submitted(cast.support, by=cast.ada)
    assessed(cast.support, by=cast.ada, scores=MATRIX_REFERENCE)

    offered = [row.subject_label for row in queries.candidates(cast.eve, second)]
    page = client_of(cast.eve).get(f"{second.get_absolute_url()}compare/").content.decode()

    assert offered == ["Support", "Sales"]
    assert f"{first.get_absolute_url()}compare/{second.uid}/" in page  # the older one comes first


def test_candidates_are_found_by_name(cast: SimpleNamespace) -> None:
    first = submitted(cast.support, by=cast.ada)
    submitted(cast.sales, by=cast.ada)
    submitted(cast.engineering, by=cast.ada)

    assert [row.subject_label for row in queries.candidates(cast.eve, first, text="sal")] == ["Sales"]


def test_differences_are_shown_biggest_first(cast: SimpleNamespace, client_of: ClientOf) -> None:
    first = submitted(cast.support, by=cast.ada)
    second = submitted(cast.support, by=cast.ada, scores=[9, *REFERENCE[1:4], 6, *REFERENCE[5:]])

    page = client_of(cast.eve).get(f"{first.get_absolute_url()}compare/{second.uid}/").content.decode()
    spec = charts.moves(queries.comparison_of(first, second))

    assert "2 factors differ" in page
    assert "18 have the same score in both" in page
    assert page.index("+2.00") < page.index("−1.00" if "−1.00" in page else "-1.00")
    assert spec.title == "1 factors higher, 1 lower"
    assert [series.values for series in spec.series] == [[2, -1]]


def test_a_newer_version_is_compared_by_key_and_the_rest_is_named(cast: SimpleNamespace, client_of: ClientOf) -> None:
    first = submitted(cast.support, by=cast.ada)
    body = latest("instrument", "enterprise-readiness").data
    dimensions = [dict(row) for row in body["dimensions"]]
    dimensions[0]["factors"] = dimensions[0]["factors"][:3]
    publish_version(
        kind="instrument", slug="enterprise-readiness", body=body | {"dimensions": dimensions}, by=COMMAND_LINE
    )
    second = submitted(cast.support, by=cast.ada, scores=[*REFERENCE[:3], *REFERENCE[4:]])

    page = client_of(cast.eve).get(f"{first.get_absolute_url()}compare/{second.uid}/").content.decode()

    assert "versions 1 and 2" in page
    assert "What cannot be compared" in page
    assert "asked only in the first one" in page
    assert "made of other factors in the other version" in page


def test_two_instruments_have_no_comparison(cast: SimpleNamespace, client_of: ClientOf) -> None:
    first = submitted(cast.support, by=cast.ada)
    second = assessed(cast.support, by=cast.ada, scores=MATRIX_REFERENCE)

    assert client_of(cast.eve).get(f"{first.get_absolute_url()}compare/{second.uid}/").status_code == 404


def test_a_reader_of_one_unit_cannot_compare_with_another(cast: SimpleNamespace, client_of: ClientOf) -> None:
    own = submitted(cast.support, by=cast.ada)
    foreign = submitted(cast.sales, by=cast.ada)

    assert list(queries.candidates(cast.ben, own)) == []
    assert client_of(cast.ben).get(f"{own.get_absolute_url()}compare/{foreign.uid}/").status_code == 404
