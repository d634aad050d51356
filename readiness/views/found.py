"""The one record that a page is about, for who may see it."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from foundation.people.http import Request
from readiness.models import ActionItem, Assessment, Process, Sheet


def assessment_of(request: Request, uid: UUID) -> Assessment:
    """Return an assessment that the reader may see, with its answers; 404 otherwise."""
    rows = Assessment.objects.visible_to(request.user).with_answers().select_related("started_by", "submitted_by")
    return get_object_or_404(rows, uid=uid)


def sheet_of(request: Request, uid: UUID) -> Sheet:
    """Return one's own sheet, or the joint one of an assessment that one may see; 404 otherwise."""
    own = _with_answers(Sheet.objects.of_rater(request.user)).filter(uid=uid).first()
    if own is not None:
        return own
    visible = Assessment.objects.visible_to(request.user)
    return get_object_or_404(_with_answers(Sheet.objects.filter(rater=None, assessment__in=visible)), uid=uid)


def invitation_of(request: Request, uid: UUID) -> Sheet:
    """Return the sheet of any rater of an assessment that the reader may see, without its answers; 404 otherwise."""
    visible = Assessment.objects.visible_to(request.user)
    rows = Sheet.objects.filter(assessment__in=visible).exclude(rater=None)
    return get_object_or_404(rows.select_related("assessment__unit", "assessment__instrument", "rater"), uid=uid)


def joint_sheet(assessment: Assessment) -> Sheet:
    """Return the sheet that is filled together."""
    for sheet in assessment.sheets.all():
        if sheet.is_joint:
            sheet.assessment = assessment
            return sheet
    raise Http404


def action_of(request: Request, uid: UUID) -> ActionItem:
    """Return an action item that the reader may see; 404 otherwise."""
    rows = ActionItem.objects.visible_to(request.user).select_related(
        "unit", "owner", "created_by", "closed_by", "assessment__instrument", "assessment__unit"
    )
    return get_object_or_404(rows, uid=uid)


def process_of(request: Request, uid: UUID) -> Process:
    """Return a process that the reader may see; 404 otherwise."""
    return get_object_or_404(Process.objects.visible_to(request.user).select_related("unit"), uid=uid)


def _with_answers(rows: QuerySet[Sheet]) -> QuerySet[Sheet]:
    return rows.select_related("assessment__instrument", "assessment__unit", "rater").prefetch_related(
        "answers__answered_by"
    )
