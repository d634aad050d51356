"""Risks over the API."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.ui.api import Cursor, error_answers
from plans import services
from plans.api import risk_shapes, shapes
from plans.api.shapes import person_of, subject_of, user_of, valid
from plans.models import Risk
from plans.services.risks import FIELDS
from usecases.models import reference_of


def risk_row(risk: Risk) -> dict[str, Any]:
    """Turn a risk into what the API answers."""
    return {
        "case": reference_of(risk.case_id) if risk.case_id else None,
        "program": risk.program.uid if risk.program else None,
        "unit": risk.unit.uid,
        "catalog": risk.catalog.reference if risk.catalog else None,
        "owner": risk.owner.name if risk.owner else None,
        "is_due": risk.is_due(timezone.localdate()),
        **{
            name: getattr(risk, name)
            for name in (
                "uid", "label", "key", "category", "what_happens", "likelihood", "impact", "weight", "mitigation",
                "mitigation_due", "mitigated_on", "left_likelihood", "left_impact", "left_weight", "review_on",
                "reviewed_at", "state", "state_reason", "version", "updated_at",
            )
        },
    }  # fmt: skip


class RiskApiFilters(shapes.OfSubject):
    """What the list of risks can be narrowed by."""

    state = django_filters.ChoiceFilter(choices=risk_shapes.RISK_STATE_CHOICES)
    category = django_filters.ChoiceFilter(choices=risk_shapes.CATEGORY_CHOICES)
    program = django_filters.UUIDFilter(field_name="program__uid", label="The program with this uid")
    due = django_filters.BooleanFilter(method="is_due", label="Whose review is late, or not")

    class Meta:
        model = Risk
        fields: list[str] = []

    def is_due(self, rows: QuerySet[Risk], name: str, value: bool) -> QuerySet[Risk]:
        """Risks whose review is late, or is not."""
        late = Risk.objects.due(timezone.localdate()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)


@extend_schema(tags=["plans"])
@extend_schema_view(
    list=extend_schema(responses={200: risk_shapes.RiskSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: risk_shapes.RiskSerializer, **error_answers(404)}),
)
class RiskViewSet(viewsets.GenericViewSet[Risk]):
    """Risks of the units that the caller may read, the newest first."""

    queryset = Risk.objects.all()
    serializer_class = risk_shapes.RiskSerializer
    filterset_class = RiskApiFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Risk]:
        """Risks that the caller may read."""
        rows = Risk.objects.visible_to(user_of(self.request))
        return rows.select_related("unit", "case__unit", "program", "owner", "catalog")

    def _answer(self, risk: Risk, code: int = status.HTTP_200_OK) -> Response:
        return Response(risk_row(self.get_queryset().get(pk=risk.pk)), status=code)

    def list(self, request: Request) -> Response:
        """List risks; narrow by unit, case, program, state, category, `due`, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([risk_row(risk) for risk in page])

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one risk."""
        return Response(risk_row(self.get_object()))

    @extend_schema(
        request=risk_shapes.AddRiskSerializer, responses={201: risk_shapes.RiskSerializer, **error_answers(409)}
    )
    def create(self, request: Request) -> Response:
        """Draw a risk from a catalog, or add one's own."""
        given = valid(risk_shapes.AddRiskSerializer, request.data)
        subject, fields = subject_of(request, given), _fields(request, given)
        if given.get("catalog"):
            risk = services.draw_risk(given["catalog"], given["key"], subject, by=user_of(request), **fields)
        else:
            risk = services.add_risk(subject, by=user_of(request), **fields)
        return self._answer(risk, status.HTTP_201_CREATED)

    @extend_schema(
        request=risk_shapes.ReviseRiskSerializer, responses={200: risk_shapes.RiskSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, uid: UUID) -> Response:
        """Change what a risk says."""
        given = valid(risk_shapes.ReviseRiskSerializer, request.data)
        fields = _fields(request, given)
        return self._answer(
            services.revise_risk(self.get_object(), by=user_of(request), version=given["version"], **fields)
        )

    @extend_schema(
        request=risk_shapes.ReviewRiskSerializer, responses={200: risk_shapes.RiskSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def review(self, request: Request, uid: UUID) -> Response:
        """Look at a risk again."""
        given = valid(risk_shapes.ReviewRiskSerializer, request.data)
        return self._answer(services.review_risk(self.get_object(), by=user_of(request), **given))

    @extend_schema(
        request=shapes.PlanReasonSerializer, responses={200: risk_shapes.RiskSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: UUID) -> Response:
        """Close a risk that can no longer happen."""
        reason = valid(shapes.PlanReasonSerializer, request.data)["reason"]
        return self._answer(services.close_risk(self.get_object(), by=user_of(request), reason=reason))


def _fields(request: Request, given: dict[str, Any]) -> dict[str, Any]:
    fields = {name: given[name] for name in FIELDS if name in given}
    if "owner" in fields:
        fields["owner"] = person_of(request, fields["owner"])
    return fields
