"""Measured benefits over the API: lines, what they propose, and deciding it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.ui.api import Cursor, MoneySerializer, error_answers, money
from metrics.models import Kpi
from metrics.queries import people_of
from roi import benefit_queries as queries
from roi import benefit_wording
from roi.api.ledger import MONTH, WRONG_MONTH, user_of, valid
from roi.benefit_models import LABEL_LENGTH, NOTE_LENGTH, BenefitLine, BenefitProposal
from roi.services import benefits
from roi.services.benefit_terms import LineTerms
from roi.workflow import GRADES, PROPOSAL_STATES, VOLUME_TAKES, ProposalState
from usecases.models import key_of, reference_of

STATES = [(state.value, words[0]) for state, words in PROPOSAL_STATES.items()]
EVIDENCE = [(grade.value, label) for grade, label in GRADES.items()]
TAKES = [(key.value, label) for key, label in VOLUME_TAKES.items()]


def _figure(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=18, decimal_places=6, **kwargs)


def _share(default: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=7, decimal_places=6, default=Decimal(default), min_value=Decimal(0), max_value=Decimal(1)
    )


def _exact(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


class BenefitLineSerializer(serializers.Serializer[Any]):
    """How a KPI becomes money. Shares are fractions, figures exact decimal text."""

    uid = serializers.UUIDField()
    case = serializers.CharField()
    kpi = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    category = serializers.CharField()
    currency = serializers.CharField()
    unit_values = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    baseline = serializers.CharField()
    target = serializers.CharField(allow_null=True)
    volume = serializers.CharField(allow_null=True)
    volume_is_yearly = serializers.BooleanField()
    volume_kpi = serializers.UUIDField(allow_null=True)
    volume_takes = serializers.CharField(allow_blank=True)
    attribution = serializers.CharField()
    overlap = serializers.CharField()
    confidence = serializers.CharField()
    first = serializers.CharField(help_text="Month, for example 2025-01.")
    last = serializers.CharField(allow_null=True)
    owner = serializers.CharField(allow_null=True)
    asserted_by = serializers.CharField(allow_null=True)
    forecast = MoneySerializer(allow_null=True, help_text="A year at the target, gross.")
    forecast_risk_adjusted = MoneySerializer(allow_null=True, help_text="The same times the confidence.")
    version = serializers.IntegerField()
    ended_at = serializers.DateTimeField(allow_null=True)


class WriteLineSerializer(serializers.Serializer[Any]):
    """A new line of a KPI; give a fixed volume, or the KPI that it is taken from."""

    kpi = serializers.UUIDField()
    label = serializers.CharField(max_length=LABEL_LENGTH)  # type: ignore[assignment]
    category = serializers.CharField(max_length=30)
    unit_value = serializers.CharField(max_length=40, help_text="Exact decimal text, for example 0.60.")
    currency = serializers.CharField(min_length=3, max_length=3)
    volume = _figure(required=False, allow_null=True, default=None)
    volume_is_yearly = serializers.BooleanField(default=False)
    volume_word = serializers.CharField(default="", allow_blank=True, max_length=60)
    volume_kpi = serializers.UUIDField(required=False, allow_null=True, default=None)
    volume_takes = serializers.ChoiceField(choices=TAKES, required=False, default="", allow_blank=True)
    attribution = _share("1")
    overlap = _share("0")
    confidence = _share("1")
    first = serializers.RegexField(MONTH, error_messages=WRONG_MONTH)
    last = serializers.RegexField(MONTH, error_messages=WRONG_MONTH, required=False, allow_null=True, default=None)
    owner = serializers.UUIDField(required=False, allow_null=True, default=None)


class BenefitProposalSerializer(serializers.Serializer[Any]):
    """What a line comes to in a month. `amount` is what is to be booked, the difference to what the ledger holds."""

    uid = serializers.UUIDField()
    line = serializers.UUIDField()
    case = serializers.CharField()
    month = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    actual = serializers.CharField()
    realization = serializers.CharField(allow_null=True)
    gross = MoneySerializer()
    net = MoneySerializer(help_text="The attributable part.")
    amount = MoneySerializer()
    grade = serializers.ChoiceField(choices=EVIDENCE)
    arithmetic = serializers.CharField()
    rests_on = serializers.ListField(child=serializers.UUIDField(), help_text="Measurements it was computed from.")
    reason = serializers.CharField(allow_blank=True)
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    entry = serializers.UUIDField(allow_null=True, help_text="The entry of the ledger that it became.")


class ProposedSerializer(serializers.Serializer[Any]):
    """How many months of a line wait to be accepted."""

    waiting = serializers.IntegerField()


class RefuseSerializer(serializers.Serializer[Any]):
    """Why a month is not accepted."""

    reason = serializers.CharField(max_length=NOTE_LENGTH)


def line_row(line: BenefitLine) -> dict[str, Any]:
    """What the API answers of a line."""
    ahead = queries.forecast(line)
    return {
        "uid": line.uid,
        "case": reference_of(line.case_id),
        "kpi": line.kpi.uid,
        "label": line.label,
        "category": line.category,
        "currency": line.currency,
        "unit_values": [{"since": str(Month.of(v.since)), "amount": v.amount} for v in line.unit_values.all()],
        "baseline": _exact(line.baseline),
        "target": _exact(line.target),
        "volume": _exact(line.volume),
        "volume_is_yearly": line.volume_is_yearly,
        "volume_kpi": line.volume_kpi.uid if line.volume_kpi else None,
        "volume_takes": line.volume_takes,
        "attribution": _exact(line.attribution),
        "overlap": _exact(line.overlap),
        "confidence": _exact(line.confidence),
        "first": str(line.first),
        "last": str(Month.of(line.last_month)) if line.last_month else None,
        "owner": line.owner.name if line.owner else None,
        "asserted_by": line.asserted_by.name if line.asserted_by else None,
        "forecast": money(ahead.value) if ahead else None,
        "forecast_risk_adjusted": money(ahead.risk_adjusted) if ahead else None,
        "version": line.version,
        "ended_at": line.ended_at,
    }


def proposal_row(row: BenefitProposal) -> dict[str, Any]:
    """What the API answers of a proposal."""
    return {
        "uid": row.uid,
        "line": row.line.uid,
        "case": reference_of(row.line.case_id),
        "month": str(row.of),
        "state": row.shown_state,
        "actual": _exact(row.actual),
        "realization": _exact(row.realization),
        "gross": money(row.gross),
        "net": money(row.net),
        "amount": money(row.amount),
        "grade": row.grade,
        "arithmetic": benefit_wording.arithmetic(row),
        "rests_on": row.rests_on,
        "reason": row.reason,
        "proposed_at": row.proposed_at,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by.name if row.decided_by else None,
        "entry": row.entry.uid if row.entry else None,
    }


class LineFilters(filters.FilterSet):
    """What the list of lines can be narrowed by."""

    case = filters.CharFilter(method="of_case", label="Reference of a use case")
    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte", label="Changed since")

    class Meta:
        model = BenefitLine
        fields: list[str] = []

    def of_case(self, rows: QuerySet[BenefitLine], name: str, value: str) -> QuerySet[BenefitLine]:
        """Lines of the case with a reference."""
        pk = key_of(value)
        return rows.filter(case_id=pk) if pk is not None and pk < 2**63 else rows.none()


class BenefitProposalFilters(filters.FilterSet):
    """What the list of proposals can be narrowed by."""

    line = filters.UUIDFilter(field_name="line__uid", label="Uid of a line")
    state = filters.ChoiceFilter(choices=[row for row in STATES if row[0] != ProposalState.SIGNED])
    updated_since = filters.IsoDateTimeFilter(field_name="proposed_at", lookup_expr="gte", label="Proposed since")

    class Meta:
        model = BenefitProposal
        fields: list[str] = []


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: BenefitLineSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: BenefitLineSerializer, **error_answers(404)}),
)
class BenefitLineViewSet(viewsets.GenericViewSet[BenefitLine]):
    """Benefit lines of the use cases that the caller may read, the newest first."""

    queryset = BenefitLine.objects.all()
    serializer_class = BenefitLineSerializer
    filterset_class = LineFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[BenefitLine]:
        """Lines that the caller may read."""
        return queries.lines(user_of(self.request)).prefetch_related("unit_values")

    def list(self, request: Request) -> Response:
        """List lines; narrow by case, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([line_row(line) for line in page])

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one line."""
        return Response(line_row(self.get_object()))

    @extend_schema(request=WriteLineSerializer, responses={201: BenefitLineSerializer, **error_answers(409)})
    def create(self, request: Request) -> Response:
        """Say what an improvement of a KPI is worth."""
        given = valid(WriteLineSerializer, request)
        kpi = self._kpi(given.pop("kpi"), "kpi")
        given["volume_kpi"] = self._kpi(given["volume_kpi"], "volume_kpi") if given["volume_kpi"] else None
        given["owner"] = self._owner(kpi, given["owner"])
        given["first"] = Month.parse(given["first"], field="first")
        given["last"] = Month.parse(given["last"], field="last") if given["last"] else None
        unit_value, currency = given.pop("unit_value"), given.pop("currency")
        line = benefits.write_line(
            kpi, by=user_of(request), terms=LineTerms(**given), unit_value=unit_value, currency=currency
        )
        return Response(line_row(self.get_queryset().get(pk=line.pk)), status=status.HTTP_201_CREATED)

    def _kpi(self, uid: UUID, field: str) -> Kpi:
        kpi = Kpi.objects.visible_to(user_of(self.request)).select_related("case__unit").filter(uid=uid).first()
        if kpi is None:
            raise Invalid(_("There is no KPI with this uid that you may see."), field=field)
        return kpi

    def _owner(self, kpi: Kpi, uid: UUID | None) -> Any:
        if uid is None:
            return None
        owner = next((person for person in people_of(kpi.case) if person.uid == uid), None)
        if owner is None:
            raise Invalid(_("Nobody with this uid holds a role on the unit of the use case."), field="owner")
        return owner

    @extend_schema(request=None, responses={200: ProposedSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, uid: UUID) -> Response:
        """Compute the months that are over; the same values propose once."""
        return Response({"waiting": benefits.propose_line(self.get_object(), by=user_of(request))})


@extend_schema(tags=["value"])
@extend_schema_view(
    list=extend_schema(responses={200: BenefitProposalSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: BenefitProposalSerializer, **error_answers(404)}),
)
class BenefitProposalViewSet(viewsets.GenericViewSet[BenefitProposal]):
    """Proposed months of measured benefits, the newest first."""

    queryset = BenefitProposal.objects.all()
    serializer_class = BenefitProposalSerializer
    filterset_class = BenefitProposalFilters
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[BenefitProposal]:
        """Proposals that the caller may read."""
        return queries.proposals(user_of(self.request)).select_related("line__owner")

    def _answer(self, row: BenefitProposal) -> Response:
        return Response(proposal_row(self.get_queryset().get(pk=row.pk)))

    def list(self, request: Request) -> Response:
        """List proposals; narrow by line, state, `updated_since`."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([proposal_row(row) for row in page])

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Read one proposal."""
        return Response(proposal_row(self.get_object()))

    @extend_schema(request=None, responses={200: BenefitProposalSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, uid: UUID) -> Response:
        """Accept a month: it is booked as an actual return, for finance to sign."""
        return self._answer(benefits.accept(self.get_object(), by=user_of(request)))

    @extend_schema(request=RefuseSerializer, responses={200: BenefitProposalSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, uid: UUID) -> Response:
        """Refuse a month, with a reason."""
        row = self.get_object()
        return self._answer(
            benefits.refuse(row, by=user_of(request), reason=valid(RefuseSerializer, request)["reason"])
        )
