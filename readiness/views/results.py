"""The result of an assessment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from foundation.audit.queries import history
from foundation.charts.views import chart_response
from foundation.evidence.models import File
from foundation.people.http import Request
from library.kinds.base import Band, band_for
from library.kinds.instrument import Dimension, Factor
from readiness import charts, queries
from readiness.attachments import by_factor
from readiness.models import Assessment, Settlement
from readiness.rules import Agreement, DimensionScore, Item, Result
from readiness.rules.agreement import FLAG_WORDS, RELIABILITY_WORDS
from readiness.views.found import assessment_of
from readiness.workflow import State


@dataclass(frozen=True)
class Reading:
    """A factor with what was given; `settled` by the facilitator."""

    factor: Factor
    score: Decimal | None
    not_known: bool
    comments: list[str]
    files: tuple[File, ...] = ()
    settled: Settlement | None = None


@dataclass(frozen=True)
class Part:
    """A dimension with its score, its factors, and what it was the time before."""

    dimension: Dimension
    score: DimensionScore
    readings: list[Reading]
    band: Band | None
    before: Decimal | None


@dataclass(frozen=True)
class Spread:
    """What the raters gave a factor, in the words of the page."""

    item: Item
    label: str
    why: str = ""
    settled: Settlement | None = None


@dataclass(frozen=True)
class Raters:
    """How far the raters agree: the sentence, what to talk about first, then the rest."""

    agreement: Agreement
    sentence: str
    discuss: list[Spread] = field(default_factory=list)
    others: list[Spread] = field(default_factory=list)


def assessment_result(request: Request, assessment: Assessment) -> HttpResponse:
    """The result as it stands, frozen once it is submitted."""
    result = queries.result_of(assessment)
    previous = queries.previous_result(assessment)
    over_time = queries.trend(assessment, request.user)
    context = {
        "assessment": assessment,
        "result": result,
        "is_submitted": assessment.state == State.SUBMITTED,
        "parts": _parts(
            assessment,
            result,
            queries.result_of(previous) if previous else None,
            by_factor(request.user, assessment),
        ),
        "ends": _ends(result),
        "unknown": _unknown(assessment, result),
        "raters": raters_of(assessment),
        "previous": previous,
        "has_trend": len(over_time) > 1,
        "history": history(assessment),
        "action_items": assessment.action_items.select_related("owner").order_by("state", "due_on", "id"),
    }
    return render(request, "readiness/assessment_result.html", context)


@require_GET
def radar_chart(request: Request, uid: UUID) -> HttpResponse:
    """The profile over the dimensions, with the assessment before it."""
    assessment = assessment_of(request, uid)
    result = queries.result_of(assessment)
    return chart_response(charts.radar(assessment, result, queries.previous_result(assessment)))


@require_GET
def trend_chart(request: Request, uid: UUID) -> HttpResponse:
    """The results of the subject over time, up to this assessment."""
    return chart_response(charts.trend(queries.trend(assessment_of(request, uid), request.user)))


def raters_of(assessment: Assessment) -> Raters | None:
    """Put the agreement of the raters into words; None while rating goes on and where nobody rated alone."""
    found = queries.agreement_of(assessment)
    if found is None:
        return None
    labels = {factor.key: factor.label for factor in assessment.parsed.factors}
    settled = {row.factor: row for row in assessment.settlements.all()}
    spreads = {
        item.factor: Spread(
            item,
            labels.get(item.factor, item.factor),
            ", ".join(_(FLAG_WORDS[flag]) for flag in item.flags),
            settled.get(item.factor),
        )
        for item in found.items
    }
    discuss = [spreads[item.factor] for item in found.to_discuss]
    return Raters(found, _agree(found), discuss, [row for row in spreads.values() if not row.item.flags])


def _agree(found: Agreement) -> str:
    """Say in a sentence how far the raters agree."""
    if found.raters < 2:
        return _("Agreement needs two raters or more.")
    if found.reliability is None:
        return _("All %(raters)s raters gave the same score throughout, or no factor was scored by two.") % {
            "raters": found.raters
        }
    text = _(RELIABILITY_WORDS[found.reliability])
    return text[:1].upper() + text[1:] + "."


def _unknown(assessment: Assessment, result: Result) -> list[str]:
    """The labels of the factors that nobody knows."""
    return [factor.label for factor in assessment.parsed.factors if factor.key in result.not_known]


def _ends(result: Result) -> tuple[DimensionScore, DimensionScore] | None:
    """The weakest and the strongest dimension; None unless they differ."""
    known = sorted((d for d in result.dimensions if d.so_far is not None), key=lambda d: d.so_far or Decimal(0))
    return (known[0], known[-1]) if known and known[0].so_far != known[-1].so_far else None


def _parts(
    assessment: Assessment, result: Result, previous: Result | None, files: Mapping[str, tuple[File, ...]]
) -> list[Part]:
    before = {d.key: d.score for d in previous.dimensions} if previous else {}
    comments: dict[str, list[str]] = {}
    for sheet in assessment.counted_sheets():
        for answer in sheet.answers.all():
            if answer.comment:
                comments.setdefault(answer.factor, []).append(answer.comment)
    settled = {row.factor: row for row in assessment.settlements.all()}
    scores = {d.key: d for d in result.dimensions}
    return [
        Part(
            dimension,
            scores[dimension.key],
            [
                Reading(
                    factor,
                    result.scores.get(factor.key),
                    factor.key in result.not_known,
                    comments.get(factor.key, []),
                    files.get(factor.key, ()),
                    settled.get(factor.key),
                )
                for factor in dimension.factors
            ],
            band_for(scores[dimension.key].score, assessment.parsed.bands),
            before.get(dimension.key),
        )
        for dimension in assessment.parsed.dimensions
    ]
