"""The library over the API: reading, comparing, checking, publishing and importing documents."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import error_answers, known_parameters
from library import bundles, queries, services
from library.differences import differences
from library.models import Document, DocumentQuerySet
from library.yaml_source import MAX_BYTES


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


class TextSerializer(serializers.Serializer[Any]):
    """A whole document in YAML or JSON, as text."""

    text = serializers.CharField(trim_whitespace=False, max_length=MAX_BYTES)


class ProblemSerializer(serializers.Serializer[Any]):
    """What is wrong on one line of a text; `place` reads like `criteria[0].weight`, empty for the whole."""

    line = serializers.IntegerField(allow_null=True)
    place = serializers.CharField(allow_blank=True)
    message = serializers.CharField(source="sentence")


class CheckedSerializer(serializers.Serializer[Any]):
    """What a check found. `count` is how many problems there are; the first 200 are listed."""

    ok = serializers.BooleanField()
    count = serializers.IntegerField()
    problems = ProblemSerializer(many=True)


class PublishSerializer(TextSerializer):
    """What is published, why, and the version number that the writer compared with (0 for something new)."""

    note = serializers.CharField(max_length=services.NOTE_LENGTH)
    after = serializers.IntegerField(required=False, min_value=0, max_value=2_000_000_000)


@extend_schema_serializer(component_name="DocumentChange")
class ChangeSerializer(serializers.Serializer[Any]):
    """One difference: what happened, the steps that lead to its place, and the lines before and after."""

    what = serializers.ChoiceField(choices=["added", "removed", "changed", "moved"])
    place = serializers.ListField(child=serializers.CharField())
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())


class AgainstSerializer(serializers.Serializer[Any]):
    """The version to compare with, by its uid."""

    against = serializers.UUIDField(help_text="The uid of another version of the same document.")


class ImportFileSerializer(serializers.Serializer[Any]):
    """A bundle or a single document; with `dry_run` nothing is stored."""

    file = serializers.FileField(allow_empty_file=True)
    sha256 = serializers.CharField(required=False, allow_blank=True, max_length=64)
    dry_run = serializers.BooleanField(required=False, default=False)


class ImportedSerializer(serializers.Serializer[Any]):
    """References of what is new, was here already byte for byte, and was left out because a later version is here."""

    created = serializers.ListField(child=serializers.CharField())
    unchanged = serializers.ListField(child=serializers.CharField())
    skipped = serializers.ListField(child=serializers.CharField())


class DocumentFilters(filters.FilterSet):
    """What a list of documents can be narrowed by."""

    latest = filters.BooleanFilter(method="only_latest", label="Only the versions that new work takes")

    class Meta:
        model = Document
        fields = ["kind", "slug", "version", "origin"]

    def only_latest(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        """Keep the version of each document that new work takes, when asked to."""
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

    @extend_schema(
        parameters=[AgainstSerializer],
        responses={200: ChangeSerializer(many=True), **error_answers(404)},
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def differences(self, request: Request, uid: UUID) -> Response:
        """What differs from an earlier version (`against`) to this one, place by place."""
        known_parameters(request, ["against"])
        asked = AgainstSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        new = get_object_or_404(self.get_queryset(), uid=uid)
        old = get_object_or_404(self.get_queryset(), uid=asked.validated_data["against"])
        if (old.kind, old.slug) != (new.kind, new.slug):
            raise Invalid(_("Both must be versions of one document."), field="against")
        return Response(ChangeSerializer(differences(old.parsed, new.parsed), many=True).data)

    @extend_schema(request=TextSerializer, responses={200: CheckedSerializer, **error_answers(404)})
    @action(detail=False, methods=["post"])
    def check(self, request: Request) -> Response:
        """Check a text and tell every problem with its line; nothing is stored."""
        if not access_of(request.user).anywhere(Permission.READ):  # type: ignore[arg-type]
            raise Http404
        asked = TextSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = queries.check_text(asked.validated_data["text"])
        body = {"ok": found.document is not None, "count": found.count, "problems": found.findings}
        return Response(CheckedSerializer(body).data)

    @extend_schema(request=PublishSerializer, responses={201: DocumentBodySerializer, **error_answers(409)})
    @action(detail=False, methods=["post"])
    def publish(self, request: Request) -> Response:
        """Publish a text as the next version of the document that it names; its own version number does not count."""
        asked = PublishSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        document = services.publish_text(
            given["text"], by=request.user, note=given["note"], after=given.get("after")  # type: ignore[arg-type]
        )  # fmt: skip
        return Response(DocumentBodySerializer(document).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="documents_import",
        request={"multipart/form-data": ImportFileSerializer},
        responses={200: ImportedSerializer, **error_answers(409)},
    )
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[MultiPartParser])
    def import_file(self, request: Request) -> Response:
        """Take over the documents of a bundle or a single file that are not here yet, all of them or none."""
        asked = ImportFileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        if given["file"].size > bundles.MAX_BYTES:
            limit = bundles.MAX_BYTES // 1_000_000
            raise Invalid(_("The file is larger than %(limit)s MB."), field="file", limit=limit)
        found = services.import_documents(
            given["file"].read(), by=request.user, sha256=given.get("sha256", ""), dry_run=given["dry_run"]  # type: ignore[arg-type]
        )  # fmt: skip
        return Response(ImportedSerializer(found).data)


ROUTES = [("documents", DocumentViewSet, "document")]
