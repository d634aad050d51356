"""What the API reads and answers about KPIs and measurements. Figures are exact decimal text."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from metrics import rules
from metrics.models import (
    KEY_LENGTH,
    LABEL_LENGTH,
    NOTE_LENGTH,
    PUSH_KEY_LENGTH,
    TEXT_LENGTH,
    UNIT_CHOICES,
)
from metrics.services.recording import LARGEST_SAMPLE
from metrics.workflow import CADENCES, DIRECTIONS, ORIGINS, STATES, TIMINGS

DIRECTION_CHOICES = [(d.value, DIRECTIONS[d]) for d in DIRECTIONS]
TIMING_CHOICES = [(t.value, TIMINGS[t]) for t in TIMINGS]
CADENCE_CHOICES = [(c.value, CADENCES[c]) for c in CADENCES]
STATE_CHOICES = [(s.value, STATES[s]) for s in STATES]
ORIGIN_CHOICES = [(o.value, ORIGINS[o]) for o in ORIGINS]


def exact(value: Decimal | None) -> str | None:
    """Write a figure without zeros at its end."""
    return None if value is None else f"{value.normalize():f}"


def figure(**kwargs: Any) -> serializers.DecimalField:
    """A figure below a trillion with at most six decimals."""
    return serializers.DecimalField(max_digits=18, decimal_places=rules.DECIMALS, **kwargs)


class KpiSerializer(serializers.Serializer[Any]):
    """One KPI with its latest value and how it stands today."""

    uid = serializers.UUIDField()
    case = serializers.CharField(help_text="Reference of the use case, for example UC-0042.")
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    catalog = serializers.CharField(allow_null=True, help_text="The document it was taken from, null for its own.")
    unit = serializers.ChoiceField(choices=UNIT_CHOICES)
    currency = serializers.CharField(allow_blank=True)
    direction = serializers.ChoiceField(choices=DIRECTION_CHOICES)
    timing = serializers.ChoiceField(choices=TIMING_CHOICES)
    cadence = serializers.ChoiceField(choices=CADENCE_CHOICES)
    formula = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    owner = serializers.CharField(allow_null=True)
    baseline = serializers.CharField(allow_null=True)
    baseline_on = serializers.DateField(allow_null=True)
    baseline_method = serializers.CharField(allow_blank=True)
    target_low = serializers.CharField(allow_null=True)
    target_high = serializers.CharField(allow_null=True)
    target_strict = serializers.BooleanField()
    target_on = serializers.DateField(allow_null=True)
    latest = serializers.CharField(allow_null=True)
    latest_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=STATE_CHOICES)
    realization = serializers.CharField(allow_null=True, help_text="Share of the way from baseline to target.")
    realization_why = serializers.CharField(allow_blank=True, help_text="Why it is undefined.")
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)
    retire_reason = serializers.CharField(allow_blank=True)


class DefinitionSerializer(serializers.Serializer[Any]):
    """What a KPI may say; what is left out stays as the catalog or the KPI has it."""

    label = serializers.CharField(required=False, max_length=LABEL_LENGTH)  # type: ignore[assignment]
    unit = serializers.ChoiceField(required=False, choices=UNIT_CHOICES)
    currency = serializers.CharField(required=False, allow_blank=True, max_length=3)
    direction = serializers.ChoiceField(required=False, choices=DIRECTION_CHOICES)
    timing = serializers.ChoiceField(required=False, choices=TIMING_CHOICES)
    cadence = serializers.ChoiceField(required=False, choices=CADENCE_CHOICES)
    formula = serializers.CharField(required=False, allow_blank=True, max_length=TEXT_LENGTH)
    source = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH)  # type: ignore[assignment]
    owner = serializers.UUIDField(required=False, allow_null=True, help_text="Uid of a person with a role on the unit.")
    baseline = figure(required=False, allow_null=True)
    baseline_on = serializers.DateField(required=False, allow_null=True)
    baseline_method = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH)
    target_low = figure(required=False, allow_null=True)
    target_high = figure(required=False, allow_null=True)
    target_strict = serializers.BooleanField(required=False)
    target_on = serializers.DateField(required=False, allow_null=True)


class TakeSerializer(DefinitionSerializer):
    """A KPI of the catalog, by its key; with `own`, one of the case's own (then name, unit, direction, cadence)."""

    case = serializers.CharField(max_length=30, help_text="Reference of the use case, for example UC-0042.")
    key = serializers.CharField(max_length=KEY_LENGTH)
    own = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What a KPI of the case's own cannot do without."""
        missing = [name for name in ("label", "unit", "direction", "cadence") if attrs["own"] and name not in attrs]
        if missing:
            message = self.fields["key"].error_messages["required"]
            raise serializers.ValidationError({name: [message] for name in missing})
        return attrs


class ReviseSerializer(DefinitionSerializer):
    """Changes to a KPI, made on `version`."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=NOTE_LENGTH)


class RetireSerializer(serializers.Serializer[Any]):
    """Why a KPI is measured no more."""

    reason = serializers.CharField(max_length=NOTE_LENGTH)


class MeasurementSerializer(serializers.Serializer[Any]):
    """One value as it was recorded; it never changes."""

    uid = serializers.UUIDField()
    kpi = serializers.UUIDField()
    kpi_key = serializers.CharField()
    case = serializers.CharField()
    on = serializers.DateField(help_text="The day it holds for, or the last day of its period.")
    period_from = serializers.DateField(allow_null=True)
    value = serializers.CharField()
    sample = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    key = serializers.CharField(allow_null=True)
    origin = serializers.ChoiceField(choices=ORIGIN_CHOICES)
    recorded_by = serializers.CharField(allow_null=True)
    recorded_at = serializers.DateTimeField()
    corrects = serializers.UUIDField(allow_null=True)
    corrected_by = serializers.UUIDField(allow_null=True, help_text="The value that took its place; null: it counts.")
    batch = serializers.UUIDField(allow_null=True)


class RecordSerializer(serializers.Serializer[Any]):
    """One value of a KPI."""

    kpi = serializers.UUIDField()
    on = serializers.DateField()
    value = figure()
    period_from = serializers.DateField(required=False, allow_null=True)
    sample = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST_SAMPLE)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=NOTE_LENGTH)
    key = serializers.CharField(required=False, allow_blank=True, default="", max_length=PUSH_KEY_LENGTH)


class CorrectSerializer(serializers.Serializer[Any]):
    """The value that should have been given."""

    value = figure()
    reason = serializers.CharField(max_length=NOTE_LENGTH)
    on = serializers.DateField(required=False, allow_null=True)
    sample = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST_SAMPLE)


class PushRowSerializer(serializers.Serializer[Any]):
    """One row of a push. Numbers may be sent as text to keep all their digits."""

    case = serializers.CharField(help_text="Reference of the use case, for example UC-0042.")
    kpi = serializers.CharField(help_text="Key of the KPI.")
    on = serializers.DateField()
    value = figure()
    key = serializers.CharField(max_length=PUSH_KEY_LENGTH, help_text="The sender's name of this value.")
    sample = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    period_from = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH)
