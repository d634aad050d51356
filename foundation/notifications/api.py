"""The inbox in the API: the caller's own notices."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import BooleanFilter, CharFilter
from django_filters.rest_framework import FilterSet as RestFilterSet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.notifications import queries, services
from foundation.notifications.models import Notice
from foundation.ui.api import error_answers


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """A notice: its sentence, and the record it is about, empty once the caller may no longer read that."""

    text = serializers.CharField(read_only=True)
    by = serializers.CharField(source="by_name", read_only=True)
    subject_kind = serializers.SerializerMethodField()
    subject_uid = serializers.SerializerMethodField()
    subject_label = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = [
            "uid", "kind", "text", "subject_kind", "subject_uid", "subject_label", "url", "by", "created_at", "read_at",
        ]  # fmt: skip

    def get_subject_kind(self, row: Notice) -> str:
        return row.subject_kind if row.is_readable else ""

    def get_subject_uid(self, row: Notice) -> str | None:
        return str(row.subject_uid) if row.is_readable and row.subject_uid else None

    def get_subject_label(self, row: Notice) -> str:
        return row.subject_label if row.is_readable else ""

    def get_url(self, row: Notice) -> str:
        return row.url if row.is_readable else ""


class ReadSerializer(serializers.Serializer[Any]):
    """How many notices were unread before."""

    marked = serializers.IntegerField(min_value=0)


class NoticeFilterSet(RestFilterSet):
    unread = BooleanFilter(field_name="read_at", lookup_expr="isnull")
    kind = CharFilter()


@extend_schema(responses={200: NoticeSerializer, **error_answers(404)})
class NoticeViewSet(ReadOnlyModelViewSet[Notice]):
    """What the caller was told and what still stands, newest first."""

    serializer_class = NoticeSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = NoticeFilterSet
    queryset = Notice.objects.none()

    def get_queryset(self) -> QuerySet[Notice]:
        if getattr(self, "swagger_fake_view", False):
            return Notice.objects.none()
        return queries.inbox(self.request.user)  # type: ignore[arg-type]

    @extend_schema(request=None, responses={200: NoticeSerializer, **error_answers(404)})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, uid: Any = None) -> Response:
        """Mark a notice as read."""
        services.mark_read(request.user, [self.get_object().uid])  # type: ignore[arg-type]
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(operation_id="notices_read_all", request=None, responses={200: ReadSerializer, **error_answers()})
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Mark everything as read."""
        return Response({"marked": services.mark_read(request.user)})  # type: ignore[arg-type]


ROUTES: list[tuple[str, Any, str]] = [("notices", NoticeViewSet, "notice")]
