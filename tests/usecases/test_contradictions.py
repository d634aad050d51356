"""Answers to the risk questions beside what the dossier says of the same matter."""

from typing import Any

import pytest

from usecases.rules import contradictions


def frozen(answers: dict[str, bool | None], *, personal: str = "", impact: str = "") -> dict[str, dict[str, Any]]:
    return {"data": {"personal_data": personal}, "risk": {"answers": answers, "impact": impact}}


@pytest.mark.parametrize(
    ("dossier", "said"),
    [
        (frozen({"personal_data": True}, personal="no"), ["The risk questions say that it uses personal data"]),
        (frozen({"personal_data": False}, personal="yes"), ["The dossier says that it uses personal data"]),
        (frozen({"rights_or_access": True}, impact="safety"), ["The risk questions say that it can affect rights"]),
        (
            frozen({"safety": False, "rights_or_access": True}, impact="both"),
            ["The dossier says that it affects safety"],
        ),
        (frozen({"safety": True, "rights_or_access": True}, impact="neither"), ["The risk", "The risk"]),
    ],
)
def test_answers_that_cannot_both_be_true_are_named(dossier: dict[str, Any], said: list[str]) -> None:
    found = contradictions(dossier)

    assert len(found) == len(said)
    assert all(sentence.startswith(start) for sentence, start in zip(found, said, strict=True))


@pytest.mark.parametrize(
    "dossier",
    [
        {},
        frozen({"personal_data": True}),
        frozen({"personal_data": True}, personal="unknown"),
        frozen({"personal_data": None, "safety": None}, personal="no", impact="safety"),
        frozen({"personal_data": True, "safety": True, "rights_or_access": False}, personal="yes", impact="safety"),
    ],
)
def test_what_is_open_or_agrees_contradicts_nothing(dossier: dict[str, Any]) -> None:
    assert contradictions(dossier) == []
