"""Moving a gate or a rollout to another version: what is taken along, what is asked again, and that it is recorded."""

from types import SimpleNamespace
from typing import Any

import pytest

from deployments import services
from deployments.models import ExitCheck, Gate
from deployments.moves import gate_move
from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.actors import COMMAND_LINE
from library import effects, rules, usage
from library import queries as library
from library.models import Document
from library.services import publish_version
from tests.factories.deployments import criterion, gate_of, rollout_at, started

pytestmark = pytest.mark.usefixtures("library")


def stricter(slug: str) -> Document:
    """A second version of a checklist: one item asks something else, one is gone, one is new."""
    body = library.latest("gate", slug).data
    by_hand = [item for item in body["criteria"] if "binding" not in item]
    by_hand[0]["ask"] = "Something else altogether?"
    body["criteria"].remove(by_hand[-1])
    body["criteria"].append({"key": "brand_new", "level": "should", "ask": "Is it new?", "guidance": "Look."})
    return publish_version(kind="gate", slug=slug, body=body, by=COMMAND_LINE, note="After the incident")


def longer_plan() -> Document:
    """A second version of the stage plan in which alpha asks for one thing more, and one thing differently."""
    body = library.latest("stage_plan", "staged-rollout").data
    checks = body["stages"][0]["exit_checks"]
    checks[0]["ask"] = "Asked in another way?"
    checks.insert(0, {"key": "one_more", "ask": "One thing more?", "guidance": "Look."})
    return publish_version(kind="stage_plan", slug="staged-rollout", body=body, by=COMMAND_LINE)


@pytest.fixture
def gate(cast: SimpleNamespace) -> Gate:
    """An open gate in which all that is answered by hand is met."""
    gate = gate_of(rollout_at(cast, "alpha", gate=True))
    for row in gate.criteria.filter(binding=""):
        services.answer_criterion(row, by=cast.ada, answer="met", note=f"Seen: {row.key}")
    return gate


def test_answers_to_items_that_ask_the_same_are_taken_along(cast: SimpleNamespace, gate: Gate) -> None:
    keys = [row.key for row in gate.criteria.filter(binding="")]
    document = stricter(gate.document.slug)

    moved = services.move_gate_to_version(gate, document, by=cast.ada, reason="Three more incidents")

    gate.refresh_from_db()
    assert (gate.state, gate.reason) == ("cancelled", "Three more incidents")
    assert gate.criteria.filter(state="met").count() == len(keys), "the gate as it was stays readable"
    assert (moved.document, moved.state, moved.to_stage) == (document, "open", gate.to_stage)
    assert criterion(moved, keys[0]).state == "unknown", "another question, another answer"
    for key in keys[1:-1]:
        kept = criterion(moved, key)
        assert (kept.state, kept.note, kept.answered_by) == ("met", f"Seen: {key}", cast.ada)
    assert not moved.criteria.filter(key=keys[-1]).exists()
    assert criterion(moved, "brand_new").state == "unknown"
    line = history(moved)[0]
    assert line.sentence.startswith("Ada Program opened ")
    assert line.reason == "Three more incidents"


def test_a_higher_bar_is_asked_again_and_a_new_level_is_told(cast: SimpleNamespace) -> None:
    before = library.latest("gate", "go-no-go")
    body = before.data
    bound = next(item for item in body["criteria"] if item.get("binding") == "readiness_result")
    weighed = next(item for item in body["criteria"] if item["level"] == "should" and item is not bound)
    bound["at_least"], weighed["level"] = "1.9", "must"
    after = rules.parse(body)

    move = gate_move(before.parsed, after)
    told = [row for effect in effects.effects(cast.ada, before, after) for row in effect.rows]

    assert (move.changed, move.relevelled) == ((bound["key"],), (weighed["key"],))
    assert [str(row[1].text) for row in told if row[0].text == weighed["ask"]] == ["“Should” becomes “Must”"]


def test_a_gate_is_moved_once_and_only_to_a_version_of_its_own_checklist(cast: SimpleNamespace, gate: Gate) -> None:
    document = stricter(gate.document.slug)

    with pytest.raises(Invalid, match="Choose another version"):
        services.move_gate_to_version(gate, library.latest("gate", "go-no-go"), by=cast.ada, reason="x")
    with pytest.raises(Invalid, match="Say why"):
        services.move_gate_to_version(gate, document, by=cast.ada, reason=" ")
    with pytest.raises(Conflict, match="by version 1 already"):
        services.move_gate_to_version(gate, gate.document, by=cast.ada, reason="x")
    services.move_gate_to_version(gate, document, by=cast.ada, reason="x")
    with pytest.raises(Conflict, match="cancelled"):
        services.move_gate_to_version(gate, document, by=cast.ada, reason="again")


def test_the_page_of_a_gate_shows_the_account_and_moves(cast: SimpleNamespace, gate: Gate, client_of: Any) -> None:
    client = client_of(cast.ada)
    assert "Move to version" not in client.get(gate.get_absolute_url()).content.decode()
    stricter(gate.document.slug)
    assert "Move to version 2" in client.get(gate.get_absolute_url()).content.decode()

    page = client.get(f"{gate.get_absolute_url()}move/").content.decode()
    for words in ("from version 1 to version 2", "Has to be answered again", "Falls away", "Is new", "Is it new?"):
        assert words in page
    assert client.post(f"{gate.get_absolute_url()}move/", {"version": "2", "reason": ""}).status_code == 422
    done = client.post(f"{gate.get_absolute_url()}move/", {"version": "2", "reason": "Incidents"}, follow=True)

    assert "It goes by version 2 now." in done.content.decode()
    assert gate_of(gate.rollout).document.version == 2


def test_a_running_rollout_goes_on_by_another_version_of_its_plan(cast: SimpleNamespace) -> None:
    rollout = rollout_at(cast, "alpha")
    run = rollout.runs.get(key="alpha")
    for check in run.checks.all():
        services.tick_exit_check(run, check.key, by=cast.ada, note=f"Seen: {check.key}")
    before = {check.key: check.note for check in run.checks.all()}
    dates = list(rollout.runs.values_list("planned_start", "planned_end"))
    document = longer_plan()
    changed = document.parsed.stages[0].exit_checks[1].key

    moved = services.move_rollout_to_version(rollout, document, by=cast.ada, reason="The new plan")

    after = {check.key: check for check in ExitCheck.objects.filter(run=run)}
    assert moved.plan == document
    assert list(moved.runs.values_list("planned_start", "planned_end")) == dates
    assert not after["one_more"].is_shown
    assert not after[changed].is_shown
    for key in before.keys() - {changed}:
        assert (after[key].note, after[key].shown_by) == (before[key], cast.ada)
    facts = dict(history(moved)[0].facts)
    assert before[changed] in str(facts)


def test_what_was_shown_in_a_stage_that_is_over_is_kept(cast: SimpleNamespace, client_of: Any) -> None:
    rollout = rollout_at(cast, "beta")
    run = rollout.runs.get(key="alpha")
    before = list(run.checks.values_list("key", "note", "shown_at"))

    services.move_rollout_to_version(rollout, longer_plan(), by=cast.ada, reason="The new plan")

    assert list(run.checks.values_list("key", "note", "shown_at")) == before
    assert client_of(cast.ada).get(rollout.get_absolute_url()).status_code == 200


def test_a_plan_with_other_stages_does_not_fit(cast: SimpleNamespace) -> None:
    rollout = rollout_at(cast, "alpha")
    body = library.latest("stage_plan", "staged-rollout").data
    body["stages"].pop()
    document = publish_version(kind="stage_plan", slug="staged-rollout", body=body, by=COMMAND_LINE)

    with pytest.raises(Invalid, match="other stages"):
        services.move_rollout_to_version(rollout, document, by=cast.ada, reason="x")


def test_the_page_of_a_rollout_moves_it(cast: SimpleNamespace, client_of: Any) -> None:
    rollout = rollout_at(cast, "alpha")
    longer_plan()
    client = client_of(cast.ada)
    assert "Move to version 3" in client.get(rollout.get_absolute_url()).content.decode()

    page = client.get(f"{rollout.get_absolute_url()}move/").content.decode()
    done = client.post(f"{rollout.get_absolute_url()}move/", {"version": "3", "reason": "New plan"}, follow=True)

    assert "One thing more?" in page
    assert "It goes by version 3 now." in done.content.decode()


def test_gates_and_rollouts_move_over_the_api(cast: SimpleNamespace, gate: Gate, api_of: Any) -> None:
    stricter(gate.document.slug)
    longer_plan()
    given = {"version": 2, "reason": "After the incident"}
    newer = given | {"version": library.latest("stage_plan", "staged-rollout").version}
    client = api_of(cast.ada)

    moved = client.post(f"/api/v1/gates/{gate.uid}/move/", given, format="json")
    rollout = client.post(f"/api/v1/rollouts/{gate.rollout.uid}/move/", newer, format="json")
    again = client.post(f"/api/v1/gates/{gate.uid}/move/", given, format="json")

    assert (moved.status_code, rollout.status_code, again.status_code) == (201, 200, 409)
    assert moved.json()["uid"] != str(gate.uid)
    assert "one_more" in str(rollout.json())
    unknown = client.post(f"/api/v1/rollouts/{gate.rollout.uid}/move/", given | {"version": 9}, format="json")
    assert unknown.status_code == 404
    assert api_of(cast.ben).post(f"/api/v1/gates/{moved.json()['uid']}/move/", given, format="json").status_code == 403
    assert api_of(cast.olga).post(f"/api/v1/gates/{moved.json()['uid']}/move/", given, format="json").status_code == 404


@pytest.mark.parametrize("who", ["ben", "dov", "eve", "root_admin"])
def test_others_are_told_what_is_missing(cast: SimpleNamespace, gate: Gate, who: str, client_of: Any) -> None:
    document, person = stricter(gate.document.slug), getattr(cast, who)

    with pytest.raises(Denied):
        services.move_gate_to_version(gate, document, by=person, reason="x")
    with pytest.raises(Denied):
        services.move_rollout_to_version(gate.rollout, longer_plan(), by=person, reason="x")
    assert client_of(person).get(f"{gate.get_absolute_url()}move/").status_code == 403


def test_an_outsider_finds_nothing(cast: SimpleNamespace, gate: Gate, client_of: Any) -> None:
    client = client_of(cast.olga)

    for url in (gate.get_absolute_url(), gate.rollout.get_absolute_url()):
        assert client.get(f"{url}move/").status_code == 404
        assert client.post(f"{url}move/", {"version": "2", "reason": "x"}).status_code == 404
    assert usage.uses(cast.olga, [gate.document]) == []


def test_a_preview_names_the_gates_and_rollouts_that_keep_their_version(cast: SimpleNamespace, gate: Gate) -> None:
    document = gate.document
    body = document.data
    body["criteria"].append({"key": "brand_new", "level": "nice", "ask": "Is it new?", "guidance": "Look."})

    items, gates = effects.effects(cast.ada, document, rules.parse(body))
    hidden = effects.effects(cast.olga, document, rules.parse(body))[1]

    assert "1 are new" in items.sentence
    assert [cell.text for row in items.rows for cell in row] == ["Is it new?", "New"]
    assert gates.sentence.startswith("1 gate waits")
    assert gates.rows[0][0].url == gate.get_absolute_url()
    assert hidden.rows == ()
    plan = gate.rollout.plan
    checks, rollouts = effects.effects(cast.ada, plan, plan.parsed)
    assert "0 change, 0 are new" in checks.sentence
    assert rollouts.rows[0][0].url == gate.rollout.get_absolute_url()


def test_uses_are_counted_by_version_and_state(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    gate = gate_of(rollout)
    found = {use.label: (use.count, use.is_open) for use in usage.uses(cast.ada, [gate.document])}
    plans = {use.label: (use.count, use.is_open) for use in usage.uses(cast.ada, [rollout.plan])}

    assert found == {"Open gates": (1, True)}
    assert plans == {"Running rollouts": (1, True)}
