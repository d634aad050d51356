"""KPIs over the API: read, taken, revised, retired."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.ui.api import Cursor, error_answers
from metrics import queries, rules, services
from metrics.api import shapes
from metrics.api.shapes import exact
from metrics.models import Kpi
from metrics.services import Definition
from metrics.services.kpis import FIELDS
from usecases.models import UseCase, key_of, reference_of


def user_of(request: Request) -> User:
    """Return who calls."""
    return request.user  # type: ignore[return-value]


def valid(kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the body as the serializer reads it. Raises ValidationError for a bad value."""
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def kpi_row(kpi: Any) -> dict[str, Any]:
    """Turn a KPI that has what `queries.with_latest` adds into what the API answers."""
    share = queries.realization(kpi, kpi.latest_value)
    return {
        "uid": kpi.uid,
        "case": reference_of(kpi.case_id),
        "catalog": kpi.catalog.reference if kpi.catalog else None,
        "owner": kpi.owner.name if kpi.owner else None,
        "baseline": exact(kpi.baseline),
        "target_low": exact(kpi.target_low),
        "target_high": exact(kpi.target_high),
        "latest": exact(kpi.latest_value),
        "latest_on": kpi.latest_on,
        "state": rules.state(kpi.course(kpi.latest_value, kpi.latest_on), timezone.localdate()).value,
        "realization": None if share.share is None else f"{share.share:.6f}",
        "realization_why": gettext(share.why) if share.why else "",
        **{
            name: getattr(kpi, name)
            for name in (
                "key", "label", "unit", "currency", "direction", "timing", "cadence", "formula", "source",
                "baseline_on", "baseline_method", "target_strict", "target_on", "version", "updated_at", "retired_at",
                "retire_reason",
            )
        },
    }  # fmt: skip


class KpiApiFilters(filters.FilterSet):
    """What the list of KPIs can be narrowed by."""

    unit = filters.UUIDFilter(method="below_unit", label="The unit with this uid and all below it")
    case = filters.CharFilter(method="of_case", label="Reference of a use case")
    key = filters.CharFilter(max_length=60, label="Key of the KPI")
    retired = filters.BooleanFilter(field_name="retired_at", lookup_expr="isnull", exclude=True, label="Retired or not")
    updated_since = filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label="Taken, revised or retired at or after this moment"
    )

    class Meta:
        model = Kpi
        fields: list[str] = []

    def below_unit(self, rows: QuerySet[Kpi], name: str, value: UUID) -> QuerySet[Kpi]:
        """KPIs of a unit with all below it."""
        path = Unit.objects.filter(uid=value).values_list("path", flat=True).first()
        return rows.filter(case__unit__path__startswith=path) if path else rows.none()

    def of_case(self, rows: QuerySet[Kpi], name: str, value: str) -> QuerySet[Kpi]:
        """KPIs of the case with a reference."""
        pk = key_of(value)
        return rows.filter(case_id=pk) if pk is not None and pk < 2**63 else rows.none()


@extend_schema(tags=["measures"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.KpiSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.KpiSerializer, **error_answers(404)}),
)
class KpiViewSet(viewsets.GenericViewSet[Kpi]):
    """KPIs of the use cases that the caller may read, the newest first, retired ones among them."""

    queryset = Kpi.objects.all()
    serializer_class = shapes.KpiSerializer
    filterset_class = KpiApiFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Kpi]:
        """KPIs that the caller may read, with their latest values."""
        rows = Kpi.objects.visible_to(user_of(self.request))
        return queries.with_latest(rows.select_related("case__unit", "owner", "catalog"))

    def _answer(self, kpi: Kpi, code: int = status.HTTP_200_OK) -> Response:
        return Response(kpi_row(self.get_queryset().get(pk=kpi.pk)), status=code)

    def list(self, request: Request) -> Response:
        """List KPIs; narrow by unit, case, key, `retired`, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([kpi_row(kpi) for kpi in page])

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one KPI."""
        return Response(kpi_row(self.get_object()))

    @extend_schema(request=shapes.TakeSerializer, responses={201: shapes.KpiSerializer, **error_answers(409)})
    def create(self, request: Request) -> Response:
        """Take a KPI from the catalog onto a case, or define one of its own."""
        given = valid(shapes.TakeSerializer, request.data)
        pk = key_of(given["case"])
        rows = UseCase.objects.visible_to(user_of(request)).select_related("unit")
        case = rows.filter(pk=pk).first() if pk is not None and pk < 2**63 else None
        if case is None:
            raise Invalid(_("There is no use case with this reference that you may see."), field="case")
        changes = _changes(given, case)
        if given["own"]:
            definition = Definition(**changes)
            kpi = services.define_kpi(case, by=user_of(request), key=given["key"], definition=definition)
        else:
            kpi = services.take_kpi(case, by=user_of(request), key=given["key"], changes=changes)
        return self._answer(kpi, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ReviseSerializer, responses={200: shapes.KpiSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, uid: UUID) -> Response:
        """Change what a KPI says; what it said before stays in its history."""
        kpi = self.get_object()
        given = valid(shapes.ReviseSerializer, request.data)
        services.revise_kpi(
            kpi,
            by=user_of(request),
            version=given["version"],
            reason=given["reason"],
            changes=_changes(given, kpi.case),
        )
        return self._answer(kpi)

    @extend_schema(request=shapes.RetireSerializer, responses={200: shapes.KpiSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, uid: UUID) -> Response:
        """Measure no more on a KPI; its values stay."""
        kpi = self.get_object()
        reason = valid(shapes.RetireSerializer, request.data)["reason"]
        services.retire_kpi(kpi, by=user_of(request), reason=reason)
        return self._answer(kpi)


def _changes(given: dict[str, Any], case: UseCase) -> dict[str, Any]:
    changes = {name: given[name] for name in FIELDS if name in given}
    if uid := changes.get("owner"):
        owner = next((person for person in queries.people_of(case) if person.uid == uid), None)
        if owner is None:
            raise Invalid(_("Nobody with this uid holds a role on the unit of the use case."), field="owner")
        changes["owner"] = owner
    return changes
