"""Filling an assessment."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.audit.queries import history
from foundation.kernel.errors import Invalid
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import sentence
from library.kinds.instrument import Dimension, Factor
from readiness import queries, rules, services
from readiness.models import Assessment
from readiness.services import Mark
from readiness.views.found import assessment_of
from readiness.views.results import assessment_result


@dataclass(frozen=True)
class Question:
    """A factor as it stands on the page: what is chosen, what was typed, and what is wrong with it."""

    factor: Factor
    chosen: str
    comment: str
    error: str = ""


@dataclass(frozen=True)
class Section:
    """A dimension with its questions."""

    dimension: Dimension
    questions: list[Question]


@require_http_methods(["GET", "POST"])
def assessment_detail(request: Request, uid: UUID) -> HttpResponse:
    """Fill a draft, or read the result of a submitted assessment. A POST keeps all answers at once."""
    assessment = assessment_of(request, uid)
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed: dict[str, services.Given] = {
            factor.key: services.Given(
                score=request.POST.get(f"score-{factor.key}"), comment=request.POST.get(f"comment-{factor.key}")
            )
            for factor in assessment.parsed.factors
        }
        try:
            services.give_answers(assessment, typed, by=request.user)
            if "submit" in request.POST:
                services.submit_assessment(assessment, by=request.user)
                messages.success(request, _("The assessment is submitted: its result no longer changes."))
            else:
                messages.success(request, _("Your answers are kept."))
            return redirect(assessment)
        except Invalid as error:
            errors[error.field] = sentence(error)
    may_fill = assessment.is_open and access_of(request.user).allows(Permission.ASSESS, assessment.unit.path)
    if not may_fill:
        return assessment_result(request, assessment)
    result = rules.result(assessment.parsed, assessment.scores(), assessment.not_known())
    context = {
        "assessment": assessment,
        "result": result,
        "sections": _sections(assessment, request, errors),
        "steps": _steps(assessment),
        "previous": queries.previous_result(assessment),
        "may_fill": may_fill,
        "errors": errors,
        "history": history(assessment),
    }
    return render(request, "readiness/assessment_fill.html", context, status=422 if errors else 200)


@require_POST
def assessment_answer(request: Request, uid: UUID) -> HttpResponse:
    """Keep one answer as it is given, and send back where the assessment stands."""
    assessment = assessment_of(request, uid)
    typed: dict[str, services.Given] = {}
    for name in request.POST:
        kind, _hyphen, key = name.partition("-")
        if kind in {"score", "comment"}:
            typed[key] = services.Given(
                score=request.POST.get(f"score-{key}", Mark.KEEP), comment=request.POST.get(f"comment-{key}")
            )
    services.give_answers(assessment, typed, by=request.user)
    assessment = assessment_of(request, uid)
    context = {"assessment": assessment, "result": rules.result(assessment.parsed, assessment.scores())}
    return render(request, "readiness/assessment_progress.html", context)


@require_POST
def assessment_submit(request: Request, uid: UUID) -> HttpResponse:
    """Freeze the result."""
    assessment = services.submit_assessment(assessment_of(request, uid), by=request.user)
    messages.success(request, _("The assessment is submitted: its result no longer changes."))
    return redirect(assessment)


@require_POST
def assessment_discard(request: Request, uid: UUID) -> HttpResponse:
    """Put a draft aside."""
    services.discard_assessment(assessment_of(request, uid), by=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect("readiness:assessment_list")


def _steps(assessment: Assessment) -> list[str]:
    scale = assessment.parsed.scale
    count = int((scale.highest - scale.lowest) / scale.step)
    return [_plain(scale.lowest + scale.step * index) for index in range(count + 1)]


def _plain(score: Decimal | None) -> str:
    """A score as the radio buttons write it: 7, not 7.00."""
    return "" if score is None else f"{score.normalize():f}"


def _sections(assessment: Assessment, request: Request, errors: dict[str, str]) -> list[Section]:
    answers = {answer.factor: answer for sheet in assessment.counted_sheets() for answer in sheet.answers.all()}
    typed = request.POST if errors else {}
    sections = []
    for dimension in assessment.parsed.dimensions:
        questions = []
        for factor in dimension.factors:
            kept = answers.get(factor.key)
            questions.append(
                Question(
                    factor,
                    str(typed.get(f"score-{factor.key}", _plain(kept.score if kept else None))),
                    str(typed.get(f"comment-{factor.key}", kept.comment if kept else "")),
                    errors.get(factor.key, ""),
                )
            )
        sections.append(Section(dimension, questions))
    return sections
