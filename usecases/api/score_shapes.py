"""The shapes of score cards in full and of scoring models."""

from typing import Any

from rest_framework import serializers

from usecases.api.serializers import ScoreCardSerializer
from usecases.services.moves import REASON_LENGTH


class CardFactorSerializer(serializers.Serializer[Any]):
    """One input on its way to the total. `written` is its formula with the value put in."""

    input = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()
    unit = serializers.CharField()
    assumed = serializers.BooleanField()
    capped = serializers.BooleanField()
    written = serializers.CharField()
    score = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    contribution = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)


class CardCriterionSerializer(serializers.Serializer[Any]):
    """A criterion with its factors. The one that `divides` the sum has neither weight nor contribution."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    weight = serializers.DecimalField(max_digits=13, decimal_places=12)
    divides = serializers.BooleanField()
    combine = serializers.ChoiceField(choices=["mean", "sum", "weighted"])
    score = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    contribution = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    factors = CardFactorSerializer(many=True)


class CardGapSerializer(serializers.Serializer[Any]):
    """A missing input, what was assumed instead, and the total's range if only this input became known."""

    input = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    assumed = serializers.CharField()
    lowest = serializers.DecimalField(max_digits=9, decimal_places=4)
    highest = serializers.DecimalField(max_digits=9, decimal_places=4)


class ScoreCardFullSerializer(ScoreCardSerializer):
    """A score card with how it came about, line by line, and what was missing, what moves the total most first."""

    scored_by = serializers.CharField(allow_null=True)
    lines = CardCriterionSerializer(many=True)
    missing = CardGapSerializer(many=True)


class ScoringModelSerializer(serializers.Serializer[Any]):
    """A scoring model, and what it finds in the open use cases that the caller may see: how many it could score, and
    how many would lose their score by it."""

    model = serializers.CharField()
    slug = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    in_use = serializers.BooleanField()
    use_cases = serializers.IntegerField()
    could_score = serializers.IntegerField()
    would_lose = serializers.IntegerField()


class ModelAdoptSerializer(serializers.Serializer[Any]):
    """The slug of the model to use from now on, its version (the one that new work takes when left out), and why."""

    model = serializers.SlugField(max_length=64)
    version = serializers.IntegerField(min_value=1, max_value=100_000, required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=REASON_LENGTH)
