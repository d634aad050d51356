"""What rests on a scoring model, and who would move under another version, told before anything is written."""

from typing import Any

import pytest
from django.test import Client

from foundation.people.actors import COMMAND_LINE
from library import effects, rules, usage
from library import queries as library
from library.models import Document
from library.services import publish_version
from tests.factories.usecases import REVIEW_INPUTS, a_scored_case
from usecases import queries
from usecases.models import ScoreCard, UseCase

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def two(cast: Any) -> tuple[UseCase, UseCase]:
    """The two reference cases of document A: 5.133 in Support, 5.533 in Sales."""
    return a_scored_case(cast.support), a_scored_case(cast.sales, name="Review contracts", inputs=REVIEW_INPUTS)


def heavier(document: Document) -> dict[str, Any]:
    """The body of a model in which value counts 90 percent."""
    body = document.data
    weights = iter(["0.9", *["0.05"] * 2, *["0"] * 5])
    for criterion in body["criteria"]:
        criterion["weight"] = next(weights)
    assert sum(float(criterion["weight"]) for criterion in body["criteria"]) == pytest.approx(1)
    return body


def test_a_preview_says_who_would_move_and_writes_nothing(cast: Any, two: tuple[UseCase, UseCase]) -> None:
    document = library.latest("scoring_model", "weighted-value")
    cards = ScoreCard.objects.count()

    (effect,) = effects.effects(cast.root_admin, document, rules.parse(heavier(document)))

    assert effect.sentence == "2 of 2 use cases would have another score."
    assert "1 would move up, 1 down" in effect.note
    assert len(effect.rows) == 2
    by_name = {row[0].text.split(" ", 1)[1]: [cell.text for cell in row[1:]] for row in effect.rows}
    assert by_name["Answer support mail"][0] == "5.13"
    assert by_name["Answer support mail"][2:4] == [2, 1]
    assert by_name["Review contracts"][2:4] == [1, 2]
    assert ScoreCard.objects.count() == cards


def test_the_preview_is_what_taking_it_into_use_gives(
    cast: Any, two: tuple[UseCase, UseCase], run_jobs: Any, client_of: Any
) -> None:
    document = library.latest("scoring_model", "weighted-value")
    (effect,) = effects.effects(cast.ada, document, rules.parse(heavier(document)))
    publish_version(kind="scoring_model", slug="weighted-value", body=heavier(document), by=COMMAND_LINE)
    client: Client = client_of(cast.ada)

    page = client.get("/portfolio/model/").content.decode()
    assert "from version 1 to version 2" in page
    assert "2 of 2 use cases would have another score." in page
    without = client.post("/portfolio/model/", {"version": "2", "note": ""})
    assert without.status_code == 422
    answer = client.post("/portfolio/model/", {"version": "2", "note": "Value first"}, follow=True)
    run_jobs()

    assert "Version 2 of the scoring model is in use." in answer.content.decode()
    assert queries.active_model().version == 2
    told = {row[0].text.split(" ", 1)[1]: row[2].text for row in effect.rows}
    for case in UseCase.objects.all():
        assert f"{case.current_score:.2f}" == told[case.name]


def test_only_what_the_reader_may_see_is_told(cast: Any, two: tuple[UseCase, UseCase]) -> None:
    document = library.latest("scoring_model", "weighted-value")
    after = rules.parse(heavier(document))

    (mine,) = effects.effects(cast.ben, document, after)
    (nothing,) = effects.effects(cast.olga, document, after)

    assert mine.sentence == "1 of 1 use case would have another score."
    assert "none would move" in nothing.sentence
    assert usage.uses(cast.olga, [document]) == []


def test_the_uses_of_a_model_are_counted_by_version(cast: Any, two: tuple[UseCase, UseCase], client_of: Any) -> None:
    document = library.latest("scoring_model", "weighted-value")

    found = {use.label: (use.count, use.is_open) for use in usage.uses(cast.ada, [document])}

    assert found == {"Use cases scored by it now": (2, True), "Score cards": (2, False)}
    assert "Where it is used" in client_of(cast.ada).get(document.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["ben", "dov", "olga", "root_admin"])
def test_choosing_a_model_takes_the_right_to_change_weights(cast: Any, who: str, client_of: Any) -> None:
    document = library.latest("scoring_model", "weighted-value")
    publish_version(kind="scoring_model", slug="weighted-value", body=heavier(document), by=COMMAND_LINE)
    client = client_of(getattr(cast, who))

    assert client.get("/portfolio/model/").status_code == 403
    client.post("/portfolio/model/", {"version": "2", "note": "x"})
    assert queries.active_row() is None
