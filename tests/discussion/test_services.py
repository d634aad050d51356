"""Saying, changing, withdrawing, following, and who is told."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.discussion import queries, services
from foundation.discussion.models import Comment, EarlierText
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.queries import inbox
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: SimpleNamespace) -> UseCase:
    """Owned by Ben, sponsored by Eve, registered by Ada."""
    return cases.create_case(cast.support, by=cast.ada, name="Answer mails", owner=cast.ben, sponsor=cast.eve)


def told(person: User) -> list[str]:
    return [notice.text for notice in inbox(User.objects.get(pk=person.pk))]


def names(found: list[User]) -> set[str]:
    return {person.username for person in found}


def test_a_comment_reaches_whoever_follows_but_its_author(cast: SimpleNamespace, case: UseCase) -> None:
    services.comment(case, text="Who pays\nfor this?", by=cast.ben)

    assert told(cast.ada) == told(cast.eve) == [f"Ben Owner commented on {case}: “Who pays for this?”"]
    assert told(cast.ben) == told(cast.mia) == []
    assert Entry.objects.get(action="discussion.comment.written").subject_uid == case.uid
    assert "pays" not in Entry.objects.get(action="discussion.comment.written").body


def test_whoever_is_mentioned_is_told_once_and_so(cast: SimpleNamespace, case: UseCase) -> None:
    services.comment(case, text="@mia and @eve, please look", by=cast.ben)

    assert told(cast.mia) == told(cast.eve) == [f"Ben Owner mentions you on {case}: “@mia and @eve, please look”"]


def test_somebody_who_may_not_read_cannot_be_mentioned(cast: SimpleNamespace, case: UseCase) -> None:
    with pytest.raises(Invalid, match="@olga may not read this") as refusal:
        services.comment(case, text="What does @olga say?", by=cast.ben)

    assert refusal.value.field == "text"
    assert not Comment.objects.exists()


def test_an_at_that_names_nobody_is_text(cast: SimpleNamespace, case: UseCase) -> None:
    assert services.comment(case, text="meet @noon", by=cast.ben).mentions.count() == 0


@pytest.mark.parametrize("who", ["dov", "bi", "olga"])
def test_auditors_service_accounts_and_outsiders_take_no_part(cast: SimpleNamespace, case: UseCase, who: str) -> None:
    with pytest.raises(Denied):
        services.comment(case, text="hello", by=getattr(cast, who))


def test_the_product_itself_says_nothing(case: UseCase) -> None:
    with pytest.raises(Denied, match="Only people"):
        services.comment(case, text="hello", by=COMMAND_LINE)


def test_an_archived_case_is_not_discussed(cast: SimpleNamespace, case: UseCase) -> None:
    UseCase.objects.filter(pk=case.pk).update(archived_at=timezone.now())
    case.refresh_from_db()

    with pytest.raises(Conflict, match="archived"):
        services.comment(case, text="hello", by=cast.ben)


def test_answers_stand_one_level_deep(cast: SimpleNamespace, case: UseCase) -> None:
    top = services.comment(case, text="one", by=cast.ben)
    answer = services.comment(case, text="two", by=cast.ada, parent=top)

    deeper = services.comment(case, text="three", by=cast.ben, parent=answer)

    assert deeper.parent == top


def test_a_comment_elsewhere_cannot_be_answered_here(cast: SimpleNamespace, case: UseCase) -> None:
    other = cases.create_case(cast.support, by=cast.ada, name="Other")
    top = services.comment(other, text="one", by=cast.ben)

    with pytest.raises(Invalid, match="something else") as refusal:
        services.comment(case, text="two", by=cast.ben, parent=top)

    assert refusal.value.field == "parent"


def test_pressing_twice_says_it_once(cast: SimpleNamespace, case: UseCase) -> None:
    assert services.comment(case, text="one", by=cast.ben) == services.comment(case, text=" one ", by=cast.ben)
    assert Comment.objects.count() == len(told(cast.ada)) == 1


def test_an_author_changes_a_comment_and_the_old_text_stays(cast: SimpleNamespace, case: UseCase) -> None:
    made = services.comment(case, text="ask @mia", by=cast.ben)

    changed = services.edit(made, text="ask @max", by=cast.ben)

    assert changed.text == "ask @max"
    assert EarlierText.objects.get(comment=made).text == "ask @mia"
    assert len(told(cast.max_)) == 1
    assert services.edit(made, text="ask @max", by=cast.ben).earlier.count() == 1


@pytest.mark.parametrize(("who", "age", "error"), [("ada", 0, Denied), ("ben", 16, Conflict)])
def test_others_and_later_change_nothing(
    cast: SimpleNamespace, case: UseCase, who: str, age: int, error: type[Exception]
) -> None:
    made = services.comment(case, text="one", by=cast.ben)
    Comment.objects.update(written_at=timezone.now() - timedelta(minutes=age))

    with pytest.raises(error):
        services.edit(made, text="two", by=getattr(cast, who))


def test_a_withdrawn_comment_leaves_the_inboxes(cast: SimpleNamespace, case: UseCase) -> None:
    made = services.comment(case, text="@mia look", by=cast.ben)

    services.withdraw(made, by=cast.ben)

    assert told(cast.mia) == told(cast.ada) == []
    with pytest.raises(Conflict, match="already"):
        services.withdraw(made, by=cast.ben)
    with pytest.raises(Conflict, match="withdrawn"):
        services.edit(made, text="two", by=cast.ben)
    with pytest.raises(Conflict, match="withdrawn"):
        services.comment(case, text="two", by=cast.ada, parent=made)


def test_an_administrator_withdraws_with_a_reason(cast: SimpleNamespace, case: UseCase) -> None:
    made = services.comment(case, text="rude", by=cast.ben)
    with pytest.raises(Denied):
        services.withdraw(made, by=cast.ada, reason="rude")
    with pytest.raises(Invalid, match="Say why") as refusal:
        services.withdraw(made, by=cast.root_admin)

    assert refusal.value.field == "reason"
    assert services.withdraw(made, by=cast.root_admin, reason="Names a customer").withdrawn_by == cast.root_admin


def test_who_follows_by_themselves_and_why(cast: SimpleNamespace, case: UseCase) -> None:
    services.comment(case, text="one", by=cast.mia)

    assert names(queries.followers(case)) == {"ada", "ben", "eve", "mia"}
    assert "own it" in queries.following(cast.ben, case).why
    assert "sponsor it" in queries.following(cast.eve, case).why
    assert "registered it" in queries.following(cast.ada, case).why
    assert "commented" in queries.following(cast.mia, case).why
    assert "do not follow" in queries.following(cast.lea, case).why


def test_what_a_person_chose_is_never_overruled(cast: SimpleNamespace, case: UseCase) -> None:
    services.follow(case, by=cast.ben, on=False)
    services.follow(case, by=cast.dov)

    services.comment(case, text="one", by=cast.ben)

    assert names(queries.followers(case)) == {"ada", "eve", "dov"}
    assert queries.following(cast.ben, case).why == "You chose not to follow this."


def test_a_follower_who_may_no_longer_read_is_not_told(cast: SimpleNamespace, case: UseCase) -> None:
    services.follow(case, by=cast.mia)
    for grant in cast.mia.grants.all():
        people.revoke_grant(grant, by=COMMAND_LINE)

    services.comment(case, text="one", by=cast.ada)

    assert told(cast.mia) == []
    with pytest.raises(Denied):
        services.follow(case, by=cast.olga)


def test_only_who_may_read_is_offered_for_a_mention(cast: SimpleNamespace, case: UseCase) -> None:
    assert names(queries.nameable(case, "m")) == {"member2", "member3", "member4", "member5", "member6", "member7",
                                                  "member8", "max"}  # fmt: skip
    assert names(queries.nameable(case, "Manager")) == {"mia", "max"}
    assert queries.nameable(case, "olga") == queries.nameable(case, "BI") == []
    assert queries.nameable(case, "\x00'%_") == []


def test_a_discussion_costs_the_same_for_few_and_many(
    cast: SimpleNamespace, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        made = services.comment(case, text=f"{number} @mia", by=cast.ben)
        services.comment(case, text=f"answer {number}", by=cast.ada, parent=made)

    with django_assert_max_num_queries(8):
        talk = queries.talk(User.objects.get(pk=cast.ada.pk), case)
    assert (talk.count, len(talk.comments), len(talk.comments[0].answers)) == (12, 6, 1)


# What followers are told of a case


def test_followers_are_told_of_moves_holds_and_their_end(cast: SimpleNamespace, case: UseCase, library: None) -> None:
    cases.hold(case, by=cast.ada, reason="No data yet")
    held = told(cast.ben)
    cases.resume(case, by=cast.ada)
    cases.close(case, to="killed", by=cast.ada, reason="No value")

    assert held == [f"Ada Program put {case} on hold: “No data yet”"]
    assert told(cast.ben) == [
        f"{case} is now at the stage “Killed”. “No value”",
        f"Ada Program resumed {case}",
    ]


def test_followers_are_told_of_decisions_once(cast: SimpleNamespace, case: UseCase) -> None:
    cases.note_review_state(case, "open", by=cast.ada)
    cases.note_review_state(case, "approved", by=cast.eve)
    cases.note_approval(case, standing="standing", until=None, by=cast.eve)
    cases.advance(case, to="approved", by=cast.eve)
    cases.note_approval(case, standing="suspended", until=None, by=cast.lea)

    assert told(cast.ben) == [
        f"{case}: Approval suspended",
        f"The review of {case}: Approved",
        f"The review of {case}: In review",
    ]
