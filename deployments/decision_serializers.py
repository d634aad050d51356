"""What the API writes and reads about what becomes of a rollout."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from deployments.evidence import Seen, Side, evidence
from deployments.models import Decision
from deployments.rules import TEXT_LIMIT
from deployments.workflow import Answer, Option
from metrics.rules import DECIMALS


class SideSerializer(serializers.Serializer[Any]):
    """One side of the matrix: strong or weak (null without evidence), and how far it reaches towards its cut (1)."""

    strength = serializers.ChoiceField(choices=["strong", "weak"], allow_null=True)
    level = serializers.CharField(allow_null=True)
    ends = serializers.ListField(child=serializers.CharField(), allow_null=True)
    measures = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(child=serializers.CharField())
    score = serializers.CharField(allow_null=True)


class SeenSerializer(serializers.Serializer[Any]):
    """A sign of the guide: `met` when it is seen; `measured` ones are read from the records."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=[item.value for item in Answer])
    said = serializers.CharField(allow_blank=True)
    measured = serializers.BooleanField()


@extend_schema_serializer(component_name="RolloutDecision")
class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """What becomes of a rollout; `recommended` is what the matrix said when it was decided, "" for no answer."""

    rollout = serializers.UUIDField(source="rollout.uid", read_only=True)
    case = serializers.CharField(source="rollout.case.reference", read_only=True)
    guide = serializers.CharField(source="document.reference", read_only=True)

    class Meta:
        model = Decision
        fields = [
            "uid", "rollout", "case", "guide", "round", "state", "opened_at", "recommended", "choice", "reason",
            "departure", "pivots", "announcement", "again_on", "decided_at", "digest",
        ]  # fmt: skip


@extend_schema_serializer(component_name="RolloutDecisionDetail")
class DecisionDetailSerializer(DecisionSerializer):
    """A decision with what the records and people say now; what a decided one rested on is in its record."""

    technical = SideSerializer()
    business = SideSerializer()
    recommended_now = serializers.CharField(allow_null=True)
    indicators = SeenSerializer(many=True)
    red_flags = SeenSerializer(many=True)

    class Meta(DecisionSerializer.Meta):
        fields = [
            *DecisionSerializer.Meta.fields, "technical", "business", "recommended_now", "indicators", "red_flags",
        ]  # fmt: skip


def decision_written(decision: Decision) -> dict[str, Any]:
    """Return a decision as `DecisionDetailSerializer` documents it."""
    found = evidence(decision)
    return dict(DecisionSerializer(decision).data) | {
        "technical": _side(found.sides["technical"]),
        "business": _side(found.sides["business"]),
        "recommended_now": found.recommended.key if found.recommended else None,
        "indicators": [_seen(one) for one in found.indicators],
        "red_flags": [_seen(one) for one in found.red_flags],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "strength": side.strength, "level": None if side.level is None else f"{side.level:.6f}",
        "ends": None if side.ends is None else [f"{end:.6f}" for end in side.ends],
        "measures": [measure.said for measure in side.measures], "missing": list(side.missing),
        "score": None if side.score is None else f"{side.score:.4f}",
    }  # fmt: skip


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "key": seen.sign.key, "label": seen.sign.label, "state": seen.state.value, "said": seen.said,
        "measured": seen.is_measured,
    }  # fmt: skip


class AskSerializer(serializers.Serializer[Any]):
    """The rollout of which is asked what becomes of it."""

    rollout = serializers.UUIDField()


class SignAnswerSerializer(serializers.Serializer[Any]):
    """Whether a sign is seen (`met`), or the figure that says so, and what that rests on."""

    sign = serializers.CharField(max_length=64)
    answer = serializers.ChoiceField(choices=[item.value for item in Answer], required=False, default="unknown")
    figure = serializers.DecimalField(
        max_digits=18, decimal_places=DECIMALS, required=False, allow_null=True, default=None
    )
    note = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LIMIT)


class ChoiceSerializer(serializers.Serializer[Any]):
    """What becomes of it, why, and who is told; `departure` when it is another option than the matrix gives."""

    choice = serializers.ChoiceField(choices=[item.value for item in Option])
    reason = serializers.CharField(max_length=TEXT_LIMIT)
    announcement = serializers.CharField(max_length=TEXT_LIMIT)
    departure = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LIMIT)
    pivots = serializers.ListField(child=serializers.CharField(max_length=64), default=list, max_length=40)
    again_on = serializers.DateField(required=False, allow_null=True, default=None)
