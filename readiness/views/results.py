"""The result of an assessment."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from foundation.audit.queries import history
from foundation.charts.views import chart_response
from foundation.people.http import Request
from library.kinds.instrument import Dimension, Factor
from readiness import charts, queries, rules
from readiness.models import Assessment
from readiness.views.found import assessment_of


@dataclass(frozen=True)
class Reading:
    """A factor with what was given."""

    factor: Factor
    chosen: str
    comment: str


@dataclass(frozen=True)
class Part:
    """A dimension with its factors."""

    dimension: Dimension
    questions: list[Reading]


def assessment_result(request: Request, assessment: Assessment) -> HttpResponse:
    """The result as it stands, frozen once it is submitted."""
    context = {
        "assessment": assessment,
        "result": rules.result(assessment.parsed, assessment.scores(), assessment.not_known()),
        "sections": _parts(assessment),
        "previous": queries.previous_result(assessment),
        "history": history(assessment),
    }
    return render(request, "readiness/assessment_result.html", context)


@require_GET
def radar_chart(request: Request, uid: UUID) -> HttpResponse:
    """The profile over the dimensions, with the assessment before it."""
    assessment = assessment_of(request, uid)
    result = rules.result(assessment.parsed, assessment.scores(), assessment.not_known())
    return chart_response(charts.radar(assessment, result, queries.previous_result(assessment)))


def _parts(assessment: Assessment) -> list[Part]:
    values = assessment.values()
    comments: dict[str, list[str]] = {}
    for sheet in assessment.counted_sheets():
        for answer in sheet.answers.all():
            if answer.comment:
                comments.setdefault(answer.factor, []).append(answer.comment)
    parts = []
    for dimension in assessment.parsed.dimensions:
        readings = []
        for factor in dimension.factors:
            value = values.get(factor.key)
            chosen = "" if value is None or value.score is None else f"{value.score.normalize():f}"
            readings.append(Reading(factor, chosen, "\n".join(comments.get(factor.key, ()))))
        parts.append(Part(dimension, readings))
    return parts
