"""What the register gives out as a workbook comes back without changing anything."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from foundation.kernel.money import Money
from foundation.people.models import Unit, User
from tests.factories.usecases import a_scored_case
from tests.usecases.imports import chosen, page
from usecases import services
from usecases.exporting import books
from usecases.models import UseCase
from usecases.models_import import ImportBatch

pytestmark = pytest.mark.django_db
ALL = (
    "reference,name,unit,category,case_type,tags,stage,stage_source,stage_since,held_since,tier,impact,score,assumed,"
    "find_out,band,review,approval,funded_for,owner,sponsor,budget,source,external_id,created_at,updated_at,"
    "f_site,f_headcount,f_cost_center,f_contract_ends,f_steward"
)


@pytest.fixture
def full(cases: list[UseCase], library: None, ada: User, ben: User, support: Unit, sales: Unit) -> list[UseCase]:
    """Cases that say something in every field, in ways that spreadsheets like to spoil."""
    services.edit_case(
        cases[0],
        by=ada,
        name='=Sort "mail", and more',
        summary="First line\n\n- second\n- third",
        objective="+10% by 2027",
        category="Mail",
        owner=ben,
        sponsor=ada,
        impact="rights",
        personal_data="yes",
        data_description="@archive",
        model_description="A model",
        human_oversight="-",
        measures="Share of 1,234.5",
        budget=Money(123456, "EUR"),
        case_type="phase-2-deployments:process_automation",
    )
    services.edit_case(cases[1], by=ada, budget=Money(1_000_000, "JPY"), impact="neither", custom={"headcount": "0.5"})
    scored = a_scored_case(sales, owner=ada)
    services.edit_case(scored, by=ada, custom={"contract_ends": date(2026, 12, 1), "cost_center": "0042"})
    services.hold(cases[2], by=ada, reason="No data")
    return [*cases, scored]


def listed(browser: Client) -> Iterator[tuple[str, bytes]]:
    for kind in ("xlsx", "csv"):
        answer: Any = browser.get("/use-cases/", {"export": kind, "cols": ALL})
        yield kind, b"".join(answer.streaming_content)


def test_the_register_goes_out_and_comes_back_without_a_change(
    browser: Client, send: Any, org: Unit, ada: User, full: list[UseCase], run_jobs: Any
) -> None:
    whole = books.register_book([case.pk for case in full], by=ada, title="The register").getvalue()

    for kind, content in [*listed(browser), ("xlsx", whole)]:
        assert send(content, name=f"register.{kind}", unit=org).status_code == 302
        batch = ImportBatch.objects.order_by("-id")[0]
        answer = browser.post(page(batch, "mapping"), chosen(browser, batch))
        assert answer.status_code == 302, answer.context["form"].errors
        batch.refresh_from_db()
        changes = [(row["reference"], row["changes"]) for row in batch.preview["updates"]]
        assert changes == [], kind
        assert batch.preview["counts"] == {"rows": 4, "created": 0, "updated": 0, "unchanged": 4, "refused": 0}
