"""Programs and their waves over the API."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.people.models import Unit
from foundation.ui.api import Cursor, error_answers
from plans import queries, services
from plans.api import shapes
from plans.api.shapes import case_of, person_of, unit_of, user_of, valid
from plans.models import Place, Program, Wave, WaveCase
from plans.models.programs import LOAD_FIELDS, exact
from usecases.models import reference_of


class ProgramApiFilters(django_filters.FilterSet):
    """What the list of programs can be narrowed by."""

    unit = django_filters.UUIDFilter(method="below_unit", label="The unit with this uid and all below it")
    ended = django_filters.BooleanFilter(
        field_name="ended_at", lookup_expr="isnull", exclude=True, label="Ended or not"
    )
    updated_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label="Changed at or after this moment"
    )

    class Meta:
        model = Program
        fields: list[str] = []

    def below_unit(self, rows: QuerySet[Program], name: str, value: UUID) -> QuerySet[Program]:
        """Programs of a unit with all below it."""
        path = Unit.objects.filter(uid=value).values_list("path", flat=True).first()
        return rows.filter(unit__path__startswith=path) if path else rows.none()


@extend_schema(tags=["plans"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.ProgramSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.ProgramSerializer, **error_answers(404)}),
)
class ProgramViewSet(viewsets.GenericViewSet[Program]):
    """Programs of the units that the caller may read, the newest first, with their waves and what these need."""

    queryset = Program.objects.all()
    serializer_class = shapes.ProgramSerializer
    filterset_class = ProgramApiFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Program]:
        """Programs that the caller may read."""
        return Program.objects.visible_to(user_of(self.request)).select_related("unit", "owner", "document")

    def _rows(self, programs: Iterable[Program]) -> list[dict[str, Any]]:
        """Turn programs into what the API answers; three queries however many there are."""
        wanted = list(programs)
        waves: dict[int, list[Wave]] = defaultdict(list)
        for wave in Wave.objects.filter(program__in=wanted).order_by("number"):
            waves[wave.program_id].append(wave)
        places: dict[int, list[Place]] = defaultdict(list)
        for place in Place.objects.filter(wave__program__in=wanted).select_related("unit").order_by("number"):
            places[place.wave_id].append(place)
        filed: dict[int, list[WaveCase]] = defaultdict(list)
        visible = WaveCase.objects.visible_to(user_of(self.request)).filter(wave__program__in=wanted)
        for row in visible.select_related("wave"):
            filed[row.wave_id].append(row)
        return [
            {
                "wave_plan": program.document.reference,
                "unit": program.unit.uid,
                "owner": program.owner.name if program.owner else None,
                "load": {name: exact(getattr(program, name)) for name in LOAD_FIELDS},
                "waves": [
                    _wave_row(demand, places[demand.wave.pk], filed[demand.wave.pk])
                    for demand in queries.demands(program, waves[program.pk])
                ],
                **{
                    name: getattr(program, name)
                    for name in ("uid", "title", "starts_on", "ended_at", "end_reason", "currency", "updated_at")
                },
            }
            for program in wanted
        ]

    def _answer(self, program: Program, code: int = status.HTTP_200_OK) -> Response:
        return Response(self._rows(self.get_queryset().filter(pk=program.pk))[0], status=code)

    def list(self, request: Request) -> Response:
        """List programs; narrow by unit, `ended`, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self._rows(page))

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one program."""
        return self._answer(self.get_object())

    @extend_schema(
        request=shapes.StartProgramSerializer, responses={201: shapes.ProgramSerializer, **error_answers(409)}
    )
    def create(self, request: Request) -> Response:
        """Start a program from a wave plan."""
        given = valid(shapes.StartProgramSerializer, request.data)
        program = services.start_program(
            given["wave_plan"], unit_of(request, given["unit"]), given["starts_on"], by=user_of(request),
            title=given["title"], owner=person_of(request, given.get("owner")),
        )  # fmt: skip
        return self._answer(program, status.HTTP_201_CREATED)

    def _wave(self, number: int) -> Wave:
        program = self.get_object()
        wave: Wave = get_object_or_404(Wave, program=program, number=number)
        return wave

    @extend_schema(
        request=shapes.ChangeWaveSerializer, responses={200: shapes.ProgramSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"], url_path="change-wave")
    def change_wave(self, request: Request, uid: UUID) -> Response:
        """Give a wave other days, another dimension, other targets."""
        given = valid(shapes.ChangeWaveSerializer, request.data)
        wave = self._wave(given.pop("number"))
        return self._answer(services.change_wave(wave, by=user_of(request), **given).program)

    @extend_schema(
        request=shapes.FileCaseSerializer, responses={200: shapes.ProgramSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"], url_path="file-case")
    def file_case(self, request: Request, uid: UUID) -> Response:
        """File a use case under a wave."""
        given = valid(shapes.FileCaseSerializer, request.data)
        wave = self._wave(given["number"])
        case = case_of(request, given["case"])
        services.file_case(wave, case, by=user_of(request), dimension=given["dimension"])
        return self._answer(wave.program)

    @extend_schema(
        request=shapes.UnfileCaseSerializer, responses={200: shapes.ProgramSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"], url_path="unfile-case")
    def unfile_case(self, request: Request, uid: UUID) -> Response:
        """Take a use case out of a wave."""
        given = valid(shapes.UnfileCaseSerializer, request.data)
        wave = self._wave(given["number"])
        rows = WaveCase.objects.visible_to(user_of(request)).select_related("wave", "case")
        filed: WaveCase = get_object_or_404(rows, wave=wave, case=case_of(request, given["case"]))
        services.unfile_case(filed, by=user_of(request))
        return self._answer(wave.program)

    @extend_schema(request=shapes.LoadSerializer, responses={200: shapes.ProgramSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def load(self, request: Request, uid: UUID) -> Response:
        """State the figures of the expected load."""
        given = valid(shapes.LoadSerializer, request.data)
        currency = given.pop("currency")
        return self._answer(services.set_load(self.get_object(), by=user_of(request), figures=given, currency=currency))

    @extend_schema(
        request=shapes.PlanReasonSerializer, responses={200: shapes.ProgramSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: UUID) -> Response:
        """End a program."""
        reason = valid(shapes.PlanReasonSerializer, request.data)["reason"]
        return self._answer(services.end_program(self.get_object(), by=user_of(request), reason=reason))


def _wave_row(demand: queries.Demand, places: list[Place], filed: list[WaveCase]) -> dict[str, Any]:
    wave, needed = demand.wave, demand.capacity
    return {
        "functions": [
            {"key": place.key, "label": place.label, "unit": place.unit.uid if place.unit else None} for place in places
        ],
        "filed": [{"case": reference_of(row.case_id), "dimension": row.dimension or wave.dimension} for row in filed],
        "capacity": {
            name: None if (value := getattr(needed, name)) is None else f"{value:.4f}"
            for name in ("active_users", "daily", "busiest", "compute", "storage", "network", "cost", "cost_each")
        },
        **{
            name: getattr(wave, name)
            for name in ("number", "key", "label", "dimension", "starts_on", "ends_on", "users", "use_cases")
        },
    }
