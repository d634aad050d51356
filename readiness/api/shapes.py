"""What the API of readiness reads and writes."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from foundation.ui.api import ErrorBodySerializer
from readiness.models import ActionItem, Answer, Assessment, Process, Settlement, Sheet
from readiness.queries import ENTERPRISE
from readiness.services import COMMENT_LIMIT
from readiness.services.processes import NAME_LIMIT
from readiness.services.wording import TEXT_LIMIT
from readiness.workflow import Mode


def valid(shape: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the clean values of a request. Raises ValidationError (400) with every field that is wrong."""
    read = shape(data=data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


class SettlementSerializer(serializers.ModelSerializer[Settlement]):
    """What the facilitator settled for one factor after the raters had spoken."""

    class Meta:
        model = Settlement
        fields = ["factor", "score", "not_known", "reason", "settled_at"]


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """An assessment. `overall`, `band` and `result` are set once it is submitted.

    While raters still fill their sheets (`sealed`), it has no scores. `not_known` lists the factors that nobody knows.
    """

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    instrument = serializers.CharField(source="instrument.reference", read_only=True)
    sealed = serializers.BooleanField(source="is_sealed", read_only=True)
    scores = serializers.SerializerMethodField()
    not_known = serializers.SerializerMethodField()
    settlements = SettlementSerializer(many=True, read_only=True)

    class Meta:
        model = Assessment
        fields = [
            "uid",
            "subject_kind",
            "subject_uid",
            "subject_label",
            "unit",
            "unit_name",
            "instrument",
            "mode",
            "state",
            "sealed",
            "due_on",
            "answered",
            "overall",
            "band",
            "result",
            "scores",
            "not_known",
            "settlements",
            "started_at",
            "closed_at",
            "submitted_at",
            "reopened",
        ]

    def get_scores(self, row: Assessment) -> dict[str, Decimal]:
        return row.scores()

    def get_not_known(self, row: Assessment) -> list[str]:
        return sorted(row.not_known())


class StartSerializer(serializers.Serializer[Any]):
    """What is assessed, with which instrument, and how: together on one sheet, or blind by several raters.

    Name a unit by `unit`, anything else by `subject_kind` and `subject_uid`.
    """

    unit = serializers.UUIDField(required=False)
    subject_kind = serializers.CharField(max_length=40, required=False)
    subject_uid = serializers.UUIDField(required=False)
    instrument = serializers.SlugField(default=ENTERPRISE)
    mode = serializers.ChoiceField(choices=[mode.value for mode in Mode], default=Mode.JOINT.value)
    due_on = serializers.DateField(allow_null=True, default=None)


class AnswersSerializer(serializers.Serializer[Any]):
    """Scores by factor key (null takes one back), factors that are not known, and comments by factor key.

    `revisions` are those of the answers that the writer saw, 0 for none: a factor that somebody else changed since
    then answers 409. A factor without a revision is written whatever it was.
    """

    scores = serializers.DictField(
        child=serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True), required=False
    )
    not_known = serializers.ListField(child=serializers.CharField(max_length=64), required=False)
    comments = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=COMMENT_LIMIT), required=False
    )
    revisions = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=2_000_000_000), required=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what says nothing about any factor, such as scores under another name."""
        if not any(name in attrs for name in ("scores", "not_known", "comments")):
            raise serializers.ValidationError(gettext("Give scores, not_known or comments, by the keys of factors."))
        return attrs


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    """What is said about one factor; `revision` counts its changes."""

    answered_by = serializers.CharField(source="answered_by.name", allow_null=True, read_only=True)

    class Meta:
        model = Answer
        fields = ["factor", "score", "not_known", "comment", "revision", "answered_by", "answered_at"]


class ConflictBodySerializer(ErrorBodySerializer):
    """A refusal, and where answers were changed meanwhile, what they are now."""

    current = AnswerSerializer(many=True, required=False)


class ConflictSerializer(serializers.Serializer[Any]):
    """The body of a 409 of answers."""

    error = ConflictBodySerializer()


class InvitationSerializer(serializers.ModelSerializer[Sheet]):
    """Who is asked, and how far they are; nothing of what they give. `rater` is null for a joint sheet."""

    assessment = serializers.UUIDField(source="assessment.uid", read_only=True)
    rater = serializers.UUIDField(source="rater.uid", allow_null=True, read_only=True)
    rater_name = serializers.CharField(source="rater.name", allow_null=True, read_only=True)

    class Meta:
        model = Sheet
        fields = ["uid", "assessment", "rater", "rater_name", "state", "invited_at", "submitted_at", "reason"]


class SheetSerializer(InvitationSerializer):
    """A sheet with its answers: one's own, a joint one, or one that was opened when rating was closed."""

    instrument = serializers.CharField(source="assessment.instrument.reference", read_only=True)
    subject_label = serializers.CharField(source="assessment.subject_label", read_only=True)
    due_on = serializers.DateField(source="assessment.due_on", allow_null=True, read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "instrument", "subject_label", "due_on", "answered", "answers"]


class InviteSerializer(serializers.Serializer[Any]):
    """The people who rate, by uid."""

    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)


class ReadinessReasonSerializer(serializers.Serializer[Any]):
    """Why it is done."""

    reason = serializers.CharField(max_length=TEXT_LIMIT)


class OptionalReasonSerializer(serializers.Serializer[Any]):
    """Why it is done, where one likes to say."""

    reason = serializers.CharField(max_length=TEXT_LIMIT, allow_blank=True, default="")


class SettleSerializer(serializers.Serializer[Any]):
    """The score that stands above the mean of the raters, or that it is not known, and what that rests on."""

    factor = serializers.CharField(max_length=64)
    score = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True, default=None)
    not_known = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=TEXT_LIMIT)


class UnsettleSerializer(serializers.Serializer[Any]):
    """The factor whose mean counts again."""

    factor = serializers.CharField(max_length=64)


class MoveVersionSerializer(serializers.Serializer[Any]):
    """Whether scores on another scale are moved to the same place of the new one. Without `confirm` nothing changes.

    `version` is the one that the account told of; the newest where it is left out.
    """

    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    rescale = serializers.BooleanField(default=False)
    confirm = serializers.BooleanField(default=False)


class MovedSerializer(serializers.Serializer[Any]):
    factor = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class LostSerializer(serializers.Serializer[Any]):
    factor = serializers.CharField()
    reason = serializers.CharField()


class MoveAccountSerializer(serializers.Serializer[Any]):
    """What going on with a newer `version` keeps, rescales and loses.

    `reworded` factors keep their answers though they are asked in other words; `new` ones were not asked before.
    """

    version = serializers.IntegerField()
    moved = serializers.BooleanField()
    kept = serializers.ListField(child=serializers.CharField())
    rescaled = MovedSerializer(many=True)
    lost = LostSerializer(many=True)
    reworded = serializers.ListField(child=serializers.CharField())
    new = serializers.ListField(child=serializers.CharField())


class ProcessSerializer(serializers.ModelSerializer[Process]):
    """A process of a unit, which can be assessed as a unit can."""

    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = Process
        fields = ["uid", "name", "unit", "unit_name", "archived_at"]


class ProcessCreateSerializer(serializers.Serializer[Any]):
    """The name of a process, and the unit to which it belongs."""

    name = serializers.CharField(max_length=NAME_LIMIT)
    unit = serializers.UUIDField()


class ProcessEditSerializer(serializers.Serializer[Any]):
    """Another name, another unit, or both."""

    name = serializers.CharField(max_length=NAME_LIMIT, required=False)
    unit = serializers.UUIDField(required=False)


class ActionSerializer(serializers.ModelSerializer[ActionItem]):
    """An action item. `factor` is the key of a factor or dimension, "" for the whole."""

    assessment = serializers.UUIDField(source="assessment.uid", read_only=True)
    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    owner = serializers.UUIDField(source="owner.uid", allow_null=True, read_only=True)
    owner_name = serializers.CharField(source="owner.name", allow_null=True, read_only=True)
    overdue = serializers.BooleanField(source="is_overdue", read_only=True)

    class Meta:
        model = ActionItem
        fields = [
            "uid",
            "assessment",
            "subject_kind",
            "subject_uid",
            "subject_label",
            "unit",
            "instrument_slug",
            "factor",
            "factor_label",
            "text",
            "owner",
            "owner_name",
            "due_on",
            "state",
            "overdue",
            "version",
            "created_at",
            "closed_at",
            "closing_note",
        ]


class ActionCreateSerializer(serializers.Serializer[Any]):
    """What is to be done because of an assessment, by whom, by when, and about which of its factors."""

    assessment = serializers.UUIDField()
    text = serializers.CharField(max_length=TEXT_LIMIT)
    factor = serializers.CharField(max_length=64, allow_blank=True, default="")
    owner = serializers.UUIDField(allow_null=True, default=None)
    due_on = serializers.DateField(allow_null=True, default=None)


class ActionEditSerializer(serializers.Serializer[Any]):
    """What changes; `version` is the one that the editor saw, and answers 409 when it is not the present one."""

    text = serializers.CharField(max_length=TEXT_LIMIT, required=False)
    owner = serializers.UUIDField(allow_null=True, required=False)
    due_on = serializers.DateField(allow_null=True, required=False)
    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False)


class ActionCloseSerializer(serializers.Serializer[Any]):
    """Done with what came of it, or dropped with the reason."""

    done = serializers.BooleanField()
    note = serializers.CharField(max_length=TEXT_LIMIT)


class WorkbookSerializer(serializers.Serializer[Any]):
    """A filled workbook. Without `take` it is only looked at; with it the rows that are not refused are taken."""

    file = serializers.FileField(allow_empty_file=True)
    take = serializers.BooleanField(default=False)


class LineSerializer(serializers.Serializer[Any]):
    """A row of a workbook: what is answered now, what it says, and what becomes of it."""

    row = serializers.IntegerField(source="number")
    factor = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    outcome = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    comment = serializers.CharField()
    reason = serializers.CharField()


class PlanSerializer(serializers.Serializer[Any]):
    """What a workbook changes; `taken` says whether it was."""

    taken = serializers.BooleanField()
    changes = serializers.IntegerField()
    refused = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())
    lines = LineSerializer(many=True)
