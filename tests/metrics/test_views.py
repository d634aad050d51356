"""The pages of measures."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.people.models import User
from metrics import services
from metrics.models import Kpi, Measurement
from tests.factories.metrics import a_kpi, measured
from usecases.models import UseCase

ClientOf = Callable[[User], Client]
LIST, VALUES, TYPE = "/measures/", "/measures/values/", "/measures/type/"


def text_of(answer: Any) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_list_shows_latest_value_target_and_state(client_of: ClientOf, ada: User, kpi: Kpi) -> None:
    measured(kpi, 9, timezone.localdate() - timedelta(days=1))
    measured(kpi, 8, timezone.localdate())

    page = client_of(ada).get(LIST)

    assert "1 KPI" in text_of(page)
    assert "8 minutes at most 8 minutes Met" in text_of(page)
    assert 'class="metrics-spark"' in page.content.decode()


def test_the_list_is_filtered_by_state(client_of: ClientOf, ada: User, case: UseCase) -> None:
    measured(a_kpi(case, "met", label="Good one"), 8, timezone.localdate())
    a_kpi(case, "none", label="Empty one")

    page = text_of(client_of(ada).get(LIST, {"state": "met"}))

    assert "Good one" in page
    assert "Empty one" not in page


def test_an_export_holds_words_and_numbers(client_of: ClientOf, ada: User, kpi: Kpi) -> None:
    measured(kpi, 8, timezone.localdate())

    answer = client_of(ada).get(LIST, {"export": "csv"})

    assert "at most 8 minutes,Met" in b"".join(answer).decode()  # type: ignore[arg-type]


def test_the_number_of_queries_of_the_list_does_not_grow(
    client_of: ClientOf, ada: User, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        measured(a_kpi(case, f"k{number}"), 9, timezone.localdate())
    client = client_of(ada)
    client.get(LIST)

    with django_assert_max_num_queries(9):
        client.get(LIST)


def test_an_outsider_sees_nothing_of_a_kpi(client_of: ClientOf, olga: User, kpi: Kpi, case: UseCase) -> None:
    row, client = measured(kpi, 9), client_of(olga)

    assert "No KPI yet" in text_of(client.get(LIST))
    for address in (
        f"/measures/kpis/{kpi.uid}/",
        f"/measures/kpis/{kpi.uid}/chart/",
        f"/measures/kpis/{kpi.uid}/revise/",
        f"/measures/kpis/{kpi.uid}/retire/",
        f"/measures/values/{row.uid}/correct/",
        f"/measures/cases/{case.reference}/catalog/",
        f"/measures/cases/{case.reference}/take/",
        f"/measures/type/?case={case.reference}",
    ):
        assert client.get(address).status_code == 404, address


def test_a_reader_who_may_not_measure_is_told(client_of: ClientOf, dov: User, kpi: Kpi, case: UseCase) -> None:
    client = client_of(dov)
    address = f"/measures/kpis/{kpi.uid}/"

    assert "You may not record measurements here" in text_of(client.get(address))
    answer = client.post(address, {"value": "9", "effective_on": "2025-06-30"})
    assert answer.status_code == 403
    assert client.get(f"{address}revise/").status_code == 403
    assert not Measurement.objects.exists()


def test_a_value_is_typed_on_the_page_of_its_kpi(client_of: ClientOf, ben: User, kpi: Kpi) -> None:
    client, address = client_of(ben), f"/measures/kpis/{kpi.uid}/"

    answer = client.post(address, {"value": "9", "effective_on": "2025-06-30", "sample": "40", "key": "form:1"})
    twice = client.post(address, {"value": "9", "effective_on": "2025-06-30", "sample": "40", "key": "form:1"})

    assert (answer.status_code, twice.status_code) == (302, 302)
    assert Measurement.objects.get().sample == 40
    assert "Handling time: 9 minutes, 75% of the way to the target" in text_of(client.get(address))


@pytest.mark.parametrize(
    ("field", "typed"),
    [("value", "NaN"), ("value", "1e400"), ("value", "12\x00"), ("effective_on", "2999-01-01"), ("sample", "-1")],
)
def test_a_value_at_fault_is_told_at_its_field_and_kept(
    client_of: ClientOf, ben: User, kpi: Kpi, field: str, typed: str
) -> None:
    answer = client_of(ben).post(
        f"/measures/kpis/{kpi.uid}/", {"value": "9", "effective_on": "2025-06-30", "note": "By hand"} | {field: typed}
    )

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert 'value="By hand"' in answer.content.decode()


def test_a_value_is_corrected_on_a_page(client_of: ClientOf, ben: User, kpi: Kpi) -> None:
    row, client = measured(kpi, 90), client_of(ben)

    answer = client.post(
        f"/measures/values/{row.uid}/correct/", {"value": "9", "effective_on": "2025-06-30", "reason": "A digit"}
    )

    assert answer.status_code == 302
    page = text_of(client.get(f"/measures/kpis/{kpi.uid}/"))
    assert "Corrects another" in page
    assert "Corrected" in page
    assert client.get(f"/measures/values/{row.uid}/correct/").status_code in (302, 409)


def test_values_of_several_kpis_are_typed_at_once(client_of: ClientOf, ben: User, case: UseCase) -> None:
    first, second, third = (a_kpi(case, key) for key in ("a", "b", "c"))
    client, address = client_of(ben), f"{TYPE}?case={case.reference}"
    typed = {"effective_on": "2025-06-30", "key": "k", f"{first.uid}-value": "9", f"{second.uid}-value": "10"}

    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302

    assert set(Measurement.objects.values_list("kpi__key", "value")) == {("a", 9), ("b", 10)}
    assert f"{third.uid}-value" in client.get(address).content.decode()


def test_one_value_at_fault_keeps_all_from_being_recorded(client_of: ClientOf, ben: User, case: UseCase) -> None:
    first, second = (a_kpi(case, key) for key in ("a", "b"))

    answer = client_of(ben).post(
        f"{TYPE}?case={case.reference}",
        {"effective_on": "2025-06-30", f"{first.uid}-value": "9", f"{second.uid}-value": "much"},
    )

    assert answer.status_code == 422
    assert 'value="much"' in answer.content.decode()
    assert not Measurement.objects.exists()


def test_a_page_of_values_without_any_is_told(client_of: ClientOf, ben: User, kpi: Kpi) -> None:
    answer = client_of(ben).post(TYPE, {"effective_on": "2025-06-30"})

    assert answer.status_code == 422
    assert "Type at least one value" in text_of(answer)


@pytest.mark.usefixtures("library")
def test_a_kpi_is_taken_from_the_catalog_on_a_page(client_of: ClientOf, ben: User, case: UseCase) -> None:
    client = client_of(ben)
    assert "Adoption" in text_of(client.get(f"/measures/cases/{case.reference}/catalog/"))
    address = f"/measures/cases/{case.reference}/take/"
    form = client.get(address, {"key": "adoption_rate"}).context["form"]

    answer = client.post(
        address,
        {name: value for name, value in form.initial.items() if value not in (None, False)} | {"target_low": "85"},
    )

    assert answer.status_code == 302
    kpi = Kpi.objects.get()
    assert (kpi.key, kpi.target_low, kpi.catalog is not None) == ("adoption_rate", 85, True)
    assert "Taken" in text_of(client.get(f"/measures/cases/{case.reference}/catalog/"))


def test_a_kpi_of_ones_own_is_revised_and_retired_on_pages(client_of: ClientOf, ben: User, kpi: Kpi) -> None:
    client, address = client_of(ben), f"/measures/kpis/{kpi.uid}/"
    form = client.get(f"{address}revise/").context["form"]
    given = {name: value for name, value in form.initial.items() if value not in (None, False)}

    refused = client.post(f"{address}revise/", given | {"target_high": "7"})
    done = client.post(f"{address}revise/", given | {"target_high": "7", "reason": "Better than thought"})
    late = client.post(f"{address}revise/", given | {"target_high": "6", "reason": "Again"})

    assert (refused.status_code, done.status_code, late.status_code) == (422, 302, 409)
    assert client.post(f"{address}retire/", {"reason": "Over"}).status_code == 302
    assert "This KPI is retired" in text_of(client.get(address))


def test_the_tab_of_a_case_lists_its_kpis(client_of: ClientOf, ben: User, kpi: Kpi, case: UseCase) -> None:
    measured(kpi, 9)
    services.retire_kpi(a_kpi(case, "old"), by=ben, reason="Over")

    page = text_of(client_of(ben).get(f"/use-cases/{case.reference}/", {"tab": "measures"}))

    assert "12 minutes" in page
    assert "75%" in page
    assert "1 retired KPI is left out" in page


def test_the_chart_shows_values_with_baseline_and_target(client_of: ClientOf, ben: User, kpi: Kpi) -> None:
    measured(kpi, 10, date(2025, 5, 31))
    measured(kpi, 9, date(2025, 6, 30))

    answer = client_of(ben).get(f"/measures/kpis/{kpi.uid}/chart/").json()

    assert answer["title"] == "Handling time: 9 minutes, 75% of the way to the target"
    assert len(answer["table"]["rows"]) == 2
    assert "Target: 8 minutes" in str(answer["figure"])


def test_all_measurements_are_a_list_of_their_own(client_of: ClientOf, ada: User, kpi: Kpi) -> None:
    old = measured(kpi, 90)
    services.correct(old, by=ada, value=services.recording.Decimal(9), reason="A digit")

    page = text_of(client_of(ada).get(VALUES, {"kpi": str(kpi.uid)}))
    only = text_of(client_of(ada).get(VALUES, {"corrected": "true"}))

    assert "2 measurements" in page
    assert "1 measurement" in only
    assert "90 minutes" in only
