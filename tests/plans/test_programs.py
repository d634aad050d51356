"""Programs: waves as days from a start, growth that never shrinks, cases filed, and the load."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import Unit, User
from plans import queries, services, wording
from plans.models import Place, Program, WaveCase
from plans.workflow import Dimension
from tests.factories.plans import a_program
from usecases.models import UseCase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def program(library: None, org: Unit) -> Program:
    """Document A's three phases from 5 January 2026 on."""
    return a_program(org)


def test_the_five_waves_have_their_functions_dimensions_and_days(org: Unit, ada: User) -> None:
    program = a_program(org, "enterprise-waves", by=ada)

    waves = list(program.waves.order_by("number"))

    assert [(str(wave.starts_on), str(wave.ends_on)) for wave in waves] == [
        ("2026-01-05", "2026-03-01"), ("2026-03-02", "2026-04-26"), ("2026-04-27", "2026-06-21"),
        ("2026-06-22", "2026-08-16"), ("2026-08-17", "2026-09-13"),
    ]  # fmt: skip
    assert [wave.dimension for wave in waves] == ["horizontal"] * 3 + ["vertical", "cross_functional"]
    assert Place.objects.filter(wave__program=program).count() == 20


def test_the_departments_of_document_a_grow_to_5000_users_in_twelve_months(program: Program) -> None:
    waves = list(program.waves.order_by("number"))

    assert [(wave.use_cases, wave.users) for wave in waves] == [(2, 500), (5, 1500), (15, 5000)]
    assert [str(wave.ends_on) for wave in waves] == ["2026-04-04", "2026-07-04", "2027-01-04"]


@pytest.mark.parametrize("who", ["ben", "mia", "dov", "olga"])
def test_others_may_not_start_a_program(org: Unit, cast: Any, who: str) -> None:
    with pytest.raises(Denied):
        a_program(org, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"dimension": "upwards"}, "dimension"),
        ({"users": 499}, "users"),
        ({"users": 5001}, "users"),
        ({"use_cases": 0}, "use_cases"),
    ],
)
def test_a_bad_wave_is_refused_at_its_field(program: Program, ada: User, changes: dict[str, Any], field: str) -> None:
    wave = program.waves.get(number=2)
    known = {"starts_on": wave.starts_on, "ends_on": wave.ends_on, "users": wave.users, "use_cases": wave.use_cases}

    with pytest.raises(Invalid) as refused:
        services.change_wave(wave, by=ada, **known | changes)

    assert refused.value.field == field


def test_cases_are_filed_once_and_seen_by_those_who_may_see_both(program: Program, case: UseCase, cast: Any) -> None:
    wave = program.waves.get(number=1)

    filed = services.file_case(wave, case, by=cast.ada, dimension=Dimension.VERTICAL)

    assert filed.dimension_label == "Vertical"
    assert WaveCase.objects.visible_to(cast.ada).get() == filed
    assert not WaveCase.objects.visible_to(cast.ben).exists()  # reads the case, not the program
    with pytest.raises(Conflict, match="already"):
        services.file_case(wave, case, by=cast.ada)
    services.unfile_case(filed, by=cast.ada)
    assert not WaveCase.objects.exists()


def test_a_function_is_placed_within_the_unit_of_its_program(
    program: Program, support: Unit, other: Unit, ada: User
) -> None:
    place = Place.objects.get(wave__program=program, key="customer_support")

    assert services.place_function(place, by=ada, unit=support).unit == support
    with pytest.raises(Invalid) as refused:
        services.place_function(place, by=ada, unit=other)
    assert refused.value.field == "unit"


def test_the_stated_load_gives_capacity_and_shows_how(program: Program, ada: User) -> None:
    figures = {
        "active": Decimal(85), "daily_each": Decimal("11.764706"), "busiest_hour": Decimal(20),
        "seconds_each": Decimal(9),
    }  # fmt: skip

    program = services.set_load(program, by=ada, figures=figures)
    demand = queries.demands(program, list(program.waves.order_by("number")))[-1]

    assert demand.capacity.compute == 26  # 50,000.0005 a day is a little over the 25 of document A
    assert demand.capacity.storage is None
    said = {row.label: (row.how, row.value) for row in wording.arithmetic(demand, "USD")}
    assert said["Active users"] == ("5,000 × 85%", "4,250")
    assert said["Storage"][1] is None


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"active": Decimal(101)}, "active"),
        ({"kept_each": Decimal(-1)}, "kept_each"),
        ({"moved_each": Decimal("NaN")}, "moved_each"),
    ],
)
def test_a_bad_figure_is_refused(program: Program, ada: User, figures: dict[str, Decimal], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.set_load(program, by=ada, figures=figures)

    assert refused.value.field == field


def test_nothing_changes_once_a_program_has_ended(program: Program, case: UseCase, ada: User) -> None:
    services.end_program(program, by=ada, reason="Merged into another one")

    with pytest.raises(Conflict, match="ended"):
        services.file_case(program.waves.get(number=1), case, by=ada)
