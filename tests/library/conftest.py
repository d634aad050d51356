"""Two people are enough here: one who reads, one who may publish."""

import pytest

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User


def _person(username: str, name: str, role: str) -> User:
    unit = people.create_unit(f"Unit of {name}", by=COMMAND_LINE, kind="organization")
    user = people.create_user(username, name=name, by=COMMAND_LINE)
    people.grant_role(user, role, unit, by=COMMAND_LINE)
    return user


@pytest.fixture
def reader(db: None) -> User:
    """Someone whose only right is to read."""
    return _person("rita", "Rita Reader", "bi_service")


@pytest.fixture
def publisher(db: None) -> User:
    """Someone who may publish documents."""
    return _person("paul", "Paul Publisher", "administrator")
