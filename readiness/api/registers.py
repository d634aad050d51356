"""Processes and action items in the API."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.ui.api import error_answers
from readiness import services
from readiness.api import shapes
from readiness.api.found import person_of, unit_of, user_of
from readiness.api.shapes import ActionSerializer, ProcessSerializer, valid
from readiness.models import ActionItem, Assessment, Process

REFUSALS = error_answers(404, 409)


class ProcessFilter(django_filters.FilterSet):
    """Archived processes are listed with `archived=true` only."""

    archived = django_filters.BooleanFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Process
        fields = {"unit__uid": ["exact"]}


@extend_schema(tags=["readiness"], responses={200: ProcessSerializer, **error_answers(404)})
class ProcessViewSet(ReadOnlyModelViewSet[Process]):
    """The processes of units that the caller may read."""

    serializer_class = ProcessSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = ProcessFilter
    queryset = Process.objects.none()

    def get_queryset(self) -> QuerySet[Process]:
        if getattr(self, "swagger_fake_view", False):
            return Process.objects.none()
        return Process.objects.visible_to(user_of(self.request)).select_related("unit")

    @extend_schema(request=shapes.ProcessCreateSerializer, responses={201: ProcessSerializer, **REFUSALS})
    def create(self, request: Request) -> Response:
        """Name a process of a unit."""
        data = valid(shapes.ProcessCreateSerializer, request.data)
        unit = unit_of(user_of(request), data["unit"])
        made = services.create_process(unit, by=user_of(request), name=data["name"])
        return Response(ProcessSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ProcessEditSerializer, responses={200: ProcessSerializer, **REFUSALS})
    def partial_update(self, request: Request, uid: Any = None) -> Response:
        """Rename a process, or move it to another unit with its assessments."""
        process = self.get_object()
        data = valid(shapes.ProcessEditSerializer, request.data)
        unit = unit_of(user_of(request), data["unit"]) if "unit" in data else None
        services.edit_process(process, by=user_of(request), name=data.get("name"), unit=unit)
        return Response(ProcessSerializer(self.get_queryset().get(pk=process.pk)).data)

    @extend_schema(request=None, responses={200: ProcessSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, uid: Any = None) -> Response:
        """Put a process aside; what was assessed stays."""
        return Response(ProcessSerializer(services.archive_process(self.get_object(), by=user_of(request))).data)


@extend_schema(tags=["readiness"], responses={200: ActionSerializer, **error_answers(404)})
class ActionViewSet(ReadOnlyModelViewSet[ActionItem]):
    """The action items of units that the caller may read."""

    serializer_class = ActionSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {
        "state": ["exact"],
        "unit__uid": ["exact"],
        "owner__uid": ["exact"],
        "assessment__uid": ["exact"],
        "subject_uid": ["exact"],
        "instrument_slug": ["exact"],
        "due_on": ["exact", "lt", "gt"],
    }
    queryset = ActionItem.objects.none()

    def get_queryset(self) -> QuerySet[ActionItem]:
        if getattr(self, "swagger_fake_view", False):
            return ActionItem.objects.none()
        rows = ActionItem.objects.visible_to(user_of(self.request))
        return rows.select_related("unit", "owner", "assessment")

    def _present(self, code: int = status.HTTP_200_OK, *, uid: UUID | None = None) -> Response:
        item = self.get_object() if uid is None else self.get_queryset().get(uid=uid)
        return Response(ActionSerializer(item).data, status=code)

    @extend_schema(request=shapes.ActionCreateSerializer, responses={201: ActionSerializer, **REFUSALS})
    def create(self, request: Request) -> Response:
        """Write down what is to be done because of an assessment."""
        data = valid(shapes.ActionCreateSerializer, request.data)
        visible = Assessment.objects.visible_to(user_of(request)).select_related("unit", "instrument")
        assessment = get_object_or_404(visible, uid=data.pop("assessment"))
        owner = person_of(data.pop("owner"), field="owner")
        made = services.create_action(assessment, by=user_of(request), owner=owner, **data)
        return self._present(status.HTTP_201_CREATED, uid=made.uid)

    @extend_schema(request=shapes.ActionEditSerializer, responses={200: ActionSerializer, **REFUSALS})
    def partial_update(self, request: Request, uid: Any = None) -> Response:
        """Change text, owner or due day; 409 when `version` is not the present one."""
        item = self.get_object()
        data = valid(shapes.ActionEditSerializer, request.data)
        version = data.pop("version", None)
        if "owner" in data:
            data["owner"] = person_of(data["owner"], field="owner")
        services.edit_action(item, by=user_of(request), version=version, **data)
        return self._present()

    @extend_schema(request=shapes.ActionCloseSerializer, responses={200: ActionSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: Any = None) -> Response:
        """Close an item as done, or dropped."""
        data = valid(shapes.ActionCloseSerializer, request.data)
        services.close_action(self.get_object(), by=user_of(request), **data)
        return self._present()

    @extend_schema(request=None, responses={200: ActionSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: Any = None) -> Response:
        """Open a closed item again."""
        services.reopen_action(self.get_object(), by=user_of(request))
        return self._present()
