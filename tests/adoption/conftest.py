"""What the tests of adoption share."""

import pytest

from foundation.people.models import Unit, User
from tests.factories.roi import case_of
from usecases.models import UseCase


@pytest.fixture
def case(support: Unit, ben: User) -> UseCase:
    """A use case in Support that Ben owns."""
    return case_of(support, owner=ben)
