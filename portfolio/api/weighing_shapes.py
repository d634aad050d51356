"""The shapes of weighing rounds and certainties in the API."""

from typing import Any

from rest_framework import serializers

from portfolio.models.weighing import NOTE_LENGTH, TITLE_LENGTH
from portfolio.rules.ways import Way
from portfolio.rules.weights import Combination
from portfolio.services.certainty import FEWEST_DRAWS, HIGHEST_SEED, MOST_DRAWS, MOST_ERROR, USUAL_DRAWS
from portfolio.services.weighing import MOST_PEOPLE
from usecases.models import CATEGORY_LENGTH

WAYS = [way.value for way in Way]
PERCENT_HELP = "Percent by criterion, decimal text; together 100."


class WeightAnswersSerializer(serializers.Serializer[Any]):
    """Answers in one of the ways to reach weights.

    `direct`: percent by criterion. `swing`: points from 0 to 100. `order`: places from 1, and `method`. `pairs`: for
    each pair `first__second` how many times the first matters as much, as "3" or "1/3".
    """

    way = serializers.ChoiceField(choices=WAYS)
    answers = serializers.DictField(child=serializers.CharField(max_length=40))


class DerivedWeightsSerializer(serializers.Serializer[Any]):
    """The weights that follow. `consistency` (up to 0.10 is good) and what to look at again only for pairs."""

    weights = serializers.DictField(child=serializers.CharField(), help_text=PERCENT_HELP)
    consistency = serializers.CharField(allow_null=True)
    look_again = serializers.ListField(child=serializers.CharField(), allow_null=True, help_text="A pair of criteria.")


class NewWeightRoundSerializer(serializers.Serializer[Any]):
    """Whom to ask, and whether weights are sealed until the round is closed."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_PEOPLE)
    is_sealed = serializers.BooleanField(default=True)


class WeightInvitationSerializer(serializers.Serializer[Any]):
    """More people to ask."""

    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_PEOPLE)


class GivenWeightsSerializer(WeightAnswersSerializer):
    """One's own answers, with a note."""

    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, default="")


class WeightAdoptionSerializer(serializers.Serializer[Any]):
    """How to combine, and why."""

    combination = serializers.ChoiceField(choices=[each.value for each in Combination], default=Combination.MEAN.value)
    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, default="")


class WeightRoundSerializer(serializers.Serializer[Any]):
    """A weighing round."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=["open", "closed", "adopted"])
    is_sealed = serializers.BooleanField()
    model = serializers.CharField()
    asked = serializers.IntegerField()
    given = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    adopted_at = serializers.DateTimeField(allow_null=True)
    adopted_model = serializers.CharField(allow_null=True)


class WeightSheetSerializer(serializers.Serializer[Any]):
    """What one person gave."""

    person = serializers.UUIDField()
    name = serializers.CharField()
    way = serializers.ChoiceField(choices=WAYS)
    weights = serializers.DictField(child=serializers.CharField(), help_text=PERCENT_HELP)
    consistency = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    given_at = serializers.DateTimeField()


class WeightRoundDetailSerializer(WeightRoundSerializer):
    """A round with the weights that the caller may see; combinations once there are any."""

    sheets = WeightSheetSerializer(many=True)
    combinations = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()), help_text="By way to combine. " + PERCENT_HELP
    )
    disputed = serializers.CharField(allow_null=True, help_text="The criterion on which people lie furthest apart.")


class WeightsTakenSerializer(serializers.Serializer[Any]):
    """The version in use now, and the job that scores by it."""

    model = serializers.CharField()
    job = serializers.UUIDField()


class NewCertaintySerializer(serializers.Serializer[Any]):
    """What to draw: weightings within points of those in use (null: any), inputs within an error (null: exact)."""

    unit = serializers.UUIDField(help_text="The unit, with all below it.")
    category = serializers.CharField(max_length=CATEGORY_LENGTH, allow_blank=True, default="")
    within = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, allow_null=True, default=None
    )
    error = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=0, max_value=MOST_ERROR, allow_null=True, default=None
    )
    draws = serializers.IntegerField(min_value=FEWEST_DRAWS, max_value=MOST_DRAWS, default=USUAL_DRAWS)
    seed = serializers.IntegerField(min_value=0, max_value=HIGHEST_SEED, allow_null=True, default=None)


class CertaintyRowSerializer(serializers.Serializer[Any]):
    """A case: its place in the order in use, and the share of draws in which it takes each of the first places."""

    reference = serializers.CharField(allow_null=True, help_text="Null for a case that the caller may not see by now.")
    place = serializers.IntegerField()
    shares = serializers.ListField(child=serializers.FloatField())
    central = serializers.DictField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="Mean weights under which it is first.",
    )


class CertaintySerializer(serializers.Serializer[Any]):
    """A result; its rows are there once the worker is done."""

    uid = serializers.UUIDField()
    unit = serializers.UUIDField()
    category = serializers.CharField(allow_blank=True)
    model = serializers.CharField()
    within = serializers.CharField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    draws = serializers.IntegerField()
    seed = serializers.IntegerField()
    job = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class CertaintyDetailSerializer(CertaintySerializer):
    """A result with its rows, and whether scores or weights have changed since."""

    cases = serializers.IntegerField()
    is_stale = serializers.BooleanField()
    rows = CertaintyRowSerializer(many=True)
