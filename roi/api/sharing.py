"""Shared benefits and possible double counts, over the API."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.ui.api import Cursor, MoneySerializer, error_answers, money
from roi import queries, services
from roi.api.ledger import MONTH, WRONG_MONTH, user_of, valid
from roi.forms import case_by_reference
from roi.models import BASIS_CHOICES, GRADE_CHOICES
from roi.sharing_models import DOUBLE_CHOICES, NOTE_LENGTH, DoubleCount, SharedBenefit
from roi.workflow import Basis, Grade
from usecases.models import UseCase, reference_of

WRONG_SHARE: dict[str, Any] = dict.fromkeys(
    ("invalid", "min_value", "max_value", "max_digits", "max_whole_digits"),
    gettext_lazy("Enter a share between 0 and 1, for example 0.36."),
)


class BenefitShareSerializer(serializers.Serializer[Any]):
    """A use case and its share of 0 to 1."""

    case = serializers.CharField(max_length=30)
    share = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=Decimal(0), max_value=Decimal(1), error_messages=WRONG_SHARE
    )


class BookedShareSerializer(serializers.Serializer[Any]):
    """A share that stands, and the entry that holds it."""

    case = serializers.CharField()
    share = serializers.CharField(help_text="0 to 1, exact.")
    entry = serializers.UUIDField()
    amount = MoneySerializer()


class SharedBenefitSerializer(serializers.Serializer[Any]):
    """One return that several use cases brought together."""

    uid = serializers.UUIDField()
    unit = serializers.UUIDField(source="unit.uid")
    category = serializers.CharField()
    period = serializers.SerializerMethodField()
    amount = serializers.SerializerMethodField()
    basis = serializers.ChoiceField(choices=BASIS_CHOICES)
    grade = serializers.ChoiceField(choices=GRADE_CHOICES)
    memo = serializers.CharField()
    shares = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_period(self, shared: SharedBenefit) -> str:
        """Month, for example 2025-01."""
        return str(shared.month)

    @extend_schema_field(MoneySerializer)
    def get_amount(self, shared: SharedBenefit) -> Any:
        """The whole amount."""
        return money(shared.whole)

    @extend_schema_field(BookedShareSerializer(many=True))
    def get_shares(self, shared: SharedBenefit) -> list[dict[str, Any]]:
        """The shares that stand."""
        return [
            {
                "case": reference_of(entry.case_id),
                "share": entry.share,
                "entry": entry.uid,
                "amount": money(entry.booked),
            }
            for entry in shared.standing()
        ]


class NewSharedSerializer(serializers.Serializer[Any]):
    """A benefit, and the use cases that share it."""

    unit = serializers.UUIDField()
    category = serializers.CharField(max_length=30)
    period = serializers.RegexField(MONTH, error_messages=WRONG_MONTH)
    amount = MoneySerializer()
    basis = serializers.ChoiceField(choices=BASIS_CHOICES, required=False, default=Basis.ACTUAL)
    grade = serializers.ChoiceField(choices=GRADE_CHOICES, required=False, default=Grade.ASSERTED)
    memo = serializers.CharField(max_length=NOTE_LENGTH)
    shares = BenefitShareSerializer(many=True, allow_empty=False)


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: SharedBenefitSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: SharedBenefitSerializer, **error_answers(404)}),
)
class SharedBenefitViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SharedBenefit]):
    """Benefits that several use cases share; their shares come to at most the whole."""

    queryset = SharedBenefit.objects.all()
    serializer_class = SharedBenefitSerializer
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[SharedBenefit]:
        """Shared benefits of units that the caller may read."""
        return SharedBenefit.objects.visible_to(user_of(self.request)).select_related("unit")

    @extend_schema(request=NewSharedSerializer, responses={201: SharedBenefitSerializer, **error_answers(409)})
    def create(self, request: Request) -> Response:
        """Book a benefit once for several use cases."""
        given = valid(NewSharedSerializer, request)
        amount = Money.of(given["amount"]["amount"], given["amount"]["currency"])
        made = services.share_benefit(
            queries.readable_unit(user_of(request), given["unit"]),
            by=user_of(request),
            category=given["category"],
            period=Month.parse(given["period"]),
            amount=amount,
            memo=given["memo"],
            basis=given["basis"],
            grade=given["grade"],
            shares=[(_case(row["case"], request), row["share"]) for row in given["shares"]],
        )
        return Response(SharedBenefitSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=BenefitShareSerializer, responses={200: SharedBenefitSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def shares(self, request: Request, uid: UUID) -> Response:
        """Give a further use case its share."""
        shared, given = self.get_object(), valid(BenefitShareSerializer, request)
        services.add_share(shared, by=user_of(request), case=_case(given["case"], request), share=given["share"])
        return Response(SharedBenefitSerializer(shared).data)


def _case(reference: str, request: Request) -> UseCase:
    case = case_by_reference(reference, user_of(request))
    if case is None:
        raise Invalid(_("There is no use case with this reference that you may see."), field="case")
    return case


class DoubleCountSerializer(serializers.Serializer[Any]):
    """Two use cases that may claim the same saving."""

    uid = serializers.UUIDField()
    cases = serializers.SerializerMethodField()
    unit = serializers.UUIDField(source="unit.uid")
    category = serializers.CharField()
    basis = serializers.ChoiceField(choices=BASIS_CHOICES)
    first = serializers.SerializerMethodField()
    last = serializers.SerializerMethodField()
    signs = serializers.ListField(child=serializers.CharField(), help_text="What speaks for it: amount, memo, kpi.")
    state = serializers.ChoiceField(choices=DOUBLE_CHOICES)
    note = serializers.CharField(allow_blank=True)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True, default=None)
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_cases(self, double: DoubleCount) -> list[str]:
        """References of both."""
        return [reference_of(double.first_case_id), reference_of(double.second_case_id)]

    def get_first(self, double: DoubleCount) -> str:
        """First month."""
        return str(double.months[0])

    def get_last(self, double: DoubleCount) -> str:
        """Last month."""
        return str(double.months[1])


class DoubleDecisionSerializer(serializers.Serializer[Any]):
    """Whether both claim the same."""

    same = serializers.BooleanField()
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=NOTE_LENGTH, default="", help_text="Needed when they are two."
    )


class DoubleFilter(filters.FilterSet):
    """What possible double counts can be narrowed by."""

    state = filters.ChoiceFilter(choices=DOUBLE_CHOICES)

    class Meta:
        model = DoubleCount
        fields: list[str] = []


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: DoubleCountSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: DoubleCountSerializer, **error_answers(404)}),
)
class DoubleCountViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[DoubleCount]):
    """Savings that two use cases may claim both, and what was decided."""

    queryset = DoubleCount.objects.all()
    serializer_class = DoubleCountSerializer
    filterset_class = DoubleFilter
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[DoubleCount]:
        """Pairs of which the caller may read both use cases."""
        rows = DoubleCount.objects.visible_to(user_of(self.request))
        return rows.select_related("unit", "first_case", "second_case", "decided_by")

    @extend_schema(request=DoubleDecisionSerializer, responses={200: DoubleCountSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, uid: UUID) -> Response:
        """Say whether the two claim the same saving."""
        decided = services.decide_double(
            self.get_object(), by=user_of(request), **valid(DoubleDecisionSerializer, request)
        )
        return Response(DoubleCountSerializer(decided).data)
