"""Learning over the API: results of pilots, retrospectives and ideas."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from adoption import filters, models, services
from adoption.api.about import (
    ABOUT,
    AboutInput,
    AboutSerializer,
    AddedViewSet,
    ReasonInput,
    command,
    described,
    short,
    text,
    user_of,
)
from adoption.models import LABEL_LENGTH, TEXT_LENGTH, Idea, PilotResult, Retrospective
from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.ui.api import MoneySerializer


class MetricSerializer(serializers.Serializer[Any]):
    """What was measured before and after, as decimal text."""

    label = serializers.CharField(max_length=LABEL_LENGTH)  # type: ignore[assignment]
    unit = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    before = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True, required=False, default=None)
    after = serializers.DecimalField(max_digits=18, decimal_places=6, allow_null=True, required=False, default=None)


class PilotSerializer(AboutSerializer):
    """The result of a pilot."""

    metrics = MetricSerializer(many=True)
    savings = MoneySerializer(allow_null=True)

    class Meta:
        model = PilotResult
        fields = (*ABOUT, "title", "summary", "period_from", "period_to", "metrics", "savings", "lessons")


class RetrospectiveSerializer(AboutSerializer):
    """A retrospective."""

    class Meta:
        model = Retrospective
        fields = (*ABOUT, "title", "held_on", "went_well", "to_change", "actions")


class IdeaSerializer(AboutSerializer):
    """An idea; `became` is the reference of the use case that it turned into."""

    became = serializers.CharField(source="became.reference", allow_null=True, default=None)

    class Meta:
        model = Idea
        fields = (*ABOUT, "title", "problem", "state", "became", "decline_reason", "decided_at")


class PilotInput(AboutInput):
    """The result of a pilot to record."""

    case = text(30)
    title = text(LABEL_LENGTH)
    summary = short(TEXT_LENGTH)
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    metrics = MetricSerializer(many=True, required=False)
    savings = MoneySerializer(required=False, allow_null=True, default=None)
    lessons = text(help_text="One lesson on each line.")

    def validate_savings(self, value: Any) -> Money | None:
        """The amount as Money."""
        try:
            return None if value is None else Money.of(value["amount"], value["currency"])
        except Invalid as error:
            raise serializers.ValidationError(str(error)) from None

    def validate_metrics(self, value: Any) -> list[Any]:
        """The measures as the service takes them."""
        return [(row["label"], row["unit"], row["before"], row["after"]) for row in value]


class RetrospectiveInput(AboutInput):
    """A retrospective to record."""

    title = text(LABEL_LENGTH)
    held_on = serializers.DateField()
    went_well = text()
    to_change = text()
    actions = short(TEXT_LENGTH, help_text="At most three, one on each line.")


class IdeaInput(AboutInput):
    """An idea to suggest."""

    title = text(LABEL_LENGTH)
    problem = text()


@described(PilotSerializer, PilotInput)
class PilotViewSet(AddedViewSet):
    """Results of pilots with their lessons."""

    queryset = models.PilotResult.objects.all()
    serializer_class = PilotSerializer
    takes = PilotInput
    create_by = services.record_pilot


@described(RetrospectiveSerializer, RetrospectiveInput)
class RetrospectiveViewSet(AddedViewSet):
    """Retrospectives."""

    queryset = models.Retrospective.objects.all()
    serializer_class = RetrospectiveSerializer
    takes = RetrospectiveInput
    create_by = services.hold_retrospective


@described(IdeaSerializer, IdeaInput)
class IdeaViewSet(AddedViewSet):
    """Ideas of the innovation pipeline."""

    queryset = models.Idea.objects.all()
    serializer_class = IdeaSerializer
    filterset_class = filters.StateApiFilters
    related = ("became__unit",)
    takes = IdeaInput
    create_by = services.suggest_idea

    @command(IdeaSerializer, None)
    @action(detail=True, methods=["post"])
    def register(self, request: Request, uid: UUID) -> Response:
        """Register the idea as a use case of its unit."""
        row = self.get_object()
        services.turn_idea(row, by=user_of(request))
        return self.answer(row)

    @command(IdeaSerializer, ReasonInput)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, uid: UUID) -> Response:
        """Decline the idea with a reason."""
        return self.act(request, ReasonInput, services.decline_idea)
