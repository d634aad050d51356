"""Imports over the API: send a file and start it, or only look what it would do; see how it stands."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import Cursor, error_answers
from library.kinds.import_profile import ImportProfile
from usecases import policies
from usecases.api.cases import asked_of
from usecases.importing import apply, batches, planning, reading, undoing
from usecases.importing.wording import notes_of
from usecases.models_import import ImportBatch, ImportRow, Outcome, SavedMapping
from usecases.references import reference_of


class CountsSerializer(serializers.Serializer[Any]):
    """What became of the rows; the four outcomes add up to the rows."""

    rows = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()


class UndoneSerializer(serializers.Serializer[Any]):
    """What an undo did: use cases archived, set back, and left because something was built on them."""

    archived = serializers.IntegerField()
    restored = serializers.IntegerField()
    left = serializers.IntegerField()


class UndoSerializer(serializers.Serializer[Any]):
    """`all`: everything or, when something was built on one use case, nothing; `possible`: what can be undone."""

    mode = serializers.ChoiceField(choices=[undoing.ALL, undoing.POSSIBLE], default=undoing.ALL)


class RowPages(Cursor):
    """In the order of the file."""

    ordering = "number"


class RowQuerySerializer(serializers.Serializer[Any]):
    """What the rows of an import can be narrowed by."""

    outcome = serializers.ChoiceField(choices=Outcome.values, required=False)


class RowSerializer(serializers.ModelSerializer[ImportRow]):
    """A row of the file: what became of it (empty while it waits), its use case, and what was said about it."""

    reference = serializers.SerializerMethodField()
    changes = serializers.DictField(child=serializers.ListField(), help_text="Before and after, by what changed.")
    notes = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = ["number", "outcome", "reference", "changes", "notes", "undone"]
        read_only_fields = fields

    def get_reference(self, row: ImportRow) -> str | None:
        """The reference of the use case, where there is one."""
        return reference_of(row.case_id) if row.case_id else None

    def get_notes(self, row: ImportRow) -> str:
        """Everything noted about the row, in one text."""
        return notes_of(row)


class LookSerializer(CountsSerializer):
    """What an import would do; nothing was changed."""

    dry_run = serializers.BooleanField()


class ImportSerializer(serializers.ModelSerializer[ImportBatch]):
    """An import. `state`: draft, queued, running, done, failed, cancelled; `counts` hold the rows done so far."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    rows = serializers.IntegerField(source="rows_total", read_only=True)
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]
    state = serializers.SerializerMethodField()
    job = serializers.UUIDField(source="job.uid", read_only=True, allow_null=True, default=None)
    counts = serializers.SerializerMethodField()
    undone = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = [
            "uid",
            "file_name",
            "unit",
            "unit_name",
            "profile",
            "source",
            "rows",
            "state",
            "job",
            "counts",
            "created_at",
            "started_at",
            "finished_at",
            "undone_at",
            "undone",
        ]
        read_only_fields = fields

    @extend_schema_field(UndoneSerializer(allow_null=True))
    def get_undone(self, batch: ImportBatch) -> dict[str, int] | None:
        """What an undo did; null while there was none."""
        return dict(batch.undo_counts) if batch.is_undone else None

    def get_state(self, batch: ImportBatch) -> str:
        """Where the import stands."""
        if batch.is_finished:
            return "done"
        if not batch.is_started or batch.job is None:
            return "draft"
        return str(batch.job.state)

    @extend_schema_field(CountsSerializer)
    def get_counts(self, batch: ImportBatch) -> dict[str, int]:
        """The rows done so far by outcome."""
        return dict(batch.counts) if batch.is_finished else apply.outcome_counts(batch)


class SendSerializer(serializers.Serializer[Any]):
    """A CSV or XLSX file, the unit below which its cases go, and what its columns are: a profile or a kept mapping."""

    file = serializers.FileField(allow_empty_file=True, max_length=250)
    unit = serializers.UUIDField()
    profile = serializers.SlugField(max_length=64, required=False, help_text="An import profile of the library.")
    mapping = serializers.UUIDField(required=False, help_text="A mapping that somebody kept; instead of a profile.")
    dry_run = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both says what the columns are."""
        if ("profile" in attrs) == ("mapping" in attrs):
            raise Invalid(_("Name either a profile or a kept mapping."), field="profile")
        return attrs


class MappingColumnSerializer(serializers.Serializer[Any]):
    """What one column is; `occurrence` counts columns of the same header from the left."""

    header = serializers.CharField()
    occurrence = serializers.IntegerField()
    to = serializers.CharField()


class MappingSerializer(serializers.ModelSerializer[SavedMapping]):
    """A mapping made by hand and kept for files with the same columns."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    source = serializers.CharField(source="document.origin", read_only=True)  # type: ignore[assignment]
    columns = MappingColumnSerializer(source="document.columns", many=True, read_only=True)

    class Meta:
        model = SavedMapping
        fields = ["uid", "name", "unit", "unit_name", "source", "columns", "created_at", "updated_at"]
        read_only_fields = fields


@extend_schema(tags=["imports"])
@extend_schema_view(
    list=extend_schema(responses={200: MappingSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: MappingSerializer, **error_answers(404)}),
)
class MappingViewSet(ReadOnlyModelViewSet[SavedMapping]):
    """The mappings kept at units into which the caller may import."""

    queryset = SavedMapping.objects.none()
    serializer_class = MappingSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[SavedMapping]:
        """Only what the caller may use."""
        if getattr(self, "swagger_fake_view", False):
            return SavedMapping.objects.none()
        return SavedMapping.objects.usable_by(self.request.user).select_related("unit")  # type: ignore[arg-type]


@extend_schema(tags=["imports"])
@extend_schema_view(
    list=extend_schema(responses={200: ImportSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: ImportSerializer, **error_answers(404)}),
)
class ImportViewSet(ReadOnlyModelViewSet[ImportBatch]):
    """The caller's own imports, newest first."""

    queryset = ImportBatch.objects.all()
    serializer_class = ImportSerializer
    parser_classes = [MultiPartParser]
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[ImportBatch]:
        """Only imports that the caller started."""
        mine = ImportBatch.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        return mine.select_related("unit", "job")

    @extend_schema(
        request={"multipart/form-data": SendSerializer},
        responses={200: LookSerializer, 202: ImportSerializer, **error_answers(409, 415)},
    )
    def create(self, request: Request) -> Response:
        """Start an import as a job (202), or with `dry_run` say what it would do (200)."""
        by: Any = request.user
        policies.check_import(by)
        sent = SendSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        unit = access_of(by).units(Permission.CASE_IMPORT).filter(uid=values["unit"]).first()
        if unit is None:
            raise Invalid(_("There is no such unit into which you may import."), field="unit")
        how: dict[str, Any] = {}
        if "mapping" in values:
            how["kept"] = _kept(values["mapping"], by)
        else:
            how["profile"] = _profile(values["profile"])
        reading.check_size(values["file"].size)
        if values["dry_run"]:
            planned = batches.look(values["file"].read(), unit=unit, by=by, **how)
            return Response({"dry_run": True, **planning.counts(item.outcome for item in planned)})
        batch = batches.open_batch(values["file"], unit=unit, by=by, **how)
        batch = batches.start(batch, by=by)
        return Response(ImportSerializer(batch).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(parameters=[RowQuerySerializer], responses={200: RowSerializer(many=True), **error_answers(404)})
    @action(detail=True, methods=["get"], pagination_class=RowPages)
    def rows(self, request: Request, uid: UUID) -> Response:
        """The rows of an import with what became of them, in the order of the file."""
        asked = asked_of(RowQuerySerializer, request.query_params)
        rows: Any = get_object_or_404(self.get_queryset(), uid=uid).rows.select_related("case")
        if outcome := asked.get("outcome"):
            rows = rows.filter(outcome=outcome)
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(RowSerializer(page, many=True).data)

    @extend_schema(request=UndoSerializer, responses={202: ImportSerializer, **error_answers(404, 409, 415)})
    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
    def undo(self, request: Request, uid: UUID) -> Response:
        """Undo an import as a job (202): its use cases are archived, what it changed is set back."""
        by: Any = request.user
        batch = self.get_object()
        sent = UndoSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        batch = undoing.start_undo(batch, by=by, mode=sent.validated_data["mode"])
        return Response(ImportSerializer(batch).data, status=status.HTTP_202_ACCEPTED)


def _profile(slug: str) -> ImportProfile:
    found = next((each for each in batches.profiles() if each.slug == slug), None)
    if found is None:
        raise Invalid(_("There is no import profile “%(slug)s”."), field="profile", slug=slug)
    return found


def _kept(uid: UUID, by: Any) -> SavedMapping:
    found = SavedMapping.objects.usable_by(by).filter(uid=uid).first()
    if found is None:
        raise Invalid(_("There is no kept mapping of that name that you may use."), field="mapping")
    return found


ROUTES: list[tuple[str, Any, str]] = [
    ("imports", ImportViewSet, "import"),
    ("import-mappings", MappingViewSet, "import-mapping"),
]
