"""What the tests of the ledger share."""

from datetime import date

import pytest

from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import services
from roi.models import ExchangeRate
from tests.factories.roi import case_of
from usecases.models import UseCase


@pytest.fixture
def case(support: Unit, ben: User) -> UseCase:
    """A use case in Support that Ben owns."""
    return case_of(support, owner=ben, category="Customer service")


@pytest.fixture
def euro(db: None) -> ExchangeRate:
    """From January 2025 a euro is worth 1.0845 dollars."""
    return services.add_rate(currency="EUR", on=date(2025, 1, 1), rate="1.0845", by=COMMAND_LINE)
