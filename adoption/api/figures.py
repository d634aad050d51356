"""Figures over the API: users and support by month, pushed and corrected, and surveys."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from adoption import filters, models, services
from adoption.api.about import (
    ABOUT,
    AboutInput,
    AboutSerializer,
    AboutViewSet,
    AddedViewSet,
    command,
    described,
    people,
    short,
    text,
    user_of,
    valid,
)
from adoption.forms.about import choices
from adoption.models import KEY_LENGTH, LABEL_LENGTH, NOTE_LENGTH, SupportFigures, SurveyResult, Usage
from adoption.rules import MOST_PEOPLE
from adoption.services.figure_checks import LONGEST_TIME, MOST_FEATURES
from adoption.services.figures import AT_MOST
from adoption.workflow import SURVEYS
from foundation.ui.api import PushedSerializer, RawJson, error_answers, pushed
from metrics.services.pushing import Reader

FIGURES = ("key", "origin", "note", "batch", "corrects", "corrected_by")


class FiguresSerializer(AboutSerializer):
    """Figures are never changed; those that correct them take their place."""

    corrects = serializers.UUIDField(source="corrects.uid", allow_null=True, default=None)
    corrected_by = serializers.UUIDField(
        source="correction_uid", allow_null=True, help_text="The figures that took their place; null: these count."
    )


def share() -> serializers.DecimalField:
    """A share from 0 to 1; null where it is undefined."""
    return serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True)


class UsageSerializer(FiguresSerializer):
    """Users of a use case in a unit and a month."""

    month = serializers.CharField(source="period", help_text="For example 2026-11.")
    activation = share()
    adoption = share()
    stickiness = share()
    features = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Usage
        fields = (*ABOUT, *FIGURES, "month", *Usage.COUNTED, "activation", "adoption", "stickiness")


class SupportSerializer(FiguresSerializer):
    """Requests at a tier in a month."""

    month = serializers.CharField(source="period", help_text="For example 2026-11.")

    class Meta:
        model = SupportFigures
        fields = (*ABOUT, *FIGURES, "month", "tier", *SupportFigures.COUNTED)


class SurveySerializer(FiguresSerializer):
    """A survey; its figure is null with fewer than 30 answers."""

    counts = serializers.ListField(child=serializers.IntegerField())
    answers = serializers.IntegerField()
    nps = serializers.SerializerMethodField()
    nps_error = serializers.SerializerMethodField(help_text="Standard error in points.")
    satisfied = serializers.SerializerMethodField(help_text="Share of answers 4 and 5.")

    class Meta:
        model = SurveyResult
        fields = (
            *ABOUT, *FIGURES, "kind", "title", "asked_on", "counts", "invited", "answers", "nps", "nps_error",
            "satisfied",
        )  # fmt: skip

    def get_nps(self, row: SurveyResult) -> str | None:
        return f"{row.nps.score:.4f}" if row.nps and row.is_sufficient else None

    def get_nps_error(self, row: SurveyResult) -> str | None:
        return f"{row.nps.error:.4f}" if row.nps and row.is_sufficient else None

    def get_satisfied(self, row: SurveyResult) -> str | None:
        return f"{row.csat:.6f}" if row.csat is not None and row.is_sufficient else None


def hours(**kwargs: Any) -> serializers.DecimalField:
    """A time; null is not told."""
    return serializers.DecimalField(
        required=False, allow_null=True, default=None, max_digits=8, decimal_places=2, min_value=Decimal(0),
        max_value=LONGEST_TIME, **kwargs,
    )  # fmt: skip


class UsersFiguresInput(serializers.Serializer[Any]):
    """Figures of users; null is not told."""

    targeted = people()
    invited = people()
    activated = people()
    active_monthly = people()
    active_weekly = people()
    onboarding_days = hours()
    features = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE), required=False, default=dict,
        help_text=f"How often each feature was used; at most {MOST_FEATURES}.",
    )  # fmt: skip


class UsersCorrection(UsersFiguresInput):
    """The figures that should have been given; all of them."""

    reason = text(NOTE_LENGTH)


class UsersPushRow(serializers.Serializer[Any]):
    """One row of a push of users; `unit` is a code, uid or name, by default the unit of the use case."""

    case = text(30)
    month = text(7, help_text="For example 2026-11.")
    unit = short()
    key = short(KEY_LENGTH)
    note = short(NOTE_LENGTH)
    targeted = people()
    invited = people()
    activated = people()
    active_monthly = people()
    active_weekly = people()
    onboarding_days = hours()
    features = serializers.DictField(child=serializers.IntegerField(min_value=0), required=False)


class SupportFiguresInput(serializers.Serializer[Any]):
    """Figures of support; null is not told."""

    opened = people()
    resolved = people()
    reopened = people()
    first_response_hours = hours()
    resolution_hours = hours()


class SupportCorrection(SupportFiguresInput):
    """The figures that should have been given; all of them."""

    reason = text(NOTE_LENGTH)


class SupportPushRow(SupportFiguresInput):
    """One row of a push of support."""

    case = text(30)
    month = text(7, help_text="For example 2026-11.")
    tier = text(60)
    unit = short()
    key = short(KEY_LENGTH)
    note = short(NOTE_LENGTH)


def counts() -> serializers.ListField:
    """How often each answer was given, from the lowest up: eleven for NPS, five for CSAT."""
    child = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE)
    return serializers.ListField(child=child, min_length=5, max_length=11)


class SurveyInput(AboutInput):
    """A survey to record."""

    kind = serializers.ChoiceField(choices=choices(SURVEYS))
    title = text(LABEL_LENGTH)
    asked_on = serializers.DateField()
    counts = counts()
    invited = people()
    key = short(KEY_LENGTH)
    note = short(NOTE_LENGTH)


class SurveyCorrection(serializers.Serializer[Any]):
    """The counts that should have been given."""

    counts = counts()
    invited = people()
    reason = text(NOTE_LENGTH)


USERS = Reader(services.UsersRow, AT_MOST)
SUPPORT = Reader(services.SupportRow, AT_MOST)


def pushing(row: type) -> Any:
    """The description of a push."""
    return extend_schema(
        tags=["adoption"],
        request={"application/json": row(many=True)},
        responses={200: PushedSerializer, **error_answers()},
        filters=False,
    )


BULK: dict[str, Any] = {
    "detail": False,
    "methods": ["post"],
    "parser_classes": [RawJson],
    "pagination_class": None,
    "filterset_class": None,
}


def take(request: Request, reader: Any, kind: Any) -> Response:
    """Record the rows of a push."""
    body = request.data if isinstance(request.data, bytes) else b""
    return Response(pushed(services.push(kind, reader.read(body), by=user_of(request))))


@extend_schema_view(
    list=extend_schema(tags=["adoption"], responses={200: UsageSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(tags=["adoption"], responses={200: UsageSerializer, **error_answers(404)}),
)
class UsageViewSet(AboutViewSet):
    """Users by use case, unit and month; nothing is changed, wrong figures are corrected by others."""

    queryset = models.Usage.objects.all()
    serializer_class = UsageSerializer
    filterset_class = filters.FiguresApiFilters

    @pushing(UsersPushRow)
    @action(**BULK)
    def push(self, request: Request) -> Response:
        """Record users of up to 5,000 units and months; each row is taken, known already, or refused with its reason.

        The same figures again change nothing; others for the same month, or under the same key, are refused.
        """
        return take(request, USERS, models.Usage)

    @command(UsageSerializer, UsersCorrection)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: UUID) -> Response:
        """Record the figures that should have been given; answers the new ones, the old ones are kept."""
        given = valid(UsersCorrection, request.data)
        return self.answer(services.correct(self.get_object(), by=user_of(request), **given))


@extend_schema_view(
    list=extend_schema(tags=["adoption"], responses={200: SupportSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(tags=["adoption"], responses={200: SupportSerializer, **error_answers(404)}),
)
class SupportViewSet(AboutViewSet):
    """Support by use case, tier and month; nothing is changed, wrong figures are corrected by others."""

    queryset = models.SupportFigures.objects.all()
    serializer_class = SupportSerializer
    filterset_class = filters.FiguresApiFilters

    @pushing(SupportPushRow)
    @action(**BULK)
    def push(self, request: Request) -> Response:
        """Record support of up to 5,000 tiers and months; each row is taken, known already, or refused."""
        return take(request, SUPPORT, models.SupportFigures)

    @command(SupportSerializer, SupportCorrection)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: UUID) -> Response:
        """Record the figures that should have been given; answers the new ones, the old ones are kept."""
        given = valid(SupportCorrection, request.data)
        return self.answer(services.correct(self.get_object(), by=user_of(request), **given))


@described(SurveySerializer, SurveyInput)
class SurveyViewSet(AddedViewSet):
    """Surveys with their NPS or satisfaction."""

    queryset = models.SurveyResult.objects.all()
    serializer_class = SurveySerializer
    filterset_class = filters.FiguresApiFilters
    takes = SurveyInput
    create_by = services.record_survey

    @command(SurveySerializer, SurveyCorrection)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, uid: UUID) -> Response:
        """Record the counts that should have been given; answers the new ones, the old ones are kept."""
        given = valid(SurveyCorrection, request.data)
        return self.answer(services.correct(self.get_object(), by=user_of(request), **given))
