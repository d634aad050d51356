"""The library over the API, read-only."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from foundation.ui.api import error_answers
from library.models import Document, DocumentQuerySet


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """One version of a document, without its body."""

    class Meta:
        model = Document
        fields = [
            "uid", "kind", "slug", "version", "reference", "title", "locale", "license", "source", "origin", "sha256",
            "published_at", "note",
        ]  # fmt: skip
        read_only_fields = fields


class DocumentBodySerializer(DocumentSerializer):
    """One version with its body: the fields of its kind, numbers as decimal text. `sha256` is of its canonical JSON."""

    body = serializers.DictField(source="data", read_only=True)

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "body"]
        read_only_fields = fields


class DocumentFilters(filters.FilterSet):
    """What a list of documents can be narrowed by."""

    latest = filters.BooleanFilter(method="only_latest", label="Leave out older versions")

    class Meta:
        model = Document
        fields = ["kind", "slug", "version", "origin"]

    def only_latest(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        """Keep the highest version of each document, when asked to."""
        return queryset.latest_versions() if value else queryset


@extend_schema(tags=["library"])
@extend_schema_view(
    list=extend_schema(responses={200: DocumentSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: DocumentBodySerializer, **error_answers(404)}),
)
class DocumentViewSet(viewsets.ReadOnlyModelViewSet[Document]):
    """Documents of the library: every version that was ever published, with its checksum."""

    queryset = Document.objects.all()
    filterset_class = DocumentFilters
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Document]:
        """All versions that the caller may read."""
        return super().get_queryset().visible_to(self.request.user)  # type: ignore[attr-defined]

    def get_serializer_class(self) -> type[DocumentSerializer]:
        """The body only where one document is asked for."""
        return DocumentBodySerializer if self.action == "retrieve" else DocumentSerializer


ROUTES = [("documents", DocumentViewSet, "document")]
