"""Fields that the administrator adds, and what cases say in them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.usecases import a_case
from usecases import queries, services
from usecases.models import CustomField, CustomValue, UseCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(root_admin: User) -> CustomField:
    return services.create_field(by=root_admin, label="Site", kind="choice", choices=["North", "South"])


@pytest.fixture
def heads(root_admin: User) -> CustomField:
    return services.create_field(
        by=root_admin, label="Headcount", kind="number", unit="people", lowest=Decimal(0), highest=Decimal(500)
    )


def said(case: UseCase) -> dict[str, str]:
    return {field.label: queries.in_words(field, value) for field, value in queries.custom_values(case)}


def test_a_case_says_something_in_every_kind_of_field(
    root_admin: User, support: Unit, ada: User, ben: User, site: CustomField, heads: CustomField
) -> None:
    services.create_field(by=root_admin, label="Cost center", kind="text")
    services.create_field(by=root_admin, label="Contract ends", kind="date")
    services.create_field(by=root_admin, label="Data steward", kind="person")

    case = services.create_case(
        support,
        by=ada,
        name="Route mail",
        custom={
            "site": "north",
            "headcount": "12.5",
            "cost_center": "4711",
            "contract_ends": "2027-03-31",
            "data_steward": ben,
        },
    )

    assert said(case) == {
        "Site": "North",
        "Headcount": "12.5 people",
        "Cost center": "4711",
        "Contract ends": "2027-03-31",
        "Data steward": "Ben Owner",
    }
    assert queries.values_of([case.pk])[case.pk]["contract_ends"] == date(2027, 3, 31)


def test_a_change_is_told_in_the_history(support: Unit, ada: User, site: CustomField) -> None:
    case = services.create_case(support, by=ada, name="Route mail", custom={"site": "North"})

    services.edit_case(case, by=ada, custom={"site": "South"})
    case = services.edit_case(case, by=ada, custom={"site": ""})

    lines = history(case)
    assert [line.changes for line in lines][:2] == [
        [("custom.site", "South", "–")],
        [("custom.site", "North", "South")],
    ]
    assert case.version == 3
    assert not CustomValue.objects.exists()


def test_the_same_value_again_changes_nothing(support: Unit, ada: User, heads: CustomField) -> None:
    case = services.create_case(support, by=ada, name="Route mail", custom={"headcount": "10"})

    assert services.edit_case(case, by=ada, custom={"headcount": "10.00"}).version == 1


def test_narrower_range_refuses_new_values_and_leaves_old_ones(
    root_admin: User, support: Unit, ada: User, heads: CustomField
) -> None:
    case = services.create_case(support, by=ada, name="Route mail", custom={"headcount": "400"})
    services.edit_field(heads, by=root_admin, highest=Decimal(100))

    assert services.edit_case(case, by=ada, name="Route all mail", custom={"headcount": "400"}).version == 2
    with pytest.raises(Invalid, match="up to 100") as refused:
        services.edit_case(case, by=ada, custom={"headcount": "300"})
    assert refused.value.field == "f_headcount"


def test_choice_retired_meanwhile_is_refused_but_stays_where_it_is(
    root_admin: User, support: Unit, ada: User, site: CustomField
) -> None:
    has_it = services.create_case(support, by=ada, name="Route mail", custom={"site": "South"})
    has_none = a_case(support, by=ada)
    services.edit_field(site, by=root_admin, retired=["south"])

    assert services.edit_case(has_it, by=ada, name="Route all mail", custom={"site": "south"}).version == 2
    with pytest.raises(Invalid, match="“South” is no longer offered"):
        services.edit_case(has_none, by=ada, custom={"site": "south"})


def test_a_renamed_choice_is_renamed_on_every_case(
    root_admin: User, support: Unit, ada: User, site: CustomField
) -> None:
    case = services.create_case(support, by=ada, name="Route mail", custom={"site": "South"})

    services.edit_field(site, by=root_admin, renamed={"south": "South wing"}, choices=["West"])

    assert said(case)["Site"] == "South wing"
    assert [choice.label for choice in queries.custom_fields()[0].choices] == ["North", "South wing", "West"]


def test_person_who_left_stays_but_is_not_taken_anew(root_admin: User, support: Unit, ada: User, ben: User) -> None:
    services.create_field(by=root_admin, label="Steward", kind="person")
    case = services.create_case(support, by=ada, name="Route mail", custom={"steward": str(ben.uid)})
    other = a_case(support, by=ada)
    people.deactivate_user(ben, by=COMMAND_LINE)
    ben.refresh_from_db()

    assert services.edit_case(case, by=ada, name="Route all mail", custom={"steward": ben}).version == 2
    with pytest.raises(Invalid, match="cannot see the use cases"):
        services.edit_case(other, by=ada, custom={"steward": ben})
    with pytest.raises(Invalid, match="no such person"):
        services.edit_case(other, by=ada, custom={"steward": "nobody"})


def test_person_from_elsewhere_is_refused(root_admin: User, support: Unit, ada: User, olga: User) -> None:
    services.create_field(by=root_admin, label="Steward", kind="person")

    with pytest.raises(Invalid, match="cannot see the use cases"):
        services.create_case(support, by=ada, name="Route mail", custom={"steward": olga})


def test_retired_field_keeps_what_is_said_and_takes_nothing_new(
    root_admin: User, support: Unit, ada: User, site: CustomField
) -> None:
    case = services.create_case(support, by=ada, name="Route mail", custom={"site": "North"})
    other = a_case(support, by=ada)

    services.retire_field(site, by=root_admin)

    assert said(case) == {"Site": "North"}
    assert said(other) == {}
    assert queries.custom_fields() == []
    with pytest.raises(Invalid, match="no longer in use"):
        services.edit_case(other, by=ada, custom={"site": "north"})
    services.restore_field(CustomField.objects.get(), by=root_admin)
    assert services.edit_case(other, by=ada, custom={"site": "north"}).version == 2


def test_unknown_field_is_refused(support: Unit, ada: User) -> None:
    with pytest.raises(Invalid, match="no field “nope”"):
        services.create_case(support, by=ada, name="Route mail", custom={"nope": "1"})


@pytest.mark.parametrize("who", ["ada", "eve", "ben", "dov", "bi"])
def test_only_administrators_manage_fields(cast: Any, who: str) -> None:
    with pytest.raises(Denied, match="Administrator"):
        services.create_field(by=getattr(cast, who), label="Site", kind="text")


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"label": " ", "kind": "text"}, "label"),
        ({"label": "SITE", "kind": "text"}, "label"),
        ({"label": "x" * 121, "kind": "text"}, "label"),
        ({"label": "Color", "kind": "tensor"}, "kind"),
        ({"label": "Color", "kind": "choice"}, "choices"),
        ({"label": "Color", "kind": "choice", "choices": ["Red", "red"]}, "choices"),
        ({"label": "Color", "kind": "text", "choices": ["Red"]}, "choices"),
        ({"label": "Color", "kind": "text", "unit": "kg"}, "unit"),
        ({"label": "Weight", "kind": "number", "lowest": Decimal(2), "highest": Decimal(1)}, "highest"),
        ({"label": "Weight", "kind": "number", "lowest": Decimal("NaN")}, "lowest"),
        ({"label": "Weight", "kind": "number", "highest": Decimal("1e400")}, "highest"),
        ({"label": "Weight", "kind": "date", "highest": Decimal(1)}, "highest"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_where_it_is_wrong(
    root_admin: User, site: CustomField, given: dict[str, Any], at: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.create_field(by=root_admin, **given)

    assert refused.value.field == at
    assert CustomField.objects.count() == 1


def test_last_choice_cannot_be_retired(root_admin: User, site: CustomField) -> None:
    with pytest.raises(Conflict, match="retire the field instead"):
        services.edit_field(site, by=root_admin, retired=["north", "south"])


def test_a_field_is_retired_once(root_admin: User, site: CustomField) -> None:
    services.retire_field(site, by=root_admin)

    with pytest.raises(Conflict, match="already"):
        services.retire_field(site, by=root_admin)


def test_rows_of_cases_are_narrowed_and_ordered_exactly(
    root_admin: User, support: Unit, ada: User, heads: CustomField
) -> None:
    names = {"a": "0.1", "b": "0.3", "c": "250", "d": None}
    for name, value in names.items():
        services.create_case(support, by=ada, name=name, custom={"headcount": value})
    (field,) = queries.custom_fields()
    rows = UseCase.objects.visible_to(ada)

    assert {case.name for case in queries.saying(rows, field, number=300_000)} == {"b"}
    assert {case.name for case in queries.saying(rows, field, number__gte=300_000)} == {"b", "c"}
    assert {case.name for case in queries.not_saying(rows, field)} == {"d"}
    listed = queries.ordered_by(queries.with_custom(rows.values("name"), [field]), field, down=True)
    assert [row["name"] for row in listed] == ["c", "b", "a", "d"]
