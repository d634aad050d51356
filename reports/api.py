"""Reports in the API: the archive, asking for one, its state, its files."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from foundation.kernel.errors import Conflict
from foundation.ui.api import error_answers
from reports import services, workbook
from reports.forms import ReportForm
from reports.models import TITLE_LENGTH, Kind, Report
from usecases.models import CATEGORY_LENGTH


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report: `state` is that of its job; figures and checksums are there once they are made."""

    state = serializers.CharField(read_only=True)
    error = serializers.CharField(source="job.error", read_only=True, default="")
    job = serializers.UUIDField(source="job.uid", read_only=True, allow_null=True)
    unit = serializers.UUIDField(source="unit.uid", read_only=True, allow_null=True, default=None)
    made_by = serializers.CharField(source="requested_by_name", read_only=True)

    class Meta:
        model = Report
        fields = [
            "uid", "kind", "title", "unit", "filters", "made_by", "created_at", "state", "error", "job", "as_of",
            "digest", "sha256", "pages", "size",
        ]  # fmt: skip


class ReportFiguresSerializer(ReportSerializer):
    """A report with its figures, in the shape of the dashboard."""

    figures = serializers.JSONField(read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "figures"]


class ReportRequestSerializer(serializers.Serializer[Any]):
    """What to report on: the filters of the dashboard, and a title."""

    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.EXECUTIVE)
    title = serializers.CharField(required=False, allow_blank=True, max_length=TITLE_LENGTH)
    unit = serializers.UUIDField(required=False, allow_null=True)
    first = serializers.CharField(required=False, allow_blank=True, max_length=10)
    last = serializers.CharField(required=False, allow_blank=True, max_length=10)
    category = serializers.CharField(required=False, allow_blank=True, max_length=CATEGORY_LENGTH)


_FILE = {(200, "application/pdf"): OpenApiTypes.BINARY}


class ReportViewSet(ReadOnlyModelViewSet[Report]):
    """The reports all of whose units the caller may read, newest first."""

    serializer_class = ReportSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_fields = {"kind": ["exact"], "job__state": ["exact"]}
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        if getattr(self, "swagger_fake_view", False):
            return Report.objects.none()
        rows = Report.objects.visible_to(self.request.user).select_related("job", "unit")  # type: ignore[arg-type]
        return rows.defer("body", "figures") if self.action == "list" else rows.defer("body")

    @extend_schema(responses={200: ReportFiguresSerializer, **error_answers(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one report with its figures; poll `state` until it is done, failed or cancelled."""
        return Response(ReportFiguresSerializer(self.get_object()).data)

    @extend_schema(responses={200: ReportSerializer(many=True), **error_answers(404)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the archive."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=ReportRequestSerializer, responses={202: ReportSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Ask for a report; a job makes it."""
        data = ReportRequestSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = {name: str(value) for name, value in data.validated_data.items() if value is not None}
        form = ReportForm(given, actor=request.user)  # type: ignore[arg-type]
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(text) for text in said] for name, said in form.errors.items()}
            )
        report = services.request_report(
            form.cleaned_data["kind"],
            by=request.user,  # type: ignore[arg-type]
            scope=form.scope(),
            title=form.cleaned_data["title"],
        )
        return Response(ReportSerializer(report).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={**_FILE, **error_answers(404, 409)})
    @action(detail=True)
    def pdf(self, request: Request, uid: Any = None) -> HttpResponse:
        """Return the PDF; 409 while it is not made."""
        return HttpResponse(services.checked_content(self.get_object()), content_type="application/pdf")

    @extend_schema(
        responses={
            (200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): OpenApiTypes.BINARY,
            **error_answers(404, 409),
        }
    )
    @action(detail=True)
    def xlsx(self, request: Request, uid: Any = None) -> HttpResponse:
        """Return the numbers as a workbook; 409 while they are not computed."""
        report = self.get_object()
        if not report.has_figures:
            raise Conflict(services.NO_FIGURES)
        content = workbook.of(report.figures, title=report.title, digest=report.digest).getvalue()
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return HttpResponse(content, content_type=kind)

    @extend_schema(request=None, responses={200: ReportSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: Any = None) -> Response:
        """Stop a report that is waiting or being made."""
        return Response(ReportSerializer(services.cancel(self.get_object(), by=request.user)).data)  # type: ignore[arg-type]

    @extend_schema(request=None, responses={200: ReportSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, uid: Any = None) -> Response:
        """Run a failed or cancelled report again."""
        return Response(ReportSerializer(services.retry(self.get_object(), by=request.user)).data)  # type: ignore[arg-type]


ROUTES: list[tuple[str, Any, str]] = [("reports", ReportViewSet, "report")]
