"""The history of a case, field by field; the case as it was known; its files."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from foundation.discussion import services as discussion
from foundation.evidence import services as evidence
from foundation.evidence.models import File
from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.money import Money
from foundation.people.models import User
from pmo.demo.clock import StoryClock
from tests.evidence.samples import PDF
from usecases import services
from usecases.models import UseCase
from usecases.models_import import ImportBatch
from usecases.queries import history

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
OLD = "Customers wait a day for an answer to the same thirty questions."
NEW = "Customers wait two days for an answer to the same forty questions."
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[StoryClock]:
    made = StoryClock(START)
    with made.running():
        yield made


@pytest.fixture
def case(cast: SimpleNamespace, clock: StoryClock) -> UseCase:
    """Registered on 2 March; changed on 5 and 9 March, held on 12 March."""
    case = services.create_case(cast.support, by=cast.ada, name="Answer mails", summary=OLD, owner=cast.ben)
    clock.moment = START + timedelta(days=3)
    services.edit_case(case, by=cast.ben, summary=NEW, budget=Money.of("100", "USD"), reason="counted again")
    clock.moment = START + timedelta(days=7)
    services.edit_case(case, by=cast.ada, name="Answer letters", owner=cast.ada, impact="rights")
    clock.moment = START + timedelta(days=10)
    case = services.hold(UseCase.objects.get(pk=case.pk), by=cast.ada, reason="No data")
    return UseCase.objects.select_related("unit", "owner", "sponsor").get(pk=case.pk)


def day(number: int) -> datetime:
    return START + timedelta(days=number, hours=1)


def told(reader: User, case: UseCase, kind: str = "") -> list[history.Happened]:
    return history.happened(reader, case, list(history.entries(reader, case, kind)))


def test_each_change_is_told_with_its_field_before_and_after(cast: SimpleNamespace, case: UseCase) -> None:
    changed = told(cast.ada, case, "content")[1]

    assert changed.line.sentence == f"Ben Owner edited {case.reference} Answer mails"
    assert changed.line.reason == "counted again"
    by_label = {change.label: change for change in changed.changes}
    assert set(by_label) == {"Problem it solves", "Budget"}
    assert (by_label["Budget"].before, by_label["Budget"].after) == ("–", "USD 100.00")


def test_long_texts_are_compared_word_by_word(cast: SimpleNamespace, case: UseCase) -> None:
    (change,) = [c for c in told(cast.ada, case, "content")[1].changes if c.label == "Problem it solves"]

    assert [text for what, text in change.pieces if what == "old"] == ["a", "day", "thirty"]
    assert [text for what, text in change.pieces if what == "new"] == ["two", "days", "forty"]


def test_people_and_choices_are_told_in_words(cast: SimpleNamespace, case: UseCase) -> None:
    found = {change.label: (change.before, change.after) for change in told(cast.ada, case, "content")[0].changes}

    assert found["Owner"] == ("Ben Owner", "Ada Program")
    assert found["Impact"] == ("–", "Affects rights")


def test_every_kind_of_entry_has_its_place(cast: SimpleNamespace, case: UseCase) -> None:
    discussion.comment(case, text="Why?", by=cast.ben)
    evidence.attach(case, name="concept.pdf", content=PDF, by=cast.ada)

    kinds = {kind: [item.line.action for item in told(cast.ada, case, kind)] for kind in history.KINDS}

    assert kinds["stage"] == ["usecases.case.held"]
    assert kinds["comment"] == ["discussion.comment.written"]
    assert kinds["file"] == ["evidence.file.attached"]
    assert len(kinds["content"]) == 3
    assert sum(map(len, kinds.values())) == len(told(cast.ada, case)) == len(told(cast.ada, case, "nonsense"))


@pytest.mark.parametrize(
    ("number", "name", "owner", "summary", "budget", "since"),
    [
        (1, "Answer mails", "Ben Owner", OLD, "–", 2),
        (4, "Answer mails", "Ben Owner", NEW, "USD 100.00", 1),
        (8, "Answer letters", "Ada Program", NEW, "USD 100.00", 0),
        (20, "Answer letters", "Ada Program", NEW, "USD 100.00", 0),
    ],
)
def test_a_case_is_shown_as_it_was_known(
    case: UseCase, number: int, name: str, owner: str, summary: str, budget: str, since: int
) -> None:
    found = history.as_of(case, day(number))
    fields = dict(found.fields)

    assert found.was_registered
    assert (found.name, found.stage, found.changed_since) == (name, "Idea", since)
    assert (fields["Owner"], fields["Problem it solves"], fields["Budget"]) == (owner, summary, budget)


def test_a_hold_stands_from_its_day_until_it_ends(cast: SimpleNamespace, case: UseCase, clock: StoryClock) -> None:
    clock.moment = day(15)
    services.resume(case, by=cast.ada)

    assert [history.as_of(case, day(number)).hold for number in (9, 11, 16)] == ["", "No data", ""]


def test_before_it_was_registered_there_is_nothing(case: UseCase) -> None:
    assert not history.as_of(case, day(-1)).was_registered


def test_the_page_looks_back(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    browser = client_of(cast.ada)

    page = browser.get(f"{case.get_absolute_url()}?as_of=2026-03-06").content.decode()
    early = browser.get(f"{case.get_absolute_url()}?as_of=2026-02-01").content.decode()
    tab = browser.get(f"{case.get_absolute_url()}?tab=history").content.decode()

    assert "Answer mails" in page
    assert "1 act since then is taken back here." in page
    assert "It was not registered yet" in early
    assert "<del>thirty</del><ins>forty</ins>" in tab
    assert client_of(cast.olga).get(f"{case.get_absolute_url()}?as_of=2026-03-06").status_code == 404


@pytest.mark.parametrize("asked", ["", "yesterday", "2026-02-30", "9999-12-31", "0001-01-01", "2026-03-06T00", "<b>"])
def test_a_day_that_is_none_is_told_at_the_field(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf, asked: str
) -> None:
    answer = client_of(cast.ada).get(case.get_absolute_url(), {"as_of": asked})

    assert answer.status_code == 422
    assert "as-of-error" in answer.content.decode()
    assert "<b>" not in answer.content.decode().split("as-of-error")[0].split("<form")[-1]


def test_the_history_costs_the_same_for_few_and_many(
    cast: SimpleNamespace, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        discussion.comment(case, text=f"{number}", by=cast.ben)

    with django_assert_max_num_queries(5):
        assert len(told(User.objects.get(pk=cast.ada.pk), case)) == 12


# Files of a case


def test_whoever_may_edit_attaches_files(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    evidence.attach(case, name="concept.pdf", content=PDF, by=cast.ada)

    page = client_of(cast.mia).get(case.get_absolute_url()).content.decode()

    assert "concept.pdf" in page
    with pytest.raises(Denied):
        evidence.attach(case, name="other.pdf", content=PDF + b" ", by=cast.mia)
    assert not File.objects.visible_to(cast.olga).exists()


def test_a_closed_case_takes_no_more_files(cast: SimpleNamespace, case: UseCase) -> None:
    services.close(case, to="killed", by=cast.ada, reason="no value")

    with pytest.raises(Conflict):
        evidence.attach(UseCase.objects.get(pk=case.pk), name="late.pdf", content=PDF, by=cast.ada)


def test_files_go_with_a_case_to_another_unit(cast: SimpleNamespace, case: UseCase) -> None:
    file = evidence.attach(case, name="concept.pdf", content=PDF, by=cast.ada)

    services.edit_case(case, by=cast.ada, unit=cast.sales, name="Answer calls")

    file.refresh_from_db()
    assert file.unit == cast.sales
    assert "Answer calls" in file.subject_label
    assert not File.objects.visible_to(cast.ben).exists()


def test_the_other_side_of_a_link_is_named_to_whoever_may_read_it(cast: SimpleNamespace, case: UseCase) -> None:
    other = services.create_case(cast.sales, by=cast.ada, name="Price offers")
    services.link_cases(other, case, kind="needs", by=cast.ada)

    (seen,) = told(cast.ada, case, "link")
    (unseen,) = told(cast.ben, case, "link")  # Ben reads Support alone

    assert seen.link is not None
    assert unseen.link is not None
    assert (seen.link.words, seen.link.other) == ("Needed by", other)
    assert (unseen.link.words, unseen.link.other) == ("Needed by", None)


def test_what_an_import_changed_is_told_field_by_field(cast: SimpleNamespace, case: UseCase, client_of: Any) -> None:
    batch = ImportBatch.objects.create(
        file_name="inventory.csv",
        file_size=1,
        unit=cast.support,
        created_by=cast.ada,
        started_at=START + timedelta(days=11),
    )
    changes = {"summary": [NEW, OLD], "owner": [str(cast.ada.uid), ""], "extra": [{"Site": "A"}, {"Site": "B"}]}
    batch.rows.create(number=7, case=case, outcome="updated", changes=changes)

    text = client_of(cast.ada).get(f"{case.get_absolute_url()}?tab=history").content.decode()

    assert "inventory.csv</a>, row 7: Updated" in text
    for label, before, after in (("Owner", "Ada Program", "–"), ("Site", "A", "B")):
        assert f"<dt>{label}</dt>" in text
        assert f"<del>{before}</del>" in text
        assert f"<ins>{after}</ins>" in text
    assert "<ins>thirty</ins>" in text
