"""The dashboard in the API: the same query and the same filters as the page."""

from typing import Any

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import MoneySerializer, error_answers, known_parameters
from insights import figures, filters, queries


class UnitNameSerializer(serializers.Serializer[Any]):
    """A unit that the figures cover, with all below it."""

    uid = serializers.UUIDField()
    name = serializers.CharField()


class FiltersSerializer(serializers.Serializer[Any]):
    """The filters in force. `units` names what is added up."""

    unit = serializers.UUIDField(allow_null=True)
    unit_name = serializers.CharField(allow_null=True)
    units = UnitNameSerializer(many=True)
    first = serializers.CharField(allow_null=True)
    last = serializers.CharField(allow_null=True)
    category = serializers.CharField(allow_null=True)


class AccountSerializer(serializers.Serializer[Any]):
    """Investments and returns of one basis. `roi` is a fraction (1.4 is 140 %); null is undefined, with its reason."""

    invested = MoneySerializer()
    returned = MoneySerializer()
    net = MoneySerializer()
    roi = serializers.CharField(allow_null=True)
    roi_reason = serializers.CharField(allow_blank=True)
    payback_months = serializers.CharField(allow_null=True)
    payback_reason = serializers.CharField(allow_blank=True)


class CashSerializer(serializers.Serializer[Any]):
    """Cumulative cash at the end of a month; null where a basis has no entries yet or any more."""

    month = serializers.CharField()
    actual = serializers.CharField(allow_null=True)
    plan = serializers.CharField(allow_null=True)
    currency = serializers.CharField()


class ValueSerializer(serializers.Serializer[Any]):
    """Actual, plan, and the plan up to the present month; `gap_to_plan` is net benefit less what was planned by now."""

    actual = AccountSerializer()
    plan = AccountSerializer()
    plan_to_date = AccountSerializer()
    gap_to_plan = MoneySerializer(allow_null=True)
    cumulative_cash = CashSerializer(many=True)


class StageSerializer(serializers.Serializer[Any]):
    """How many use cases stand at a stage, how many of them were imported, and how many reached it in the month."""

    stage = serializers.CharField()
    cases = serializers.IntegerField()
    not_yet_reviewed = serializers.IntegerField(
        help_text="Those of `cases` that were imported there and never approved here."
    )
    moved = serializers.IntegerField()


class PipelineSerializer(serializers.Serializer[Any]):
    """Use cases by stage now, with the moves of `month`."""

    open = serializers.IntegerField()
    in_production = serializers.IntegerField()
    not_yet_reviewed = serializers.IntegerField(
        help_text="Those of `open` imported beyond approval, not approved here."
    )
    in_production_not_yet_reviewed = serializers.IntegerField(help_text="The same of `in_production`.")
    closed = serializers.IntegerField()
    month = serializers.CharField()
    stages = StageSerializer(many=True)


class AxesSerializer(serializers.Serializer[Any]):
    """The criteria of the scoring model that the two axes show."""

    across = serializers.CharField()
    up = serializers.CharField()


class PointSerializer(serializers.Serializer[Any]):
    """A scored use case on the two axes."""

    reference = serializers.CharField()
    name = serializers.CharField()
    score = serializers.CharField()
    band = serializers.CharField()
    feasibility = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True)


class FeasibilitySerializer(serializers.Serializer[Any]):
    """The best `shown` of `scored` use cases."""

    scored = serializers.IntegerField()
    shown = serializers.IntegerField()
    axes = AxesSerializer()
    points = PointSerializer(many=True)


class UnitReadinessSerializer(serializers.Serializer[Any]):
    """The latest submitted readiness of a unit."""

    unit = serializers.CharField()
    score = serializers.CharField()
    band = serializers.CharField()
    submitted_at = serializers.DateTimeField()


class ReadinessSerializer(serializers.Serializer[Any]):
    """How many units are assessed, and the weakest of them."""

    units = serializers.IntegerField()
    weakest = UnitReadinessSerializer(many=True)


class GovernanceSerializer(serializers.Serializer[Any]):
    """Open reviews and approvals that lapse within `notice_days`."""

    open_reviews = serializers.IntegerField()
    high_risk_open = serializers.IntegerField()
    longest_wait_days = serializers.IntegerField(allow_null=True)
    lapsing_approvals = serializers.IntegerField()
    notice_days = serializers.IntegerField()


class DecisionSerializer(serializers.Serializer[Any]):
    """A step or vote that lies with the caller."""

    title = serializers.CharField()
    reference = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    since = serializers.DateTimeField()
    due = serializers.DateField(allow_null=True)


class DecisionsSerializer(serializers.Serializer[Any]):
    """The most urgent of `count` decisions of the caller; `more` says that there are others."""

    count = serializers.IntegerField()
    more = serializers.BooleanField()
    items = DecisionSerializer(many=True)


class AttentionSerializer(serializers.Serializer[Any]):
    """Something that needs attention, and why."""

    concern = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField()
    url = serializers.CharField()


class DashboardSerializer(serializers.Serializer[Any]):
    """The executive dashboard as data."""

    as_of = serializers.DateTimeField()
    filters = FiltersSerializer()
    headline = serializers.CharField()
    value = ValueSerializer()
    pipeline = PipelineSerializer()
    feasibility = FeasibilitySerializer(allow_null=True)
    readiness = ReadinessSerializer()
    governance = GovernanceSerializer()
    decisions = DecisionsSerializer()
    attention = AttentionSerializer(many=True)


FILTERS = [
    OpenApiParameter("unit", OpenApiTypes.UUID, description="A unit, with all below it. Default: the organization."),
    OpenApiParameter("first", str, description="First month of the value figures, such as 2026-01."),
    OpenApiParameter("last", str, description="Last month of the value figures; moves are those of this month."),
    OpenApiParameter("category", str, description="Category of the use cases."),
]


class DashboardView(APIView):
    """The executive dashboard."""

    @extend_schema(
        operation_id="dashboard", parameters=FILTERS, responses={200: DashboardSerializer, **error_answers(404)}
    )
    def get(self, request: Request) -> Response:
        """Return the figures of the executive dashboard under the caller's rights.

        Public inventories count only when a unit of one is asked for. Undefined figures are null, with their reason.
        """
        if not access_of(request.user).anywhere(Permission.READ):  # type: ignore[arg-type]
            raise Http404(_("You hold no role yet that lets you read anything."))
        known_parameters(request, filters.NAMES)
        form = filters.read(request.query_params, request.user)  # type: ignore[arg-type]
        scope = form.scope()
        if form.is_bound and form.errors:
            raise serializers.ValidationError(
                {name: [str(text) for text in said] for name, said in form.errors.items()}
            )
        return Response(figures.as_data(queries.dashboard(request.user, scope)))  # type: ignore[arg-type]


URLS = [path("dashboard/", DashboardView.as_view(), name="dashboard")]
