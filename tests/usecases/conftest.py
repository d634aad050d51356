"""A person before the pages of an import."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.people.models import Unit, User
from tests.usecases.imports import SAMPLE, START
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
