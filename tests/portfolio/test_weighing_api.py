"""Weighing rounds and the certainty of orders over the API, as the pages have them."""

from types import SimpleNamespace
from typing import Any

import pytest

from foundation.people.models import User
from portfolio.models import WeightRound
from tests.factories.weighing import KEYS, a_round, percent
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
Cast = SimpleNamespace
ROUNDS, CERTAINTIES = "/api/v1/weight-rounds/", "/api/v1/certainties/"


def texts(*values: int) -> dict[str, str]:
    return {key: str(value) for key, value in percent(*values).items()}


def test_weights_are_worked_out_without_saving(library: None, ada: User, api_of: Any) -> None:
    api = api_of(ada)

    swing = api.post("/api/v1/weights/derive/", {"way": "swing", "answers": texts(100, 80, 60, 40)}, format="json")
    pairs = {f"{first}__{second}": "1" for place, first in enumerate(KEYS) for second in KEYS[place + 1 :]}
    odd = api.post("/api/v1/weights/derive/", {"way": "pairs", "answers": pairs | {f"{KEYS[0]}__{KEYS[1]}": "9"}},
                   format="json")  # fmt: skip

    assert swing.json() == {
        "weights": dict(zip(KEYS, ["35.71", "28.57", "21.43", "14.29"], strict=True)),
        "consistency": None,
        "look_again": None,
    }
    assert odd.json()["look_again"] == [KEYS[0], KEYS[1]]
    assert float(odd.json()["consistency"]) > 0.1
    for wrong in (
        {"way": "swing", "answers": {}},
        {"way": "swing", "answers": {"x\x01": "1"}},
        {"way": "direct", "answers": texts(50, 50, 50, 0)},
        {"way": "order", "answers": texts(1, 2, 3, 4) | {"method": "magic"}},
        {"way": "magic", "answers": {}},
        {"way": "pairs", "answers": pairs | {f"{KEYS[0]}__{KEYS[1]}": "1/0"}},
        {"way": "swing", "answers": dict.fromkeys(KEYS, "1e400")},
    ):
        assert api.post("/api/v1/weights/derive/", wrong, format="json").status_code == 400


def test_a_round_goes_from_asking_to_adoption(scored: list[UseCase], cast: Cast, api_of: Any) -> None:
    lead, eve, chi = api_of(cast.ada), api_of(cast.eve), api_of(cast.chi)
    people = [str(cast.eve.uid), str(cast.chi.uid)]

    made = lead.post(ROUNDS, {"title": "Weights", "people": people}, format="json")
    url = f"{ROUNDS}{made.json()['uid']}/"
    assert made.status_code == 201
    given = eve.post(f"{url}give/", {"way": "direct", "answers": texts(70, 10, 10, 10)}, format="json")
    assert [sheet["name"] for sheet in given.json()["sheets"]] == ["Eve Executive"]
    assert lead.get(url).json()["sheets"] == []
    assert lead.get(url).json()["combinations"] == {}
    chi.post(f"{url}give/", {"way": "order", "answers": texts(3, 2, 1, 4), "note": "Safety"}, format="json")
    assert lead.post(f"{url}invite/", {"people": [str(cast.lea.uid)]}, format="json").json()["asked"] == 3
    closed = lead.post(f"{url}close/").json()
    assert (closed["state"], closed["given"], len(closed["sheets"])) == ("closed", 2, 2)
    assert closed["disputed"] == "business_value"
    assert set(closed["combinations"]) == {"mean", "geometric", "median"}
    adopted = lead.post(f"{url}adopt/", {"note": "Together"}, format="json")

    assert adopted.status_code == 202
    assert adopted.json()["model"] == "scoring_model/weighted-value@2"
    assert lead.get(ROUNDS).json()["results"][0]["state"] == "adopted"
    assert lead.post(f"{url}adopt/", {}, format="json").status_code == 409


def test_refusals(scored: list[UseCase], cast: Cast, api_of: Any) -> None:
    weight_round = a_round(cast.ada, {cast.eve: percent(70, 10, 10, 10), cast.chi: None})
    url = f"{ROUNDS}{weight_round.uid}/"
    body = {"title": "Mine", "people": [str(cast.eve.uid)]}

    assert api_of(cast.olga).get(url).status_code == 404
    assert api_of(cast.olga).post(f"{url}close/").status_code == 404
    assert api_of(cast.eve).post(f"{url}close/").status_code == 403
    assert api_of(cast.eve).post(ROUNDS, body, format="json").status_code == 403
    assert (
        api_of(cast.lea).post(f"{url}give/", {"way": "swing", "answers": texts(1, 1, 1, 1)}, format="json").status_code
        == 403
    )
    assert api_of(cast.ada, scopes=("read",)).post(f"{url}close/").status_code == 403
    assert api_of(cast.ada).post(ROUNDS, body | {"people": [str(cast.olga.uid)]}, format="json").status_code == 400
    assert api_of(cast.ada).post(ROUNDS, body | {"title": " "}, format="json").status_code == 400
    assert api_of(cast.ada).get(f"{ROUNDS}?state=open").status_code == 400
    assert WeightRound.objects.count() == 1


def test_an_order_is_tested_and_read(scored: list[UseCase], cast: Cast, api_of: Any, run_jobs: Any) -> None:
    api = api_of(cast.ada)
    body = {"unit": str(cast.org.uid), "within": "10", "error": "5", "draws": 1000, "seed": 7}

    asked = api.post(CERTAINTIES, body, format="json")
    assert asked.status_code == 202
    url = f"{CERTAINTIES}{asked.json()['uid']}/"
    assert api.get(url).json()["rows"] == []
    run_jobs()

    found = api_of(cast.eve).get(url).json()
    assert (found["cases"], found["is_stale"], found["seed"], found["within"]) == (3, False, 7, "10.00")
    assert sum(row["shares"][0] for row in found["rows"]) == pytest.approx(1, abs=1e-4)
    assert api.get(CERTAINTIES).json()["results"][0]["uid"] == asked.json()["uid"]
    assert api_of(cast.olga).get(url).status_code == 404
    assert api_of(cast.olga).post(CERTAINTIES, body, format="json").status_code == 404
    assert api_of(cast.eve).post(CERTAINTIES, body, format="json").status_code == 403
    for wrong in ({"draws": 1}, {"within": "0"}, {"within": "NaN"}, {"error": "60"}, {"seed": -1}, {"unit": "x"}):
        assert api.post(CERTAINTIES, body | wrong, format="json").status_code == 400
