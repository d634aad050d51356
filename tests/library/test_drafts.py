"""Drafts: written by whoever may publish, kept as typed, never overwritten silently, published once."""

import threading
from types import SimpleNamespace

import pytest
from django.db import connections

from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library import queries, rules, services
from library.models import Document, Draft, DraftState

pytestmark = pytest.mark.usefixtures("library")


def draft_of(publisher: User, kind: str = "gate", slug: str = "stage-exit") -> Draft:
    return services.start_draft(queries.latest(kind, slug), by=publisher)


def reworded(draft: Draft, title: str = "Stricter") -> str:
    return draft.text.replace(f"title: {draft.title}", f"title: {title}", 1)


def test_a_draft_begins_with_the_text_of_the_version_it_is_based_on(publisher: User) -> None:
    draft = draft_of(publisher)

    assert rules.same_content(rules.read(draft.text), queries.latest("gate", "stage-exit").parsed)
    assert (draft.based_on.version, draft.revision, draft.created_by) == (1, 1, publisher)
    (line,) = history(draft)
    assert line.sentence == "Paul Publisher started a draft of gate/stage-exit"


def test_there_is_one_open_draft_of_a_document(publisher: User) -> None:
    draft_of(publisher)

    with pytest.raises(Conflict, match="open already"):
        draft_of(publisher)


def test_what_is_wrong_is_kept_as_it_was_typed(publisher: User) -> None:
    draft = draft_of(publisher)

    saved = services.save_draft(draft, text="kind: gate\r\n  broken: [", by=publisher, revision=1, note="first try")

    assert (saved.text, saved.note, saved.revision) == ("kind: gate\n  broken: [", "first try", 2)
    with pytest.raises(Invalid, match="problems"):
        services.publish_draft(saved, by=publisher, revision=2)
    assert Draft.objects.get().text == "kind: gate\n  broken: ["


def test_saving_what_is_there_already_is_no_new_revision(publisher: User) -> None:
    draft = draft_of(publisher)

    assert services.save_draft(draft, text=draft.text, by=publisher, revision=1).revision == 1


def test_two_people_never_overwrite_each_other(publisher: User, cast: SimpleNamespace) -> None:
    draft = draft_of(publisher)
    services.save_draft(draft, text=reworded(draft, "Mine"), by=publisher, revision=1)

    with pytest.raises(services.Overtaken, match="Paul Publisher saved this draft meanwhile"):
        services.save_draft(draft, text=reworded(draft, "Theirs"), by=cast.root_admin, revision=1)

    assert "title: Mine" in Draft.objects.get().text


def test_a_published_draft_is_the_next_version_and_is_closed(publisher: User) -> None:
    draft = draft_of(publisher)
    draft = services.save_draft(draft, text=reworded(draft), by=publisher, revision=1)

    document = services.publish_draft(draft, by=publisher, revision=2, note="After the incident")

    draft.refresh_from_db()
    assert (document.reference, document.title, document.note) == (
        "gate/stage-exit@2",
        "Stricter",
        "After the incident",
    )
    assert (draft.state, draft.published_as) == (DraftState.PUBLISHED, document)
    assert queries.latest("gate", "stage-exit") == document
    with pytest.raises(Conflict, match="closed: Published"):
        services.save_draft(draft, text="x", by=publisher, revision=3)
    assert next(line.sentence for line in history(draft)) == "Paul Publisher published the draft of gate/stage-exit"
    assert draft_of(publisher).based_on == document


def test_a_draft_that_changes_nothing_is_not_published(publisher: User) -> None:
    with pytest.raises(Conflict, match="Nothing differs"):
        services.publish_draft(draft_of(publisher), by=publisher, revision=1)


def test_whoever_publishes_has_looked_at_what_is_there_now(publisher: User) -> None:
    draft = draft_of(publisher)
    services.save_draft(draft, text=reworded(draft), by=publisher, revision=1)

    with pytest.raises(services.Overtaken):
        services.publish_draft(draft, by=publisher, revision=1)


def test_a_version_that_came_meanwhile_is_not_passed_over(publisher: User) -> None:
    draft = draft_of(publisher)
    draft = services.save_draft(draft, text=reworded(draft), by=publisher, revision=1)
    body = queries.latest("gate", "stage-exit").data | {"title": "In between"}
    between = services.publish(kind="gate", slug="stage-exit", body=body, by=publisher)

    with pytest.raises(Conflict, match="Version 2 came while"):
        services.publish_draft(draft, by=publisher, revision=2)

    draft = services.rebase_draft(draft, by=publisher, revision=2)
    assert draft.based_on == between
    assert services.publish_draft(draft, by=publisher, revision=3).version == 3


def test_a_discarded_draft_makes_room_for_another(publisher: User) -> None:
    draft = services.discard_draft(draft_of(publisher), by=publisher)

    assert draft.state == DraftState.DISCARDED
    assert draft_of(publisher).pk != draft.pk
    with pytest.raises(Conflict, match="closed: Discarded"):
        services.discard_draft(draft, by=publisher)


def test_something_new_starts_from_the_blank_form_of_its_kind(publisher: User) -> None:
    draft = services.start_draft_from_text(by=publisher, kind="gate", slug="team-gate")

    assert draft.based_on is None
    assert "level: # must | should | nice" in draft.text


def test_a_file_says_what_it_is_and_is_kept_whatever_is_wrong_with_it(publisher: User) -> None:
    draft = services.start_draft_from_text(by=publisher, text=b"\xef\xbb\xbfkind: gate\nslug: from-file\ncolor: red\n")
    broken = services.start_draft_from_text(by=publisher, kind="board", slug="our-board", text=b"a: [")

    assert (draft.kind, draft.slug, draft.text) == ("gate", "from-file", "kind: gate\nslug: from-file\ncolor: red\n")
    assert (broken.kind, broken.slug, broken.text) == ("board", "our-board", "a: [")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "recipe", "slug": "soup"}, "kind"),
        ({"kind": "gate", "slug": "Not A Slug"}, "slug"),
        ({"kind": "gate", "slug": ""}, "slug"),
        ({"kind": "gate", "slug": "a" * 65}, "slug"),
        ({"kind": "gate", "slug": "big", "text": "x" * 1_000_001}, "text"),
        ({"kind": "gate", "slug": "big", "text": b"\xff"}, "file"),
    ],
)
def test_what_no_draft_can_be_made_of_is_refused_at_its_field(
    publisher: User, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        services.start_draft_from_text(by=publisher, **given)  # type: ignore[arg-type]

    assert caught.value.field == field
    assert not Draft.objects.exists()


def test_the_documents_that_name_another_are_known() -> None:
    assert "stage_plan/staged-rollout@2" in [row.reference for row in queries.naming("gate", "stage-exit")]


def test_nobody_else_writes_or_sees_drafts(publisher: User, cast: SimpleNamespace) -> None:
    draft = draft_of(publisher)
    nobody = people.create_user("nobody", name="No Body", by=COMMAND_LINE)

    for person in (cast.ada, cast.ben, cast.dov, cast.eve, cast.bi, nobody):
        assert not Draft.objects.visible_to(person).exists()
        for act in (
            lambda by: services.start_draft(queries.latest("gate", "go-no-go"), by=by),
            lambda by: services.start_draft_from_text(by=by, kind="gate", slug="mine"),
            lambda by: services.save_draft(draft, text="x", by=by, revision=1),
            lambda by: services.rebase_draft(draft, by=by, revision=1),
            lambda by: services.discard_draft(draft, by=by),
            lambda by: services.publish_draft(draft, by=by, revision=1),
        ):
            with pytest.raises(Denied, match="Administrator"):
                act(person)
    assert Draft.objects.visible_to(cast.root_admin).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_one_instant_give_one_version(publisher: User) -> None:
    draft = draft_of(publisher)
    draft = services.save_draft(draft, text=reworded(draft), by=publisher, revision=1)
    start, found = threading.Barrier(2), []

    def publish() -> None:
        try:
            start.wait(timeout=30)
            found.append(services.publish_draft(draft, by=publisher, revision=2))
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(type(item).__name__ for item in found) == ["Conflict", "Document"]
    assert Document.objects.filter(slug="stage-exit").count() == 2
