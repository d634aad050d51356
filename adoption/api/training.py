"""Training over the API: sessions with attendance, and scopes."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from adoption import models, services
from adoption.api.about import (
    ABOUT,
    AboutInput,
    AboutSerializer,
    AddedViewSet,
    ReasonInput,
    command,
    described,
    people,
    short,
    text,
)
from adoption.models import KEY_LENGTH, Scope, Session
from adoption.rules import MOST_PEOPLE


class SessionSerializer(AboutSerializer):
    """A training session."""

    class Meta:
        model = Session
        fields = (
            *ABOUT, "track", "held_on", "seats", "trainer", "key", "by_people", "attended", "completed", "rating",
            "ratings", "canceled_at", "cancel_reason",
        )  # fmt: skip


class ScopeSerializer(AboutSerializer):
    """How many people are to be trained."""

    class Meta:
        model = Scope
        fields = (*ABOUT, "track", "people")


class SessionInput(AboutInput):
    """A session to plan."""

    track = text(60)
    held_on = serializers.DateField()
    seats = people()
    trainer = short()
    key = short(KEY_LENGTH)


class AttendanceInput(serializers.Serializer[Any]):
    """How many attended, completed and answered."""

    attended = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE)
    completed = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE)
    rating = serializers.DecimalField(
        required=False, allow_null=True, default=None, max_digits=4, decimal_places=3, min_value=Decimal(1),
        max_value=Decimal(5),
    )  # fmt: skip
    ratings = people()


class ScopeInput(AboutInput):
    """A scope to say."""

    track = text(60)
    people = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE)


@described(SessionSerializer, SessionInput)
class SessionViewSet(AddedViewSet):
    """Training sessions."""

    queryset = models.Session.objects.all()
    serializer_class = SessionSerializer
    takes = SessionInput
    create_by = services.plan_session

    @command(SessionSerializer, AttendanceInput)
    @action(detail=True, methods=["post"])
    def attendance(self, request: Request, uid: UUID) -> Response:
        """Tell how many attended; telling the same again changes nothing."""
        return self.act(request, AttendanceInput, services.count_attendance)

    @command(SessionSerializer, ReasonInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: UUID) -> Response:
        """Cancel a session that nobody attended."""
        return self.act(request, ReasonInput, services.cancel_session)


@described(ScopeSerializer, ScopeInput)
class ScopeViewSet(AddedViewSet):
    """How many people are to be trained; the newest statement for a unit and track counts."""

    queryset = models.Scope.objects.all()
    serializer_class = ScopeSerializer
    takes = ScopeInput
    create_by = services.set_scope
