"""Readiness of the demonstration: document A's reference for the whole organization, other results by department."""

from collections.abc import Sequence

from library.queries import latest
from pmo.demo.cast import Cast
from pmo.demo.organization import PROGRAM
from pmo.demo.timeline import Story
from readiness import services
from readiness.queries import ENTERPRISE

# Data, technology, talent, culture, governance: four factors each, in the order of the instrument.
REFERENCE = (7, 6, 5, 8, 7, 6, 8, 6, 4, 5, 7, 6, 7, 5, 6, 6, 4, 3, 7, 6)
BEFORE = (5, 4, 4, 7, 5, 5, 7, 4, 3, 4, 6, 5, 6, 4, 5, 4, 2, 1, 6, 4)
COMMENTS = {
    "data_quality": "Order and sensor data are good; customer master data still has one duplicate in eleven.",
    "data_accessibility": "Five systems hold most of what is needed, and two of them export files only.",
    "data_governance": "Rules exist since spring; half of the departments have named their data owners.",
    "data_volume": "Seven years of orders, three of sensor data.",
    "security": "The AI part of the baseline was tested in the last penetration test.",
    "ai_expertise": "Six specialists for 52 use cases; reviews wait for them.",
    "policies": "The policy on AI is adopted, and one in three employees has acknowledged it.",
    "ethics_framework": "The board meets since last year; its principles are still being written down.",
    "risk_management": "Risks are rated at intake; few have a stop rule.",
}
DEPARTMENTS: dict[str, tuple[int, Sequence[int]]] = {
    "ENG": (171, (8, 8, 7, 8, 9, 9, 8, 8, 7, 8, 9, 7, 8, 7, 8, 8, 7, 6, 8, 7)),
    "DAT": (164, (8, 8, 8, 9, 8, 8, 8, 7, 8, 9, 8, 8, 8, 7, 7, 7, 7, 7, 7, 7)),
    "CSU": (152, (7, 7, 6, 8, 7, 7, 7, 7, 5, 5, 6, 8, 8, 6, 7, 7, 6, 5, 7, 6)),
    "LOG": (131, (7, 6, 5, 8, 7, 6, 7, 6, 4, 5, 6, 7, 7, 6, 6, 6, 5, 4, 6, 6)),
    "FIN": (117, (8, 7, 7, 8, 6, 5, 8, 6, 3, 5, 5, 7, 5, 4, 5, 5, 6, 5, 8, 8)),
    "MFG": (96, (6, 5, 4, 8, 6, 4, 6, 5, 3, 4, 6, 6, 5, 5, 6, 4, 4, 3, 7, 7)),
    "SAL": (83, (5, 5, 4, 7, 6, 6, 7, 6, 4, 4, 5, 5, 7, 7, 6, 6, 4, 3, 5, 4)),
    "HRS": (61, (5, 4, 5, 4, 5, 4, 7, 4, 2, 3, 3, 5, 6, 4, 6, 5, 5, 4, 7, 5)),
    "FAC": (38, (4, 3, 2, 5, 4, 3, 5, 3, 1, 2, 2, 3, 4, 3, 4, 3, 2, 1, 4, 3)),
}  # fmt: skip
BEGUN = ("PRO", 4, (6, 5, 5, 7, 6, 5, 7))


def enterprise(cast: Cast) -> Story:
    """The whole organization: a first assessment at the start of the program, and the reference a few weeks ago."""
    yield 398
    yield from _assess(cast, cast.root.code, BEFORE, 391)
    yield 68
    yield from _assess(cast, cast.root.code, REFERENCE, 54)


def department(cast: Cast, code: str) -> Story:
    """One department, submitted a week after it was begun."""
    day, scores = DEPARTMENTS[code]
    yield day
    yield from _assess(cast, code, scores, day - 7)


def begun(cast: Cast) -> Story:
    """One that somebody is still filling in."""
    code, day, scores = BEGUN
    yield day
    draft = services.start_assessment(cast.units[code], by=cast[PROGRAM])
    services.give_answers(draft, _answers(scores), by=cast[PROGRAM])


def _assess(cast: Cast, code: str, scores: Sequence[int], submitted: int) -> Story:
    by, unit = cast[PROGRAM], cast.units.get(code, cast.root)
    assessment = services.start_assessment(unit, by=by)
    services.give_answers(assessment, _answers(scores), by=by)
    yield submitted
    services.submit_assessment(assessment, by=by)


def _answers(scores: Sequence[int]) -> dict[str, services.Given]:
    factors = [factor.key for factor in latest("instrument", ENTERPRISE).parsed.factors]
    comments = COMMENTS if scores is REFERENCE else {}
    return {
        key: services.Given(score=str(score), comment=comments.get(key))
        for key, score in zip(factors, scores, strict=False)
    }
