"""Business cases over the API: read versions, write the next one, approve it, and have futures drawn."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.ui.api import Cursor, MoneySerializer, error_answers, money
from roi import business_queries, figures, services
from roi.api.ledger import MONTH, kind_of, user_of, valid
from roi.business_forms import LABEL_LENGTH
from roi.business_models import NOTE_LENGTH, BusinessCase, Simulation
from roi.forms import case_by_reference
from roi.rules import cases, worth
from roi.rules.cases import LONGEST, MOST_ASSUMPTIONS, MOST_LINES, MOST_STAGES, PATTERNS, Content, Scenario
from roi.rules.estimates import Shape
from roi.rules.finance import TIMINGS
from roi.services.business import FEWEST_DRAWS, HIGHEST_SEED, MOST_DRAWS, USUAL_DRAWS
from usecases.models import UseCase, reference_of

KEY = r"^[a-z0-9_-]{1,40}$"


class BusinessCaseEstimateSerializer(serializers.Serializer[Any]):
    """At least, most likely, at most."""

    low = serializers.DecimalField(max_digits=24, decimal_places=8)
    likely = serializers.DecimalField(max_digits=24, decimal_places=8)
    high = serializers.DecimalField(max_digits=24, decimal_places=8)
    shape = serializers.ChoiceField(choices=[shape.value for shape in Shape], default=Shape.PERT.value)


class BusinessCaseAssumptionSerializer(serializers.Serializer[Any]):
    """A named value that lines are multiplied by; its scenarios are the range it is drawn from."""

    key = serializers.RegexField(KEY)
    label = serializers.CharField(max_length=LABEL_LENGTH)  # type: ignore[assignment]
    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    pessimistic = serializers.DecimalField(max_digits=24, decimal_places=8)
    base = serializers.DecimalField(max_digits=24, decimal_places=8)
    optimistic = serializers.DecimalField(max_digits=24, decimal_places=8)


class BusinessCaseLineSerializer(serializers.Serializer[Any]):
    """A cost or a benefit; the category says which."""

    label = serializers.CharField(max_length=LABEL_LENGTH)  # type: ignore[assignment]
    category = serializers.CharField(max_length=30, help_text="Key of a category.")
    pattern = serializers.ChoiceField(choices=list(PATTERNS))
    first = serializers.IntegerField(min_value=0, max_value=LONGEST, help_text="First month, counted from 0.")
    last = serializers.IntegerField(min_value=0, max_value=LONGEST, help_text="Last month, included.")
    amount = BusinessCaseEstimateSerializer()
    times = serializers.ListField(
        child=serializers.RegexField(KEY), max_length=MOST_ASSUMPTIONS, default=list, help_text="Keys of assumptions."
    )


class BusinessCaseStageSerializer(serializers.Serializer[Any]):
    """A stage that is decided on by itself."""

    label = serializers.CharField(max_length=LABEL_LENGTH)  # type: ignore[assignment]
    cost = serializers.DecimalField(max_digits=24, decimal_places=8)
    month = serializers.IntegerField(min_value=0, max_value=LONGEST)
    chance = serializers.DecimalField(max_digits=24, decimal_places=8, help_text="Chance of success as a fraction.")


class BusinessCaseContentSerializer(serializers.Serializer[Any]):
    """What a version says. Amounts are decimal text in the reporting currency."""

    start = serializers.RegexField(MONTH, help_text="Month 0, for example 2026-01.")
    months = serializers.IntegerField(min_value=1, max_value=LONGEST)
    rate = serializers.DecimalField(
        max_digits=24, decimal_places=8, help_text="Annual discount rate as a fraction: 0.08 is 8 %."
    )
    timing = serializers.ChoiceField(choices=list(TIMINGS), default="end")
    assumptions = BusinessCaseAssumptionSerializer(many=True, default=list, max_length=MOST_ASSUMPTIONS)  # type: ignore[call-arg]
    lines = BusinessCaseLineSerializer(many=True, max_length=MOST_LINES)  # type: ignore[call-arg]
    stages = BusinessCaseStageSerializer(many=True, default=list, max_length=MOST_STAGES)  # type: ignore[call-arg]
    payoff = serializers.DecimalField(
        max_digits=24, decimal_places=8, default=Decimal(0), help_text="What the last stage brings."
    )
    payoff_month = serializers.IntegerField(min_value=0, max_value=LONGEST, default=0)


class NewBusinessCaseSerializer(BusinessCaseContentSerializer):
    """The next version of a use case's business case."""

    case = serializers.CharField(max_length=30, help_text="Reference of the use case, for example UC-0042.")
    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, default="")
    base = serializers.IntegerField(
        min_value=0, required=False, help_text="Number of the version you read; 409 when there is a newer one."
    )


class BusinessCaseFiguresSerializer(serializers.Serializer[Any]):
    """What a scenario is worth. Shares are fractions, paybacks months; null is undefined, with its reason."""

    costs = MoneySerializer()
    benefits = MoneySerializer()
    net = MoneySerializer()
    npv = MoneySerializer()
    roi = serializers.CharField(allow_null=True)
    annualized_roi = serializers.CharField(allow_null=True)
    irr = serializers.CharField(allow_null=True)
    irr_rates = serializers.ListField(child=serializers.CharField(), help_text="Every rate that solves the equation.")
    irr_reason = serializers.CharField(allow_blank=True)
    mirr = serializers.CharField(allow_null=True)
    payback = serializers.CharField(allow_null=True)
    payback_reason = serializers.CharField(allow_blank=True)
    payback_falls_again = serializers.BooleanField()
    discounted_payback = serializers.CharField(allow_null=True)
    benefit_cost_ratio = serializers.CharField(allow_null=True)
    profitability_index = serializers.CharField(allow_null=True)
    equivalent_annual_cost = MoneySerializer(allow_null=True)


class BusinessCaseScenariosSerializer(serializers.Serializer[Any]):
    """The three scenarios."""

    pessimistic = BusinessCaseFiguresSerializer()
    base = BusinessCaseFiguresSerializer()
    optimistic = BusinessCaseFiguresSerializer()


class BusinessCaseSerializer(serializers.Serializer[Any]):
    """A version with what was kept of it for lists."""

    uid = serializers.UUIDField()
    case = serializers.CharField()
    number = serializers.IntegerField()
    is_current = serializers.BooleanField()
    approved_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    template = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    costs = MoneySerializer()
    benefits = MoneySerializer()
    npv = MoneySerializer()
    run_cost = MoneySerializer(help_text="The most that recurring costs come to in a month.")
    cost_of_delay = MoneySerializer(allow_null=True, help_text="What a month of waiting costs.")
    roi = serializers.CharField(allow_null=True)
    payback = serializers.CharField(allow_null=True)


class BusinessCaseDetailSerializer(BusinessCaseSerializer):
    """A version with all that it says and is worth."""

    content = BusinessCaseContentSerializer()
    scenarios = BusinessCaseScenariosSerializer()


class NewSimulationSerializer(serializers.Serializer[Any]):
    """How many futures, and which."""

    draws = serializers.IntegerField(min_value=FEWEST_DRAWS, max_value=MOST_DRAWS, default=USUAL_DRAWS)
    seed = serializers.IntegerField(min_value=0, max_value=HIGHEST_SEED, required=False, allow_null=True)


class BusinessSimulationSerializer(serializers.Serializer[Any]):
    """Futures drawn from a version; the figures are null until the worker is done."""

    uid = serializers.UUIDField()
    draws = serializers.IntegerField()
    seed = serializers.IntegerField()
    job = serializers.UUIDField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    p10 = MoneySerializer(allow_null=True)
    p50 = MoneySerializer(allow_null=True)
    p90 = MoneySerializer(allow_null=True)
    chance_of_loss = serializers.FloatField(allow_null=True)


class BusinessApprovalSerializer(serializers.Serializer[Any]):
    """What finance says with its approval."""

    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, default="")


def version_json(version: BusinessCase) -> dict[str, Any]:
    """Write a version as lists show it."""

    def kept(name: str) -> Any:
        amount = version.money(name)
        return None if amount is None else money(amount)

    return {
        "uid": version.uid,
        "case": reference_of(version.case_id),
        "number": version.number,
        "is_current": version.is_current,
        "approved_at": version.approved_at,
        "created_at": version.created_at,
        "template": version.template,
        "note": version.note,
        "costs": kept("costs"),
        "benefits": kept("benefits"),
        "npv": kept("npv"),
        "run_cost": kept("run"),
        "cost_of_delay": kept("delay"),
        "roi": figures.exact(version.roi),
        "payback": figures.exact(version.payback),
    }


def detail_json(version: BusinessCase) -> dict[str, Any]:
    """Write a version with all that it says and is worth."""
    content = version.says
    return version_json(version) | {
        "content": cases.written(content),
        "scenarios": {scenario.value: _worth(content, scenario) for scenario in Scenario},
    }


def _worth(content: Content, scenario: Scenario) -> dict[str, Any]:
    found = worth.worth(content, scenario)
    yearly = found.equivalent_annual_cost
    return {
        **{name: money(getattr(found, name)) for name in ("costs", "benefits", "net", "npv")},
        **{
            name: figures.exact(getattr(found, name))
            for name in ("roi", "annualized_roi", "mirr", "benefit_cost_ratio", "profitability_index")
        },
        "irr": figures.exact(found.irr.rate),
        "irr_rates": [figures.exact(rate) for rate in found.irr.rates],
        "irr_reason": _(found.irr.reason) if found.irr.reason else "",
        "payback": figures.exact(found.payback.periods),
        "payback_reason": _(found.payback.reason) if found.payback.reason else "",
        "payback_falls_again": found.payback.falls_again,
        "discounted_payback": figures.exact(found.discounted_payback.periods),
        "equivalent_annual_cost": None if yearly is None else money(yearly),
    }


def simulation_json(asked: Simulation) -> dict[str, Any]:
    """Write a simulation."""
    value = asked.result.get("value") if asked.result else None
    currency = asked.business_case.currency
    amounts = {name: money(Money.of(round(value[name]), currency)) if value else None for name in ("p10", "p50", "p90")}
    return {
        "uid": asked.uid,
        "draws": asked.draws,
        "seed": asked.seed,
        "job": asked.job.uid if asked.job else None,
        "finished_at": asked.finished_at,
        **amounts,
        "chance_of_loss": value["loss"] if value else None,
    }


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: BusinessCaseSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: BusinessCaseDetailSerializer, **error_answers(404)}),
)
class BusinessCaseViewSet(viewsets.GenericViewSet[BusinessCase]):
    """Business cases: the current versions as a list; any version by its uid. A version never changes."""

    queryset = BusinessCase.objects.all()
    serializer_class = BusinessCaseSerializer
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[BusinessCase]:
        """Versions that the caller may read."""
        return BusinessCase.objects.visible_to(user_of(self.request)).select_related("case__unit")

    def list(self, request: Request) -> Response:
        """List the current version of every use case."""
        page = self.paginate_queryset(business_queries.current(user_of(request))) or []
        return self.get_paginated_response([version_json(version) for version in page])

    def retrieve(self, request: Request, uid: Any) -> Response:
        """Read one version."""
        return Response(detail_json(self.get_object()))

    @extend_schema(
        request=NewBusinessCaseSerializer, responses={201: BusinessCaseDetailSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Write the next version of a use case's business case."""
        given = valid(NewBusinessCaseSerializer, request)
        case = _case(given.pop("case"), request)
        note, base = given.pop("note"), given.pop("base", None)
        version = services.draft(case, by=user_of(request), content=_content(given), note=note, base=base)
        return Response(detail_json(version), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=BusinessApprovalSerializer, responses={200: BusinessCaseSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, uid: Any) -> Response:
        """Approve the current version for finance; it is the promise from then on."""
        note = valid(BusinessApprovalSerializer, request)["note"]
        return Response(version_json(services.approve(self.get_object(), by=user_of(request), note=note)))

    @extend_schema(
        request=NewSimulationSerializer, responses={202: BusinessSimulationSerializer, **error_answers(404, 409)}
    )
    @action(detail=True, methods=["post"])
    def simulate(self, request: Request, uid: Any) -> Response:
        """Have the futures of a version drawn by the worker; `simulation` answers with the result."""
        given = valid(NewSimulationSerializer, request)
        asked = services.simulate(self.get_object(), by=user_of(request), **given)
        return Response(simulation_json(asked), status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={200: BusinessSimulationSerializer, **error_answers(404)})
    @action(detail=True, methods=["get"])
    def simulation(self, request: Request, uid: Any) -> Response:
        """Read the simulation of a version that was asked for last."""
        found = business_queries.latest_simulation(self.get_object())
        if found is None:
            raise NotFound
        return Response(simulation_json(found))


def _case(reference: str, request: Request) -> UseCase:
    case = case_by_reference(reference, user_of(request))
    if case is None:
        raise NotFound
    return case


def _content(given: dict[str, Any]) -> Content:
    """What was sent as a content. Raises Invalid for what is none."""
    start = str(Month.parse(given.pop("start"), field="start"))
    lines = [
        dict(line) | {"key": f"l{number}", "kind": kind_of(line["category"])}
        for number, line in enumerate(given.pop("lines"))
    ]
    return cases.read(given | {"start": start, "lines": lines, "currency": settings.REPORTING_CURRENCY})
