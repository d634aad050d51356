"""What the API reads and answers about adoption."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from adoption.forms import choices
from adoption.models import (
    KEY_LENGTH,
    LABEL_LENGTH,
    NOTE_LENGTH,
    TEXT_LENGTH,
    Champion,
    Communication,
    Feedback,
    Idea,
    PilotResult,
    Resistance,
    Retrospective,
    Scope,
    Session,
    SupportFigures,
    SurveyResult,
    Usage,
)
from adoption.rules import MOST_PEOPLE
from adoption.services.figures import LONGEST_TIME, MOST_FEATURES
from adoption.workflow import ANSWERS, CHANNELS, OUTCOMES, REASONS, SAYINGS, SENDINGS, STEPS, SURVEYS, Answer
from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.ui.api import MoneySerializer

ABOUT = ("uid", "case", "unit", "unit_name", "created_at", "updated_at")
FIGURES = ("key", "origin", "note", "batch", "corrects", "corrected_by")


def people(**kwargs: Any) -> serializers.IntegerField:
    """A number of people or requests; null is not told."""
    return serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=MOST_PEOPLE, **kwargs
    )


def text(most: int = TEXT_LENGTH, **kwargs: Any) -> serializers.CharField:
    """A text that is needed."""
    return serializers.CharField(max_length=most, **kwargs)


def short(most: int = LABEL_LENGTH, **kwargs: Any) -> serializers.CharField:
    """A text that may be left out."""
    return serializers.CharField(required=False, allow_blank=True, default="", max_length=most, **kwargs)


def hours(**kwargs: Any) -> serializers.DecimalField:
    """A time; null is not told."""
    return serializers.DecimalField(
        required=False, allow_null=True, default=None, max_digits=8, decimal_places=2, min_value=Decimal(0),
        max_value=LONGEST_TIME, **kwargs,
    )  # fmt: skip


class AboutSerializer(serializers.ModelSerializer[Any]):
    """What every record says."""

    case = serializers.CharField(source="case_reference", help_text="Reference of the use case; empty without one.")
    unit = serializers.UUIDField(source="unit.uid")
    unit_name = serializers.CharField(source="unit.name")


class FiguresSerializer(AboutSerializer):
    """Figures are never changed; those that correct them take their place."""

    corrects = serializers.UUIDField(source="corrects.uid", allow_null=True, default=None)
    corrected_by = serializers.UUIDField(
        source="correction_uid", allow_null=True, help_text="The figures that took their place; null: these count."
    )


def share() -> serializers.DecimalField:
    """A share from 0 to 1; null where it is undefined."""
    return serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True)


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


class AboutInput(serializers.Serializer[Any]):
    """What a record is about: a use case, a unit, or both; the unit is that of the use case when it is left out."""

    case = serializers.CharField(required=False, allow_blank=True, default="", max_length=30)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)


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


class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = text(NOTE_LENGTH)


class ScopeInput(AboutInput):
    """A scope to say."""

    track = text(60)
    people = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE)


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
