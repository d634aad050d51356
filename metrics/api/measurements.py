"""Measurements over the API: read, recorded one by one, corrected, and pushed in bulk."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit
from foundation.ui.api import Cursor, PushedSerializer, RawJson, error_answers, pushed
from metrics import services
from metrics.api import shapes
from metrics.api.kpis import user_of, valid
from metrics.api.shapes import exact
from metrics.models import Kpi, Measurement
from metrics.services import pushing
from usecases.models import key_of, reference_of

_COLUMNS = (
    "id", "uid", "kpi__uid", "kpi__key", "kpi__case_id", "effective_on", "period_from", "value", "sample", "note",
    "key", "origin", "recorded_by__name", "recorded_at", "corrects__uid", "correction__uid", "batch",
)  # fmt: skip


def measurement_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn rows of `.values()` into what the API answers."""
    return [
        {
            "uid": row["uid"],
            "kpi": row["kpi__uid"],
            "kpi_key": row["kpi__key"],
            "case": reference_of(row["kpi__case_id"]),
            "on": row["effective_on"],
            "period_from": row["period_from"],
            "value": exact(row["value"]),
            "sample": row["sample"],
            "note": row["note"],
            "key": row["key"],
            "origin": row["origin"],
            "recorded_by": row["recorded_by__name"],
            "recorded_at": row["recorded_at"],
            "corrects": row["corrects__uid"],
            "corrected_by": row["correction__uid"],
            "batch": row["batch"],
        }
        for row in rows
    ]


class MeasurementApiFilters(filters.FilterSet):
    """What the list of measurements can be narrowed by."""

    unit = filters.UUIDFilter(method="below_unit", label="The unit with this uid and all below it")
    case = filters.CharFilter(method="of_case", label="Reference of a use case")
    kpi = filters.UUIDFilter(field_name="kpi__uid", label="Uid of a KPI")
    key = filters.CharFilter(field_name="kpi__key", max_length=60, label="Key of the KPI")
    first = filters.DateFilter(field_name="effective_on", lookup_expr="gte", label="First day")
    last = filters.DateFilter(field_name="effective_on", lookup_expr="lte", label="Last day")
    batch = filters.UUIDFilter(label="Values of one push or import")
    counts = filters.BooleanFilter(
        field_name="correction", lookup_expr="isnull", label="Only values that count, or only corrected ones"
    )
    updated_since = filters.IsoDateTimeFilter(
        field_name="recorded_at", lookup_expr="gte", label="Recorded at or after this moment"
    )

    class Meta:
        model = Measurement
        fields: list[str] = []

    def below_unit(self, rows: QuerySet[Measurement], name: str, value: UUID) -> QuerySet[Measurement]:
        """Measurements of a unit with all below it."""
        path = Unit.objects.filter(uid=value).values_list("path", flat=True).first()
        return rows.filter(kpi__case__unit__path__startswith=path) if path else rows.none()

    def of_case(self, rows: QuerySet[Measurement], name: str, value: str) -> QuerySet[Measurement]:
        """Measurements of the case with a reference."""
        pk = key_of(value)
        return rows.filter(kpi__case_id=pk) if pk is not None and pk < 2**63 else rows.none()


@extend_schema(tags=["measures"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.MeasurementSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.MeasurementSerializer, **error_answers(404)}),
)
class MeasurementViewSet(viewsets.GenericViewSet[Measurement]):
    """Measurements, the last recorded first; nothing is changed or deleted, a wrong value is corrected by another."""

    queryset = Measurement.objects.all()
    serializer_class = shapes.MeasurementSerializer
    filterset_class = MeasurementApiFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Measurement]:
        """Measurements that the caller may read."""
        return Measurement.objects.visible_to(user_of(self.request)).select_related("kpi__case__unit")

    def list(self, request: Request) -> Response:
        """List measurements; narrow by unit, case, KPI, days, batch, `counts`, `updated_since`."""
        rows = self.filter_queryset(self.get_queryset()).values(*_COLUMNS)
        return self.get_paginated_response(measurement_rows(self.paginate_queryset(rows) or []))

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one measurement."""
        return Response(_answer(self.get_object()))

    @extend_schema(request=shapes.RecordSerializer, responses={201: shapes.MeasurementSerializer, **error_answers(409)})
    def create(self, request: Request) -> Response:
        """Record one value."""
        given = valid(shapes.RecordSerializer, request.data)
        kpis = Kpi.objects.visible_to(user_of(request)).select_related("case__unit")
        kpi = kpis.filter(uid=given["kpi"]).first()
        if kpi is None:
            raise Invalid(_("There is no KPI with this uid that you may see."), field="kpi")
        row = services.record(
            kpi,
            by=user_of(request),
            value=given["value"],
            effective_on=given["on"],
            period_from=given.get("period_from"),
            sample=given.get("sample"),
            note=given["note"],
            key=given["key"],
            origin=services.recording.Origin.PUSHED,
        )
        return Response(_answer(row), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.CorrectSerializer, responses={201: shapes.MeasurementSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: UUID) -> Response:
        """Record the value that should have been given; answers the new one, the old one is kept."""
        rows = self.get_queryset().select_related("kpi__case__unit", "kpi__owner")
        measurement = get_object_or_404(rows, uid=uid)
        given = valid(shapes.CorrectSerializer, request.data)
        row = services.correct(
            measurement,
            by=user_of(request),
            value=given["value"],
            reason=given["reason"],
            effective_on=given.get("on"),
            sample=given.get("sample"),
            origin=services.recording.Origin.PUSHED,
        )
        return Response(_answer(row), status=status.HTTP_201_CREATED)

    @extend_schema(
        request={"application/json": shapes.PushRowSerializer(many=True)},
        responses={200: PushedSerializer, **error_answers()},
        filters=False,
    )
    @action(
        detail=False, methods=["post"], parser_classes=[RawJson], pagination_class=None, filterset_class=None,
    )  # fmt: skip
    def push(self, request: Request) -> Response:
        """Record up to 10,000 values at once; each row is taken, known already, or refused with its reason.

        Idempotent by `key` within a KPI: the same key with the same value and day changes nothing, with another value
        the row is refused (`conflict`). A refused row stops none of the others.
        """
        body = request.data if isinstance(request.data, bytes) else b""
        return Response(pushed(services.push(pushing.read(body), by=user_of(request))))


def _answer(row: Measurement) -> dict[str, Any]:
    return measurement_rows(Measurement.objects.filter(pk=row.pk).values(*_COLUMNS))[0]
