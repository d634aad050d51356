"""Generated requests to every operation of the API: whatever is sent, the answer is one that the API documents."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from pmo.wsgi import application
from tests.factories.readiness import filled, submitted

pytestmark = [pytest.mark.fuzz, pytest.mark.django_db]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests share the connection of the test, as with Django's own test client, and see its open transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def api_schema(cast: SimpleNamespace, library: None, one_connection: None) -> Any:
    """The API as an administrator of everything sees it: somebody with every role, on a small organization."""
    for role in ("executive", "manager", "legal", "finance", "auditor", "board_chair"):
        people.grant_role(cast.ada, role, cast.org, by=COMMAND_LINE)
    filled(cast.support, by=cast.ada)
    submitted(cast.sales, by=cast.ada)
    _, secret = people.issue_token(cast.ada, name="fuzz", by=COMMAND_LINE, scopes=["read", "write"])
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?format=json", application, headers={"Authorization": f"Bearer {secret}"}
    )
    schema.config.headers = {"Authorization": f"Bearer {secret}"}
    return schema


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_documented_and_none_is_a_server_error(case: schemathesis.Case) -> None:
    case.call_and_validate(
        checks=[
            CHECKS.get_one("not_a_server_error"),
            CHECKS.get_one("status_code_conformance"),
            CHECKS.get_one("content_type_conformance"),
            CHECKS.get_one("response_schema_conformance"),
        ]
    )
