"""Results in the API: units by dimension, the course of a subject, two results compared, and how raters agree."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import error_answers, known_parameters
from readiness import queries
from readiness.models import Assessment, UnitProfile
from readiness.rules.comparison import GAP_WORDS, Gap, Pair
from readiness.workflow import State


class DimensionSerializer(serializers.Serializer[Any]):
    """A dimension of a result. `known` of `total` factors are averaged; `weight` is its share where weights count."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    score = serializers.CharField(allow_null=True)
    known = serializers.IntegerField()
    total = serializers.IntegerField()
    weight = serializers.CharField(allow_null=True)
    contribution = serializers.CharField(allow_null=True)


class ProfileSerializer(serializers.ModelSerializer[UnitProfile]):
    """The latest submitted result of one unit, with its dimensions: a row of the heat map."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    assessment = serializers.UUIDField(source="assessment.uid", read_only=True)
    instrument = serializers.CharField(source="assessment.instrument.reference", read_only=True)
    dimensions = DimensionSerializer(many=True, read_only=True)

    class Meta:
        model = UnitProfile
        fields = [
            "unit",
            "unit_name",
            "instrument",
            "assessment",
            "overall",
            "band",
            "band_label",
            "dimensions",
            "submitted_at",
        ]


class ProfileFilter(django_filters.FilterSet):
    """`instrument` is its slug; `unit` is a unit with all below it."""

    instrument = django_filters.CharFilter(field_name="instrument_slug")
    unit = django_filters.UUIDFilter(method="below")

    class Meta:
        model = UnitProfile
        fields: list[str] = []

    def below(self, rows: QuerySet[UnitProfile], name: str, value: UUID) -> QuerySet[UnitProfile]:
        """The unit and all below it; one that the caller may not read finds nothing."""
        unit = Unit.objects.filter(access_of(self.request.user).q(Permission.READ, "path"), uid=value).first()
        return rows.filter(unit__path__startswith=unit.path or "") if unit else rows.none()


@extend_schema(tags=["readiness"], responses={200: ProfileSerializer(many=True), **error_answers()})
class ProfileViewSet(ListModelMixin, GenericViewSet[UnitProfile]):
    """The latest result of each unit that the caller may read, of every instrument."""

    serializer_class = ProfileSerializer
    filterset_class = ProfileFilter
    queryset = UnitProfile.objects.none()

    def get_queryset(self) -> QuerySet[UnitProfile]:
        if getattr(self, "swagger_fake_view", False):
            return UnitProfile.objects.none()
        rows = UnitProfile.objects.filter(access_of(self.request.user).q(Permission.READ))  # type: ignore[arg-type]
        return rows.select_related("unit", "assessment__instrument").defer("assessment__result")


class CoursePointSerializer(serializers.ModelSerializer[Assessment]):
    """One submitted result on the course of a subject."""

    instrument = serializers.CharField(source="instrument.reference", read_only=True)

    class Meta:
        model = Assessment
        fields = ["uid", "instrument", "overall", "band", "submitted_at"]


class PairSerializer(serializers.Serializer[Any]):
    """A figure in both results; where it cannot be compared `difference` is null and `gap` says why."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    first = serializers.CharField(allow_null=True)
    second = serializers.CharField(allow_null=True)
    difference = serializers.CharField(allow_null=True)
    gap = serializers.ChoiceField(choices=[gap.value for gap in Gap], allow_null=True)
    reason = serializers.CharField(allow_null=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Second less first: overall, dimensions, and factors with the biggest difference first."""

    first = serializers.UUIDField()
    second = serializers.UUIDField()
    overall = PairSerializer()
    dimensions = PairSerializer(many=True)
    factors = PairSerializer(many=True)


class SpreadSerializer(serializers.Serializer[Any]):
    """What the raters gave one factor. `rwg` is as computed and can be negative; `flags` say why to talk about it."""

    factor = serializers.CharField()
    raters = serializers.IntegerField()
    mean = serializers.CharField(allow_null=True)
    median = serializers.CharField(allow_null=True)
    low = serializers.CharField(allow_null=True)
    high = serializers.CharField(allow_null=True)
    deviation = serializers.CharField(allow_null=True)
    quartile_range = serializers.CharField(allow_null=True)
    rwg = serializers.CharField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())


class AgreementSerializer(serializers.Serializer[Any]):
    """How far the raters agree: Krippendorff's alpha (by distance and by rank), and the spread of each factor."""

    raters = serializers.IntegerField()
    alpha = serializers.CharField(allow_null=True)
    alpha_ordinal = serializers.CharField(allow_null=True)
    reliability = serializers.CharField(allow_null=True)
    items = SpreadSerializer(many=True)


OTHER = OpenApiParameter("other", OpenApiTypes.UUID, required=True, description="The assessment to compare with.")


class ResultActions(GenericViewSet[Assessment]):
    """What can be read of one assessment beside itself; mixed into its view set."""

    @extend_schema(filters=False, responses={200: CoursePointSerializer(many=True), **error_answers(404)})
    @action(detail=True, pagination_class=None, filter_backends=[])
    def trend(self, request: Request, uid: Any = None) -> Response:
        """Return the submitted results of the same subject and instrument up to this one, oldest first, at most 24."""
        known_parameters(request, ())
        rows = queries.trend(self.get_object(), request.user)  # type: ignore[arg-type]
        return Response(CoursePointSerializer(rows, many=True).data)

    @extend_schema(
        filters=False, parameters=[OTHER], responses={200: ComparisonSerializer, **error_answers(400, 404, 409)}
    )
    @action(detail=True, filter_backends=[])
    def comparison(self, request: Request, uid: Any = None) -> Response:
        """Compare two submitted assessments of one instrument; `other` is the second."""
        known_parameters(request, ("other",))
        first = self.get_object()
        second = self._other(request)
        for row in (first, second):
            if row.state != State.SUBMITTED:
                raise Conflict(gettext_noop("Only submitted assessments can be compared."))
        if first.instrument.slug != second.instrument.slug:
            raise Conflict(gettext_noop("Only assessments of the same instrument can be compared."))
        found = queries.comparison_of(first, second)
        rest = [pair for pair in found.factors if not pair.difference]
        return Response(
            {
                "first": first.uid,
                "second": second.uid,
                "overall": _pair(found.overall),
                "dimensions": [_pair(pair) for pair in found.dimensions],
                "factors": [_pair(pair) for pair in [*found.moves, *rest]],
            }
        )

    @extend_schema(filters=False, responses={200: AgreementSerializer, **error_answers(404, 409)})
    @action(detail=True, filter_backends=[])
    def agreement(self, request: Request, uid: Any = None) -> Response:
        """Return how far the raters agree; 409 while they still rate, and where nobody rated alone."""
        known_parameters(request, ())
        found = queries.agreement_of(self.get_object())
        if found is None:
            raise Conflict(
                gettext_noop("Agreement is known once several raters have rated alone and rating is closed.")
            )
        reliability = found.reliability
        data = found.as_data() | {"reliability": reliability.value if reliability else None}
        data["items"] = [
            {name: _text(value) if isinstance(value, Decimal) else value for name, value in row.items()}
            for row in data["items"]
        ]
        for name in ("alpha", "alpha_ordinal"):
            data[name] = _text(data[name])
        return Response(data)

    def _other(self, request: Request) -> Assessment:
        try:
            wanted = UUID(request.query_params.get("other", ""))
        except ValueError:
            raise serializers.ValidationError({"other": [_("Give the uid of an assessment.")]}) from None
        found: Assessment | None = self.get_queryset().filter(uid=wanted).first()
        if found is None:
            raise Http404
        return found


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "key": pair.key,
        "label": pair.label or _("Overall"),
        "first": _text(pair.first),
        "second": _text(pair.second),
        "difference": _text(pair.difference),
        "gap": pair.gap.value if pair.gap else None,
        "reason": _(GAP_WORDS[pair.gap]) if pair.gap else None,
    }


def _text(value: Decimal | None) -> str | None:
    """A figure as decimal text with four decimals."""
    return None if value is None else f"{value:.4f}"
