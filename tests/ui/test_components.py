"""Components: what they draw, and what no template may hold."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from django_cotton import render_component

from foundation.charts import palette
from foundation.people.models import User
from foundation.ui.verdicts import Verdict, verdict

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


def component(name: str, **attributes: Any) -> str:
    request = RequestFactory().get("/")
    request.user = User(username="ada", name="Ada")
    return render_component(request, name, {}, **attributes)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_template_holds_what_the_content_security_policy_forbids(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=", text), "style attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "event handler attribute"
    assert not re.search(r"<style\b", text), "style element"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert "hx-on" not in text, "htmx event handler"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_every_icon_that_a_template_names_is_drawn(path: Path) -> None:
    sprite = (Path(settings.BASE_DIR) / "static/ui/icons.svg").read_text()

    for name in re.findall(r"\bicon=\"([a-z-]+)\"|{% icon \"([a-z-]+)\"|<c-icon name=\"([a-z-]+)\"", path.read_text()):
        assert f'id="{"".join(name)}"' in sprite


def test_an_allowed_command_is_a_form_with_its_token() -> None:
    html = component("command", verdict=Verdict(True), url="/vote/", label="Vote")

    assert 'action="/vote/"' in html
    assert "csrfmiddlewaretoken" in html


def test_a_refused_command_shows_the_reason_in_its_place() -> None:
    html = component("command", verdict=Verdict(False, "You proposed it."), url="/vote/", label="Vote")

    assert "You proposed it." in html
    assert "<form" not in html
    assert 'aria-disabled="true"' in html


def test_a_status_has_a_shape_beside_its_color() -> None:
    assert "#unmet" in component("status", tone="bad")


def test_a_figure_without_value_has_a_dash_and_a_reason() -> None:
    html = component("figure", label="ROI", value=None, why="No investment is booked yet")

    assert "–" in html
    assert "No investment is booked yet" in html


def test_a_history_shows_changes_and_escapes_them() -> None:
    from datetime import UTC, datetime

    line = SimpleNamespace(
        sentence="Ada <b>", at=datetime(2026, 1, 1, tzinfo=UTC), reason="why", changes=[("name", "a", "<i>")]
    )

    html = component("history", lines=[line])

    assert "Ada &lt;b&gt;" in html
    assert "&lt;i&gt;" in html
    assert "1 change" in html


def test_a_job_asks_again_only_while_it_is_open() -> None:
    job = {
        "uid": "0192f0c0-0000-7000-8000-000000000000",
        "title": "Import",
        "state": "running",
        "state_label": "Running",
        "tone": "info",
        "is_open": True,
        "percent": 58,
        "done": 1240,
        "total": 2133,
        "counters": {"refused": 6},
        "doing": "Reading rows",
        "error": "",
        "result_url": "",
    }

    running = component("job", job=job)
    finished = component("job", job={**job, "is_open": False, "state": "done", "result_url": "/result/"})

    assert "1,240 of 2,133, 6 refused · Reading rows" in running
    assert 'hx-trigger="every 1s"' in running
    assert "hx-get" not in finished
    assert 'href="/result/"' in finished


def test_a_chart_names_its_address_title_and_states() -> None:
    html = component(
        "chart", url="/chart/?a=1&b=2", title="Reviews wait <12> days", note="days", height="small", level="2"
    )

    assert 'data-chart="/chart/?a=1&amp;b=2"' in html
    assert "Reviews wait &lt;12&gt; days" in html
    assert "data-failed=" in html


def test_the_colors_of_charts_are_those_of_the_palette() -> None:
    css = (Path(settings.BASE_DIR) / "static/ui/charts.css").read_text()

    for name in palette.names():
        light, dark = (palette.color(name, theme) for theme in (palette.Theme.LIGHT, palette.Theme.DARK))
        assert f"--chart-{name}: light-dark({light}, {dark});" in css


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colors."""
    light, dark = sorted(
        (
            0.2126 * _channel(int(color[1:3], 16))
            + 0.7152 * _channel(int(color[3:5], 16))
            + 0.0722 * _channel(int(color[5:7], 16))
            for color in (one, other)
        ),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def tokens() -> dict[str, tuple[str, str]]:
    css = (Path(settings.BASE_DIR) / "static/ui/pmo.css").read_text()
    return {
        name: (light, dark)
        for name, light, dark in re.findall(r"--pm-([a-z0-9-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    }


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *[
            (ink, ground)
            for ink in ("ink", "ink-2", "ink-3", "accent", "good", "warn", "bad", "info")
            for ground in ("ground", "surface")
        ],
        *[(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "neutral", "accent")],
        ("ink-3", "sunken"),
        ("ink-2", "sunken"),
        ("ink", "sunken"),
        ("ink-2", "neutral-soft"),
    ],
)
def test_text_has_contrast_enough_in_both_themes(ink: str, ground: str) -> None:
    for theme in (0, 1):
        assert contrast(tokens()[ink][theme], tokens()[ground][theme]) >= 4.5


def test_white_on_the_primary_button_has_contrast_enough() -> None:
    assert (
        min(contrast("#ffffff", color) for color in (*tokens()["accent-fill"], *tokens()["accent-fill-hover"])) >= 4.5
    )


def test_edges_of_inputs_have_contrast_enough() -> None:
    for theme in (0, 1):
        assert contrast(tokens()["edge"][theme], tokens()["surface"][theme]) >= 3


def test_asking_a_policy_needs_an_app() -> None:
    with pytest.raises(ValueError, match="name the app"):
        verdict(User(), "submit", object())


def test_a_policy_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        verdict(User(), "people.levitate")
