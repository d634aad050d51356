"""The futures of all business cases of a unit together, over the API: have them drawn, read what came of it."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.ui.api import Cursor, MoneySerializer, error_answers, known_parameters, money
from roi import queries, services
from roi.api.ledger import user_of, valid
from roi.portfolio_models import PortfolioRun
from roi.services.business import FEWEST_DRAWS, HIGHEST_SEED, USUAL_DRAWS
from roi.services.portfolio import MOST_DRAWS


class PortfolioUnitSerializer(serializers.Serializer[Any]):
    """Whose futures."""

    unit = serializers.UUIDField(help_text="A unit with all below it.")


class NewPortfolioRunSerializer(PortfolioUnitSerializer):
    """How futures are drawn."""

    draws = serializers.IntegerField(min_value=FEWEST_DRAWS, max_value=MOST_DRAWS, default=USUAL_DRAWS)
    seed = serializers.IntegerField(
        min_value=0, max_value=HIGHEST_SEED, required=False, help_text="One is chosen and kept without."
    )


class PortfolioMonthSerializer(serializers.Serializer[Any]):
    """Cumulative cash of all cases at the end of a month."""

    month = serializers.CharField()
    p10 = MoneySerializer()
    p50 = MoneySerializer()
    p90 = MoneySerializer()


class PortfolioRunSerializer(serializers.Serializer[Any]):
    """Futures drawn; amounts are net present values, null until the worker is done."""

    uid = serializers.UUIDField()
    unit = serializers.UUIDField()
    draws = serializers.IntegerField()
    seed = serializers.IntegerField()
    job = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    cases = serializers.IntegerField(allow_null=True, help_text="Business cases drawn.")
    left_out = serializers.IntegerField(allow_null=True, help_text="Business cases too long, or in another currency.")
    needed = serializers.IntegerField(
        allow_null=True, help_text="Of those drawn, templates as taken: their return is needed, not expected."
    )
    p10 = MoneySerializer(allow_null=True)
    p50 = MoneySerializer(allow_null=True)
    p90 = MoneySerializer(allow_null=True)
    mean = MoneySerializer(allow_null=True)
    chance_of_loss = serializers.FloatField(allow_null=True, help_text="A fraction: 0.25 is 25 %.")
    months = PortfolioMonthSerializer(many=True)


def run_json(run: PortfolioRun) -> dict[str, Any]:
    """Write a run the way the API does."""
    result, value = run.result, run.result.get("value")
    first = Month.parse(result["first"]) if value else None

    def amount(number: float) -> dict[str, str] | None:
        return money(Money.of(round(Decimal(str(number))), run.currency))

    return {
        "uid": run.uid,
        "unit": run.unit.uid,
        "draws": run.draws,
        "seed": run.seed,
        "job": run.job.uid if run.job else None,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "cases": result.get("cases"),
        "left_out": result.get("left_out"),
        "needed": result.get("needed"),
        **{name: amount(value[name]) if value else None for name in ("p10", "p50", "p90", "mean")},
        "chance_of_loss": value["loss"] if value else None,
        "months": [
            {"month": str(first.plus(index)), "p10": amount(low), "p50": amount(middle), "p90": amount(high)}
            for index, (low, middle, high) in enumerate(result["fan"])
        ]
        if first
        else [],
    }


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: PortfolioRunSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: PortfolioRunSerializer, **error_answers(404)}),
)
class PortfolioRunViewSet(viewsets.GenericViewSet[PortfolioRun]):
    """Runs over the business cases of a unit. A run never changes once it is done."""

    queryset = PortfolioRun.objects.all()
    serializer_class = PortfolioRunSerializer
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[PortfolioRun]:
        """Runs over units that the caller may read."""
        return PortfolioRun.objects.visible_to(user_of(self.request)).select_related("unit", "job")

    def list(self, request: Request) -> Response:
        """List the runs over units that you may read."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([run_json(run) for run in page])

    def retrieve(self, request: Request, uid: Any) -> Response:
        """Read one run."""
        return Response(run_json(self.get_object()))

    @extend_schema(
        request=NewPortfolioRunSerializer, responses={202: PortfolioRunSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Have the futures of all business cases of a unit drawn by the worker."""
        given = valid(NewPortfolioRunSerializer, request)
        unit = queries.readable_unit(user_of(request), given.pop("unit"))
        run = services.simulate_portfolio(unit, by=user_of(request), **given)
        return Response(run_json(run), status=status.HTTP_202_ACCEPTED)

    @extend_schema(parameters=[PortfolioUnitSerializer], responses={200: PortfolioRunSerializer, **error_answers(404)})
    @action(detail=False, methods=["get"])
    def latest(self, request: Request) -> Response:
        """Read the run over a unit that was done last; 404 while there is none."""
        known_parameters(request, PortfolioUnitSerializer().fields)
        asked = PortfolioUnitSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        unit = queries.readable_unit(user_of(request), asked.validated_data["unit"])
        run = self.get_queryset().filter(unit=unit, finished_at__isnull=False).first()
        if run is None:
            raise NotFound
        return Response(run_json(run))
