"""What the tests of measures share."""

import pytest

from foundation.people.models import Unit, User
from metrics.models import Kpi
from tests.factories.metrics import a_kpi
from tests.factories.roi import case_of
from usecases.models import UseCase


@pytest.fixture
def case(support: Unit, ben: User) -> UseCase:
    """A use case in Support that Ben owns."""
    return case_of(support, owner=ben)


@pytest.fixture
def kpi(case: UseCase) -> Kpi:
    """Handling time: 12 minutes at first, 8 aimed at by the end of 2025."""
    return a_kpi(case)
