"""What the page of risk questions shows."""

from typing import Any

from library.kinds.risk_questions import RiskQuestions
from library.reading.words import TIERS


def context(questions: RiskQuestions) -> dict[str, Any]:
    return {"tiers": TIERS}
