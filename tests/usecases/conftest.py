"""A person before the pages of an import."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.people.models import Unit, User
from tests.usecases.imports import SAMPLE, START
from usecases import services
from usecases.models import UseCase
from usecases.models_import import ImportBatch


@pytest.fixture
def browser(client_of: Callable[[User], Client], ada: User, library: None) -> Client:
    return client_of(ada)


@pytest.fixture
def send(browser: Client, support: Unit) -> Callable[..., Any]:
    """Upload a file; gives the answer."""

    def upload(content: bytes, name: str = "cases.csv", unit: Any = None) -> Any:
        return browser.post(START, {"file": SimpleUploadedFile(name, content), "unit": str((unit or support).uid)})

    return upload


@pytest.fixture
def batch(send: Any) -> ImportBatch:
    """The sample file, uploaded."""
    assert send(SAMPLE).status_code == 302
    return ImportBatch.objects.get()


@pytest.fixture
def fields(root_admin: User) -> None:
    for given in (
        {"label": "Site", "kind": "choice", "choices": ["North", "South"]},
        {"label": "Headcount", "kind": "number", "unit": "people", "lowest": Decimal(0)},
        {"label": "Cost center", "kind": "text", "help": "Four <b>digits</b>"},
        {"label": "Contract ends", "kind": "date"},
        {"label": "Steward", "kind": "person"},
    ):
        services.create_field(by=root_admin, **given)  # type: ignore[arg-type]


@pytest.fixture
def cases(fields: None, support: Unit, ada: User, ben: User) -> list[UseCase]:
    return [
        services.create_case(
            support,
            by=ada,
            name="Sort mail",
            tags=["EU", "Quick win"],
            custom={
                "site": "north",
                "headcount": "12.5",
                "cost_center": "4711",
                "contract_ends": date(2027, 3, 31),
                "steward": ben,
            },
        ),
        services.create_case(support, by=ada, name="Read mail", custom={"headcount": "3"}),
        services.create_case(support, by=ada, name="Answer mail", tags=["EU"]),
    ]
