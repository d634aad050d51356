"""The people and their rights."""

from types import SimpleNamespace
from typing import Any

import pytest

from foundation.audit import queries as trail
from foundation.audit import services as audit
from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, nearest_holders


def test_a_role_counts_for_the_units_below_and_not_beside(cast: SimpleNamespace) -> None:
    access = access_of(cast.mia)

    assert access.allows(Permission.APPROVE_MANAGER, cast.support.path)
    assert not access.allows(Permission.APPROVE_MANAGER, cast.sales.path)
    assert not access.allows(Permission.APPROVE_MANAGER, cast.org.path)


def test_rights_of_a_request_cost_one_query(cast: SimpleNamespace, django_assert_num_queries: Any) -> None:
    cast.ada._access = None

    with django_assert_num_queries(1):
        access_of(cast.ada).allows(Permission.READ, cast.sales.path)
        access_of(cast.ada).allows(Permission.ASSESS, cast.support.path)


def test_an_administrator_neither_approves_nor_votes(cast: SimpleNamespace) -> None:
    access = access_of(cast.root_admin)

    for permission in (Permission.APPROVE_MANAGER, Permission.BOARD_VOTE, Permission.APPROVE_EXECUTIVE):
        assert not access.anywhere(permission)


def test_nobody_gives_a_role_to_themselves(cast: SimpleNamespace) -> None:
    with pytest.raises(Denied, match="yourself"):
        people.grant_role(cast.root_admin, "executive", cast.org, by=cast.root_admin)


def test_a_role_held_twice_is_a_conflict_not_an_error(cast: SimpleNamespace) -> None:
    with pytest.raises(Conflict, match="already holds"):
        people.grant_role(cast.ada, "pm", cast.org, by=COMMAND_LINE)


def test_a_step_without_an_eligible_holder_goes_to_the_unit_above(cast: SimpleNamespace) -> None:
    people.grant_role(cast.eve, "manager", cast.org, by=COMMAND_LINE)

    unit, users = nearest_holders("manager", cast.support, without=frozenset({cast.mia.pk, cast.max_.pk}))

    assert unit == cast.org
    assert users == [cast.eve]


@pytest.mark.django_db(transaction=True)
def test_committed_acts_are_sealed_into_a_chain_that_verifies() -> None:
    unit = people.create_unit("Acme", by=COMMAND_LINE)
    people.create_unit("Sales", by=COMMAND_LINE, parent=unit)

    verdict = trail.verify()

    assert verdict.bad is None
    assert (verdict.checked, verdict.unsealed) == (2, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("column", ["body", "subject_label", "reason"])
def test_a_row_altered_in_the_database_is_named(column: str) -> None:
    root = people.create_unit("Acme", by=COMMAND_LINE)
    for name in ("Sales", "Support"):
        people.create_unit(name, by=COMMAND_LINE, parent=root)
    second = Entry.objects.order_by("sequence")[1]
    Entry.objects.filter(pk=second.pk).update(**{column: "altered"})

    verdict = trail.verify()

    assert verdict.bad_uid == str(second.uid)


@pytest.mark.django_db(transaction=True)
def test_a_trail_whose_end_was_cut_off_is_found_by_an_exported_head() -> None:
    root = people.create_unit("Acme", by=COMMAND_LINE)
    people.create_unit("Sales", by=COMMAND_LINE, parent=root)
    exported = trail.verify()
    from foundation.audit.models import Head

    last = Entry.objects.order_by("-sequence")[0]
    first = Entry.objects.order_by("sequence")[0]
    Entry.objects.filter(pk=last.pk).delete()
    Head.objects.update(sequence=1, chain=first.chain)

    assert trail.verify().bad is None
    assert trail.verify((exported.head_sequence, exported.head_chain)).bad is not None


@pytest.mark.django_db(transaction=True)
def test_a_person_can_be_forgotten_and_the_trail_still_verifies() -> None:
    user = people.create_user("zoe", name="Zoe Gone", by=COMMAND_LINE)
    root = people.create_unit("Acme", by=COMMAND_LINE)
    people.grant_role(user, "pm", root, by=COMMAND_LINE)
    people.create_unit("Sales", by=COMMAND_LINE, parent=root)

    assert trail.lines(Entry.objects.filter(action="people.role.granted"))[0].sentence.endswith("gave Zoe Gone a role")

    audit.forget_person(user.uid)

    assert trail.verify().bad is None
    told = trail.lines(Entry.objects.filter(action="people.role.granted"))[0]
    assert told.sentence == "command line gave – a role"
    assert not Entry.objects.filter(body__contains="Zoe").exists()


def test_an_act_that_rolls_back_leaves_no_trace(cast: SimpleNamespace) -> None:
    before = Entry.objects.count()

    with pytest.raises(Conflict):
        people.grant_role(cast.ada, "pm", cast.org, by=COMMAND_LINE)

    assert Entry.objects.count() == before


def test_entries_refuse_change_and_deletion(cast: SimpleNamespace) -> None:
    entry = Entry.objects.earliest("id")

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_an_act_without_a_sentence_is_refused(cast: SimpleNamespace) -> None:
    with pytest.raises(LookupError):
        audit.record("people.unit.teleported", cast.org, by=COMMAND_LINE)
