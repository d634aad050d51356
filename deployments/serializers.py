"""What the API writes about rollouts and gates, and what it reads."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from deployments import marks
from deployments.models import Gate, Rollout, StageRun
from deployments.queries import Line, Sheet, headline
from deployments.readings import Reading
from deployments.rules import LARGEST_COHORT, LARGEST_SAMPLE, LINK_LIMIT, MOST_THRESHOLDS, TEXT_LIMIT
from deployments.workflow import Answer, Reached, Verdict
from metrics.rules import DECIMALS


class ExitCheckSerializer(serializers.Serializer[Any]):
    """Something to be shown before its stage is left; `shown_at` is null until it was."""

    key = serializers.CharField()
    ask = serializers.CharField()
    note = serializers.CharField()
    shown_at = serializers.DateTimeField(allow_null=True)


class StageRunSerializer(serializers.ModelSerializer[StageRun]):
    """One stage: planned and actual days (both ends counted), and how many people take part."""

    stage = serializers.CharField(source="key")
    exit_checks = serializers.SerializerMethodField()

    class Meta:
        model = StageRun
        fields = [
            "uid", "stage", "planned_start", "planned_end", "actual_start", "actual_end", "cohort_size",
            "cohort_reason", "exit_checks",
        ]  # fmt: skip

    def get_exit_checks(self, row: StageRun) -> list[dict[str, Any]]:
        return [
            {"key": check.key, "ask": row.ask_of(check), "note": check.note, "shown_at": check.shown_at}
            for check in row.checks.all()
        ]


class RolloutSerializer(serializers.ModelSerializer[Rollout]):
    """A rollout; `stage` is empty until its first gate is passed."""

    case = serializers.CharField(source="case.reference", read_only=True)
    case_name = serializers.CharField(source="case.name", read_only=True)
    unit = serializers.UUIDField(source="unit.uid", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    plan = serializers.CharField(source="plan.reference", read_only=True)

    class Meta:
        model = Rollout
        fields = [
            "uid", "case", "case_name", "name", "unit", "unit_name", "plan", "is_primary", "stage", "state", "start_on",
            "started_at", "ended_at", "end_reason", "effect",
        ]  # fmt: skip


FIGURE = serializers.DecimalField(max_digits=18, decimal_places=DECIMALS, coerce_to_string=True)


class ThresholdSerializer(serializers.Serializer[Any]):
    """What of a KPI is success, when to stop, and its mean in the trial; `reached` is unknown without enough of it."""

    kpi = serializers.CharField()
    success = serializers.CharField()
    stop = serializers.CharField(allow_null=True)
    least = serializers.IntegerField()
    mean = serializers.CharField(allow_null=True)
    observations = serializers.IntegerField()
    window_from = serializers.DateField(allow_null=True)
    window_to = serializers.DateField(allow_null=True)
    reached = serializers.ChoiceField(choices=[item.value for item in Reached])


class RolloutDetailSerializer(RolloutSerializer):
    """A rollout with its stages."""

    stages = serializers.SerializerMethodField()
    thresholds = serializers.SerializerMethodField()

    class Meta(RolloutSerializer.Meta):
        fields = [*RolloutSerializer.Meta.fields, "stages", "thresholds_locked_at", "thresholds"]

    def get_stages(self, row: Rollout) -> list[dict[str, Any]]:
        runs = sorted(row.runs.all(), key=lambda run: run.position)
        for run in runs:
            run.rollout = row
        return list(StageRunSerializer(runs, many=True).data)

    @extend_schema_field(ThresholdSerializer(many=True))
    def get_thresholds(self, row: Rollout) -> list[dict[str, Any]]:
        return [_mark(mark) for mark in marks.marks(row)]


def _mark(mark: marks.Mark) -> dict[str, Any]:
    row, window = mark.threshold, mark.window
    exact = FIGURE.to_representation
    return {
        "kpi": row.kpi.key, "success": exact(row.success), "stop": None if row.stop is None else exact(row.stop),
        "least": row.least, "mean": None if window is None or window.mean is None else exact(window.mean),
        "observations": mark.observations, "window_from": window.first if window else None,
        "window_to": window.last if window else None, "reached": mark.reached.value,
    }  # fmt: skip


class WantedSerializer(serializers.Serializer[Any]):
    """A KPI of the case (its key), the figure that is success, the one to stop at, the observations it takes."""

    kpi = serializers.CharField(max_length=60)
    success = serializers.DecimalField(max_digits=18, decimal_places=DECIMALS)
    stop = serializers.DecimalField(
        max_digits=18, decimal_places=DECIMALS, required=False, allow_null=True, default=None
    )
    least = serializers.IntegerField(default=1, min_value=1, max_value=LARGEST_SAMPLE)


class ThresholdsSerializer(serializers.Serializer[Any]):
    """All thresholds of a rollout; they take the place of those it has."""

    thresholds = serializers.ListField(child=WantedSerializer(), max_length=MOST_THRESHOLDS)


@extend_schema_serializer(component_name="RolloutStart")
class StartSerializer(serializers.Serializer[Any]):
    """Which case, from when, by which plan; `primary` left out makes it primary unless the case has one."""

    case = serializers.CharField(max_length=30, help_text="Reference of the use case, for example UC-0042.")
    start_on = serializers.DateField()
    plan = serializers.SlugField(default="staged-rollout")
    name = serializers.CharField(default="", allow_blank=True, max_length=200)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    primary = serializers.BooleanField(required=False, allow_null=True, default=None)


class StageDatesSerializer(serializers.Serializer[Any]):
    """New planned days of one stage."""

    stage = serializers.CharField(max_length=12)
    planned_start = serializers.DateField()
    planned_end = serializers.DateField()


class DatesSerializer(serializers.Serializer[Any]):
    """New planned days of some stages; the others stay."""

    stages = serializers.ListField(child=StageDatesSerializer(), allow_empty=False, max_length=10)


class CohortSerializer(serializers.Serializer[Any]):
    """How many people take part in a stage; `reason` is needed outside the limits of the plan."""

    stage = serializers.CharField(max_length=12)
    size = serializers.IntegerField(min_value=1, max_value=LARGEST_COHORT)
    reason = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LIMIT)


class CheckSerializer(serializers.Serializer[Any]):
    """An exit check of the present stage: shown, with what was seen, or not after all."""

    key = serializers.CharField(max_length=64)
    shown = serializers.BooleanField(default=True)
    note = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LIMIT)


@extend_schema_serializer(component_name="RolloutReason")
class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=TEXT_LIMIT)


@extend_schema_serializer(component_name="RolloutMove")
class MoveSerializer(ReasonSerializer):
    """To which version of its document something moves, and why."""

    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000)


class NoteSerializer(serializers.Serializer[Any]):
    """A word that may be left out."""

    note = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LIMIT)


@extend_schema_serializer(component_name="RolloutRollBack")
class RollBackSerializer(ReasonSerializer):
    """Why it is taken back, and what that means for its users."""

    effect = serializers.CharField(max_length=TEXT_LIMIT)


class OpenSerializer(serializers.Serializer[Any]):
    """The rollout whose next gate is opened."""

    rollout = serializers.UUIDField()


class AnswerSerializer(serializers.Serializer[Any]):
    """An answer by hand; `note` says what it rests on and is needed unless it is unknown."""

    criterion = serializers.CharField(max_length=64)
    answer = serializers.ChoiceField(choices=[item.value for item in Answer])
    note = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LIMIT)
    link = serializers.CharField(default="", allow_blank=True, max_length=LINK_LIMIT)


class MitigateSerializer(serializers.Serializer[Any]):
    """What is done about a should that is not met; `owner` is a username."""

    criterion = serializers.CharField(max_length=64)
    text = serializers.CharField(max_length=TEXT_LIMIT)
    owner = serializers.CharField(max_length=150)
    due = serializers.DateField()


class OverrideSerializer(serializers.Serializer[Any]):
    """Why a criterion should count as met although the records say otherwise."""

    criterion = serializers.CharField(max_length=64)
    reason = serializers.CharField(max_length=TEXT_LIMIT)


class CriterionKeySerializer(serializers.Serializer[Any]):
    """One criterion of the gate."""

    criterion = serializers.CharField(max_length=64)


@extend_schema_serializer(component_name="GateDecide")
class DecideSerializer(serializers.Serializer[Any]):
    """Pass, or hold with a reason."""

    verdict = serializers.ChoiceField(choices=[item.value for item in Verdict])
    reason = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LIMIT)


class GateSerializer(serializers.ModelSerializer[Gate]):
    """A gate; `outcome` and `digest` are set once it is decided."""

    rollout = serializers.UUIDField(source="rollout.uid", read_only=True)
    case = serializers.CharField(source="rollout.case.reference", read_only=True)
    checklist = serializers.CharField(source="document.reference", read_only=True)

    class Meta:
        model = Gate
        fields = [
            "uid", "rollout", "case", "checklist", "from_stage", "to_stage", "state", "opened_at", "decided_at",
            "cancelled_at", "reason", "outcome", "digest",
        ]  # fmt: skip


class EvidenceSerializer(serializers.Serializer[Any]):
    """What the records say: state, figure, window, number of records, their ids, and the moment it was read."""

    state = serializers.ChoiceField(choices=[item.value for item in Answer])
    sentence = serializers.CharField()
    value = serializers.CharField()
    window_from = serializers.CharField()
    window_to = serializers.CharField()
    sample_size = serializers.IntegerField(allow_null=True)
    records = serializers.ListField(child=serializers.CharField())
    as_of = serializers.DateTimeField()


class CriterionSerializer(serializers.Serializer[Any]):
    """A criterion: the answer that counts, what it rests on, plan and override."""

    key = serializers.CharField()
    level = serializers.CharField()
    ask = serializers.CharField()
    binding = serializers.CharField()
    state = serializers.ChoiceField(choices=[item.value for item in Answer])
    evidence = EvidenceSerializer(allow_null=True)
    evidence_now = EvidenceSerializer(allow_null=True)
    evidence_changed = serializers.BooleanField()
    note = serializers.CharField()
    link = serializers.CharField()
    mitigation = serializers.CharField()
    mitigation_due = serializers.DateField(allow_null=True)
    override_reason = serializers.CharField()
    overridden = serializers.BooleanField()


class GateDetailSerializer(GateSerializer):
    """A gate with every criterion, and the sentence that says what they come to."""

    headline = serializers.CharField()
    can_pass = serializers.BooleanField()
    evidence_changed = serializers.BooleanField()
    as_of = serializers.DateTimeField()
    criteria = CriterionSerializer(many=True)
    exit_checks = ExitCheckSerializer(many=True)

    class Meta(GateSerializer.Meta):
        fields = [
            *GateSerializer.Meta.fields, "headline", "can_pass", "evidence_changed", "as_of", "criteria", "exit_checks",
        ]  # fmt: skip


def written(sheet: Sheet) -> dict[str, Any]:
    """Return a gate as `GateDetailSerializer` documents it."""
    return dict(GateSerializer(sheet.gate).data) | {
        "headline": headline(sheet),
        "can_pass": sheet.gate.is_open and sheet.outcome.can_pass,
        "evidence_changed": bool(sheet.changed),
        "as_of": sheet.as_of,
        "criteria": [_criterion(line) for line in sheet.lines],
        "exit_checks": [
            {"key": check.key, "ask": check.ask, "note": check.note, "shown_at": check.shown_at}
            for check in sheet.checks
        ],
    }


def _criterion(line: Line) -> dict[str, Any]:
    row = line.criterion
    return {
        "key": row.key, "level": row.level, "ask": line.ask.ask, "binding": row.binding, "state": line.answer.value,
        "evidence": _evidence(line.reading), "evidence_now": _evidence(line.now), "evidence_changed": line.changed,
        "note": row.note, "link": row.link, "mitigation": row.mitigation, "mitigation_due": row.mitigation_due,
        "override_reason": row.override_reason, "overridden": line.is_overridden,
    }  # fmt: skip


def _evidence(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "state": reading.state.value, "sentence": reading.said, "value": reading.value, "window_from": reading.first,
        "window_to": reading.last, "sample_size": reading.sample, "records": list(reading.records),
        "as_of": reading.as_of,
    }  # fmt: skip
