"""Sheets in the API: one's own, joint ones, and those that were opened when rating was closed."""

import hashlib
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.ui.api import error_answers, known_parameters
from readiness import attachments, policies, services, workbooks
from readiness.api import shapes
from readiness.api.found import answered, conflict, user_of
from readiness.api.shapes import InvitationSerializer, SheetSerializer, valid
from readiness.models import Answer, Assessment, Sheet
from readiness.services import AnswerChanged
from readiness.workbooks.serving import XLSX, workbook_answer

REFUSALS = error_answers(404, 409)


@extend_schema(tags=["readiness"], responses={200: SheetSerializer, **error_answers(404)})
class SheetViewSet(ReadOnlyModelViewSet[Sheet]):
    """The sheets whose answers the caller may read: those of other raters only once rating is closed."""

    serializer_class = SheetSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"state": ["exact"], "assessment__uid": ["exact"], "rater__uid": ["exact"]}
    queryset = Sheet.objects.none()

    def get_queryset(self) -> QuerySet[Sheet]:
        if getattr(self, "swagger_fake_view", False):
            return Sheet.objects.none()
        rows = attachments.readable(user_of(self.request)).select_related("rater")
        return rows.select_related("assessment__instrument", "assessment__unit").prefetch_related(
            Prefetch("answers", Answer.objects.select_related("answered_by").order_by("id"))
        )

    def _present(self) -> Response:
        return Response(SheetSerializer(self.get_object()).data)

    def _invitation(self) -> Sheet:
        """The sheet of any rater of an assessment that the caller may see; 404 otherwise."""
        visible = Assessment.objects.visible_to(user_of(self.request))
        rows = Sheet.objects.filter(assessment__in=visible).exclude(rater=None)
        return get_object_or_404(rows.select_related("assessment__unit", "rater"), uid=self.kwargs["uid"])

    @extend_schema(
        request=shapes.AnswersSerializer, responses={200: SheetSerializer, **REFUSALS, 409: shapes.ConflictSerializer}
    )
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, uid: Any = None) -> Response:
        """Keep scores, "not known" and comments; 409 with `current` where somebody changed the same answer."""
        return answered(request, self.get_object()) or self._present()

    @extend_schema(request=None, responses={200: SheetSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uid: Any = None) -> Response:
        """Hand in one's own sheet; 409 while factors are unanswered."""
        services.submit_sheet(self.get_object(), by=user_of(request))
        return self._present()

    @extend_schema(request=None, responses={200: SheetSerializer, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, uid: Any = None) -> Response:
        """Go on with one's own sheet, as long as rating is open."""
        services.take_back_sheet(self.get_object(), by=user_of(request))
        return self._present()

    @extend_schema(request=shapes.ReadinessReasonSerializer, responses={200: SheetSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, uid: Any = None) -> Response:
        """Say that one will not rate, and why."""
        data = valid(shapes.ReadinessReasonSerializer, request.data)
        services.decline_sheet(self.get_object(), by=user_of(request), reason=data["reason"])
        return self._present()

    @extend_schema(request=shapes.OptionalReasonSerializer, responses={200: InvitationSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: Any = None) -> Response:
        """Take the invitation of a rater back; what was answered counts for nothing."""
        data = valid(shapes.OptionalReasonSerializer, request.data)
        sheet = services.withdraw_invitation(self._invitation(), by=user_of(request), reason=data["reason"])
        return Response(InvitationSerializer(sheet).data)

    @extend_schema(request=None, responses={200: InvitationSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, uid: Any = None) -> Response:
        """Write to a rater once more, at most once a day."""
        return Response(InvitationSerializer(services.remind_rater(self._invitation(), by=user_of(request))).data)

    @extend_schema(filters=False, responses={(200, XLSX): OpenApiTypes.BINARY, **REFUSALS})
    @action(detail=True, filter_backends=[])
    def workbook(self, request: Request, uid: Any = None) -> FileResponse:
        """The sheet as an XLSX workbook with one page to fill."""
        known_parameters(request, ())
        sheet = self.get_object()
        policies.check_answer(user_of(request), sheet)
        return workbook_answer(sheet)

    @extend_schema(
        request={"multipart/form-data": shapes.WorkbookSerializer},
        responses={200: shapes.PlanSerializer, **REFUSALS, 409: shapes.ConflictSerializer},
    )
    @action(detail=True, methods=["post"], url_path="take-workbook", parser_classes=[MultiPartParser])
    def take_workbook(self, request: Request, uid: Any = None) -> Response:
        """Say what a filled workbook changes, row by row; with `take` keep the rows that are not refused."""
        sheet = self.get_object()
        policies.check_answer(user_of(request), sheet)
        data = valid(shapes.WorkbookSerializer, request.data)
        workbooks.check_size(data["file"].size)
        content = data["file"].read()
        plan = workbooks.plan(sheet, content)
        taking = data["take"] and bool(plan.given)
        if taking:
            digest = hashlib.sha256(content).hexdigest()
            try:
                services.take_workbook(sheet, plan.given, by=user_of(request), sha256=digest, reference=plan.reference)
            except AnswerChanged as error:
                return conflict(error)
        found = {
            "taken": taking,
            "changes": len(plan.given),
            "refused": plan.refused,
            "notes": plan.notes,
            "lines": plan.lines,
        }
        return Response(shapes.PlanSerializer(found).data)
