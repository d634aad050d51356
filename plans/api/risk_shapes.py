"""What the API reads and answers about risks."""

from typing import Any

from rest_framework import serializers

from plans.api.shapes import SLUG, SubjectSerializer
from plans.models.programs import NAME_LENGTH, TEXT_LENGTH
from plans.models.risks import CATEGORIES
from plans.rules.risks import LEAST, MOST
from plans.workflow import RISK_STATES, RiskState

RISK_STATE_CHOICES = [(s.value, RISK_STATES[s]) for s in RISK_STATES]
REVIEW_CHOICES = [(s.value, RISK_STATES[s]) for s in RISK_STATES if s != RiskState.CLOSED]
CATEGORY_CHOICES = list(CATEGORIES.items())


def _scale() -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, min_value=LEAST, max_value=MOST)


class RiskSerializer(serializers.Serializer[Any]):
    """One risk; weights are likelihood × impact, null while one of them is not rated."""

    uid = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    case = serializers.CharField(allow_null=True)
    program = serializers.UUIDField(allow_null=True)
    unit = serializers.UUIDField()
    catalog = serializers.CharField(allow_null=True)
    key = serializers.CharField(allow_blank=True)
    category = serializers.ChoiceField(choices=CATEGORY_CHOICES)
    what_happens = serializers.CharField(allow_blank=True)
    likelihood = serializers.IntegerField(allow_null=True)
    impact = serializers.IntegerField(allow_null=True)
    weight = serializers.IntegerField(allow_null=True)
    mitigation = serializers.CharField(allow_blank=True)
    mitigation_due = serializers.DateField(allow_null=True)
    mitigated_on = serializers.DateField(allow_null=True)
    left_likelihood = serializers.IntegerField(allow_null=True)
    left_impact = serializers.IntegerField(allow_null=True)
    left_weight = serializers.IntegerField(allow_null=True)
    owner = serializers.CharField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    is_due = serializers.BooleanField()
    state = serializers.ChoiceField(choices=RISK_STATE_CHOICES)
    state_reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class RiskFieldsSerializer(serializers.Serializer[Any]):
    """What a risk says; fields left out stay, or come from the catalog."""

    label = serializers.CharField(required=False, max_length=NAME_LENGTH)  # type: ignore[assignment]
    category = serializers.ChoiceField(choices=CATEGORY_CHOICES, required=False)
    what_happens = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH)
    likelihood = _scale()
    impact = _scale()
    mitigation = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH)
    mitigation_due = serializers.DateField(required=False, allow_null=True)
    mitigated_on = serializers.DateField(required=False, allow_null=True)
    left_likelihood = _scale()
    left_impact = _scale()
    owner = serializers.UUIDField(required=False, allow_null=True)
    review_on = serializers.DateField(required=False, allow_null=True)


class AddRiskSerializer(RiskFieldsSerializer, SubjectSerializer):
    """A risk of a catalog (`catalog` and `key`), or one's own."""

    catalog = serializers.SlugField(required=False, allow_blank=True, **SLUG)
    key = serializers.CharField(required=False, allow_blank=True, default="", max_length=64)


class ReviseRiskSerializer(RiskFieldsSerializer):
    """A change of a risk."""

    version = serializers.IntegerField(min_value=1)


class ReviewRiskSerializer(serializers.Serializer[Any]):
    """How a risk stands now; ratings left out stay."""

    state = serializers.ChoiceField(choices=REVIEW_CHOICES)
    note = serializers.CharField(max_length=TEXT_LENGTH)
    review_on = serializers.DateField(required=False, allow_null=True)
    likelihood = _scale()
    impact = _scale()
    left_likelihood = _scale()
    left_impact = _scale()
