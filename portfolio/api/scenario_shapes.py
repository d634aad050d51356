"""The shapes of scenarios in the API: what goes in, what comes out."""

from typing import Any

from rest_framework import serializers

from foundation.ui.api import MoneySerializer
from portfolio.models.scenarios import MESSAGE_LENGTH, NOTE_LENGTH, TITLE_LENGTH
from portfolio.rules.problem import MOST_CANDIDATES
from portfolio.rules.scenario import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    MOST_RULES,
    MOST_SKILLS,
    MOST_YEARS,
    NAME_LENGTH,
    RULES,
    Measure,
)
from portfolio.services.solving import HIGHEST_SEED
from portfolio.shown import Treated
from portfolio.workflow import State
from usecases.workflow import LADDER

MEASURES = [measure.value for measure in Measure]
STAGES = [stage.value for stage in LADDER]


def _amount(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=18, decimal_places=3, min_value=0, **more)


def _people(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0, **more)


def _value(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=18, decimal_places=6, **more)


class ScenarioSkillSerializer(serializers.Serializer[Any]):
    """A kind of people, and how many full-time people there are."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    people = _people()


class ScenarioSmallSerializer(serializers.Serializer[Any]):
    """A smaller scope with a value of its own; costs by year in major units."""

    value = _value()
    costs = serializers.ListField(child=_amount(), max_length=MOST_YEARS)
    people = serializers.ListField(child=_people(), max_length=MOST_SKILLS, default=list)


class ScenarioRowSerializer(serializers.Serializer[Any]):
    """A candidate; null is taken from the register. Costs by year in major units, people by skill."""

    case = serializers.CharField(max_length=30, help_text="Reference of the use case, for example UC-0042.")
    value = _value(allow_null=True, default=None)
    low = _value(allow_null=True, default=None)
    high = _value(allow_null=True, default=None)
    costs = serializers.ListField(child=_amount(allow_null=True), max_length=MOST_YEARS, default=list)
    people = serializers.ListField(child=_people(), max_length=MOST_SKILLS, default=list)
    small = ScenarioSmallSerializer(allow_null=True, default=None)


class ScenarioRuleSerializer(serializers.Serializer[Any]):
    """A rule: `first` is a use case, or a category for at_least and at_most; `second` the other use case of a pair."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in RULES])
    first = serializers.CharField(max_length=NAME_LENGTH)
    second = serializers.CharField(max_length=NAME_LENGTH, allow_blank=True, default="")
    number = serializers.IntegerField(min_value=0, max_value=MOST_CANDIDATES, default=0)


class ScenarioContentSerializer(serializers.Serializer[Any]):
    """What a scenario says. `budgets` has an amount (major units) or null for each year."""

    budgets = serializers.ListField(child=_amount(allow_null=True), min_length=1, max_length=MOST_YEARS)
    mode = serializers.ChoiceField(choices=["picked", "filter"], default="picked")
    stages = serializers.ListField(child=serializers.ChoiceField(choices=STAGES), max_length=len(STAGES), default=list)
    category = serializers.CharField(max_length=NAME_LENGTH, allow_blank=True, default="")
    skills = ScenarioSkillSerializer(many=True, default=list, max_length=MOST_SKILLS)  # type: ignore[call-arg]
    rows = ScenarioRowSerializer(many=True, default=list, max_length=MOST_CANDIDATES)  # type: ignore[call-arg]
    rules = ScenarioRuleSerializer(many=True, default=list, max_length=MOST_RULES)  # type: ignore[call-arg]


class ScenarioEditSerializer(serializers.Serializer[Any]):
    """What can be changed; fields left out stay. 409 when `version` is not the present one."""

    name = serializers.CharField(max_length=TITLE_LENGTH, required=False)
    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, required=False)
    first_year = serializers.IntegerField(min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, required=False)
    years = serializers.IntegerField(min_value=1, max_value=MOST_YEARS, required=False)
    measure = serializers.ChoiceField(choices=MEASURES, required=False)
    content = ScenarioContentSerializer(required=False)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class NewScenarioSerializer(ScenarioEditSerializer):
    """What begins a scenario."""

    unit = serializers.UUIDField()
    name = serializers.CharField(max_length=TITLE_LENGTH)
    first_year = serializers.IntegerField(min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    content = ScenarioContentSerializer()
    version = None  # type: ignore[assignment]


class ScenarioAnswerSerializer(serializers.Serializer[Any]):
    """The answer, short; null until it is there. `gap` is the share by which a better choice could exceed it."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    feasible = serializers.BooleanField(allow_null=True)
    proven = serializers.BooleanField()
    gap = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True)
    funded = serializers.IntegerField()
    candidates = serializers.IntegerField()
    cost = MoneySerializer()
    seed = serializers.IntegerField()
    finished_at = serializers.DateTimeField()


class ScenarioSerializer(serializers.Serializer[Any]):
    """A scenario with its answer and adoption."""

    uid = serializers.UUIDField()
    name = serializers.CharField()
    note = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    first_year = serializers.IntegerField()
    years = serializers.IntegerField()
    measure = serializers.ChoiceField(choices=MEASURES)
    currency = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.value for state in State])
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)
    answer = ScenarioAnswerSerializer(allow_null=True)


class ScenarioDetailSerializer(ScenarioSerializer):
    """A scenario with all that it says."""

    content = ScenarioContentSerializer()


class ScenarioCandidateSerializer(serializers.Serializer[Any]):
    """What was decided for a candidate, and why. `level` 0 is the full scope, null left out."""

    case = serializers.CharField()
    name = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    value = serializers.CharField()
    costs = serializers.ListField(child=MoneySerializer())
    reasons = serializers.ListField(child=serializers.CharField())
    ways_in = serializers.ListField(child=serializers.CharField())
    chosen_in_draws = serializers.CharField(allow_null=True)


class ScenarioUseSerializer(serializers.Serializer[Any]):
    """How far a limit is used: minor units of money, people, or use cases."""

    kind = serializers.CharField()
    of = serializers.CharField()
    used = serializers.CharField()
    limit = serializers.CharField()


class ScenarioPriceSerializer(serializers.Serializer[Any]):
    """How much more the best choice would be worth without a rule."""

    rule = serializers.CharField()
    value = serializers.CharField(allow_null=True)


class ScenarioPointSerializer(serializers.Serializer[Any]):
    """The best value at a size of the budget."""

    factor = serializers.CharField()
    budget = MoneySerializer()
    value = serializers.CharField()
    chosen = serializers.IntegerField()
    proven = serializers.BooleanField()


class ScenarioResultSerializer(ScenarioAnswerSerializer):
    """The whole answer. `conflict` names the limits that cannot hold together when nothing can be chosen."""

    stale = serializers.BooleanField()
    candidates_decided = ScenarioCandidateSerializer(many=True)
    uses = ScenarioUseSerializer(many=True)
    prices = ScenarioPriceSerializer(many=True)
    frontier = ScenarioPointSerializer(many=True)
    conflict = serializers.ListField(child=serializers.CharField())
    aside = serializers.DictField(child=serializers.CharField())


class ScenarioSolveSerializer(serializers.Serializer[Any]):
    """With a seed, the values are drawn as with this seed before."""

    seed = serializers.IntegerField(min_value=0, max_value=HIGHEST_SEED, required=False, allow_null=True)


class ScenarioSolvingSerializer(serializers.Serializer[Any]):
    """The worker solves it; `result` answers once `job` is done."""

    solution = serializers.UUIDField()
    job = serializers.UUIDField()


class ScenarioReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=NOTE_LENGTH)


class ScenarioAdoptSerializer(ScenarioReasonSerializer):
    """Why, and which answer was looked at; 409 when there is a newer one."""

    solution = serializers.UUIDField(required=False)


class ScenarioAdoptionSerializer(serializers.Serializer[Any]):
    """An adoption; `ended_at` is null while it is in force."""

    uid = serializers.UUIDField()
    scenario = serializers.UUIDField()
    solution = serializers.UUIDField()
    unit = serializers.UUIDField()
    first_year = serializers.IntegerField()
    last_year = serializers.IntegerField()
    reason = serializers.CharField()
    adopted_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()


class ScenarioMessageSerializer(serializers.Serializer[Any]):
    """What the team of a case is told; `sent_at` is null until the scenario is adopted, `told` counts who was told."""

    uid = serializers.UUIDField()
    case = serializers.CharField()
    name = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    edited = serializers.BooleanField()
    sent_at = serializers.DateTimeField(allow_null=True)
    told = serializers.IntegerField()


class ScenarioMessageEditSerializer(serializers.Serializer[Any]):
    """What the team of a case is to be told."""

    case = serializers.CharField(max_length=30, help_text="Reference of the use case, for example UC-0042.")
    text = serializers.CharField(max_length=MESSAGE_LENGTH)


class ScenarioComparedSerializer(serializers.Serializer[Any]):
    """A case that is not treated alike; `treated` has an entry a scenario, in the order of `scenarios`."""

    case = serializers.CharField()
    name = serializers.CharField()
    treated = serializers.ListField(child=serializers.ChoiceField(choices=[each.value for each in Treated]))


class ScenarioLimitSerializer(serializers.Serializer[Any]):
    """How far a limit is used, an entry a scenario; null where a scenario does not have the limit."""

    limit = serializers.CharField()
    used = serializers.ListField(child=serializers.CharField(allow_null=True))


class ScenarioComparisonSerializer(serializers.Serializer[Any]):
    """Scenarios side by side. `impossible` are those whose limits conflict; they have no place in the lists."""

    scenarios = ScenarioSerializer(many=True)
    impossible = serializers.ListField(child=serializers.UUIDField())
    limits = ScenarioLimitSerializer(many=True)
    differing = ScenarioComparedSerializer(many=True)
    alike = serializers.IntegerField()
