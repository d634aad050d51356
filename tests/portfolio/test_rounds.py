"""Weighing rounds: several people give weights unseen, then they stand side by side, combined and adopted."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from foundation.audit.models import Entry
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from foundation.people.models import User
from portfolio import services
from portfolio.models import WeightRound, WeightSheet
from portfolio.queries import weighing
from portfolio.rules.ways import Way
from portfolio.rules.weights import Combination
from tests.factories.weighing import a_round, percent
from usecases import queries as usecases
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Scored = list[UseCase]
Cast = SimpleNamespace


def page(client: Client, url: str, data: Any = None, status: int = 200) -> str:
    answer = client.get(url, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def open_round(scored: Scored, cast: Cast) -> WeightRound:
    """Eve and Chi have given weights, Lea has not."""
    return a_round(cast.ada, {cast.eve: percent(70, 10, 10, 10), cast.chi: percent(10, 10, 70, 10), cast.lea: None})


@pytest.fixture
def closed_round(open_round: WeightRound, cast: Cast) -> WeightRound:
    services.close_round(open_round, by=cast.ada)
    open_round.refresh_from_db()
    return open_round


# --- asking and giving -----------------------------------------------------------------------------------------------


def test_who_is_asked_is_told_and_may_give_weights_in_any_way(open_round: WeightRound, cast: Cast) -> None:
    sheet = services.give_weights(
        open_round,
        by=cast.lea,
        way=Way.PAIRS,
        answers={
            "business_value__feasibility": "2",
            "business_value__risk": "1/2",
            "business_value__time_to_value": "4",
            "feasibility__risk": "1/4",
            "feasibility__time_to_value": "2",
            "risk__time_to_value": "8",
        },
        note="Trust comes first.",
    )

    invited = Notice.objects.filter(kind="portfolio.round.invited")
    assert set(invited.values_list("person__username", flat=True)) == {"eve", "chi", "lea"}
    assert sheet.weights == {
        "business_value": "26.67", "feasibility": "13.33", "risk": "53.33", "time_to_value": "6.67",
    }  # fmt: skip
    assert sheet.consistency == 0
    assert sheet.way_label == "Comparison in pairs"


def test_who_gave_weights_is_no_longer_asked_and_nobody_is_once_the_round_is_closed(
    open_round: WeightRound, cast: Cast
) -> None:
    def asked() -> set[str]:
        rows = Notice.objects.filter(kind="portfolio.round.invited", settled_at=None)
        return set(rows.values_list("person__username", flat=True))

    assert asked() == {"lea"}
    services.invite(open_round, by=cast.ada, people=[cast.mia])
    assert asked() == {"lea", "mia"}
    services.give_weights(open_round, by=cast.lea, way=Way.DIRECT, answers=percent(25, 25, 25, 25))
    assert asked() == {"mia"}

    services.close_round(open_round, by=cast.ada)
    assert asked() == set()


def test_who_opened_the_round_is_told_once_when_everybody_has_given_weights(
    open_round: WeightRound, cast: Cast
) -> None:
    def told() -> list[Notice]:
        return list(Notice.objects.filter(kind="portfolio.round.all_given", settled_at=None))

    assert told() == []
    services.give_weights(open_round, by=cast.lea, way=Way.DIRECT, answers=percent(25, 25, 25, 25))
    (notice,) = told()
    assert notice.person == cast.ada
    assert notice.text == "Everybody who was asked has given weights: Weights for next year"

    services.give_weights(open_round, by=cast.lea, way=Way.DIRECT, answers=percent(10, 20, 30, 40))
    assert told() == [notice]
    services.invite(open_round, by=cast.ada, people=[cast.mia])
    assert told() == []
    services.give_weights(open_round, by=cast.mia, way=Way.DIRECT, answers=percent(25, 25, 25, 25))
    assert len(told()) == 1

    services.close_round(open_round, by=cast.ada)
    assert told() == []


def test_weights_can_be_given_anew_until_the_round_is_closed(open_round: WeightRound, cast: Cast) -> None:
    services.give_weights(open_round, by=cast.eve, way=Way.SWING, answers=dict.fromkeys(percent(0, 0, 0, 0), "100"))
    assert WeightSheet.objects.get(person=cast.eve).weights["risk"] == "25.00"

    services.close_round(open_round, by=cast.ada)
    with pytest.raises(Conflict, match="closed"):
        services.give_weights(open_round, by=cast.eve, way=Way.DIRECT, answers=percent(25, 25, 25, 25))


@pytest.mark.parametrize("who", ["mia", "eve", "root_admin", "dov", "olga"])
def test_only_who_may_change_the_weights_opens_invites_closes_and_adopts(
    who: str, open_round: WeightRound, cast: Cast
) -> None:
    actor = getattr(cast, who)

    with pytest.raises(Denied, match="Program manager"):
        services.open_round(by=actor, title="Mine", people=[cast.eve])
    with pytest.raises(Denied):
        services.invite(open_round, by=actor, people=[cast.mia])
    with pytest.raises(Denied):
        services.close_round(open_round, by=actor)
    services.close_round(open_round, by=cast.ada)
    with pytest.raises(Denied):
        services.adopt_round(open_round, by=actor)


def test_who_was_not_asked_gives_no_weights(open_round: WeightRound, cast: Cast) -> None:
    for person in (cast.ada, cast.mia, cast.root_admin):
        with pytest.raises(Denied, match="who were asked"):
            services.give_weights(open_round, by=person, way=Way.DIRECT, answers=percent(25, 25, 25, 25))


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"title": "  "}, "title", "Give the round a title"),
        ({"title": "x" * 201}, "title", "At most 200"),
        ({"people": []}, "people", "Choose who is asked"),
        ({"people": ["olga"]}, "people", "Olga Outsider reads no unit"),
    ],
)
def test_a_round_that_cannot_be_is_refused_at_its_field(
    given: dict[str, Any], field: str, said: str, scored: Scored, cast: Cast
) -> None:
    people = [getattr(cast, name) for name in given.get("people", ["eve"])]

    with pytest.raises(Invalid, match=said) as refusal:
        services.open_round(by=cast.ada, title=given.get("title", "Weights"), people=people)

    assert refusal.value.field == field
    assert not WeightRound.objects.exists()


def test_more_people_can_be_asked_while_it_is_open(open_round: WeightRound, cast: Cast) -> None:
    services.invite(open_round, by=cast.ada, people=[cast.mia, cast.eve])
    assert open_round.sheets.count() == 4

    with pytest.raises(Invalid, match="Choose who"):
        services.invite(open_round, by=cast.ada, people=[cast.eve])
    services.close_round(open_round, by=cast.ada)
    with pytest.raises(Conflict):
        services.invite(open_round, by=cast.ada, people=[cast.ben])


# --- sealed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "lea", "dov", "root_admin"])
def test_nobody_sees_the_weights_of_others_while_a_sealed_round_is_open(
    who: str, open_round: WeightRound, cast: Cast, client_of: ClientOf, api_of: Any
) -> None:
    actor = getattr(cast, who)
    url = open_round.get_absolute_url()

    text = page(client_of(actor), url)
    assert "2 of 3 people have given weights" in text
    assert "Eve Executive" in text
    for shown in ("70.00", "Side by side", "Combined"):
        assert shown not in text
    assert client_of(actor).get(f"{url}charts/spread/").status_code == 404
    assert not WeightSheet.objects.visible_to(actor).given().exclude(person=actor).exists()
    assert '"weights":' not in str(
        Entry.objects.filter(action="portfolio.weights.given").values_list("body", flat=True)
    )


def test_in_an_open_round_weights_are_seen_as_they_come(scored: Scored, cast: Cast, client_of: ClientOf) -> None:
    weight_round = a_round(cast.ada, {cast.eve: percent(70, 10, 10, 10), cast.chi: None}, is_sealed=False)

    assert "70.00" in page(client_of(cast.chi), weight_round.get_absolute_url())


def test_an_outsider_finds_no_round_and_a_participant_sees_it(
    closed_round: WeightRound, cast: Cast, client_of: ClientOf
) -> None:
    outside = client_of(cast.olga)

    url = closed_round.get_absolute_url()
    assert outside.get(url).status_code == 404
    assert outside.get(f"{url}charts/spread/").status_code == 404
    assert outside.post(f"{url}close/").status_code == 404
    assert "0 weighing rounds" in page(outside, "/portfolio/rounds/")
    assert client_of(cast.mia).get(url).status_code == 404  # reads one department, and was not asked


# --- side by side ----------------------------------------------------------------------------------------------------


def test_a_closed_round_shows_everybody_side_by_side_and_who_differs_most(
    closed_round: WeightRound, cast: Cast, client_of: ClientOf
) -> None:
    text = page(client_of(cast.lea), closed_round.get_absolute_url())
    chart = client_of(cast.lea).get(f"{closed_round.get_absolute_url()}charts/spread/").json()

    said = "They differ most on Business value: from 10% (Chi Chair) to 70% (Eve Executive)"
    assert said in text
    assert chart["title"] == said
    assert chart["table"]["rows"][0][:3] == ["Business value", "10%", "70%"]
    assert "<strong>40.00</strong>" in text  # the mean
    assert "The first ten under the combined weights" in text


def test_the_comparison_ranks_by_each_person_and_by_the_combination(closed_round: WeightRound, cast: Cast) -> None:
    found = weighing.compare(closed_round, cast.ada)

    assert found.combination is not None
    assert dict(found.combination.weights) == percent(40, 10, 40, 10)
    assert [side.name for side in found.sides] == ["Chi Chair", "Eve Executive"]
    assert found.cases == 3
    for line in found.lines:
        assert len(line.places) == 2
    eve = next(side for side in found.sides if side.name == "Eve Executive")
    assert eve.alike == pytest.approx(1 / 3)
    medians = weighing.compare(closed_round, cast.ada, Combination.MEDIAN)
    assert medians.combination is not None


def test_combining_that_leaves_nothing_is_said_and_the_mean_offered(
    scored: Scored, cast: Cast, client_of: ClientOf
) -> None:
    weight_round = a_round(
        cast.ada,
        {cast.eve: percent(100, 0, 0, 0), cast.chi: percent(0, 100, 0, 0), cast.lea: percent(0, 0, 100, 0)},
        is_closed=True,
    )

    text = page(client_of(cast.ada), weight_round.get_absolute_url(), {"combination": "geometric"})

    assert "Take the mean" in text
    with pytest.raises(Invalid, match="Take the mean"):
        services.adopt_round(weight_round, by=cast.ada, combination=Combination.GEOMETRIC)


def test_a_round_without_cases_and_without_weights_is_no_problem(
    library: None, cast: Cast, client_of: ClientOf
) -> None:
    without_cases = a_round(cast.ada, {cast.eve: percent(40, 30, 20, 10), cast.chi: None}, is_closed=True)
    empty = a_round(cast.ada, {cast.eve: None}, is_closed=True)
    client = client_of(cast.ada)

    assert "One person has given weights" in page(client, f"{without_cases.get_absolute_url()}charts/spread/")
    page(client, without_cases.get_absolute_url())
    assert "Nobody gave weights" in page(client, empty.get_absolute_url())
    for nonsense in ("x", "", "mean,median"):
        page(client, without_cases.get_absolute_url(), {"combination": nonsense})


# --- adopting --------------------------------------------------------------------------------------------------------


def test_adopting_publishes_the_combination_with_who_took_part(
    closed_round: WeightRound, cast: Cast, run_jobs: Any
) -> None:
    adopted, job = services.adopt_round(closed_round, by=cast.ada, note="Agreed in the portfolio meeting.")
    run_jobs()

    model = usecases.active_model()
    assert adopted.adopted_model == model
    assert model.version == 2
    assert {key: str(weight) for key, weight in model.parsed.weights.items()} == {
        "business_value": "0.4", "feasibility": "0.1", "risk": "0.4", "time_to_value": "0.1",
    }  # fmt: skip
    assert usecases.active_row().note == (  # type: ignore[union-attr]
        "Mean of the weights of Chi Chair, Eve Executive (Weights for next year). Agreed in the portfolio meeting."
    )
    job.refresh_from_db()
    assert job.state == "done"


def test_two_people_adopting_at_once_have_one_effect(closed_round: WeightRound, cast: Cast) -> None:
    services.adopt_round(closed_round, by=cast.ada)

    with pytest.raises(Conflict, match="adopted already"):
        services.adopt_round(closed_round, by=cast.ada)
    with pytest.raises(Conflict, match="closed"):
        services.close_round(closed_round, by=cast.ada)
    assert Job.objects.filter(kind="usecases.recompute").count() == 1


def test_adopting_is_refused_while_open_with_one_sheet_and_after_the_model_moved_on(
    open_round: WeightRound, cast: Cast
) -> None:
    with pytest.raises(Conflict, match="Close the round first"):
        services.adopt_round(open_round, by=cast.ada)
    alone = a_round(cast.ada, {cast.eve: percent(70, 10, 10, 10), cast.chi: None}, is_closed=True)
    with pytest.raises(Conflict, match="at least two people"):
        services.adopt_round(alone, by=cast.ada)
    services.close_round(open_round, by=cast.ada)
    cases.adopt_weights(percent(25, 25, 25, 25), by=cast.ada)
    with pytest.raises(Conflict, match="Another version"):
        services.adopt_round(open_round, by=cast.ada)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_round_goes_from_asking_to_adoption_on_its_pages(scored: Scored, cast: Cast, client_of: ClientOf) -> None:
    lead = client_of(cast.ada)
    answer = lead.post(
        "/portfolio/rounds/new/",
        {"title": "Weights for 2027", "is_sealed": "on", "people": [str(cast.eve.uid), str(cast.chi.uid)]},
    )
    url = answer["Location"]
    swing = {"business_value": "100", "feasibility": "50", "risk": "25", "time_to_value": "25"}
    checked = client_of(cast.eve).post(f"{url}weigh/swing/", swing | {"check": "1"})
    assert "50.00%" in checked.content.decode()
    assert not WeightSheet.objects.given().exists()
    assert client_of(cast.eve).post(f"{url}weigh/swing/", swing)["Location"] == url
    places = {"business_value": "4", "feasibility": "3", "risk": "1", "time_to_value": "2", "note": "Safety first"}
    client_of(cast.chi).post(f"{url}weigh/order/", places)
    assert "You have given your weights" in page(client_of(cast.chi), url)
    assert 'value="100"' in page(client_of(cast.eve), f"{url}weigh/swing/")

    lead.post(f"{url}close/")
    text = page(lead, url)
    assert "Safety first" in text
    adopted = lead.post(f"{url}adopt/", {"combination": "mean", "note": "Together"})

    assert adopted["Location"].startswith("/portfolio/?job=")
    assert "Adopted" in page(lead, url)
    assert "1 weighing round" in page(lead, "/portfolio/rounds/?state=adopted")
    assert lead.get("/portfolio/rounds/?export=csv").status_code == 200


def test_answers_that_cannot_be_keep_what_was_typed(open_round: WeightRound, cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.lea), open_round.get_absolute_url()

    answer = client.post(f"{url}weigh/direct/", percent(50, 30, 20, 10) | {"note": "My reasons"})

    assert answer.status_code == 422
    assert "add up to 110%" in answer.content.decode()
    assert "My reasons" in answer.content.decode()
    assert client.get(f"{url}weigh/magic/").status_code == 404
    assert client_of(cast.ada).get(f"{url}weigh/swing/").status_code == 403


def test_refusals_of_the_pages(open_round: WeightRound, cast: Cast, client_of: ClientOf) -> None:
    url = open_round.get_absolute_url()

    assert client_of(cast.eve).get("/portfolio/rounds/new/").status_code == 403
    assert client_of(cast.ada).post("/portfolio/rounds/new/", {"title": ""}).status_code == 422
    assert client_of(cast.ada).post(f"{url}adopt/", {"combination": "mean"}).status_code == 409
    assert client_of(cast.ada).post(f"{url}adopt/", {"combination": "sum"}).status_code == 422
    assert client_of(cast.ada).post(f"{url}invite/", {}).status_code == 422
    assert client_of(cast.ada).post(f"{url}invite/", {"people": [str(cast.mia.uid)]}).status_code == 302
