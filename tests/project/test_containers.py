"""The container files, read and tried without containers.

No image is built here. Each service's exact command runs as a local process, under the environment that the compose
file gives it, against the PostgreSQL and Redis that PMO_CI_POSTGRES and REDIS_URL name, until its health check passes.
"""

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml

from tests.project.processes import free_port, plain_environment, running, status_of, wait_for
from tests.project.tree import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
GIVEN = {
    "PMO_SECRET_KEY": "a-long-random-text-of-this-test-0123456789-abcdefghijklmnop",
    "PMO_ALLOWED_HOSTS": "pmo.example.org,www.pmo.example.org",
    "POSTGRES_PASSWORD": "database-password",
    "REDIS_PASSWORD": "queue-password",
}
HEALTHY_SECONDS = 180
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled(text: object, given: dict[str, str]) -> str:
    """A compose value with its variables replaced; a KeyError names a required one that is missing."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if kind == "-":
            return given.get(name) or rest
        return given[name]

    return VARIABLE.sub(value, str(text)).replace("$$", "$")


def image_environment() -> dict[str, str]:
    """The ENV lines of the Dockerfile."""
    joined = DOCKERFILE.replace("\\\n", " ")
    lines = re.findall(r"^ENV (.+)$", joined, re.MULTILINE)
    return dict(word.split("=", 1) for line in lines for word in shlex.split(line))


def test_every_service_of_the_product_is_there() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_secrets_are_required_and_have_no_default(name: str) -> None:
    given = {key: value for key, value in GIVEN.items() if key != name}
    text = (ROOT / "docker-compose.yml").read_text()

    values = [value for service in SERVICES.values() for value in service.get("environment", {}).values()]

    assert all(kind == "?" for variable, kind, _ in VARIABLE.findall(text) if variable == name)
    with pytest.raises(KeyError, match=name):
        [filled(value, given) for value in values]


def test_the_image_holds_no_secret_and_runs_as_nobody_special() -> None:
    assert not re.search(r"SECRET|PASSWORD|TOKEN", str(image_environment()))
    assert re.search(r"^USER pmo$", DOCKERFILE, re.MULTILINE)
    assert "PMO_DEMO" not in DOCKERFILE


def test_the_image_installs_what_pdf_reports_need() -> None:
    from pmo.checks import PDF_LIBRARIES

    assert all(package in DOCKERFILE for package in PDF_LIBRARIES.values())


def test_the_files_that_the_image_copies_exist_and_are_not_ignored() -> None:
    ignored = set((ROOT / ".dockerignore").read_text().split())
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for word in line.split()
    ]

    assert copied
    assert [name for name in copied if not (ROOT / name).exists() or name in ignored] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of the product's containers on this machine, with a database of its own."""
    server = os.environ.get("PMO_CI_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
    parts = urlsplit(server)
    name = f"pmo_containers_{os.getpid()}"
    connection = psycopg2.connect(server.rsplit("/", 1)[0] + "/postgres", connect_timeout=5)
    connection.autocommit = True
    connection.cursor().execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    connection.cursor().execute(f"CREATE DATABASE {name}")
    folder = tmp_path_factory.mktemp("site")
    environment = {key: filled(value, GIVEN) for key, value in SERVICES["web"]["environment"].items()}
    port = str(free_port())
    yield {
        **plain_environment(),
        **image_environment(),
        **environment,
        # What differs from a container: where the services listen, and the folders of the image.
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATABASE_URL": f"postgres://{parts.netloc}/{name}",
        "REDIS_URL": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/13"),
        "PMO_VAR_DIR": str(folder / "files"),
        "PMO_STATIC_ROOT": str(folder / "static"),
        "PORT": port,
    }
    connection.cursor().execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    connection.close()


def command_of(service: str, env: dict[str, str]) -> list[str]:
    """The service's command, listening on and writing to what stands for the container's port and folders."""
    words = [filled(word, GIVEN) for word in SERVICES[service]["command"]]
    return [
        word.replace("0.0.0.0:8000", f"127.0.0.1:{env['PORT']}").replace("/var/lib/pmo", env["PMO_VAR_DIR"])
        for word in words
    ]


def health_of(service: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """One run of the service's own health check."""
    kind, *words = [filled(word, GIVEN) for word in SERVICES[service]["healthcheck"]["test"]]
    command = ["sh", "-c", words[0].replace("$(hostname)", socket.gethostname())] if kind == "CMD-SHELL" else words
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.services
def test_each_service_becomes_healthy_with_its_exact_command(site: dict[str, str], tmp_path: Path) -> None:
    building = {**site, "PMO_SECRET_KEY": "unused-while-building"}
    collect = ["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    gathered = subprocess.run(collect, cwd=ROOT, env=building, capture_output=True, text=True, timeout=600)
    assert gathered.returncode == 0, gathered.stderr
    migrated = subprocess.run(
        command_of("migrate", site), cwd=ROOT, env=site, capture_output=True, text=True, timeout=600
    )
    assert migrated.returncode == 0, migrated.stderr

    with ExitStack() as stack:
        for service in ("web", "worker", "beat"):
            log = tmp_path / f"{service}.log"
            process = stack.enter_context(running(command_of(service, site), site, log))
            healthy = wait_for(
                lambda service=service, process=process: (  # type: ignore[misc]
                    process.poll() is not None or health_of(service, site).returncode == 0
                ),
                seconds=HEALTHY_SECONDS,
            )
            assert healthy, f"{service}: {health_of(service, site).stderr}\n{log.read_text()}"
            assert process.poll() is None, f"{service} ended\n{log.read_text()}"

        address = f"http://127.0.0.1:{site['PORT']}"
        assert status_of(f"{address}/healthz", Host="pmo.example.org") == 200
        assert status_of(f"{address}/healthz", Host="elsewhere.example.org") == 400
        assert status_of(f"{address}/healthz", Host="pmo.example.org", **{"X-Forwarded-Proto": "https"}) == 200
