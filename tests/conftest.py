"""The cast: a small organization with one person for each role, and one outsider."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as examples
from rest_framework.test import APIClient

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.browser import chromium  # noqa: F401  (the one browser of the run, for every folder of tests)

BOARD_SEATS = 8

# The same examples in every run, and no failure because a busy machine makes them slowly.
examples.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("steady")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Raw content is named by its length: what it holds (the time in an archive, say) may differ from run to run."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Every test begins with nothing kept."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """Files that a test stores go into its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


def person(username: str, name: str, *roles: tuple[str, Unit]) -> User:
    user = people.create_user(username, name=name, by=COMMAND_LINE)
    for role, unit in roles:
        people.grant_role(user, role, unit, by=COMMAND_LINE)
    return user


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Everybody at once: units `org`, `sales`, `support`, `engineering`, `other`; people by first name."""
    org = people.create_unit("Acme", by=COMMAND_LINE, kind="organization")
    support, sales, engineering = (
        people.create_unit(name, by=COMMAND_LINE, parent=org) for name in ("Support", "Sales", "Engineering")
    )
    other = people.create_unit("Other Corp", by=COMMAND_LINE, kind="organization")
    chi = person("chi", "Chi Chair", ("board_chair", org))
    members = [person(f"member{n}", f"Member {n}", ("board_member", org)) for n in range(2, BOARD_SEATS + 1)]
    return SimpleNamespace(
        org=org,
        support=support,
        sales=sales,
        engineering=engineering,
        other=other,
        ada=person("ada", "Ada Program", ("pm", org)),
        ben=person("ben", "Ben Owner", ("owner", support)),
        mia=person("mia", "Mia Manager", ("manager", support)),
        max_=person("max", "Max Manager", ("manager", support)),
        chi=chi,
        board=[chi, *members],
        lea=person("lea", "Lea Legal", ("legal", org)),
        eve=person("eve", "Eve Executive", ("executive", org)),
        fin=person("fin", "Fin Finance", ("finance", org)),
        dov=person("dov", "Dov Auditor", ("auditor", org)),
        root_admin=person("root", "Rae Admin", ("administrator", org)),
        bi=person("bi", "BI Service", ("bi_service", org)),
        olga=person("olga", "Olga Outsider", ("pm", other)),
    )


def _member(name: str) -> Any:
    @pytest.fixture(name=name)
    def give(cast: SimpleNamespace) -> Any:
        return getattr(cast, name)

    return give


org, support, sales, engineering, other = map(_member, ("org", "support", "sales", "engineering", "other"))
ada, ben, mia, max_, chi, board = map(_member, ("ada", "ben", "mia", "max_", "chi", "board"))
lea, eve, fin, dov, root_admin, bi, olga = map(_member, ("lea", "eve", "fin", "dov", "root_admin", "bi", "olga"))


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def api_of() -> Callable[..., APIClient]:
    """An API client that carries a token of somebody."""

    def make(user: User, scopes: tuple[str, ...] = ("read", "write"), unit: Unit | None = None) -> APIClient:
        _, secret = people.issue_token(user, name="test", by=COMMAND_LINE, scopes=scopes, unit=unit)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return make


@pytest.fixture
def library(db: None) -> None:
    """The shipped library, loaded."""
    from library import services

    services.load_shipped(by=COMMAND_LINE)


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Run all queued jobs in this process, through the real runner; gives their number."""
    from foundation.jobs import runner

    return runner.run_queued


@pytest.fixture
def shared_dir() -> Path:
    """Public data and documents that lie beside the checkout; a test that needs them skips elsewhere."""
    folder = settings.BASE_DIR.parent / "shared"
    if not folder.is_dir():
        pytest.skip("public data is not beside this checkout")
    return folder
