"""Files in the API."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.evidence import services, subjects
from foundation.evidence.models import File
from foundation.evidence.serving import download
from foundation.ui.api import error_answers


class FileSerializer(serializers.ModelSerializer[File]):
    """A file: what it supports, and whether it was withdrawn. Sizes are in bytes."""

    uploaded_by = serializers.CharField(source="uploaded_by.name", allow_null=True, read_only=True)

    class Meta:
        model = File
        fields = [
            "uid",
            "subject_kind",
            "subject_uid",
            "subject_label",
            "place",
            "name",
            "size",
            "sha256",
            "content_type",
            "uploaded_by",
            "uploaded_at",
            "withdrawn_at",
            "reason",
        ]


class AttachSerializer(serializers.Serializer[Any]):
    """The record, the part of it that the file supports, and the file."""

    subject_kind = serializers.CharField(max_length=40)
    subject_uid = serializers.UUIDField()
    place = serializers.CharField(max_length=64, allow_blank=True, default="")
    file = serializers.FileField(allow_empty_file=True)


class FileWithdrawSerializer(serializers.Serializer[Any]):
    """Why a file no longer supports the record."""

    reason = serializers.CharField(max_length=services.LONGEST_REASON)


@extend_schema(responses={200: FileSerializer, **error_answers(404)})
class FileViewSet(ReadOnlyModelViewSet[File]):
    """The files of records that the caller may read, withdrawn ones among them."""

    serializer_class = FileSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"subject_kind": ["exact"], "subject_uid": ["exact"], "place": ["exact"], "sha256": ["exact"]}
    queryset = File.objects.none()

    def get_queryset(self) -> QuerySet[File]:
        if getattr(self, "swagger_fake_view", False):
            return File.objects.none()
        rows = File.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return rows.select_related("uploaded_by", "unit")

    @extend_schema(
        request={"multipart/form-data": AttachSerializer}, responses={201: FileSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Attach a file; the same bytes once more at the same place are the same file."""
        data = AttachSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        record = _record(request, given["subject_kind"], given["subject_uid"])
        services.check_size(given["file"].size)
        made = services.attach(
            record,
            place=given["place"],
            name=given["file"].name,
            content=given["file"].read(),
            by=request.user,  # type: ignore[arg-type]
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    def get_parsers(self) -> list[Any]:
        """Files come as a form of several parts; everything else as JSON."""
        creating = self.request is not None and self.action_map.get(self.request.method.lower()) == "create"  # type: ignore[union-attr]
        return [MultiPartParser()] if creating else super().get_parsers()

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **error_answers(404, 409)})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, uid: Any = None) -> HttpResponseBase:
        """The bytes of a file."""
        return download(request.user, self.get_object())  # type: ignore[arg-type]

    @extend_schema(request=FileWithdrawSerializer, responses={200: FileSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: Any = None) -> Response:
        """Take a file out of the record; its bytes stay for those who audit."""
        data = FileWithdrawSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        file = services.withdraw(self.get_object(), reason=data.validated_data["reason"], by=request.user)  # type: ignore[arg-type]
        return Response(self.get_serializer(file).data)


def _record(request: Request, kind: str, uid: UUID) -> Any:
    record = subjects.find(request.user, kind, uid)  # type: ignore[arg-type]
    if record is None:
        raise Http404
    return record


ROUTES: list[tuple[str, Any, str]] = [("evidence", FileViewSet, "evidence")]
