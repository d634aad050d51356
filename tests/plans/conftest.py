"""What the tests of plans share."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from library import services as shelf
from plans.models import Plan
from tests.factories.plans import a_plan, a_running_plan
from tests.factories.roi import case_of
from usecases.models import UseCase


@pytest.fixture(scope="module")
def shelved(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The shipped library, loaded once for a module and only read."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        shelf.load_shipped(by=COMMAND_LINE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def library(shelved: None, db: None) -> None:
    """The shipped library."""


@pytest.fixture
def case(support: Unit, ben: User) -> UseCase:
    """A use case in Support that Ben owns."""
    return case_of(support, owner=ben)


@pytest.fixture
def draft(library: None, case: UseCase) -> Plan:
    """A draft of sixteen tasks, from 5 January 2026 on."""
    return a_plan(case)


@pytest.fixture
def running(library: None, case: UseCase) -> Plan:
    """The same, and it runs."""
    return a_running_plan(case)
