"""The rules of a playbook, and how its times read."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.people.models import User
from library import queries, rules
from library.kinds.playbook import Playbook, Span, TimeUnit
from library.reading.playbook import length_words, place_words
from tests.library.faults import Change, assert_named, put


def small() -> dict[str, Any]:
    return {
        "kind": "playbook",
        "slug": "small",
        "version": 1,
        "title": "Small",
        "summary": "Two phases.",
        "source": "own",
        "license": "CC-BY-4.0",
        "unit": "week",
        "phases": [
            {
                "key": "first",
                "label": "First",
                "takes": {"least": 2, "most": 4},
                "steps": [
                    {"key": "look", "label": "Look", "when": {"least": 1, "most": 2}, "tasks": [task("see")]},
                    {
                        "key": "build",
                        "label": "Build",
                        "workstreams": [
                            {"key": "front", "label": "Front", "tasks": [task("paint"), task("polish")]},
                            {"key": "back", "label": "Back", "tasks": [task("wire")]},
                        ],
                    },
                ],
            },
            {
                "key": "second",
                "label": "Second",
                "when": {"least": 5},
                "steps": [{"key": "run", "label": "Run", "when": {"least": 9}, "tasks": [task("watch")]}],
            },
        ],
    }


def task(key: str) -> dict[str, Any]:
    return {"key": key, "label": key.capitalize()}


def in_three_groups(data: dict[str, Any]) -> None:
    steps = data["phases"][0]["steps"]
    steps.append({"key": "again", "label": "Again", "tasks": [task("repeat")]})
    for step, group in zip(steps, ("Week one", "Week two", "Week one"), strict=True):
        step["group"] = group


FAULTS: list[tuple[Change, str]] = [
    (put("phases", []), "phases: At least one entry"),
    (put("phases.0.steps", []), "phases[0].steps: At least one entry"),
    (
        put("builds", [{"key": "look", "label": "Look", "detail": "Twice."}]),
        "phases: The key “look” stands here 2 times",
    ),
    (put("phases.1.key", "first"), "phases: The key “first” stands here 2 times"),
    (put("phases.1.steps.0.tasks.0.key", "look"), "phases: The key “look” stands here 2 times"),
    (put("phases.0.steps.1.workstreams.0.key", "wire"), "phases: The key “wire” stands here 2 times"),
    (put("phases.0.steps.0.tasks", []), "phases[0].steps[0]: A step has either tasks or workstreams"),
    (put("phases.0.steps.1.tasks", [task("both")]), "phases[0].steps[1]: A step has either tasks or workstreams"),
    (put("phases.0.steps.1.workstreams.1.tasks", []), "phases[0].steps[1].workstreams[1].tasks: At least one entry"),
    (put("takes", {"least": 9, "most": 8}), "takes: It ends (8) before it begins (9)."),
    (put("phases.0.takes", {"least": 3, "most": 2}), "phases[0].takes: It ends (2) before it begins (3)."),
    (put("phases.1.when", {"least": 3, "most": 2}), "phases[1].when: It ends (2) before it begins (3)."),
    (put("phases.0.steps.0.takes", {"least": 3, "most": 2}), "phases[0].steps[0].takes: It ends (2)"),
    (put("phases.0.steps.0.when", {"least": 3, "most": 2}), "phases[0].steps[0].when: It ends (2)"),
    (put("phases.0.steps.0.when", {"least": 3, "most": 5}), "phases[0].steps[0].when: The step reaches to 5, the"),
    (put("phases.0.steps.0.when", {"least": 5}), "phases[0].steps[0].when: The step reaches to 5, the phase lasts 4"),
    (in_three_groups, "phases[0].steps: The steps of “Week one” do not stand together."),
    (put("unit", "fortnight"), "unit: "),
]


@pytest.mark.parametrize(("change", "said"), FAULTS, ids=[said[:60] for _change, said in FAULTS])
def test_a_fault_is_named_at_its_place(change: Change, said: str) -> None:
    assert_named(small(), change, said)


def test_tasks_are_counted_whether_they_stand_in_a_workstream_or_not() -> None:
    playbook: Any = rules.parse(small())

    assert isinstance(playbook, Playbook)
    assert [found.key for found in playbook.tasks] == ["see", "paint", "polish", "wire", "watch"]
    assert {"first", "build", "front", "wire"} <= set(playbook.keys())


def test_a_phase_can_be_carried_by_other_documents_instead_of_steps() -> None:
    data = small()
    data["builds"] = [{"key": "layer", "label": "Layer", "detail": "What all share."}]
    data["uses"] = [{"kind": "instrument", "slug": "enterprise-readiness"}]
    data["phases"][1] = {"key": "second", "label": "Second", "carried_by": [{"kind": "playbook", "slug": "other"}]}

    playbook = rules.parse(data)

    assert [str(name) for name in playbook.references()] == ["instrument/enterprise-readiness", "playbook/other"]
    assert "layer" in set(playbook.keys())


def test_an_entry_of_another_document_can_be_named() -> None:
    data = small()
    data["phases"][0]["steps"][0]["tasks"][0]["uses"] = {"kind": "gate", "slug": "go-no-go", "entry": "funding"}

    names = [str(name) for name in rules.parse(data).references()]

    assert names == ["gate/go-no-go#funding"]


@pytest.mark.parametrize(
    ("unit", "least", "most", "place", "length"),
    [
        ("week", 3, 6, "Weeks 3–6", "3–6 weeks"),
        ("week", 1, 1, "Week 1", "1 week"),
        ("month", 4, None, "From month 4 on", "at least 4 months"),
        ("month", 2, 2, "Month 2", "2 months"),
        ("day", 1, 2, "Days 1–2", "1–2 days"),
    ],
)
def test_times_read_as_people_say_them(unit: TimeUnit, least: int, most: int | None, place: str, length: str) -> None:
    span = Span(least=least, most=most)

    assert place_words(span, unit) == place
    assert length_words(span, unit) == length


@pytest.mark.usefixtures("library")
def test_a_task_leads_to_the_very_entry_that_it_works_with(client_of: Callable[[User], Client], reader: User) -> None:
    text = client_of(reader).get("/library/playbook/enterprise-program/").content.decode()

    assert 'href="/library/training_program/ai-training/#ai_users"' in text
    assert 'href="/library/approval_route/by-tier/"' in text
    track = client_of(reader).get("/library/training_program/ai-training/").content.decode()
    assert 'id="ai_users"' in track


@pytest.mark.parametrize("slug", ["operations-guide", "enterprise-program", "scaling-roadmap", "phase-2-method"])
@pytest.mark.usefixtures("library")
def test_every_phase_step_and_task_has_a_place_of_its_own_on_the_page(
    client_of: Callable[[User], Client], reader: User, slug: str
) -> None:
    text = client_of(reader).get(f"/library/playbook/{slug}/").content.decode()

    places = re.findall(r' id="([^"]+)"', text)
    playbook: Any = queries.latest("playbook", slug).parsed
    assert len(places) == len(set(places))
    assert {task.key for task in playbook.tasks} <= set(places)


@pytest.mark.usefixtures("library")
def test_a_playbook_costs_the_same_queries_however_many_tasks_it_has(
    client_of: Callable[[User], Client], reader: User, django_assert_max_num_queries: Any
) -> None:
    client = client_of(reader)
    client.get("/library/playbook/operations-guide/")

    with django_assert_max_num_queries(14):
        assert client.get("/library/playbook/operations-guide/").status_code == 200


@pytest.mark.usefixtures("library")
def test_a_link_to_an_entry_says_what_the_entry_is_called(client_of: Callable[[User], Client], reader: User) -> None:
    text = client_of(reader).get("/library/playbook/enterprise-program/").content.decode()

    assert '#ai_users">AI users</a>' in text
    assert ">customer_support</a>" not in text
    assert ">first_departments</a>" not in text
