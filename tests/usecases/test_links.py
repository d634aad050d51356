"""Links between cases, dependencies, addresses of the web, and tags."""

import pytest

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import Unit, User
from tests.factories.usecases import a_case
from usecases import queries, services
from usecases.models import CaseLink, Tag, UseCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(support: Unit, ada: User) -> list[UseCase]:
    return [a_case(support, by=ada, name=name) for name in ("Read mail", "Sort mail", "Answer mail")]


def shown(case: UseCase, actor: User) -> list[tuple[str, str]]:
    return [(link.words, link.other.name if link.other else "") for link in queries.linked(case, actor)]


def test_a_link_shows_on_both_sides(three: list[UseCase], ada: User) -> None:
    read, sort, answer = three

    services.link_cases(answer, sort, kind="needs", by=ada)
    services.link_cases(answer, read, kind="relates", by=ada)
    services.link_cases(sort, read, kind="supersedes", by=ada)

    assert shown(answer, ada) == [("Needs", "Sort mail"), ("Relates to", "Read mail")]
    assert shown(sort, ada) == [("Needed by", "Answer mail"), ("Supersedes", "Read mail")]
    assert shown(read, ada) == [("Relates to", "Answer mail"), ("Superseded by", "Sort mail")]
    assert queries.dependencies() == [(answer.pk, sort.pk)]
    assert queries.dependencies([sort.pk]) == []


def test_a_case_cannot_need_itself(three: list[UseCase], ada: User) -> None:
    with pytest.raises(Invalid, match="cannot be linked with itself"):
        services.link_cases(three[0], three[0], kind="needs", by=ada)


def test_a_circle_of_needs_is_refused_with_the_circle_named(three: list[UseCase], ada: User) -> None:
    read, sort, answer = three
    services.link_cases(answer, sort, kind="needs", by=ada)
    services.link_cases(sort, read, kind="needs", by=ada)

    with pytest.raises(Invalid) as refused:
        services.link_cases(read, answer, kind="needs", by=ada)

    assert " → ".join(case.reference for case in (read, answer, sort, read)) in str(refused.value)
    assert CaseLink.objects.count() == 2


def test_a_link_is_kept_once_whichever_side_it_is_said_from(three: list[UseCase], ada: User) -> None:
    services.link_cases(three[1], three[0], kind="relates", by=ada)

    with pytest.raises(Conflict, match="already"):
        services.link_cases(three[0], three[1], kind="relates", by=ada)


def test_either_side_may_take_a_link_away_once(three: list[UseCase], ada: User, ben: User, support: Unit) -> None:
    own = a_case(support, by=ben, name="Own")
    link = services.link_cases(three[0], own, kind="needs", by=ada)

    services.unlink_cases(link, by=ben)

    assert queries.linked(own, ben) == []
    with pytest.raises(Conflict, match="already"):
        services.unlink_cases(link, by=ada)
    assert Entry.objects.filter(action="usecases.link.removed").count() == 2


def test_case_out_of_sight_cannot_be_linked_and_is_not_named(
    three: list[UseCase], other: Unit, olga: User, ada: User, ben: User
) -> None:
    far = a_case(other, by=olga, name="Secret plan")

    with pytest.raises(Denied):
        services.link_cases(three[0], far, kind="needs", by=ada)
    with pytest.raises(Denied):
        services.link_cases(three[0], three[1], kind="needs", by=ben)
    CaseLink.objects.create(source=three[0], target=far, kind="needs")
    assert shown(three[0], ada) == [("Needs", "")]


def test_unknown_kind_of_link_is_refused(three: list[UseCase], ada: User) -> None:
    with pytest.raises(Invalid, match="no link of the kind"):
        services.link_cases(three[0], three[1], kind="hates", by=ada)


@pytest.mark.parametrize(
    "url",
    ["", "http://example.org/", "javascript:alert(1)", "https://", "https://[::1", "ftp://example.org/", "x" * 1001],
)
def test_only_addresses_over_https_are_taken(three: list[UseCase], ada: User, url: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.add_web_link(three[0], by=ada, title="Plan", url=url)

    assert refused.value.field == "url"


def test_an_address_with_a_password_is_refused(three: list[UseCase], ada: User) -> None:
    with pytest.raises(Invalid, match="password"):
        services.add_web_link(three[0], by=ada, title="Plan", url="https://me:pw@example.org/")


def test_an_address_is_added_and_taken_away(three: list[UseCase], ada: User) -> None:
    link = services.add_web_link(three[0], by=ada, title="Plan", url="https://example.org/plan?x=1")

    with pytest.raises(Conflict, match="already"):
        services.add_web_link(three[0], by=ada, title="Again", url="https://example.org/plan?x=1")
    services.remove_web_link(link, by=ada)
    assert not three[0].web_links.exists()


def test_tags_are_the_same_in_any_spelling(support: Unit, ada: User) -> None:
    first = services.create_case(support, by=ada, name="A", tags=["Quick win", "quick  WIN", " EU "])
    second = services.create_case(support, by=ada, name="B", tags=["QUICK WIN"])

    assert queries.tags_of(first) == ["EU", "Quick win"]
    assert queries.tags_of(second) == ["Quick win"]
    assert [(tag.name, count) for tag, count in queries.tags_in_use(ada)] == [("Quick win", 2), ("EU", 1)]


def test_tags_left_out_stay_and_an_empty_list_takes_all_away(support: Unit, ada: User) -> None:
    case = services.create_case(support, by=ada, name="A", tags=["EU"])

    assert services.edit_case(case, by=ada, name="B").version == 2
    assert queries.tags_of(case) == ["EU"]
    assert services.edit_case(case, by=ada, tags=["eu"]).version == 2
    services.edit_case(case, by=ada, tags=[])
    assert queries.tags_of(case) == []


@pytest.mark.parametrize(
    "tags", [[f"tag {n}" for n in range(50)], ["a" * 61], ["a,b"], ["bad\x00"]], ids=["fifty", "long", "comma", "nul"]
)
def test_tags_that_cannot_be_kept_are_refused(support: Unit, ada: User, tags: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        services.create_case(support, by=ada, name="A", tags=tags)

    assert refused.value.field == "tags"
    assert not Tag.objects.exists()


def test_a_tag_renamed_into_another_is_merged_with_it(support: Unit, ada: User) -> None:
    both = services.create_case(support, by=ada, name="A", tags=["RPA", "Robots"])
    one = services.create_case(support, by=ada, name="B", tags=["Robots"])

    kept = services.rename_tag(Tag.objects.get(name="Robots"), by=ada, name="rpa")

    assert kept.name == "RPA"
    assert queries.tags_of(both) == queries.tags_of(one) == ["RPA"]
    assert Tag.objects.count() == 1


def test_a_tag_is_renamed_everywhere_by_a_program_manager_only(support: Unit, ada: User, ben: User) -> None:
    case = services.create_case(support, by=ben, name="A", tags=["Robots"])

    with pytest.raises(Denied):
        services.rename_tag(Tag.objects.get(), by=ben, name="Automation")
    services.rename_tag(Tag.objects.get(), by=ada, name="Automation")

    assert queries.tags_of(case) == ["Automation"]


def test_tags_of_cases_out_of_sight_are_not_suggested(support: Unit, other: Unit, ada: User, olga: User) -> None:
    services.create_case(other, by=olga, name="A", tags=["Secret"])

    assert queries.tags_in_use(ada) == []
