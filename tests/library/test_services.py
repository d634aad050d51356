"""Loading the shipped library, and publishing versions that never change."""

import json
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from foundation.audit.models import Entry
from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library import queries, rules, services
from library.kinds import KINDS
from library.models import Document, Origin

SHIPPED = len(list(services.CONTENT.rglob("*.yaml")))

GATE = """kind: gate
slug: small
version: 1
title: {title}
summary: One question.
source: own
license: CC0-1.0
criteria:
  - {{key: ready, level: must, ask: Ready?, guidance: Look at it.}}
"""


def folder_with(tmp_path: Path, title: str = "Small", place: str = "gates/small/1.yaml") -> Path:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(GATE.format(title=title))
    return tmp_path


@pytest.mark.usefixtures("library")
def test_loading_again_changes_nothing_and_writes_no_trail() -> None:
    before = list(Document.objects.order_by("id").values_list("uid", "sha256"))
    entries = Entry.objects.count()

    loaded = services.load_shipped(by=COMMAND_LINE)

    assert (len(loaded.created), len(loaded.unchanged)) == (0, SHIPPED)
    assert list(Document.objects.order_by("id").values_list("uid", "sha256")) == before
    assert Entry.objects.count() == entries


@pytest.mark.usefixtures("library")
def test_each_shipped_document_is_stored_with_its_digest_and_recorded() -> None:
    document = queries.latest("instrument", "enterprise-readiness")

    assert document.reference == "instrument/enterprise-readiness@1"
    assert str(document) == "Enterprise AI readiness"
    assert document.origin == Origin.SHIPPED
    assert document.sha256 == rules.digest(document.body)
    assert document.published_by is None
    assert len(list(document.parsed.factors)) == 20
    (line,) = history(document)
    assert line.sentence == "command line loaded Enterprise AI readiness, which is shipped with the product"
    assert ("sha256", document.sha256) in line.facts


def test_a_shipped_version_with_other_content_is_an_error_that_names_both_digests(db: None, tmp_path: Path) -> None:
    first = services.load_shipped(by=COMMAND_LINE, folder=folder_with(tmp_path)).created[0]
    folder_with(tmp_path, title="Other words")

    with pytest.raises(services.ChangedVersion) as caught:
        services.load_shipped(by=COMMAND_LINE, folder=tmp_path)

    other = rules.digest(rules.encode(rules.read(GATE.format(title="Other words"))))
    assert first.sha256 in str(caught.value)
    assert other in str(caught.value)
    assert "gate/small@1" in str(caught.value)
    assert queries.latest("gate", "small").title == "Small"


def test_a_load_that_fails_leaves_nothing_behind(db: None, tmp_path: Path) -> None:
    folder_with(tmp_path)
    folder_with(tmp_path, place="gates/zebra/1.yaml")

    with pytest.raises(services.BadFile, match=r"gates/zebra/1\.yaml: by its content it belongs at gates/small/1"):
        services.load_shipped(by=COMMAND_LINE, folder=tmp_path)

    assert not Document.objects.exists()


def test_a_broken_file_is_named(db: None, tmp_path: Path) -> None:
    (tmp_path / "gates").mkdir()
    (tmp_path / "gates" / "1.yaml").write_text("kind: gate\nkind: gate")

    with pytest.raises(services.BadFile, match=r"gates/1\.yaml: Line 2"):
        services.load_shipped(by=COMMAND_LINE, folder=tmp_path)


def test_a_plan_that_names_an_unknown_gate_is_refused(db: None, tmp_path: Path) -> None:
    source = services.CONTENT / "stage_plans" / "staged-rollout" / "1.yaml"
    target = tmp_path / "stage_plans" / "staged-rollout" / "1.yaml"
    target.parent.mkdir(parents=True)
    target.write_bytes(source.read_bytes())

    with pytest.raises(rules.BadDocument, match="gate/go-no-go, gate/stage-entry, gate/stage-exit"):
        services.load_shipped(by=COMMAND_LINE, folder=tmp_path)


def test_the_command_says_what_it_did_and_again_nothing(db: None) -> None:
    first, second = StringIO(), StringIO()

    call_command("load_library", stdout=first)
    call_command("load_library", stdout=second)

    assert "created    instrument/enterprise-readiness@1" in first.getvalue()
    assert first.getvalue().splitlines()[-1] == f"{SHIPPED} created, 0 unchanged"
    assert second.getvalue().splitlines() == [f"0 created, {SHIPPED} unchanged"]


def test_the_command_stops_with_one_line_when_a_shipped_version_was_changed(db: None) -> None:
    services.load_shipped(by=COMMAND_LINE)
    kept = queries.latest("board", "ethics-board")
    changed = rules.parse(kept.data | {"title": "Another board"})
    with transaction.atomic():
        Document._base_manager.filter(pk=kept.pk).delete()
        Document.objects.create(
            kind="board", slug="ethics-board", version=1, shipped_as=1, title="Another board", locale="en", license="-",
            source="own", body=rules.encode(changed), sha256=rules.digest(rules.encode(changed)), origin=Origin.SHIPPED,
        )  # fmt: skip

    with pytest.raises(CommandError) as caught:
        call_command("load_library", stdout=StringIO())

    assert "board/ethics-board@1" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_shipped_version_that_finds_its_number_taken_gets_the_next_one_and_the_local_one_stays_in_force(
    db: None, tmp_path: Path
) -> None:
    services.load_shipped(by=COMMAND_LINE, folder=folder_with(tmp_path))
    ours = json.loads(rules.encode(rules.read(GATE.format(title="Ours"))))
    local = services.publish_version(kind="gate", slug="small", body=ours, by=COMMAND_LINE)
    folder_with(tmp_path, title="The next release", place="gates/small/2.yaml")
    path = tmp_path / "gates" / "small" / "2.yaml"
    path.write_text(path.read_text().replace("version: 1", "version: 2"))

    (shipped,) = services.load_shipped(by=COMMAND_LINE, folder=tmp_path).created
    again = services.load_shipped(by=COMMAND_LINE, folder=tmp_path)

    assert (local.version, shipped.version, shipped.shipped_as) == (2, 3, 2)
    assert shipped.parsed.version == 3
    assert again.created == []
    assert queries.latest("gate", "small") == local, "an upgrade never replaces what was decided here"
    assert queries.offered(list(queries.versions("gate", "small")), local) == shipped
    assert queries.next_number("gate", "small") == 4


def test_without_a_local_version_the_newest_shipped_one_is_taken(db: None, tmp_path: Path) -> None:
    services.load_shipped(by=COMMAND_LINE, folder=folder_with(tmp_path))
    for number in (2, 10):
        folder_with(tmp_path, title=f"Release {number}", place=f"gates/small/{number}.yaml")
        path = tmp_path / "gates" / "small" / f"{number}.yaml"
        path.write_text(path.read_text().replace("version: 1", f"version: {number}"))

    services.load_shipped(by=COMMAND_LINE, folder=tmp_path)

    assert queries.latest("gate", "small").version == 10
    assert [row.version for row in queries.published("gate")] == [10]


def test_the_schema_command_prints_json_and_refuses_what_is_no_kind() -> None:
    out = StringIO()

    call_command("library_schema", "gate", stdout=out)

    assert json.loads(out.getvalue())["$defs"]["Gate"]
    with pytest.raises(CommandError, match="There is no kind 'recipe'"):
        call_command("library_schema", "recipe")


@pytest.mark.usefixtures("library")
def test_an_administrator_publishes_the_next_version_and_the_old_one_stays(publisher: User) -> None:
    old = queries.latest("scoring_model", "weighted-value")
    body = old.data
    body["criteria"][0]["weight"], body["criteria"][1]["weight"] = "0.5", "0.2"

    new = services.publish(
        kind="scoring_model", slug="weighted-value", body=body, by=publisher, note="Value counts more this year"
    )

    assert new.version == 2
    assert new.origin == Origin.PUBLISHED
    assert new.published_by == publisher
    assert str(new.parsed.weights["business_value"]) == "0.5"
    assert queries.latest("scoring_model", "weighted-value") == new
    pinned = queries.get("scoring_model", "weighted-value", 1)
    assert pinned.sha256 == old.sha256
    assert str(pinned.parsed.weights["business_value"]) == "0.4"
    assert [row.version for row in queries.versions("scoring_model", "weighted-value")] == [2, 1]
    (line,) = history(new)
    assert line.sentence == "Paul Publisher published Weighted value"
    assert line.reason == "Value counts more this year"
    assert services.load_shipped(by=COMMAND_LINE).created == [], "what is published here does not disturb the shipped"


@pytest.mark.usefixtures("library")
def test_nobody_without_the_right_publishes(cast: SimpleNamespace) -> None:
    body = queries.latest("gate", "stage-exit").data | {"title": "Mine"}

    for person in (cast.ada, cast.ben, cast.eve, cast.dov, cast.chi, cast.olga):
        with pytest.raises(Denied, match="Administrator"):
            services.publish(kind="gate", slug="stage-exit", body=body, by=person)

    assert queries.latest("gate", "stage-exit").version == 1


@pytest.mark.usefixtures("library")
def test_publishing_what_is_there_already_is_refused(publisher: User) -> None:
    body = queries.latest("gate", "stage-exit").data

    with pytest.raises(Conflict, match="Nothing differs from version 1"):
        services.publish(kind="gate", slug="stage-exit", body=body, by=publisher)


@pytest.mark.usefixtures("library")
def test_a_bad_body_is_refused_with_its_problems_and_nothing_is_stored(publisher: User) -> None:
    body = queries.latest("scoring_model", "weighted-value").data
    body["criteria"][0]["weight"] = "0.9"

    with pytest.raises(rules.BadDocument) as caught:
        services.publish(kind="scoring_model", slug="weighted-value", body=body, by=publisher)

    assert [str(problem) for problem in caught.value.problems] == [
        "criteria: The weights add up to 1.5; they must add up to 1."
    ]
    with pytest.raises(rules.BadDocument, match="There is no kind"):
        services.publish(kind="recipe", slug="soup", body={}, by=publisher)
    assert Document.objects.count() == SHIPPED


def test_the_first_version_of_something_new_is_one(publisher: User) -> None:
    body = json.loads(rules.encode(rules.read(GATE.format(title="Ours")))) | {"slug": "ignored", "version": 99}

    new = services.publish(kind="gate", slug="ours", body=body, by=publisher)

    assert new.reference == "gate/ours@1"


@pytest.mark.usefixtures("library")
def test_a_published_row_can_be_neither_changed_nor_deleted() -> None:
    document = queries.latest("gate", "go-no-go")

    document.title = "Something else"
    with pytest.raises(TypeError, match="cannot be changed"):
        document.save()
    with pytest.raises(TypeError, match="cannot be deleted"):
        document.delete()
    with pytest.raises(TypeError, match="cannot be changed"):
        Document.objects.filter(pk=document.pk).update(title="Something else")
    with pytest.raises(TypeError, match="cannot be deleted"):
        Document.objects.all().delete()
    with pytest.raises(TypeError, match="cannot be changed"):
        Document.objects.bulk_update([document], ["title"])

    assert queries.latest("gate", "go-no-go").title == "Go or no-go"


@pytest.mark.usefixtures("library")
def test_the_database_itself_refuses_a_second_row_for_a_version() -> None:
    document = queries.latest("gate", "go-no-go")

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(
            kind="gate", slug="go-no-go", version=1, title="Twin", locale="en", license="-", source="own",
            body=document.body, sha256=document.sha256, origin=Origin.PUBLISHED,
        )  # fmt: skip


def test_asking_for_what_is_not_there_says_how_to_load_it(db: None) -> None:
    with pytest.raises(queries.MissingDocument, match=r"manage\.py load_library"):
        queries.latest("gate", "go-no-go")
    with pytest.raises(queries.MissingDocument, match="no version 3"):
        queries.get("gate", "go-no-go", 3)


def test_every_kind_has_its_place_along_the_thread() -> None:
    placed = [kind.key for _part, kinds in queries.thread() for kind in kinds]

    assert sorted(placed) == sorted(KINDS)
    assert "Other" not in [part for part, _kinds in queries.thread()], "name new kinds in library/kinds/thread.py"


@pytest.mark.usefixtures("library")
def test_the_search_box_finds_documents_by_title_and_slug(reader: User) -> None:
    assert [hit.subtitle for hit in queries.find(reader, "go or", 5)] == ["Gate · go-no-go@2"]
    assert [hit.title for hit in queries.find(reader, "weighted-val", 5)] == ["Weighted value"]
    assert queries.find(reader, "nothing like it", 5) == []
