"""Change over the API: communications, champions, resistance and feedback."""

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
    people,
    text,
)
from adoption.forms.about import choices
from adoption.models import LABEL_LENGTH, Champion, Communication, Feedback, Resistance
from adoption.workflow import ANSWERS, CHANNELS, OUTCOMES, REASONS, SAYINGS, SENDINGS, STEPS, Answer


class OwnedSerializer(AboutSerializer):
    """A record that somebody sees to."""

    owner = serializers.CharField(source="owner.name", allow_null=True, default=None)


class CommunicationSerializer(OwnedSerializer):
    """A communication."""

    state = serializers.ChoiceField(choices=choices(SENDINGS))

    class Meta:
        model = Communication
        fields = (*ABOUT, "audience", "message", "channel", "planned_on", "owner", "state", "sent_on", "drop_reason")


class ChampionSerializer(AboutSerializer):
    """A champion."""

    class Meta:
        model = Champion
        fields = (*ABOUT, "name", "since", "until")


class ResistanceStepSerializer(serializers.Serializer[Any]):
    """One thing that was done about resistance."""

    kind = serializers.ChoiceField(choices=choices(STEPS))
    text = serializers.CharField()
    done_on = serializers.DateField()
    by = serializers.CharField(source="by.name", allow_null=True, default=None)


class ResistanceSerializer(OwnedSerializer):
    """A case of resistance with what was done."""

    steps = ResistanceStepSerializer(many=True)

    class Meta:
        model = Resistance
        fields = (
            *ABOUT, "reason", "statement", "people", "raised_on", "owner", "state", "outcome", "outcome_text",
            "closed_at", "steps",
        )  # fmt: skip


class FeedbackSerializer(AboutSerializer):
    """An item of feedback."""

    said_by = serializers.CharField(source="created_by.name", allow_null=True, default=None)

    class Meta:
        model = Feedback
        fields = (*ABOUT, "kind", "text", "said_by", "state", "answer", "answered_at")


class CommunicationFieldsInput(serializers.Serializer[Any]):
    """What a communication says."""

    audience = text(LABEL_LENGTH)
    message = text()
    channel = serializers.ChoiceField(choices=choices(CHANNELS))
    planned_on = serializers.DateField()
    owner = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Uid of a person.")


class CommunicationInput(AboutInput, CommunicationFieldsInput):
    """A communication to plan."""


class SentInput(serializers.Serializer[Any]):
    """When it was sent."""

    sent_on = serializers.DateField()


class ChampionInput(AboutInput):
    """A champion to name."""

    name = text(LABEL_LENGTH)
    since = serializers.DateField()


class ReleaseInput(serializers.Serializer[Any]):
    """Until when."""

    until = serializers.DateField()


class ResistanceInput(AboutInput):
    """Resistance to record."""

    reason = serializers.ChoiceField(choices=choices(REASONS))
    statement = text()
    people = people()
    raised_on = serializers.DateField()
    owner = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Uid of a person.")


class StepInput(serializers.Serializer[Any]):
    """What was done about it."""

    kind = serializers.ChoiceField(choices=choices(STEPS))
    what = text()
    done_on = serializers.DateField()


class CloseInput(serializers.Serializer[Any]):
    """How it ended."""

    outcome = serializers.ChoiceField(choices=choices(OUTCOMES))
    what = text()


class FeedbackInput(AboutInput):
    """Feedback to give."""

    kind = serializers.ChoiceField(choices=choices(SAYINGS))
    what = text()


class AnswerInput(serializers.Serializer[Any]):
    """What becomes of it."""

    state = serializers.ChoiceField(choices=choices({key: said for key, said in ANSWERS.items() if key != Answer.NEW}))
    answer = text()


@described(CommunicationSerializer, CommunicationInput)
class CommunicationViewSet(AddedViewSet):
    """Communications."""

    queryset = models.Communication.objects.all()
    serializer_class = CommunicationSerializer
    related = ("owner",)
    takes = CommunicationInput
    create_by = services.plan_communication

    @command(CommunicationSerializer, CommunicationFieldsInput)
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, uid: UUID) -> Response:
        """Change a communication that is not sent; give all of it."""
        return self.act(request, CommunicationFieldsInput, services.revise_communication)

    @command(CommunicationSerializer, SentInput)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, uid: UUID) -> Response:
        """Say that it was sent."""
        return self.act(request, SentInput, services.send_communication)

    @command(CommunicationSerializer, ReasonInput)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, uid: UUID) -> Response:
        """Say that it will not be sent."""
        return self.act(request, ReasonInput, services.drop_communication)


@described(ChampionSerializer, ChampionInput)
class ChampionViewSet(AddedViewSet):
    """Champions."""

    queryset = models.Champion.objects.all()
    serializer_class = ChampionSerializer
    takes = ChampionInput
    create_by = services.name_champion

    @command(ChampionSerializer, ReleaseInput)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, uid: UUID) -> Response:
        """Say until when somebody was champion."""
        return self.act(request, ReleaseInput, services.release_champion)


@described(ResistanceSerializer, ResistanceInput)
class ResistanceViewSet(AddedViewSet):
    """Cases of resistance."""

    queryset = models.Resistance.objects.all()
    serializer_class = ResistanceSerializer
    filterset_class = filters.StateApiFilters
    related = ("owner",)
    many = ("steps__by",)
    takes = ResistanceInput
    create_by = services.raise_resistance

    @command(ResistanceSerializer, StepInput)
    @action(detail=True, methods=["post"])
    def handle(self, request: Request, uid: UUID) -> Response:
        """Record what was done about it."""
        return self.act(request, StepInput, services.handle_resistance)

    @command(ResistanceSerializer, CloseInput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: UUID) -> Response:
        """Say how it ended."""
        return self.act(request, CloseInput, services.close_resistance)

    @command(ResistanceSerializer, ReasonInput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: UUID) -> Response:
        """Say that it is not over."""
        return self.act(request, ReasonInput, services.reopen_resistance)


@described(FeedbackSerializer, FeedbackInput)
class FeedbackViewSet(AddedViewSet):
    """Feedback."""

    queryset = models.Feedback.objects.all()
    serializer_class = FeedbackSerializer
    filterset_class = filters.StateApiFilters
    related = ("created_by",)
    takes = FeedbackInput
    create_by = services.give_feedback

    @command(FeedbackSerializer, AnswerInput)
    @action(detail=True, methods=["post"], url_path="answer")
    def answer_it(self, request: Request, uid: UUID) -> Response:
        """Say what becomes of it."""
        return self.act(request, AnswerInput, services.answer_feedback)
