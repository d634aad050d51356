"""What finance controls, over the API: batches to sign, and closed months."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.periods import Month
from foundation.people.models import Unit
from foundation.ui.api import Cursor, MoneySerializer, error_answers, money
from roi import control_queries, queries, services
from roi.api.ledger import MONTH, WRONG_MONTH, user_of, valid
from roi.control_models import ITEM_CHOICES, NOTE_LENGTH, STATE_CHOICES, ClosedMonth, SigningBatch
from roi.models import GRADE_CHOICES, KIND_CHOICES


class SigningItemSerializer(serializers.Serializer[Any]):
    """One entry in a batch."""

    entry = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ITEM_CHOICES)
    reason = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True)
    amount = MoneySerializer()
    grade = serializers.ChoiceField(choices=GRADE_CHOICES)


class GradeChangeSerializer(serializers.Serializer[Any]):
    """Amounts of one kind on one grade, as asserted and once what waits is signed."""

    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    grade = serializers.ChoiceField(choices=GRADE_CHOICES)
    before = MoneySerializer()
    after = MoneySerializer()


class SigningBatchSerializer(serializers.Serializer[Any]):
    """Entries that finance signs in one act."""

    uid = serializers.UUIDField()
    unit = serializers.UUIDField(source="unit.uid")
    unit_name = serializers.CharField(source="unit.name")
    first = serializers.SerializerMethodField()
    last = serializers.SerializerMethodField()
    kind = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    grade = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=STATE_CHOICES)
    opened_by = serializers.CharField(source="opened_by.name", allow_null=True, default=None)
    opened_at = serializers.DateTimeField()
    closed_by = serializers.CharField(source="closed_by.name", allow_null=True, default=None)
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_first(self, batch: SigningBatch) -> str:
        """First month."""
        return str(batch.months[0])

    def get_last(self, batch: SigningBatch) -> str:
        """Last month."""
        return str(batch.months[1])


class SigningBatchDetailSerializer(SigningBatchSerializer):
    """A batch with what it holds."""

    grades = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()

    @extend_schema_field(GradeChangeSerializer(many=True))
    def get_grades(self, batch: SigningBatch) -> list[dict[str, Any]]:
        """Totals by kind and grade."""
        return [
            {"kind": row.kind, "grade": row.grade, "before": money(row.before), "after": money(row.after)}
            for row in control_queries.before_and_after(batch)
        ]

    @extend_schema_field(SigningItemSerializer(many=True))
    def get_items(self, batch: SigningBatch) -> list[dict[str, Any]]:
        """All entries, in the order in which they were gathered."""
        return [
            {
                "entry": item.entry.uid,
                "state": item.state,
                "reason": item.reason,
                "answer": item.answer,
                "amount": money(item.entry.booked),
                "grade": item.entry.grade,
            }
            for item in batch.items.select_related("entry")
        ]


class NewBatchSerializer(serializers.Serializer[Any]):
    """Which actual entries to gather."""

    unit = serializers.UUIDField()
    first = serializers.RegexField(MONTH, error_messages=WRONG_MONTH)
    last = serializers.RegexField(MONTH, error_messages=WRONG_MONTH)
    kind = serializers.ChoiceField(choices=KIND_CHOICES, required=False, allow_blank=True, default="")
    category = serializers.CharField(required=False, allow_blank=True, max_length=30, default="")
    grade = serializers.ChoiceField(choices=GRADE_CHOICES, required=False, allow_blank=True, default="")
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH, default="")


class SendBackSerializer(serializers.Serializer[Any]):
    """Which entry is sent back, and why."""

    entry = serializers.UUIDField()
    reason = serializers.CharField(max_length=NOTE_LENGTH)


class BatchFilter(filters.FilterSet):
    """What batches can be narrowed by."""

    state = filters.ChoiceFilter(choices=STATE_CHOICES)

    class Meta:
        model = SigningBatch
        fields: list[str] = []


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: SigningBatchSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: SigningBatchDetailSerializer, **error_answers(404)}),
)
class SigningBatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SigningBatch]):
    """Batches of actual entries that finance signs in one act."""

    queryset = SigningBatch.objects.all()
    serializer_class = SigningBatchSerializer
    filterset_class = BatchFilter
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_serializer_class(self) -> type[SigningBatchSerializer]:
        """One batch comes with its entries."""
        return SigningBatchDetailSerializer if self.action == "retrieve" else SigningBatchSerializer

    def get_queryset(self) -> QuerySet[SigningBatch]:
        """Batches of units that the caller may read."""
        rows = SigningBatch.objects.visible_to(user_of(self.request))
        return rows.select_related("unit", "opened_by", "closed_by")

    @extend_schema(request=NewBatchSerializer, responses={201: SigningBatchDetailSerializer, **error_answers(404, 409)})
    def create(self, request: Request) -> Response:
        """Gather the actual entries of a unit and all below it that finance can sign."""
        given = valid(NewBatchSerializer, request)
        unit = queries.readable_unit(user_of(request), given.pop("unit"))
        first, last = (Month.parse(given.pop(name), field=name) for name in ("first", "last"))
        batch = services.open_batch(unit, by=user_of(request), first=first, last=last, **given)
        return Response(SigningBatchDetailSerializer(batch).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: SigningBatchSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, uid: UUID) -> Response:
        """Sign all that waits; a large batch is signed by the worker, and stays "signing" until then."""
        return Response(SigningBatchSerializer(services.sign_batch(self.get_object(), by=user_of(request))).data)

    @extend_schema(request=None, responses={200: SigningBatchSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, uid: UUID) -> Response:
        """Close the batch without signing it."""
        return Response(SigningBatchSerializer(services.give_up_batch(self.get_object(), by=user_of(request))).data)

    @extend_schema(request=SendBackSerializer, responses={200: SigningBatchDetailSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, uid: UUID) -> Response:
        """Send an entry back to whoever asserted it."""
        batch, given = self.get_object(), valid(SendBackSerializer, request)
        item = get_object_or_404(batch.items.select_related("batch__unit"), entry__uid=given["entry"])
        services.refuse_item(item, by=user_of(request), reason=given["reason"])
        return Response(SigningBatchDetailSerializer(batch).data)


class ClosedMonthSerializer(serializers.Serializer[Any]):
    """A month in which nothing is booked any more, unless it was reopened."""

    uid = serializers.UUIDField()
    unit = serializers.UUIDField(source="unit.uid")
    unit_name = serializers.CharField(source="unit.name")
    month = serializers.SerializerMethodField()
    note = serializers.CharField(allow_blank=True)
    closed_by = serializers.CharField(source="closed_by.name", allow_null=True, default=None)
    closed_at = serializers.DateTimeField()
    reopened_by = serializers.CharField(source="reopened_by.name", allow_null=True, default=None)
    reopened_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)

    def get_month(self, closing: ClosedMonth) -> str:
        """Month, for example 2025-01."""
        return str(closing.of)


class CloseMonthsSerializer(serializers.Serializer[Any]):
    """Which months to close, on a unit and all below it."""

    unit = serializers.UUIDField()
    first = serializers.RegexField(MONTH, error_messages=WRONG_MONTH)
    last = serializers.RegexField(MONTH, error_messages=WRONG_MONTH)
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH, default="")


class ReopenMonthSerializer(serializers.Serializer[Any]):
    """Why a month is reopened."""

    reason = serializers.CharField(max_length=NOTE_LENGTH)


@extend_schema(tags=["value"])
@extend_schema_view(list=extend_schema(responses={200: ClosedMonthSerializer(many=True), **error_answers()}))
class ClosedMonthViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ClosedMonth]):
    """Closed months, and those that were reopened."""

    queryset = ClosedMonth.objects.all()
    serializer_class = ClosedMonthSerializer
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[ClosedMonth]:
        """Closings that hold for what the caller may read."""
        rows = ClosedMonth.objects.visible_to(user_of(self.request))
        return rows.select_related("unit", "closed_by", "reopened_by")

    @extend_schema(
        request=CloseMonthsSerializer,
        responses={201: ClosedMonthSerializer(many=True), **error_answers(404, 409)},
        filters=False,
    )
    def create(self, request: Request) -> Response:
        """Close months; answers the closings that are new."""
        given = valid(CloseMonthsSerializer, request)
        unit: Unit = queries.readable_unit(user_of(request), given["unit"])
        closed = services.close_months(
            unit,
            by=user_of(request),
            first=Month.parse(given["first"], field="first"),
            last=Month.parse(given["last"], field="last"),
            note=given["note"],
        )
        return Response(ClosedMonthSerializer(closed, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReopenMonthSerializer, responses={200: ClosedMonthSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: UUID) -> Response:
        """Open a month again; somebody else of finance than the one who closed it."""
        reason = valid(ReopenMonthSerializer, request)["reason"]
        reopened = services.reopen_month(self.get_object(), by=user_of(request), reason=reason)
        return Response(ClosedMonthSerializer(reopened).data)
