"""The trail in the API: read-only, for those who may read it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.audit import queries, readers
from foundation.audit.models import Entry
from foundation.ui.api import error_answers


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """An entry with its digest and chain value; `body` is the canonical JSON that the digest covers."""

    class Meta:
        model = Entry
        fields = [
            "uid",
            "recorded_at",
            "action",
            "subject_kind",
            "subject_uid",
            "subject_label",
            "reason",
            "body",
            "digest",
            "sequence",
            "chain",
        ]


@extend_schema(responses={200: EntrySerializer, **error_answers(404)})
class EntryViewSet(ReadOnlyModelViewSet[Entry]):
    """The entries about records of units where the caller may read the trail, newest first."""

    serializer_class = EntrySerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"subject_kind": ["exact"], "subject_uid": ["exact"], "action": ["exact"]}
    queryset = Entry.objects.none()

    def get_queryset(self) -> QuerySet[Entry]:
        if getattr(self, "swagger_fake_view", False):
            return Entry.objects.none()
        paths = readers.paths_of(self.request.user)
        if not paths:
            raise PermissionDenied
        return queries.entries_below(paths)


ROUTES: list[tuple[str, Any, str]] = [("trail", EntryViewSet, "trail")]
