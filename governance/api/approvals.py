"""Approvals and conditions in the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from foundation.people.models import User
from foundation.ui.api import error_answers, known_parameters
from governance import services
from governance.api import serializers as given
from governance.api import shapes
from governance.api.reviews import valid
from governance.models import Approval, Condition

_UID = "[0-9a-fA-F-]{36}"


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@extend_schema(tags=["reviews"])
class ApprovalViewSet(GenericViewSet[Approval]):
    """Approvals of the use cases that the caller may read."""

    queryset = Approval.objects.none()
    serializer_class = given.ApprovalSerializer
    filter_backends: list[Any] = []
    lookup_field = "uid"
    lookup_value_regex = _UID

    @property
    def _user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def _rows(self) -> QuerySet[Approval]:
        return Approval.objects.visible_to(self._user).select_related(
            "case__unit", "review__route", "review__case__unit"
        )

    def _approval(self, uid: str) -> Approval:
        return get_object_or_404(self._rows(), uid=_uid(uid))

    @extend_schema(
        parameters=[given.ApprovalQuerySerializer],
        responses={200: given.ApprovalRowSerializer(many=True), **error_answers(404)},
    )
    def list(self, request: Request) -> Response:
        """Approvals, newest first, by cursor."""
        known_parameters(request, given.ApprovalQuerySerializer().fields, paged=True)
        asked = valid(given.ApprovalQuerySerializer, request.query_params)
        rows = self._rows()
        if "standing" in asked:
            rows = rows.filter(standing=asked["standing"])
        if "use_case" in asked:
            rows = rows.filter(case=shapes.case_of(self._user, asked["use_case"]))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([shapes.approval_row(row) for row in page or []])

    @extend_schema(responses={200: given.ApprovalSerializer, **error_answers(404)})
    def retrieve(self, request: Request, uid: str = "") -> Response:
        """One approval, and whether it covers the use case as it is now."""
        return Response(shapes.approval(self._approval(uid)))

    def _oversee(self, request: Request, uid: str, command: Callable[..., Approval]) -> Response:
        approval = self._approval(uid)
        command(approval, by=self._user, reason=valid(given.ReasonSerializer, request.data)["reason"])
        return Response(shapes.approval(self._approval(uid)))

    @extend_schema(request=given.ReasonSerializer, responses={200: given.ApprovalSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, uid: str = "") -> Response:
        """Suspend an approval until it is reinstated."""
        return self._oversee(request, uid, services.suspend)

    @extend_schema(request=given.ReasonSerializer, responses={200: given.ApprovalSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, uid: str = "") -> Response:
        """End a suspension."""
        return self._oversee(request, uid, services.reinstate)

    @extend_schema(request=given.ReasonSerializer, responses={200: given.ApprovalSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, uid: str = "") -> Response:
        """Revoke an approval for good."""
        return self._oversee(request, uid, services.revoke)


@extend_schema(tags=["reviews"])
class ConditionViewSet(GenericViewSet[Condition]):
    """Conditions on the use cases that the caller may read."""

    queryset = Condition.objects.none()
    serializer_class = given.ConditionSerializer
    filter_backends: list[Any] = []
    lookup_field = "uid"
    lookup_value_regex = _UID

    @property
    def _user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def _rows(self) -> QuerySet[Condition]:
        return Condition.objects.visible_to(self._user).select_related(
            "review__case__unit", "step", "owner", "met_by", "reported_by"
        )

    def _condition(self, uid: str) -> Condition:
        return get_object_or_404(self._rows(), uid=_uid(uid))

    @extend_schema(
        parameters=[given.ConditionQuerySerializer],
        responses={200: given.ConditionSerializer(many=True), **error_answers(404)},
    )
    def list(self, request: Request) -> Response:
        """Conditions, newest first, by cursor."""
        known_parameters(request, given.ConditionQuerySerializer().fields, paged=True)
        asked = valid(given.ConditionQuerySerializer, request.query_params)
        rows = self._rows()
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        if asked["blocking"] is not None:
            rows = rows.filter(is_blocking=asked["blocking"])
        if "use_case" in asked:
            rows = rows.filter(review__case=shapes.case_of(self._user, asked["use_case"]))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([shapes.condition(row, row.review) for row in page or []])

    @extend_schema(responses={200: given.ConditionSerializer, **error_answers(404)})
    def retrieve(self, request: Request, uid: str = "") -> Response:
        """One condition."""
        row = self._condition(uid)
        return Response(shapes.condition(row, row.review))

    @extend_schema(
        request=given.EvidenceSerializer, responses={200: given.ConditionSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def meet(self, request: Request, uid: str = "") -> Response:
        """Confirm that a condition is met; never by its owner or somebody with a stake in the case."""
        row = self._condition(uid)
        services.meet_condition(row, by=self._user, evidence=valid(given.EvidenceSerializer, request.data)["evidence"])
        row = self._condition(uid)
        return Response(shapes.condition(row, row.review))

    @extend_schema(
        request=given.EvidenceSerializer, responses={200: given.ConditionSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def report(self, request: Request, uid: str = "") -> Response:
        """Report a condition as done; its owner does."""
        row = self._condition(uid)
        text = valid(given.EvidenceSerializer, request.data)["evidence"]
        services.report_condition(row, by=self._user, evidence=text)
        row = self._condition(uid)
        return Response(shapes.condition(row, row.review))

    @extend_schema(
        request=given.ReasonSerializer, responses={200: given.ConditionSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, uid: str = "") -> Response:
        """Send the report on a condition back to its owner; whoever may confirm it does."""
        row = self._condition(uid)
        services.send_back_condition(row, by=self._user, reason=valid(given.ReasonSerializer, request.data)["reason"])
        row = self._condition(uid)
        return Response(shapes.condition(row, row.review))
