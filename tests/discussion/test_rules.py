"""What a comment holds, and whom it mentions."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.discussion import rules
from foundation.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ben please look", ["ben"]),
        ("Ask (@ben) and @Mia.Lopez.", ["ben", "mia.lopez"]),
        ("@ben @BEN", ["ben"]),
        ("write to ben@example.com", []),
        ("https://example.com/@ben and ?u=@ben", []),
        ("a lone @ and @- and @.", []),
        ("“@ben”, she said", ["ben"]),
    ],
)
def test_an_at_that_starts_a_word_mentions(text: str, names: list[str]) -> None:
    assert rules.mentioned(text) == names


@given(st.text())
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in rules.pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Write something"), (" \n ", "Write something"), ("a\x00b", "control"), ("\ud800", "control"),
     ("x" * 5001, "5000")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_at_the_text(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refusal:
        rules.clean(text)

    assert refusal.value.field == "text"


def test_a_text_keeps_its_lines() -> None:
    assert rules.clean(" one\r\n\ttwo\rthree ") == "one\n\ttwo\nthree"


def test_a_crowd_is_not_mentioned_one_by_one() -> None:
    with pytest.raises(Invalid, match="at most 20"):
        rules.mentioned(" ".join(f"@user{n}" for n in range(21)))


def test_fifteen_minutes_are_fifteen_minutes() -> None:
    assert rules.may_edit_until(datetime(2026, 1, 1, 12, 0, tzinfo=UTC)) == datetime(2026, 1, 1, 12, 15, tzinfo=UTC)


def test_an_excerpt_is_one_short_line() -> None:
    assert rules.excerpt("one\n two") == "one two"
    assert len(rules.excerpt("word " * 100)) <= rules.EXCERPT
