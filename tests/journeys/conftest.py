"""One demonstration as real processes for all journeys, and people who look at it in a browser or over the API."""

import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from devtools.site import Site, demo_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PROGRAM, ROLLOUTS, EXECUTIVE, CHAIR = "Priya Raman", "Jonas Weber", "Eleanor Whitfield", "Grace Achterberg"
COUNSEL, CONTROLLER, AUDITOR = "Nathan Cole", "Mei-Ling Chow", "Dmitri Volkov"
OWNER, MANAGER = "Tomás Herrera", "Marta Lindqvist"
MEMBERS = (
    "Victoria Lang", "Leila Haddadi", "Arjun Mehta", "Isabelle Roche", "Thomas Nakamura", "Denise Walker",
    "Ruth Abramson",
)  # fmt: skip
WIDE = {"width": 1440, "height": 900}
PATIENCE = 30_000
REFUSALS = ("status of 403", "status of 404", "status of 409", "status of 422")
"""What a console says about an answer that a journey asked for on purpose."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is a browser test, so that the quick run leaves all of them out."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demonstration with web, worker and clock; PMO_JOURNEYS_DATABASE and PMO_JOURNEYS_REDIS name other servers."""
    with (
        tempfile.TemporaryDirectory(prefix="pmo-journeys-") as folder,
        demo_site(
            Path(folder),
            database=os.environ.get("PMO_JOURNEYS_DATABASE", ""),
            redis=os.environ.get("PMO_JOURNEYS_REDIS", ""),
        ) as running,
    ):
        yield running


@pytest.fixture
def inside(chromium: "Browser", site: Site) -> "Iterator[Callable[..., Page]]":
    """`inside("Priya Raman")` gives a page of somebody who entered with one click; nothing may be said on a console.

    A journey whose console reports an error or a breach of the security policy fails at its end.
    """
    from playwright.sync_api import expect

    from devtools.pages import enter

    expect.set_options(timeout=PATIENCE)
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def note(message: Any) -> None:
        if message.type == "error" and not any(refusal in message.text for refusal in REFUSALS):
            said.append(f"{message.text} ({message.location.get('url', '')})")

    def open_page(persona: str = "", *, theme: str = "light", size: dict[str, int] = WIDE, audit: bool = False) -> Any:
        context = chromium.new_context(
            base_url=site.url,
            viewport=size,  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            bypass_csp=audit,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: said.append(str(error)))
        if persona:
            enter(page, persona)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


class Api:
    """Somebody's token, used the way a program would."""

    def __init__(self, site: Site, secret: str) -> None:
        self.site, self.secret = site, secret

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request below /api/v1/; return the status and what came back."""
        request = urllib.request.Request(
            f"{self.site.url}/api/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")

    def get(self, path: str) -> Any:
        status, body = self.call("GET", path)
        assert status == 200, (path, status, body)
        return body

    def post(self, path: str, body: Any = None) -> Any:
        status, found = self.call("POST", path, body or {})
        assert status in (200, 201, 202), (path, status, found)
        return found


@pytest.fixture(scope="session")
def api_as(site: Site) -> Callable[[str], Api]:
    """`api_as("Priya Raman")` gives the API with a token of theirs, issued by the command."""
    known: dict[str, Api] = {}

    def give(persona: str) -> Api:
        if persona not in known:
            username = persona.lower().replace(" ", ".").replace("-", "").replace("á", "a")
            found = site.manage("api_token", username, "--scope", "read", "--scope", "write")
            assert found.returncode == 0, found.stderr
            known[persona] = Api(site, found.stdout.strip())
        return known[persona]

    return give


RISK = (
    "rights_or_access", "safety", "employment", "no_human_review", "vulnerable_people", "personal_data",
    "public_facing", "outside_supplier",
)  # fmt: skip


@pytest.fixture
def case_of(api_as: Callable[[str], Api]) -> Callable[..., dict[str, Any]]:
    """`case_of("Its name", yes=("employment",))` registers and classifies a case of Customer Support over the API."""

    def make(name: str, *, yes: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
        owner = api_as(OWNER)
        unit = next(each for each in owner.get("units/")["results"] if each["name"] == "Customer Support")
        case = owner.post(
            "use-cases/",
            {
                "name": name, "summary": "Something costs time every day.", "unit": unit["uid"],
                "objective": "It costs less time.", "data_description": "Tickets of two years.",
                "model_description": "A classifier on our own servers.", "human_oversight": "Somebody looks at all.",
                "measures": "Minutes for each ticket.", "budget": {"amount": "100000.00", "currency": "USD"}, **fields,
            },
        )  # fmt: skip
        answers = {key: key in yes for key in RISK}
        return dict(owner.post(f"use-cases/{case['reference']}/classify/", {"answers": answers}))

    return make
