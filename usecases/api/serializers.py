"""The shapes of the API: what goes in, what comes out."""

from typing import Any

from rest_framework import serializers

from foundation.ui.api import MoneySerializer
from usecases import workflow
from usecases.models import CATEGORY_LENGTH, NAME_LENGTH, Cause
from usecases.rules.custom import Kind
from usecases.rules.links import LABELS
from usecases.services.cases import TEXT_LENGTH
from usecases.services.moves import REASON_LENGTH
from usecases.workflow import ReviewState, Source, Stage, Standing, Tier

STAGES = [stage.value for stage in Stage]
IMPACTS = list(workflow.IMPACT_LABELS)
PERSONAL = list(workflow.PERSONAL_DATA_LABELS)
LINKS = list(LABELS)
NUMBER_LENGTH = 40
CUSTOM_HELP = (
    "Values of added fields by their key: text, a number as decimal text, the key of a choice, an ISO date, "
    "or the uid of a person. Empty or null takes a value away."
)


class CaseRowSerializer(serializers.Serializer[Any]):
    """A use case, short. `score` is null until it is scored; `score_lowest` and `score_highest` are what it could come
    out at once its `assumed_inputs` are known; `unit` and `owner` are uids."""

    uid = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.CharField()
    category = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True)
    owner_name = serializers.CharField(allow_null=True)
    stage = serializers.ChoiceField(choices=STAGES)
    stage_source = serializers.ChoiceField(choices=[source.value for source in Source])
    stage_since = serializers.DateTimeField()
    on_hold_since = serializers.DateTimeField(allow_null=True)
    tier = serializers.ChoiceField(choices=["", *(tier.value for tier in Tier)])
    impact = serializers.ChoiceField(choices=IMPACTS)
    score = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    band = serializers.CharField()
    score_lowest = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    score_highest = serializers.DecimalField(max_digits=9, decimal_places=4, allow_null=True)
    assumed_inputs = serializers.IntegerField(allow_null=True)
    review_state = serializers.ChoiceField(choices=[state.value for state in ReviewState])
    approval_standing = serializers.ChoiceField(choices=[standing.value for standing in Standing])
    approval_until = serializers.DateField(allow_null=True)
    funded_for = serializers.CharField(help_text="The years an adopted scenario funds it for; empty when none does.")
    budget = MoneySerializer(allow_null=True)
    case_type = serializers.CharField(help_text="The type that it is filed under, as taxonomy:type; empty for none.")
    tags = serializers.ListField(child=serializers.CharField())
    custom = serializers.DictField(child=serializers.CharField(), help_text=CUSTOM_HELP)
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CaseLinkSerializer(serializers.Serializer[Any]):
    """A link as this side sees it: `outward` says that this case needs, duplicates or supersedes the other one.

    `case`, `case_reference` and `case_stage` are null where the other one may not be read.
    """

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=LINKS)
    outward = serializers.BooleanField()
    case = serializers.UUIDField(allow_null=True)
    case_reference = serializers.CharField(allow_null=True)
    case_stage = serializers.ChoiceField(choices=STAGES, allow_null=True)


class WebLinkSerializer(serializers.Serializer[Any]):
    """An address of the web."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.CharField()


class CaseSerializer(CaseRowSerializer):
    """A use case with all that it says. Send `version` back with a change to be told when somebody was faster."""

    summary = serializers.CharField()
    objective = serializers.CharField()
    sponsor = serializers.UUIDField(allow_null=True)
    sponsor_name = serializers.CharField(allow_null=True)
    data_description = serializers.CharField()
    personal_data = serializers.ChoiceField(choices=PERSONAL)
    model_description = serializers.CharField()
    human_oversight = serializers.CharField()
    measures = serializers.CharField()
    hold_reason = serializers.CharField()
    tier_answers = serializers.DictField(child=serializers.BooleanField(allow_null=True))
    tier_questions = serializers.CharField(allow_null=True)
    inputs = serializers.DictField(child=serializers.CharField(allow_null=True))
    input_sources = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    score_card = serializers.UUIDField(allow_null=True)
    links = CaseLinkSerializer(many=True)
    web_links = WebLinkSerializer(many=True)
    extra = serializers.JSONField()
    version = serializers.IntegerField()


class CaseBudgetSerializer(serializers.Serializer[Any]):
    """An amount as decimal text, and its ISO 4217 currency."""

    amount = serializers.CharField(max_length=NUMBER_LENGTH)
    currency = serializers.CharField(min_length=3, max_length=3)


class CaseEditSerializer(serializers.Serializer[Any]):
    """What can be changed; fields left out stay. `owner` and `sponsor` are uids of people, null takes them away."""

    name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    summary = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False)
    unit = serializers.UUIDField(required=False)
    category = serializers.CharField(max_length=CATEGORY_LENGTH, allow_blank=True, required=False)
    objective = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False)
    owner = serializers.UUIDField(allow_null=True, required=False)
    sponsor = serializers.UUIDField(allow_null=True, required=False)
    impact = serializers.ChoiceField(choices=IMPACTS, required=False)
    data_description = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False)
    personal_data = serializers.ChoiceField(choices=PERSONAL, required=False)
    model_description = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False)
    human_oversight = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False)
    measures = serializers.CharField(max_length=TEXT_LENGTH, allow_blank=True, required=False)
    budget = CaseBudgetSerializer(allow_null=True, required=False)
    case_type = serializers.CharField(max_length=200, allow_blank=True, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=200, allow_blank=True), required=False)
    custom = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_null=True, allow_blank=True),
        required=False,
        help_text=CUSTOM_HELP,
    )
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    reason = serializers.CharField(max_length=REASON_LENGTH, allow_blank=True, required=False)


class CaseCreateSerializer(CaseEditSerializer):
    """What registers a use case: a name and its unit, best with the problem that it solves."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    unit = serializers.UUIDField()
    version = None  # type: ignore[assignment]
    reason = None  # type: ignore[assignment]


class CaseClassifySerializer(serializers.Serializer[Any]):
    """Answers to the risk questions by key (true, false, or null for open); a lower tier needs a reason."""

    answers = serializers.DictField(child=serializers.BooleanField(allow_null=True))
    reason = serializers.CharField(max_length=REASON_LENGTH, allow_blank=True, default="")


class CaseInputsSerializer(serializers.Serializer[Any]):
    """Inputs of a scoring model by key: decimal text, or the key of a level; null clears one, inputs left out stay.
    `model` is the slug of a model that is not in use; without it they are those of the model in use."""

    model = serializers.SlugField(max_length=64, allow_blank=True, default="")

    inputs = serializers.DictField(
        child=serializers.CharField(max_length=NUMBER_LENGTH, allow_null=True, allow_blank=True)
    )


class CaseReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=REASON_LENGTH)


class CaseNoteSerializer(serializers.Serializer[Any]):
    """A note that may be left out."""

    reason = serializers.CharField(max_length=REASON_LENGTH, allow_blank=True, default="")


class CaseCloseSerializer(CaseReasonSerializer):
    """How it ends, and why."""

    to = serializers.ChoiceField(choices=[Stage.KILLED.value, Stage.RETIRED.value])


class ScoreCardSerializer(serializers.Serializer[Any]):
    """A score card. `result`: criteria, contributions and factors by key, assumed inputs, capped factors, and the
    lowest and highest total that missing inputs leave possible; numbers as decimal text."""

    uid = serializers.UUIDField()
    case = serializers.UUIDField()
    case_reference = serializers.CharField()
    model = serializers.CharField()
    inputs = serializers.DictField(child=serializers.CharField())
    result = serializers.JSONField()
    total = serializers.DecimalField(max_digits=9, decimal_places=4)
    band = serializers.CharField()
    cause = serializers.ChoiceField(choices=Cause.values)
    recorded_at = serializers.DateTimeField()


class CaseQuerySerializer(serializers.Serializer[Any]):
    """What a list of use cases can be narrowed by; a unit counts with all below it."""

    unit = serializers.UUIDField(required=False)
    stage = serializers.ChoiceField(choices=STAGES, required=False)
    tier = serializers.ChoiceField(choices=[*(tier.value for tier in Tier), "none"], required=False)
    category = serializers.CharField(max_length=CATEGORY_LENGTH, required=False)
    inputs = serializers.ChoiceField(
        choices=["assumed", "known"], required=False, help_text="Scored with some inputs assumed, or with all known."
    )
    case_type = serializers.CharField(
        max_length=200, required=False, help_text="A type as taxonomy:type, a category of types as taxonomy:category:"
    )
    tag = serializers.CharField(max_length=200, required=False)
    custom = serializers.ListField(
        child=serializers.CharField(max_length=600),
        required=False,
        max_length=20,
        help_text="Conditions on added fields, all of which must hold: `key=value`, and for numbers and dates also "
        "`key>=value` and `key<=value`; `key=` finds the cases that say nothing.",
    )
    q = serializers.CharField(max_length=200, required=False, help_text="A reference, or words that must all be found.")
    updated_since = serializers.DateTimeField(required=False)


class RankingQuerySerializer(serializers.Serializer[Any]):
    """A part of the portfolio."""

    unit = serializers.UUIDField(required=False)
    category = serializers.CharField(max_length=CATEGORY_LENGTH, required=False, allow_blank=True)
    start = serializers.IntegerField(min_value=0, max_value=10_000_000, default=0)
    size = serializers.IntegerField(min_value=1, max_value=1000, default=100)


class CardQuerySerializer(serializers.Serializer[Any]):
    """What a list of score cards can be narrowed by; a unit counts with all below it."""

    unit = serializers.UUIDField(required=False)
    model = serializers.SlugField(max_length=64, required=False, help_text="Slug of a scoring model, all versions.")
    case = serializers.CharField(max_length=40, required=False, help_text="Reference or uid of a use case.")
    recorded_since = serializers.DateTimeField(required=False)


class WeightsSerializer(serializers.Serializer[Any]):
    """Percentages by criterion key; they add up to 100."""

    weights = serializers.DictField(child=serializers.CharField(max_length=NUMBER_LENGTH))


class WeightsPreviewInSerializer(RankingQuerySerializer, WeightsSerializer):
    """Weights to try, and the part of the portfolio to show."""


class WeightsAdoptSerializer(WeightsSerializer):
    """Weights to use from now on; `version` is the model version they were compared with."""

    note = serializers.CharField(max_length=REASON_LENGTH, allow_blank=True, default="")
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, allow_null=True, default=None)


class RankedSerializer(serializers.Serializer[Any]):
    """A use case at its place; `before` and `moved` (places gained) only in a preview."""

    rank = serializers.IntegerField()
    uid = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    stage = serializers.ChoiceField(choices=STAGES)
    score = serializers.DecimalField(max_digits=9, decimal_places=4)
    band = serializers.CharField()
    criteria = serializers.DictField(child=serializers.DecimalField(max_digits=9, decimal_places=4))
    contributions = serializers.DictField(child=serializers.DecimalField(max_digits=9, decimal_places=4))
    before = serializers.IntegerField(allow_null=True)
    moved = serializers.IntegerField()


class RankingSerializer(serializers.Serializer[Any]):
    """Scored open use cases, best first. `stale` are still scored by another model and left out."""

    model = serializers.CharField()
    count = serializers.IntegerField()
    stale = serializers.IntegerField()
    results = RankedSerializer(many=True)


class RankingPreviewSerializer(RankingSerializer):
    """The ranking under tried weights: how many move up, down, stay, and come into another band."""

    up = serializers.IntegerField()
    down = serializers.IntegerField()
    same = serializers.IntegerField()
    rebanded = serializers.IntegerField()


class ModelWeightsSerializer(serializers.Serializer[Any]):
    """The scoring model in use, and its weights in percent by criterion key."""

    model = serializers.CharField()
    version = serializers.IntegerField()
    weights = serializers.DictField(child=serializers.CharField())


class WeightsAdoptedSerializer(serializers.Serializer[Any]):
    """The version now in use, and the job that scores the portfolio by it."""

    model = serializers.CharField()
    job = serializers.UUIDField()


class RecomputeSerializer(serializers.Serializer[Any]):
    """The job that was started."""

    job = serializers.UUIDField()


class CaseLinkInSerializer(serializers.Serializer[Any]):
    """How this case stands to another one, given by reference or uid."""

    kind = serializers.ChoiceField(choices=LINKS)
    other = serializers.CharField(max_length=60)


class WebLinkInSerializer(serializers.Serializer[Any]):
    """An address of the web; https only."""

    title = serializers.CharField(max_length=200)
    url = serializers.CharField(max_length=1000)


class UnlinkSerializer(serializers.Serializer[Any]):
    """The link or address to take away."""

    link = serializers.UUIDField()


class FieldChoiceSerializer(serializers.Serializer[Any]):
    """A choice of an added field."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    is_retired = serializers.BooleanField()


class AddedFieldSerializer(serializers.Serializer[Any]):
    """A field that the administrator added; `unit`, `lowest` and `highest` are those of a number."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    help = serializers.CharField()
    unit = serializers.CharField()
    lowest = serializers.CharField(allow_null=True)
    highest = serializers.CharField(allow_null=True)
    choices = FieldChoiceSerializer(many=True)
    is_retired = serializers.BooleanField()
