"""The ledger over the API: entries that never change, what they amount to, and rates."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.ui.api import Cursor, MoneySerializer, error_answers, money
from foundation.ui.forms import MonthField
from roi import policies, queries, services
from roi.category_models import exact_category
from roi.forms import case_by_reference
from roi.models import (
    BASIS_CHOICES,
    GRADE_CHOICES,
    KEY_LENGTH,
    KIND_CHOICES,
    MEMO_LENGTH,
    LedgerEntry,
)
from roi.rules import LONGEST_SPREAD
from roi.services import bulk
from roi.workflow import Grade, Kind
from usecases.models import UseCase, key_of, reference_of

MONTH = r"^\d{4}-\d{2}$"
WRONG_MONTH: dict[str, Any] = {
    "invalid": gettext_lazy("Enter a month as year and month, for example 2026-11, between 1990 and 2100.")
}
_COLUMNS = (
    "id", "uid", "unit__uid", "unit__name", "case_id", "kind", "category", "period", "amount_minor", "amount_currency",
    "reporting_minor", "reporting_currency", "rate", "rate_on", "basis", "grade", "memo", "asserted_by__name",
    "signed_by__name", "recorded_at", "reverses__uid", "signs__uid", "batch",
)  # fmt: skip


class LedgerEntrySerializer(serializers.Serializer[Any]):
    """One entry. It never changes: a reversal is an entry of its own, with the amounts below zero."""

    uid = serializers.UUIDField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    case = serializers.CharField(allow_null=True, help_text="Reference of the use case, for example UC-0042.")
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    category = serializers.CharField(help_text="Key of a category.")
    period = serializers.CharField(help_text="Month, for example 2025-01.")
    amount = MoneySerializer()
    reporting = MoneySerializer(help_text="The amount in the reporting currency.")
    rate = serializers.CharField(help_text="Exact decimal text.")
    rate_on = serializers.DateField(allow_null=True)
    basis = serializers.ChoiceField(choices=BASIS_CHOICES)
    grade = serializers.ChoiceField(choices=GRADE_CHOICES)
    memo = serializers.CharField(allow_blank=True)
    asserted_by = serializers.CharField(allow_null=True)
    signed_by = serializers.CharField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    reverses = serializers.UUIDField(allow_null=True)
    signs = serializers.UUIDField(allow_null=True, help_text="The entry that was asserted, of a signed one.")
    batch = serializers.UUIDField(allow_null=True, help_text="Shared by the entries of one series.")


def entry_rows(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn rows of `.values()` into what the API answers."""
    return [
        {
            "uid": row["uid"],
            "unit": row["unit__uid"],
            "unit_name": row["unit__name"],
            "case": reference_of(row["case_id"]) if row["case_id"] else None,
            "kind": row["kind"],
            "category": row["category"],
            "period": str(Month.of(row["period"])),
            "amount": money(Money(row["amount_minor"], row["amount_currency"])),
            "reporting": money(Money(row["reporting_minor"], row["reporting_currency"])),
            "rate": row["rate"],
            "rate_on": row["rate_on"],
            "basis": row["basis"],
            "grade": row["grade"],
            "memo": row["memo"],
            "asserted_by": row["asserted_by__name"],
            "signed_by": row["signed_by__name"],
            "recorded_at": row["recorded_at"],
            "reverses": row["reverses__uid"],
            "signs": row["signs__uid"],
            "batch": row["batch"],
        }
        for row in entries
    ]


@extend_schema_field(OpenApiTypes.STR)
class MonthFilter(django_filters.Filter):
    """A month such as 2025-01."""

    field_class = MonthField

    def filter(self, qs: QuerySet[LedgerEntry], value: Any) -> QuerySet[LedgerEntry]:
        """Compare with the first day of the entry's month."""
        return qs.filter(**{f"period__{self.lookup_expr}": value.first_day}) if value else qs


class EntryFilters(filters.FilterSet):
    """What the list of entries can be narrowed by."""

    unit = filters.UUIDFilter(method="below_unit", label="The unit with this uid and all below it")
    case = filters.CharFilter(method="of_case", label="Reference of a use case")
    kind = filters.ChoiceFilter(choices=KIND_CHOICES)
    category = filters.CharFilter(max_length=30, label="Key of a category")
    basis = filters.ChoiceFilter(choices=BASIS_CHOICES)
    grade = filters.ChoiceFilter(choices=GRADE_CHOICES)
    first = MonthFilter(lookup_expr="gte", label="First month")
    last = MonthFilter(lookup_expr="lte", label="Last month")
    batch = filters.UUIDFilter(label="Entries of one series")
    updated_since = filters.IsoDateTimeFilter(
        field_name="recorded_at", lookup_expr="gte", label="Recorded at or after this moment"
    )

    class Meta:
        model = LedgerEntry
        fields: list[str] = []

    def below_unit(self, queryset: QuerySet[LedgerEntry], name: str, value: UUID) -> QuerySet[LedgerEntry]:
        """Entries of a unit with all below it."""
        unit_path = Unit.objects.filter(uid=value).values_list("path", flat=True).first()
        return queryset.filter(unit__path__startswith=unit_path) if unit_path else queryset.none()

    def of_case(self, queryset: QuerySet[LedgerEntry], name: str, value: str) -> QuerySet[LedgerEntry]:
        """Entries of the case with a reference."""
        pk = key_of(value)
        return queryset.filter(case_id=pk) if pk is not None and pk < 2**63 else queryset.none()


class BookingSerializer(serializers.Serializer[Any]):
    """One amount of one month. Name the use case, or the unit for what the program as a whole costs or brings."""

    unit = serializers.UUIDField(required=False)
    case = serializers.CharField(required=False, max_length=30, help_text="Reference, for example UC-0042.")
    category = serializers.CharField(
        max_length=30, help_text="Key of a category; it says whether the amount is invested or returned."
    )
    period = serializers.RegexField(MONTH, error_messages=WRONG_MONTH, help_text="Month, for example 2025-01.")
    amount = MoneySerializer(help_text="Above zero; to take something back, reverse its entry.")
    basis = serializers.ChoiceField(choices=BASIS_CHOICES)
    grade = serializers.ChoiceField(choices=GRADE_CHOICES, default=Grade.ASSERTED.value)
    memo = serializers.CharField(required=False, allow_blank=True, max_length=MEMO_LENGTH, default="")
    key = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=KEY_LENGTH,
        default="",
        help_text="Idempotency key: the same key with the same content books once and answers the first entry.",
    )


class SeriesSerializer(BookingSerializer):
    """An amount spread evenly over months, exact to the minor unit."""

    months = serializers.IntegerField(min_value=1, max_value=LONGEST_SPREAD)


class ReversalSerializer(serializers.Serializer[Any]):
    """Why an entry is taken back."""

    reason = serializers.CharField(max_length=MEMO_LENGTH)


class BulkRowSerializer(serializers.Serializer[Any]):
    """One entry by its key; texts as a person writes them."""

    key = serializers.CharField(max_length=KEY_LENGTH)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=250, help_text="Code, name or uid.")
    case = serializers.CharField(required=False, allow_blank=True, max_length=30)
    category = serializers.CharField(max_length=60)
    period = serializers.CharField(max_length=10, help_text="Month, for example 2025-01.")
    amount = serializers.CharField(max_length=40)
    currency = serializers.CharField(required=False, allow_blank=True, max_length=3)
    basis = serializers.CharField(required=False, allow_blank=True, max_length=20)
    grade = serializers.CharField(required=False, allow_blank=True, max_length=40)
    memo = serializers.CharField(required=False, allow_blank=True, max_length=MEMO_LENGTH)


class BulkSerializer(serializers.Serializer[Any]):
    """Rows to book."""

    rows = BulkRowSerializer(many=True, allow_empty=False, max_length=bulk.MOST_ROWS)  # type: ignore[call-arg]


class BulkOutcomeSerializer(serializers.Serializer[Any]):
    """What became of a row."""

    row = serializers.IntegerField(help_text="Counted from 1.")
    key = serializers.CharField()
    state = serializers.ChoiceField(choices=["created", "unchanged", "refused"])
    entry = serializers.UUIDField(allow_null=True)
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


def _outcome(outcome: bulk.Outcome) -> dict[str, Any]:
    said = gettext(outcome.message) if outcome.message else ""
    return {
        "row": outcome.number,
        "key": outcome.key,
        "state": outcome.state,
        "entry": outcome.uid or None,
        "field": outcome.field,
        "message": said % outcome.params if outcome.params else said,
    }


class EntryAnswerSerializer(serializers.Serializer[Any]):
    """What is there now for finance to sign."""

    answer = serializers.CharField(max_length=MEMO_LENGTH)


class SignSerializer(serializers.Serializer[Any]):
    """What finance rests its signature on."""

    memo = serializers.CharField(required=False, allow_blank=True, max_length=MEMO_LENGTH, default="")


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: LedgerEntrySerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: LedgerEntrySerializer, **error_answers(404)}),
)
class LedgerViewSet(viewsets.GenericViewSet[LedgerEntry]):
    """Entries of the ledger, newest first. Book, spread, reverse and sign; nothing is changed or deleted."""

    queryset = LedgerEntry.objects.all()
    serializer_class = LedgerEntrySerializer
    filterset_class = EntryFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        """Entries that the caller may read."""
        return LedgerEntry.objects.visible_to(user_of(self.request))

    def list(self, request: Request) -> Response:
        """List entries; narrow by unit, case, kind, category, basis, evidence, months, `updated_since`."""
        rows = self.filter_queryset(self.get_queryset()).values(*_COLUMNS)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(entry_rows(page))

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one entry."""
        return Response(_answer(self.get_object()))

    @extend_schema(request=BookingSerializer, responses={201: LedgerEntrySerializer, **error_answers(409)})
    def create(self, request: Request) -> Response:
        """Book one amount in one month."""
        given = valid(BookingSerializer, request)
        entry = services.book(
            _subject(given, request), by=user_of(request), period=Month.parse(given["period"]), **_what(given)
        )
        return Response(_answer(entry), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=SeriesSerializer, responses={201: LedgerEntrySerializer(many=True), **error_answers(409)}, filters=False
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def series(self, request: Request) -> Response:
        """Book an amount evenly over months from `period` on; at most 600 entries, all or none."""
        given = valid(SeriesSerializer, request)
        entries = services.book_series(
            _subject(given, request),
            by=user_of(request),
            first=Month.parse(given["period"]),
            months=given["months"],
            **_what(given),
        )
        rows = LedgerEntry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by("id").values(*_COLUMNS)
        return Response(entry_rows(rows), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=BulkSerializer,
        responses={200: BulkOutcomeSerializer(many=True), **error_answers(409)},
        filters=False,
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Book up to 1,000 rows by their keys; answers what became of each: created, unchanged or refused."""
        given = valid(BulkSerializer, request)["rows"]
        rows = [(number, {name: str(value) for name, value in row.items()}) for number, row in enumerate(given, 1)]
        policies.check_book_somewhere(user_of(request))
        return Response([_outcome(each) for each in bulk.book_rows(rows, by=user_of(request))])

    @extend_schema(request=ReversalSerializer, responses={201: LedgerEntrySerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, uid: UUID) -> Response:
        """Take an entry back; answers the reversing entry."""
        entry = self.get_object()
        reversal = services.reverse(entry, by=user_of(request), reason=valid(ReversalSerializer, request)["reason"])
        return Response(_answer(reversal), status=status.HTTP_201_CREATED)

    @extend_schema(request=SignSerializer, responses={201: LedgerEntrySerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, uid: UUID) -> Response:
        """Confirm an actual amount for finance; answers the signed entry."""
        entry = self.get_object()
        signed = services.sign(entry, by=user_of(request), memo=valid(SignSerializer, request)["memo"])
        return Response(_answer(signed), status=status.HTTP_201_CREATED)

    @extend_schema(request=EntryAnswerSerializer, responses={200: LedgerEntrySerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, uid: UUID) -> Response:
        """Answer finance, which sent the entry back, so that it can be signed in a next batch."""
        entry = self.get_object()
        services.answer_refusal(entry, by=user_of(request), answer=valid(EntryAnswerSerializer, request)["answer"])
        return Response(_answer(entry))


def user_of(request: Request) -> User:
    """Return who calls; the API lets nobody in who is not signed in."""
    return request.user  # type: ignore[return-value]


def valid(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the body as the serializer reads it. Raises ValidationError for a bad value."""
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _answer(entry: LedgerEntry) -> dict[str, Any]:
    return entry_rows(LedgerEntry.objects.filter(pk=entry.pk).values(*_COLUMNS))[0]


def kind_of(category: str) -> Kind:
    """Return the kind of a category. Raises Invalid (at `category`) for one that is not there."""
    found = exact_category(category)
    if found is None:
        raise Invalid(_("There is no category with this key."), field="category")
    return found.kind


def _what(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": kind_of(given["category"]),
        "category": given["category"],
        "amount": Money.of(given["amount"]["amount"], given["amount"]["currency"]),
        "basis": given["basis"],
        "grade": given["grade"],
        "memo": given["memo"],
        "key": given["key"],
    }


def _subject(given: dict[str, Any], request: Request) -> Unit | UseCase:
    """The case or unit that is booked on. Raises Invalid at `case` or `unit` when it is not there for the caller."""
    if reference := given.get("case"):
        case = case_by_reference(reference, user_of(request))
        if case is None:
            raise Invalid(_("There is no use case with this reference that you may see."), field="case")
        if given.get("unit") not in (None, case.unit.uid):
            raise Invalid(_("The use case belongs to another unit. Leave the unit out."), field="unit")
        return case
    if "unit" not in given:
        raise Invalid(_("Name a unit or a use case."), field="unit")
    return queries.readable_unit(user_of(request), given["unit"])
