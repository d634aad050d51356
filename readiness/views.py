"""Readiness in the browser: the list, filling an assessment, its result."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.audit.queries import history
from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError, Invalid
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, sentence
from foundation.ui.lists import Empty, ListPage
from library.kinds.instrument import Dimension, Factor
from readiness import charts, policies, queries, rules, services
from readiness.filters import AssessmentFilters
from readiness.forms import StartForm
from readiness.models import Assessment
from readiness.services import Keep
from readiness.tables import AssessmentTable


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


def _assessment(request: Request, uid: UUID) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).select_related(
        "instrument", "unit", "started_by", "submitted_by"
    )
    return get_object_or_404(rows.prefetch_related("answers"), uid=uid)


@require_GET
def assessment_list(request: Request) -> HttpResponseBase:
    """Assessments that the reader may see, and readiness by unit."""
    return ListPage(
        Assessment.objects.visible_to(request.user).select_related("instrument", "unit"),
        table=AssessmentTable,
        filters=AssessmentFilters,
        search=("subject_label", "instrument__title"),
        title=lambda count: ngettext("%(count)s assessment", "%(count)s assessments", count) % {"count": count},
        export_name="readiness",
        empty=Empty(
            _("No assessment yet"),
            _("An assessment shows whether a unit is ready for AI and what to strengthen first."),
            _("Assess a unit"),
            "new/",
        ),
    ).render(request, template="readiness/assessment_list.html")


@require_GET
def by_unit_chart(request: Request) -> HttpResponse:
    """Overall readiness of the units, weakest first."""
    return chart_response(charts.by_unit(list(queries.profiles(request.user)[:40])))


@require_http_methods(["GET", "POST"])
def assessment_start(request: Request) -> HttpResponse:
    """Choose a unit and an instrument; an open draft is continued."""
    policies.check_start(request.user)
    form = StartForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assessment = services.start_assessment(
                form.cleaned_data["unit"], by=request.user, instrument=form.cleaned_data["instrument"]
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            return redirect(assessment)
    return render(request, "readiness/assessment_start.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def assessment_detail(request: Request, uid: UUID) -> HttpResponse:
    """Fill a draft, or read the result of a submitted assessment. A POST keeps all answers at once."""
    assessment = _assessment(request, uid)
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed: dict[str, services.Given] = {
            factor.key: (request.POST.get(f"score-{factor.key}"), request.POST.get(f"comment-{factor.key}"))
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
    result = rules.result(assessment.parsed, assessment.scores())
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
    template = "readiness/assessment_fill.html" if may_fill else "readiness/assessment_result.html"
    return render(request, template, context, status=422 if errors else 200)


@require_POST
def assessment_answer(request: Request, uid: UUID) -> HttpResponse:
    """Keep one answer as it is given, and send back where the assessment stands."""
    assessment = _assessment(request, uid)
    typed: dict[str, services.Given] = {}
    for name in request.POST:
        kind, _hyphen, key = name.partition("-")
        if kind in {"score", "comment"}:
            typed[key] = (request.POST.get(f"score-{key}", Keep.SCORE), request.POST.get(f"comment-{key}"))
    services.give_answers(assessment, typed, by=request.user)
    assessment = _assessment(request, uid)
    context = {"assessment": assessment, "result": rules.result(assessment.parsed, assessment.scores())}
    return render(request, "readiness/assessment_progress.html", context)


@require_POST
def assessment_submit(request: Request, uid: UUID) -> HttpResponse:
    """Freeze the result."""
    assessment = services.submit_assessment(_assessment(request, uid), by=request.user)
    messages.success(request, _("The assessment is submitted: its result no longer changes."))
    return redirect(assessment)


@require_POST
def assessment_discard(request: Request, uid: UUID) -> HttpResponse:
    """Put a draft aside."""
    services.discard_assessment(_assessment(request, uid), by=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect("readiness:assessment_list")


@require_GET
def radar_chart(request: Request, uid: UUID) -> HttpResponse:
    """The profile over the dimensions, with the assessment before it."""
    assessment = _assessment(request, uid)
    result = rules.result(assessment.parsed, assessment.scores())
    return chart_response(charts.radar(assessment, result, queries.previous_result(assessment)))


def _steps(assessment: Assessment) -> list[str]:
    scale = assessment.parsed.scale
    count = int((scale.highest - scale.lowest) / scale.step)
    return [_plain(scale.lowest + scale.step * index) for index in range(count + 1)]


def _plain(score: Decimal | None) -> str:
    """A score as the radio buttons write it: 7, not 7.00."""
    return "" if score is None else f"{score.normalize():f}"


def _sections(assessment: Assessment, request: Request, errors: dict[str, str]) -> list[Section]:
    answers = {answer.factor: answer for answer in assessment.answers.all()}
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
