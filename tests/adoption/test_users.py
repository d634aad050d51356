"""Users by month: recorded once, corrected by new figures, never counted twice."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile

from adoption import queries, services
from adoption.models import Usage
from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.periods import Month
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.adoption import used, users_row
from usecases.models import UseCase

OCTOBER = Month(2025, 10)


def test_4250_of_5000_is_85_percent(case: UseCase, ben: User) -> None:
    row = used(case, by=ben, invited=500, activated=340, active_weekly=2550)

    assert (row.adoption, row.activation, row.stickiness) == (Decimal("0.85"), Decimal("0.68"), Decimal("0.6"))
    assert queries.active_users(case, OCTOBER) == 4250
    assert queries.active_users(case, OCTOBER.plus(1)) is None
    assert Entry.objects.get(action="adoption.users.typed").unit_path == case.unit.path


def test_the_same_figures_again_change_nothing_and_others_are_refused(case: UseCase, ben: User) -> None:
    first = used(case, key="a")

    assert used(case, key="a") == first
    done = services.push(
        Usage,
        [users_row(case), users_row(case, active_monthly=1), users_row(case, month="2025-11", key="a")],
        by=ben,
    )
    assert (done.created, done.unchanged, done.refused) == (0, 1, 2)
    assert [(problem.code, problem.field) for problem in done.problems] == [("conflict", "month"), ("conflict", "key")]
    assert Usage.objects.count() == 1


def test_a_correction_takes_the_place_and_the_old_figures_stay(case: UseCase, ben: User) -> None:
    old = used(case)

    new = services.correct(old, by=ben, active_monthly=4000, reason="Counted twice")

    assert (new.targeted, new.adoption) == (5000, Decimal("0.8"))
    assert queries.active_users(case, OCTOBER) == 4000
    assert Usage.objects.count() == 2
    with pytest.raises(Conflict, match="corrected already"):
        services.correct(old, by=ben, active_monthly=1, reason="Again")
    with pytest.raises(Invalid, match="recorded already"):
        services.correct(new, by=ben, active_monthly=4000, reason="Same")


def test_people_of_a_unit_and_of_those_below_it_are_not_both_counted(case: UseCase, org: Unit, ada: User) -> None:
    used(case, by=ada)

    with pytest.raises(Conflict, match="twice"):
        used(case, by=ada, unit=str(org.uid))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"month": "2999-01"}, "month"),
        ({"month": "October"}, "month"),
        ({"active_monthly": -1}, "active_monthly"),
        ({"active_weekly": 4251}, "active_weekly"),
        ({"invited": 1, "activated": 2}, "activated"),
        ({"onboarding_days": Decimal("NaN")}, "onboarding_days"),
        ({"features": {"": 1}}, "features"),
        ({"targeted": None, "active_monthly": None}, "targeted"),
        ({"unit": "Nowhere"}, "unit"),
        ({"case": "UC-99999"}, "case"),
    ],
)
def test_figures_at_fault_are_told_at_their_field(case: UseCase, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        used(case, **changes)

    assert refused.value.field == field
    assert not Usage.objects.exists()


def test_only_who_writes_the_case_records_users(case: UseCase, dov: User, mia: User, olga: User) -> None:
    for person in (dov, mia):
        with pytest.raises(Denied):
            used(case, by=person)
    with pytest.raises(Invalid, match="no use case"):
        used(case, by=olga)


def test_sums_of_units_and_months_leave_unknown_undefined(case: UseCase, org: Unit, ada: User) -> None:
    one, two = (people.create_unit(name, by=COMMAND_LINE, parent=case.unit, code=name) for name in ("N", "S"))
    used(case, by=ada, unit="N", onboarding_days=Decimal(3), features={"Search": 10})
    used(case, by=ada, unit="S", targeted=None, active_monthly=50, features={"Search": 5, "Drafts": 2})
    rows = list(queries.usage_of(case))

    both = queries.users(rows)

    assert (both.active_monthly, both.targeted, both.adoption) == (4300, 5000, Decimal("0.85"))
    assert (both.adopted, both.adoptable) == (4250, 5000)
    assert queries.by_month(queries.usage_of(case)) == [(OCTOBER, both)]
    assert both.onboarding_days is None
    assert both.activation is None
    assert queries.features_of(rows) == [("Search", 15), ("Drafts", 2)]
    assert [(unit, users.adoption) for unit, users in queries.by_unit(rows)] == [(one, Decimal("0.85")), (two, None)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_imported_once_and_problems_are_told_by_their_row(
    case: UseCase, ben: User, run_jobs: Callable[[], int], encoding: str
) -> None:
    text = (
        "Use case;Month;Targeted;Active;Comment\n"
        f"{case.reference};2025-10;5000;4250;Für alle\n"
        f"{case.reference};2025-11;many;1;\n"
    )
    for _attempt in range(2):
        job = services.request_import("users", ContentFile(text.encode(encoding), name="users.csv"), by=ben)
        run_jobs()
        job.refresh_from_db()

    assert (job.result["created"], job.result["unchanged"], job.result["refused"]) == (0, 1, 1)
    assert job.result["problems"] == [{"row": 3, "field": "targeted", "message": "Enter a whole number."}]
    assert Usage.objects.get().note == "Für alle"


def test_a_file_without_its_columns_is_refused_at_once(ben: User, case: UseCase) -> None:
    with pytest.raises(Invalid, match="lacks: case"):
        services.request_import("users", ContentFile(io.BytesIO(b"a,month\n1,2\n").read(), name="x.csv"), by=ben)
