"""Taking the data quality of a score from the readiness of the unit."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied
from foundation.people.models import User
from tests.factories.readiness import REFERENCE, submitted
from tests.factories.results import assessed
from tests.factories.usecases import a_case
from usecases import queries, services
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


@pytest.fixture
def case(cast: SimpleNamespace) -> UseCase:
    return a_case(cast.support, by=cast.ada, owner=cast.ben)


def test_the_scoring_page_shows_the_latest_readiness_with_its_date_and_offers_its_data_score(
    cast: SimpleNamespace, client_of: ClientOf, case: UseCase
) -> None:
    submitted(cast.support, by=cast.ada)

    page = client_of(cast.ada).get(f"/use-cases/{case.reference}/score/").content.decode()

    assert "Readiness of Support" in page
    assert "5.95" in page
    assert "Take 6.5 as data quality" in page


def test_taking_it_is_recorded_as_the_source_of_the_input(
    cast: SimpleNamespace, client_of: ClientOf, case: UseCase
) -> None:
    found = submitted(cast.support, by=cast.ada)

    client_of(cast.ada).post(f"/use-cases/{case.reference}/score/readiness/")
    services.score_case(UseCase.objects.get(), by=cast.ada)

    case = UseCase.objects.get()
    source = case.input_sources["data_quality"]
    assert case.inputs["data_quality"] == "6.5"
    assert (source["assessment"], source["instrument"]) == (str(found.uid), "instrument/enterprise-readiness@1")
    page = client_of(cast.eve).get(f"{case.get_absolute_url()}?tab=scoring").content.decode()
    assert "taken from the readiness of Support, 6.50 on" in page
    assert any("entered scoring inputs" in line.sentence for line in history(case))


def test_typing_another_value_drops_the_source_and_typing_others_keeps_it(cast: SimpleNamespace, case: UseCase) -> None:
    submitted(cast.support, by=cast.ada)
    services.take_readiness(case, by=cast.ada)

    kept = services.record_inputs(case, by=cast.ada, inputs={"complexity": "3", "data_quality": "6.5"})
    assert "data_quality" in kept.input_sources

    dropped = services.record_inputs(case, by=cast.ada, inputs={"data_quality": "8"})
    assert dropped.input_sources == {}


def test_a_unit_without_a_result_takes_that_of_the_nearest_above_that_the_reader_may_see(
    cast: SimpleNamespace, case: UseCase
) -> None:
    submitted(cast.org, by=cast.ada)

    found = queries.unit_readiness(case, cast.ada)

    assert found is not None
    assert not found.is_own
    assert queries.unit_readiness(case, cast.ben) is None  # he may read Support alone
    with pytest.raises(Conflict):
        services.take_readiness(case, by=cast.ben)


def test_data_of_which_nothing_is_known_is_not_offered(cast: SimpleNamespace, case: UseCase) -> None:
    scores = [None] * 4 + list(REFERENCE[4:])
    assessed(cast.support, by=cast.ada, scores=scores, instrument="enterprise-readiness")

    found = queries.unit_readiness(case, cast.ada)

    assert found is not None
    assert found.value is None
    with pytest.raises(Conflict):
        services.take_readiness(case, by=cast.ada)


def test_a_newer_result_is_offered_again(cast: SimpleNamespace, case: UseCase) -> None:
    submitted(cast.support, by=cast.ada)
    case = services.take_readiness(case, by=cast.ada)
    first = queries.unit_readiness(case, cast.ada)
    submitted(cast.support, by=cast.ada, scores=[9] * 20)
    second = queries.unit_readiness(case, cast.ada)

    assert first is not None
    assert second is not None
    assert (first.taken, second.taken) == (True, False)


def test_who_may_not_score_may_not_take_it_and_an_outsider_does_not_find_it(
    cast: SimpleNamespace, client_of: ClientOf, case: UseCase
) -> None:
    submitted(cast.support, by=cast.ada)

    with pytest.raises(Denied):
        services.take_readiness(case, by=cast.fin)
    assert client_of(cast.olga).post(f"/use-cases/{case.reference}/score/readiness/").status_code == 404
