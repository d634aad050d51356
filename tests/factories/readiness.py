"""Assessments at a state, reached through the commands."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.people.actors import Actor
from foundation.people.models import User
from readiness import services
from readiness.models import Assessment, Sheet

REFERENCE = (7, 6, 5, 8, 7, 6, 8, 6, 4, 5, 7, 6, 7, 5, 6, 6, 4, 3, 7, 6)
"""The reference organization of document A, in the order of the instrument."""


def filled(subject: Any, *, by: Actor, scores: Sequence[int] = REFERENCE) -> Assessment:
    """A draft in which the first factors have these scores."""
    assessment = services.start_assessment(subject, by=by)
    keys = [factor.key for factor in assessment.parsed.factors]
    given = {key: services.Given(score=str(score)) for key, score in zip(keys, scores, strict=False)}
    return services.give_answers(assessment, given, by=by).assessment


def submitted(subject: Any, *, by: Actor, scores: Sequence[int] = REFERENCE) -> Assessment:
    """A submitted assessment."""
    return services.submit_assessment(filled(subject, by=by, scores=scores), by=by)


def filled_sheet(sheet: Sheet, scores: Sequence[int]) -> Sheet:
    """A rater's own sheet in which the first factors have these scores."""
    assert sheet.rater is not None
    keys = [factor.key for factor in sheet.assessment.parsed.factors]
    given = {key: services.Given(score=str(score)) for key, score in zip(keys, scores, strict=False)}
    return services.give_answers(sheet, given, by=sheet.rater)


def rated(assessment: Assessment, raters: Mapping[User, Sequence[int]]) -> None:
    """Hand in a full sheet of each of these raters, inviting nobody."""
    for rater, scores in raters.items():
        services.submit_sheet(filled_sheet(assessment.sheets.get(rater=rater), scores), by=rater)
