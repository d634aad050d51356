"""What the ledger amounts to, and the dated rates."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.kernel.errors import Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import Cursor, MoneySerializer, error_answers, known_parameters, money
from roi import figures, queries, services
from roi.api.ledger import MONTH, WRONG_MONTH, user_of, valid
from roi.models import GRADE_CHOICES, ExchangeRate
from roi.queries import Account
from roi.workflow import Basis, Grade, Kind
from usecases.models import CATEGORY_LENGTH


class ScopeSerializer(serializers.Serializer[Any]):
    """Which part of the ledger figures cover."""

    unit = serializers.UUIDField(required=False, help_text="A unit with all below it; everything readable without.")
    first = serializers.RegexField(
        MONTH, required=False, error_messages=WRONG_MONTH, help_text="First month, for example 2025-01."
    )
    last = serializers.RegexField(MONTH, required=False, error_messages=WRONG_MONTH, help_text="Last month.")
    case_category = serializers.CharField(
        required=False, allow_blank=True, max_length=CATEGORY_LENGTH, help_text="Category of the use cases."
    )
    grade = serializers.ChoiceField(
        choices=GRADE_CHOICES, required=False, help_text="Only amounts on this grade of evidence; every grade without."
    )
    as_of = serializers.DateTimeField(required=False, help_text="Only what was recorded by then.")


class CategoryAmountSerializer(serializers.Serializer[Any]):
    """The amount of one category."""

    kind = serializers.CharField()
    category = serializers.CharField()
    amount = MoneySerializer()


class GroupAmountSerializer(serializers.Serializer[Any]):
    """The amount of one group of categories: hard, soft, avoided and reduced risk; building and running."""

    kind = serializers.CharField()
    group = serializers.CharField()
    amount = MoneySerializer()


class GradeAmountSerializer(serializers.Serializer[Any]):
    """The amounts on one grade of evidence."""

    grade = serializers.CharField()
    invested = MoneySerializer()
    returned = MoneySerializer()


class CashMonthSerializer(serializers.Serializer[Any]):
    """Net cash of a month, and the sum from the first entry on."""

    month = serializers.CharField()
    net = MoneySerializer()
    cumulative = MoneySerializer()


class LedgerAccountSerializer(serializers.Serializer[Any]):
    """The figures of one basis."""

    invested = MoneySerializer()
    returned = MoneySerializer()
    net = MoneySerializer()
    roi = serializers.CharField(allow_null=True, help_text="A fraction: 1.4 is 140 %; null when nothing was invested.")
    roi_reason = serializers.CharField(allow_blank=True)
    payback_months = serializers.CharField(
        allow_null=True, help_text="From the month of the first entry (month 0) until cumulative cash is back at zero."
    )
    payback_reason = serializers.CharField(allow_blank=True, help_text="Why there is none.")
    payback_reached = serializers.CharField(allow_null=True, help_text="The month in which it was reached.")
    payback_falls_again = serializers.BooleanField()
    by_category = CategoryAmountSerializer(many=True)
    by_group = GroupAmountSerializer(many=True)
    by_grade = GradeAmountSerializer(many=True)
    months = CashMonthSerializer(many=True)


class LedgerValueSerializer(serializers.Serializer[Any]):
    """Actual and plan beside each other; they are never added."""

    currency = serializers.CharField()
    as_of = serializers.DateTimeField()
    actual = LedgerAccountSerializer()
    plan = LedgerAccountSerializer()


def account_json(account: Account) -> dict[str, Any]:
    """Write the figures of one basis the way the API does."""
    totals, payback, currency = account.totals, account.payback, account.scope.money
    nothing = Money(0, currency)
    spent, gained = account.by_grade(Kind.INVESTMENT), account.by_grade(Kind.RETURN)
    return {
        "invested": money(totals.investment),
        "returned": money(totals.returns),
        "net": money(totals.net),
        "roi": figures.exact(totals.roi),
        "roi_reason": _(totals.roi_reason) if totals.roi_reason else "",
        "payback_months": figures.exact(payback.months),
        "payback_reason": _(payback.reason) if payback.reason else "",
        "payback_reached": str(payback.reached) if payback.reached else None,
        "payback_falls_again": payback.falls_again,
        "by_category": [
            {"kind": kind, "category": key, "amount": money(amount)}
            for kind in Kind
            for key, amount in account.by_category(kind).items()
        ],
        "by_group": [
            {"kind": kind, "group": group, "amount": money(amount)}
            for kind in Kind
            for group, amount in account.by_group(kind).items()
        ],
        "by_grade": [
            {
                "grade": grade,
                "invested": money(spent.get(grade, nothing)),
                "returned": money(gained.get(grade, nothing)),
            }
            for grade in Grade
            if grade in spent or grade in gained
        ],
        "months": [
            {
                "month": str(point.month),
                "net": money(Money(point.net, currency)),
                "cumulative": money(Money(point.cumulative, currency)),
            }
            for point in account.points
        ],
    }


class ValueView(APIView):
    """What was invested and returned, with ROI, payback and cumulative cash."""

    @extend_schema(
        tags=["value"],
        operation_id="value_retrieve",
        parameters=[ScopeSerializer],
        responses={200: LedgerValueSerializer, **error_answers(404)},
    )
    def get(self, request: Request) -> Response:
        """Read the figures of all units that you may read, or of one with all below it."""
        if not access_of(user_of(request)).anywhere(Permission.READ):
            raise Denied(gettext_noop("You may not read any unit."))
        scope = _scope(request)
        accounts: Mapping[Basis, Account] = queries.accounts(scope)
        return Response(
            {
                "currency": scope.money,
                "as_of": queries.as_of_now(scope),
                "actual": account_json(accounts[Basis.ACTUAL]),
                "plan": account_json(accounts[Basis.PLAN]),
            }
        )


def _scope(request: Request) -> queries.Scope:
    known_parameters(request, ScopeSerializer().fields)
    asked = ScopeSerializer(data=request.query_params)
    asked.is_valid(raise_exception=True)
    given = asked.validated_data
    unit_path = ""
    if "unit" in given:
        unit_path = queries.readable_unit(user_of(request), given["unit"]).path or ""
    first = Month.parse(given["first"], field="first") if "first" in given else None
    last = Month.parse(given["last"], field="last") if "last" in given else None
    if first and last and last < first:
        raise Invalid(gettext_noop("Enter a month that is not before the first one."), field="last")
    return queries.scope_for(
        user_of(request),
        unit_path=unit_path,
        first=first,
        last=last,
        case_category=given.get("case_category", ""),
        grade=Grade(given["grade"]) if "grade" in given else None,
        as_of=given.get("as_of"),
    )


class RateSerializer(serializers.ModelSerializer[ExchangeRate]):
    """From a day on, what one unit of a currency is worth."""

    class Meta:
        model = ExchangeRate
        fields = ["uid", "currency", "into", "on", "rate", "recorded_at"]
        read_only_fields = fields


class NewRateSerializer(serializers.Serializer[Any]):
    """A rate into the reporting currency."""

    currency = serializers.CharField(min_length=3, max_length=3)
    on = serializers.DateField()
    rate = serializers.CharField(max_length=40, help_text="Above zero, at most 12 decimals; kept as exact text.")


@extend_schema(tags=["value"])
@extend_schema_view(list=extend_schema(responses={200: RateSerializer(many=True), **error_answers()}))
class RateViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ExchangeRate]):
    """Dated rates into the reporting currency; written once."""

    queryset = ExchangeRate.objects.all()
    serializer_class = RateSerializer
    pagination_class = Cursor
    filterset_fields = ["currency", "into"]

    def get_queryset(self) -> QuerySet[ExchangeRate]:
        """Every rate, for those who may read anything."""
        rates = ExchangeRate.objects.all()
        return rates if access_of(user_of(self.request)).anywhere(Permission.READ) else rates.none()

    @extend_schema(request=NewRateSerializer, responses={201: RateSerializer, **error_answers(409)})
    def create(self, request: Request) -> Response:
        """Add a rate; entries booked already keep theirs."""
        given = valid(NewRateSerializer, request)
        added = services.add_rate(by=user_of(request), **given)
        return Response(RateSerializer(added).data, status=status.HTTP_201_CREATED)
