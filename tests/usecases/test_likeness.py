"""How alike two descriptions are: without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usecases.rules.likeness import Index, read

TEXTS = [
    ("Chatbot for customers", "Answers frequent questions of customers at any hour."),
    ("Predictive maintenance of presses", "Finds worn bearings before they break."),
    ("Document summaries", "Summarizes contracts for the legal department."),
    ("病院の予約チャットボット", "患者の予約を受け付ける"),
    ("Détection de fraude", "Repère les demandes frauduleuses."),
    ("Hiring", ""),
]
INDEX = Index([read(*text) for text in TEXTS])


def best(name: str, description: str = "") -> str:
    found = INDEX.nearest(read(name, description))
    return TEXTS[found[0].place][0] if found else ""


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("A chatbot that answers customers", "Chatbot for customers"),
        ("PREDICTIVE MAINTENANCE", "Predictive maintenance of presses"),
        ("predictive maintenence", "Predictive maintenance of presses"),
        ("document summary", "Document summaries"),
        ("予約チャット", "病院の予約チャットボット"),
        ("detection of fraude", "Détection de fraude"),
        ("hiring", "Hiring"),
        ("zebra", ""),
        ("the of and", ""),
        ("", ""),
        ("?!", ""),
    ],
)
def test_the_most_alike_is_found_in_any_script_and_spelling(name: str, like: str) -> None:
    assert best(name) == like


def test_the_same_text_is_entirely_alike() -> None:
    for place, text in enumerate(TEXTS):
        assert INDEX.scores(read(*text))[place] == pytest.approx(1, abs=0.001)


def test_the_words_that_both_have_say_why() -> None:
    text = read("Summary of documents", "for the legal department")

    assert set(INDEX.shared(text, 2)) == {"summaries", "document", "legal", "department"}


def test_equal_ones_stand_in_the_order_of_the_register() -> None:
    index = Index([read("Chatbot"), read("Something else"), read("Chatbot")])

    assert [hit.place for hit in index.nearest(read("chatbot"))] == [0, 2]


def test_nothing_is_like_anything_in_an_empty_register() -> None:
    assert Index([]).nearest(read("Chatbot")) == []
    assert Index([read("", "")]).nearest(read("Chatbot")) == []


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_has_a_likeness_between_nothing_and_one(name: str, description: str) -> None:
    scores = INDEX.scores(read(name, description))

    assert ((scores >= 0) & (scores <= 1)).all()
