"""Assessments in the API."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import error_answers
from readiness import services
from readiness.api.results import ResultActions
from readiness.models import Assessment
from readiness.queries import ENTERPRISE


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """An assessment; `overall`, `band` and `result` are set once it is submitted."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    instrument = serializers.CharField(source="instrument.reference", read_only=True)
    scores = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = [
            "uid",
            "unit",
            "unit_name",
            "instrument",
            "state",
            "answered",
            "overall",
            "band",
            "result",
            "scores",
            "started_at",
            "submitted_at",
        ]

    def get_scores(self, row: Assessment) -> dict[str, Decimal]:
        return row.scores()


class StartSerializer(serializers.Serializer[Any]):
    """Which unit is assessed, and with which instrument."""

    unit = serializers.UUIDField()
    instrument = serializers.SlugField(default=ENTERPRISE)


class AnswersSerializer(serializers.Serializer[Any]):
    """Scores by factor key (null clears one), and comments by factor key."""

    scores = serializers.DictField(
        child=serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True), required=False
    )
    comments = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=4000), required=False)


@extend_schema(responses={200: AssessmentSerializer, **error_answers(404)})
class AssessmentViewSet(ResultActions, ReadOnlyModelViewSet[Assessment]):
    """The assessments of units that the caller may read."""

    serializer_class = AssessmentSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"state": ["exact"], "unit__uid": ["exact"]}
    queryset = Assessment.objects.none()

    def get_queryset(self) -> QuerySet[Assessment]:
        if getattr(self, "swagger_fake_view", False):
            return Assessment.objects.none()
        rows = Assessment.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return rows.with_answers()

    @extend_schema(request=StartSerializer, responses={201: AssessmentSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Start an assessment; the open draft of the same unit and instrument is given back instead of a second one."""
        data = StartSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        units = access_of(request.user).units(Permission.READ)  # type: ignore[arg-type]
        unit = get_object_or_404(units, uid=data.validated_data["unit"])
        made = services.start_assessment(unit, by=request.user, instrument=data.validated_data["instrument"])  # type: ignore[arg-type]
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AnswersSerializer, responses={200: AssessmentSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, uid: Any = None) -> Response:
        """Keep scores and comments of a draft."""
        assessment = self.get_object()
        data = AnswersSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        scores = data.validated_data.get("scores", {})
        comments = data.validated_data.get("comments", {})
        answers = {
            key: services.Given(score=scores.get(key, services.Mark.KEEP), comment=comments.get(key))
            for key in sorted({*scores, *comments})
        }
        services.give_answers(assessment, answers, by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses={200: AssessmentSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uid: Any = None) -> Response:
        """Freeze the result."""
        services.submit_assessment(self.get_object(), by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)
