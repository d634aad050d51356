"""What a file claims is told apart from what was earned here: on the page, in its charts, and in the API."""

import html
import re
from types import SimpleNamespace
from typing import Any

import pytest

from insights import charts, figures
from tests.factories.usecases import a_case
from usecases.models import UseCase
from usecases.services import rebuild_stage_counts
from usecases.workflow import Source, Stage


@pytest.fixture
def imported(program: SimpleNamespace) -> SimpleNamespace:
    """One earned case in production beside three imported ones: two in production, one in pilot."""
    UseCase.objects.filter(pk=program.scored.pk).update(stage=Stage.PRODUCTION, approval_standing="standing")
    for number, stage in enumerate([Stage.PRODUCTION, Stage.PRODUCTION, Stage.PILOT]):
        case = a_case(program.sales, by=program.ada, name=f"Claimed {number}")
        UseCase.objects.filter(pk=case.pk).update(stage=stage, stage_source=Source.IMPORTED)
    rebuild_stage_counts()
    return program


def test_the_pipeline_leads_with_what_was_earned(imported: SimpleNamespace, seen: Any) -> None:
    found = seen(imported.eve)

    spec = charts.funnel(found.pipeline, found.scope)

    assert spec.title == (
        "1 of 2 open use cases are in production or beyond; 3 more were imported and are not yet reviewed here"
    )
    assert "Pilot 1, Production 2" in spec.note


def test_an_approval_here_makes_an_imported_case_one_like_any_other(imported: SimpleNamespace, seen: Any) -> None:
    UseCase.objects.filter(stage_source=Source.IMPORTED).update(approval_standing="standing")

    found = seen(imported.eve)

    assert charts.pipeline_title(found.pipeline) == "3 of 5 open use cases are in production or beyond"
    assert found.pipeline.unreviewed == 0


def test_the_api_counts_them_at_each_stage(imported: SimpleNamespace, api_of: Any) -> None:
    pipeline = api_of(imported.eve).get("/api/v1/dashboard/").json()["pipeline"]

    at = {row["stage"]: (row["cases"], row["not_yet_reviewed"]) for row in pipeline["stages"]}
    assert (at["production"], at["pilot"], at["idea"]) == ((3, 2), (1, 1), (1, 0))
    assert (pipeline["in_production"], pipeline["in_production_not_yet_reviewed"]) == (3, 2)
    assert pipeline["not_yet_reviewed"] == 3


def test_the_figure_leads_to_exactly_these_cases(imported: SimpleNamespace, client_of: Any) -> None:
    browser = client_of(imported.eve)
    page = browser.get("/dashboard/").content.decode()

    (address,) = {
        html.unescape(found) for found in re.findall(r'href="(/use-cases/\?[^"]*not-yet-reviewed[^"]*)"', page)
    }
    listed = browser.get(address).content.decode()

    assert {f"Claimed {number}" for number in range(3)} == set(re.findall(r"Claimed \d", listed))
    assert "Answer mail" not in listed


def test_without_imports_nothing_is_said_of_them(program: SimpleNamespace, seen: Any) -> None:
    assert "not_yet_reviewed" not in {figure.key for figure in figures.governance_figures(seen(program.eve))}


def test_a_unit_and_a_category_narrow_them(imported: SimpleNamespace, seen: Any) -> None:
    assert seen(imported.eve, unit=imported.support).pipeline.unreviewed == 0
    assert seen(imported.eve, unit=imported.sales).pipeline.unreviewed == 3
    assert seen(imported.eve, category="Service").pipeline.unreviewed == 0
