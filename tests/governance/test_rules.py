"""The arithmetic of approvals, without a database."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Conflict
from governance import rules, workflow
from governance.rules import Ballot, SeatRule
from governance.workflow import Choice, State, StepState, Verdict

FOR, AGAINST, BACK, ABSTAIN, RECUSED = Choice.APPROVE, Choice.REJECT, Choice.RETURN, Choice.ABSTAIN, Choice.RECUSE

# The board of domain facts H2: seven members, and no quorum without the lay member.
H2 = [SeatRule(f"m{n}", f"Member {n}", required=n == 7) for n in range(1, 8)]
# The shipped board (document A): eight seats, privacy and the outside voice required.
EIGHT = [SeatRule(f"s{n}", f"Seat {n}", required=n in {3, 8}) for n in range(1, 9)]


def ballots(**choices: Choice) -> list[Ballot]:
    return [Ballot(seat, choice) for seat, choice in choices.items()]


@pytest.mark.parametrize(
    ("cast", "reached", "present"),
    [
        (ballots(m1=FOR, m2=FOR, m3=FOR, m7=FOR), True, 4),
        (ballots(m1=FOR, m2=FOR, m3=FOR, m4=FOR), False, 4),
        (ballots(m1=FOR, m2=FOR, m3=RECUSED, m7=FOR), False, 3),
    ],
    ids=["four with the lay member", "four without the lay member", "one of four recused"],
)
def test_board_1_quorum_is_a_majority_of_the_seats_with_the_lay_member(cast: Any, reached: bool, present: int) -> None:
    found = rules.quorum(H2, cast)

    assert (found.reached, found.present, found.needed) == (reached, present, 4)


def test_a_missing_required_seat_is_named() -> None:
    assert rules.quorum(H2, ballots(m1=FOR, m2=FOR, m3=FOR, m4=FOR)).missing == ("Member 7",)


@pytest.mark.parametrize(
    ("cast", "outcome"),
    [
        (ballots(m1=FOR, m2=FOR, m3=FOR, m4=ABSTAIN, m7=ABSTAIN), Verdict.APPROVE),
        (ballots(m1=FOR, m2=FOR, m3=AGAINST, m7=ABSTAIN), Verdict.REJECT),
    ],
    ids=["three of five", "two of four"],
)
def test_board_3_passing_takes_a_majority_of_those_present(cast: Any, outcome: Verdict) -> None:
    assert rules.result(H2, cast).outcome == outcome


def test_board_5_an_approval_lapses_at_midnight_of_its_day() -> None:
    until = date(2027, 3, 1)

    assert not rules.has_lapsed(until, datetime(2027, 2, 28, 23, 59, 59, tzinfo=UTC))
    assert rules.has_lapsed(until, datetime(2027, 3, 1, 0, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        ("FFFFF---", None),  # five present, but no seat 8
        ("FFFF---F", Verdict.APPROVE),
        ("FFF----F", None),  # four present
        ("FFFFR--F", Verdict.APPROVE),
        ("FFFRR--F", None),  # recusal does not shrink the number needed
        ("FFRFFFFF", None),  # the required seat 3 recused
        ("FFF-AA-F", Verdict.APPROVE),
        ("FFFAAA-F", Verdict.APPROVE),  # four of seven
        ("FFAAAA-F", Verdict.REJECT),  # three of seven
        ("BBBAA--F", Verdict.RETURN),
        ("BBXXA--F", Verdict.REJECT),  # as many against as for changes
        ("AAAAAAAA", Verdict.REJECT),
    ],
)
def test_the_eight_seats_decide(votes: str, outcome: Verdict | None) -> None:
    letters = {"F": FOR, "X": AGAINST, "B": BACK, "A": ABSTAIN, "R": RECUSED}
    cast = [Ballot(f"s{n}", letters[v]) for n, v in enumerate(votes, 1) if v != "-"]

    assert rules.result(EIGHT, cast).outcome == outcome


CHOICES = st.lists(st.sampled_from([*Choice, None]), min_size=8, max_size=8)


@given(CHOICES, st.integers(0, 7))
def test_turning_a_vote_from_for_to_anything_else_never_passes_what_failed(votes: list[Choice | None], n: int) -> None:
    def outcome(votes: list[Choice | None]) -> Verdict | None:
        return rules.result(EIGHT, [Ballot(f"s{i}", v) for i, v in enumerate(votes, 1) if v]).outcome

    helped = [*votes]
    helped[n] = FOR
    if outcome(votes) == Verdict.APPROVE:
        assert outcome(helped) == Verdict.APPROVE


@given(CHOICES)
def test_nothing_is_decided_without_a_quorum(votes: list[Choice | None]) -> None:
    found = rules.result(EIGHT, [Ballot(f"s{i}", v) for i, v in enumerate(votes, 1) if v])

    assert (found.outcome is None) == (not found.quorum.reached)


def material(section: str, name: str) -> bool:
    return (section, name) != ("budget", "note")


def test_equal_sections_have_one_fingerprint_whatever_their_order() -> None:
    one = {"purpose": {"a": "1", "b": "2"}, "data": {"c": None}}
    two = {"data": {"c": None}, "purpose": {"b": "2", "a": "1"}}

    assert rules.fingerprint(one) == rules.fingerprint(two)
    assert rules.fingerprint(one) != rules.fingerprint({**one, "data": {"c": ""}})


def test_differences_name_the_field_and_whether_it_matters() -> None:
    old = {"budget": {"amount": "10", "note": "a"}, "data": {"sources": "tickets"}}
    new = {"budget": {"amount": "10", "note": "b"}, "data": {"sources": "mail"}, "model": {"name": "x"}}

    found = rules.differences(old, new, material)

    assert [(c.section, c.field, c.old, c.new, c.material) for c in found] == [
        ("data", "sources", "tickets", "mail", True),
        ("model", "name", None, "x", True),
        ("budget", "note", "a", "b", False),
    ]
    assert rules.touched(found) == {"data", "model"}


def test_freezing_keeps_the_content_and_digests_each_section() -> None:
    sections = {"purpose": {"name": "Search"}}
    frozen = rules.freeze(sections)

    assert rules.content_of(frozen) == sections
    assert frozen["purpose"]["digest"] == rules.section_digest(sections["purpose"])


@pytest.mark.parametrize("value", [None, "", "  ", "unknown", [], {}, {"a": None}])
def test_a_section_in_which_nothing_is_known_is_empty(value: Any) -> None:
    assert rules.empty_sections({"data": {"sources": value}}, among=("data",)) == ["data"]


@pytest.mark.parametrize("value", ["tickets", 0, False, {"minor": 100, "currency": "USD"}])
def test_a_section_with_one_known_field_is_not_empty(value: Any) -> None:
    assert rules.empty_sections({"data": {"sources": value, "more": ""}}, among=("data",)) == []


def test_a_carried_step_keeps_its_age() -> None:
    assert rules.valid_until([date(2026, 1, 1), date(2026, 6, 1)], 365) == date(2027, 1, 1)


def test_the_commitment_of_a_vote_needs_its_salt() -> None:
    assert rules.commitment("a", "approve", "") != rules.commitment("b", "approve", "")
    assert rules.commitment("a", "approve", "") == rules.commitment("a", "approve", "")


@pytest.mark.parametrize(
    ("enum", "table"),
    [
        (workflow.State, workflow.NEXT),
        (workflow.StepState, workflow.STEP_NEXT),
        (workflow.Standing, workflow.STANDING_NEXT),
        (workflow.ConditionState, workflow.CONDITION_NEXT),
    ],
)
def test_every_state_has_words_a_tone_and_a_way_on(enum: Any, table: Any) -> None:
    assert set(table) == set(enum)
    assert all(state.label and state.tone for state in enum)


def test_a_decided_review_never_opens_again() -> None:
    for state in workflow.DECIDED:
        with pytest.raises(Conflict, match="cannot become"):
            workflow.require(workflow.NEXT, state, State.OPEN)


def test_only_the_open_step_is_decided() -> None:
    with pytest.raises(Conflict):
        workflow.require(workflow.STEP_NEXT, StepState.WAITING, StepState.APPROVED)


A, R, N, Z = Choice.APPROVE, Choice.REJECT, Choice.RETURN, Choice.ABSTAIN


@pytest.mark.parametrize(
    ("members", "needed", "choices", "outcome"),
    [
        (3, 3, [A, A], None),
        (3, 3, [A, A, A], Verdict.APPROVE),
        (3, 3, [A, N], Verdict.RETURN),
        (3, 3, [R], Verdict.REJECT),
        (3, 2, [R], None),
        (3, 2, [A, A], Verdict.APPROVE),
        (3, 2, [R, N], Verdict.REJECT),
        (3, 2, [N, Z], Verdict.RETURN),
        (2, 1, [Z], None),
        (2, 1, [Z, Z], Verdict.RETURN),
        (1, 2, [], Verdict.RETURN),
    ],
)
def test_several_holders_of_a_role_decide_when_the_number_is_made_up_or_no_longer_can_be(
    members: int, needed: int, choices: list[Choice], outcome: Verdict | None
) -> None:
    assert rules.panel_result(members, needed, choices) == outcome
