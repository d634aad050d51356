"""What every benchmark shares: the floor, a fair way to time two sides, and how a figure is printed.

The floor is an authenticated, empty page with the base template: what any page costs before it does anything. Figures
are CPU seconds of this process (`time.process_time`), medians over rounds in which all sides take turns, so that a busy
machine slows each of them alike. Quote the ratios, never single times.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

os.environ.setdefault("PMO_TEST", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")

ROUNDS = 15
WARM_UP = 3


@contextmanager
def database() -> Iterator[None]:
    """Django with an empty database of its own (beside DATABASE_URL's, or SQLite), dropped afterwards."""
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases, teardown_test_environment

    setup_test_environment(debug=False)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()


def signed_in(user: Any) -> Any:
    """A test client in which `user` is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Any, url: str) -> Callable[[], None]:
    """A side that fetches a page; raises when it does not answer 200."""

    def fetch() -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
        if answer.streaming:
            for _ in answer.streaming_content:
                pass

    return fetch


def empty_page(client: Any) -> Callable[[], None]:
    """The floor: the frame of the product around nothing, for the signed-in user of `client`."""
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import render
    from django.test.utils import override_settings
    from django.urls import path

    def view(request: HttpRequest) -> HttpResponse:
        return render(request, "base.html")

    import pmo.urls

    address = path("bench-floor/", view, name="bench_floor")
    if not any(getattr(entry, "name", None) == "bench_floor" for entry in pmo.urls.urlpatterns):
        pmo.urls.urlpatterns.insert(0, address)
        with override_settings(ROOT_URLCONF="pmo.urls"):
            pass  # entering and leaving clears the resolver's caches
    return page(client, "/bench-floor/")


def measure(
    sides: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS, warm_up: int = WARM_UP
) -> dict[str, float]:
    """Median CPU seconds of each side, the sides taking turns within a round."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(warm_up + rounds):
        for name, side in sides.items():
            began = time.process_time()
            side()
            spent = time.process_time() - began
            if number >= warm_up:
                times[name].append(spent)
    return {name: statistics.median(values) for name, values in times.items()}


def show(code: str, what: str, value: float, unit: str = "floors", aim: str = "") -> None:
    """Prints one figure on one line: benchmark, what, value, unit, aim."""
    print(f"{code}\t{what}\t{value:.3g}\t{unit}\t{aim}", flush=True)


def main(program: Callable[[], None]) -> None:
    """Runs a benchmark in a database of its own. Always exits 0: a benchmark that breaks says so and judges nothing."""
    try:
        with database():
            program()
    except Exception as error:
        print(f"not measured\t{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    sys.exit(0)
