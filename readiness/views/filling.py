"""Filling a sheet: the joint one of an assessment, or a rater's own."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.audit.queries import history
from foundation.evidence.queries import boxes
from foundation.kernel.errors import Conflict, DomainError, Invalid
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import sentence
from readiness import services
from readiness.models import Answer, Assessment, Sheet
from readiness.services import AnswerChanged, Given
from readiness.views import rating
from readiness.views.found import assessment_of, joint_sheet, sheet_of
from readiness.views.questions import MOST_STEPS, given_in, progress_of, sections_of, steps_of, theirs
from readiness.views.results import assessment_result


@require_http_methods(["GET", "POST"])
def assessment_detail(request: Request, uid: UUID) -> HttpResponse:
    """Fill an open assessment together, run the raters of a blind one, or read the result."""
    assessment = assessment_of(request, uid)
    if assessment.is_sealed and assessment.is_open:
        return rating.raters_page(request, assessment)
    may_fill = access_of(request.user).allows(Permission.ASSESS, assessment.unit.path)
    if not assessment.is_open or assessment.is_blind or not may_fill:
        return assessment_result(request, assessment)
    return _fill(request, joint_sheet(assessment))


@require_http_methods(["GET", "POST"])
def sheet_detail(request: Request, uid: UUID) -> HttpResponse:
    """Fill one's own sheet, or read it once it is closed."""
    sheet = sheet_of(request, uid)
    return redirect(sheet.assessment) if sheet.is_joint else _fill(request, sheet)


@require_POST
def sheet_answer(request: Request, uid: UUID) -> HttpResponse:
    """Keep answers as they are given: 200 with their revisions, 409 with what somebody else gave, or the error."""
    sheet = sheet_of(request, uid)
    given = given_in(request.POST)
    try:
        services.give_answers(sheet, given, by=request.user)
    except AnswerChanged as error:
        parts = {
            key: render_to_string("readiness/_conflict.html", theirs(answer, given[key]), request)
            for key, answer in error.current.items()
        }
        return JsonResponse({"conflicts": parts, "said": sentence(error)}, status=409)
    except DomainError as error:
        status = 422 if isinstance(error, Invalid) else 409 if isinstance(error, Conflict) else 403
        return JsonResponse({"errors": {error.field: sentence(error)}, "said": sentence(error)}, status=status)
    sheet = sheet_of(request, uid)
    revisions = {answer.factor: answer.revision for answer in sheet.answers.all()}
    return JsonResponse(
        {
            "revisions": {key: revisions.get(key, 0) for key in given},
            "progress": render_to_string("readiness/_progress.html", progress_of(sheet), request),
        }
    )


@require_POST
def assessment_submit(request: Request, uid: UUID) -> HttpResponse:
    """Freeze the result."""
    assessment = services.submit_assessment(assessment_of(request, uid), by=request.user)
    messages.success(request, _("The assessment is submitted: its result no longer changes."))
    return redirect(assessment)


@require_POST
def assessment_discard(request: Request, uid: UUID) -> HttpResponse:
    """Put an open assessment aside."""
    services.discard_assessment(assessment_of(request, uid), by=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect("readiness:assessment_list")


def _fill(request: Request, sheet: Sheet) -> HttpResponse:
    """The page with every question. A POST keeps all answers at once, and hands in when asked to."""
    errors: dict[str, str] = {}
    trouble = _("Some answers could not be kept.")
    stale: Mapping[str, Answer] = {}
    typed: Mapping[str, Given] = {}
    if request.method == "POST":
        typed = given_in(request.POST)
        try:
            services.give_answers(sheet, typed, by=request.user)
            trouble = _("Your answers are kept, but nothing is submitted yet.")
            return _handed_in(request, sheet) if "submit" in request.POST else _kept(request, sheet)
        except AnswerChanged as error:
            stale = error.current
        except Invalid as error:
            errors[error.field] = sentence(error)
        except Conflict as error:
            errors[""] = sentence(error)
        sheet = sheet_of(request, sheet.uid)
    assessment = sheet.assessment
    steps, evidence = steps_of(assessment.parsed), boxes(request.user, sheet)
    context = {
        **progress_of(sheet),
        "sections": sections_of(sheet, typed=typed, errors=errors, stale=stale, boxes=evidence),
        "boxes": list(evidence.values()),
        "steps": steps,
        "is_long": len(steps) > MOST_STEPS,
        "may_fill": sheet.is_open,
        "errors": errors,
        "trouble": trouble,
        "stale": stale,
        "history": history(assessment) if sheet.is_joint else None,
    }
    return render(request, "readiness/sheet.html", context, status=422 if errors else 409 if stale else 200)


def _kept(request: Request, sheet: Sheet) -> HttpResponse:
    messages.success(request, _("Your answers are kept."))
    return redirect(sheet)


def _handed_in(request: Request, sheet: Sheet) -> HttpResponse:
    if sheet.is_joint:
        assessment: Assessment = services.submit_assessment(sheet.assessment, by=request.user)
        messages.success(request, _("The assessment is submitted: its result no longer changes."))
        return redirect(assessment)
    services.submit_sheet(sheet, by=request.user)
    messages.success(request, _("Your sheet is handed in. You can take it back until rating is closed."))
    return redirect(sheet)
