"""AI systems in use in the API."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from governance import hooks
from governance.api import shapes
from governance.api.incidents import TAG
from governance.api.registers import RegisterViewSet, command, documented
from governance.api.serializers import TIERS, CaseShortSerializer, PersonSerializer, ReasonSerializer
from governance.models.systems import LINE_LENGTH
from governance.queries import systems
from governance.rules import REASON_LIMIT
from governance.services import systems as services
from governance.system_rules import FIELDS
from usecases.models import UseCase, key_of
from usecases.workflow import Standing


class MeasuredSerializer(serializers.Serializer[Any]):
    """The latest value of an indicator, in words; `text` is null when there is none yet."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField(allow_null=True)
    on = serializers.DateField(allow_null=True)
    state = serializers.CharField()


class SystemSerializer(serializers.Serializer[Any]):
    """An AI system in use: its use case and its card. `approval` is null where none was ever given here."""

    uid = serializers.UUIDField(help_text="That of the use case.")
    use_case = CaseShortSerializer()
    stage = serializers.CharField()
    tier = serializers.ChoiceField(choices=TIERS, allow_null=True)
    approval = serializers.ChoiceField(choices=[s.value for s in Standing if s], allow_null=True)
    approval_until = serializers.DateField(allow_null=True)
    not_yet_reviewed = serializers.BooleanField()
    owner = PersonSerializer(allow_null=True)
    card = serializers.DictField(child=serializers.CharField(allow_blank=True))
    public = serializers.BooleanField()
    public_fields = serializers.ListField(child=serializers.CharField())


class SystemFullSerializer(SystemSerializer):
    """A system with what was measured of it."""

    measured = MeasuredSerializer(many=True)


class SystemQuerySerializer(serializers.Serializer[Any]):
    """How the list of systems is narrowed."""

    tier = serializers.ChoiceField(choices=TIERS, required=False)
    stage = serializers.ChoiceField(choices=systems.RUNNING, required=False)
    unit = serializers.UUIDField(required=False, help_text="This unit and all below it.")


class SystemCardSerializer(serializers.Serializer[Any]):
    """What the card says beyond the use case."""

    vendor = serializers.CharField(max_length=LINE_LENGTH, allow_blank=True)
    intended_use = serializers.CharField(max_length=REASON_LIMIT, allow_blank=True)
    limits = serializers.CharField(max_length=REASON_LIMIT, allow_blank=True)
    contact = serializers.CharField(max_length=LINE_LENGTH, allow_blank=True)


class PublishSystemSerializer(serializers.Serializer[Any]):
    """What the public may read."""

    fields_shown = serializers.ListField(
        child=serializers.ChoiceField(choices=list(FIELDS)), min_length=1, max_length=len(FIELDS)
    )


def _command(name: str, taken: Any, run: Any, about: str) -> Any:
    return command(TAG, name, taken, SystemFullSerializer, run, about)


@documented(TAG, SystemSerializer, SystemQuerySerializer, SystemFullSerializer)
class SystemViewSet(RegisterViewSet):
    """AI systems in use that the caller may read: use cases from the alpha stage on."""

    queryset = UseCase.objects.none()
    serializer_class = SystemFullSerializer
    lookup_value_regex = "[0-9a-zA-Z-]{1,60}"
    asked = SystemQuerySerializer

    def rows(self) -> QuerySet[UseCase]:
        """With their cards."""
        return systems.in_use(self.user).order_by("-id")

    def find(self, uid: str) -> UseCase:
        """By uid, or by reference."""
        key = key_of(uid)
        return super().find(uid) if key is None else get_object_or_404(self.rows(), pk=key)

    def shape(self, row: UseCase) -> dict[str, Any]:
        """A system with its card."""
        card = systems.card_of(row)
        return {
            "uid": row.uid, "use_case": shapes.case(row), "stage": row.stage, "tier": row.tier or None,
            "approval": row.approval_standing or None, "approval_until": row.approval_until,
            "not_yet_reviewed": row.awaits_first_review, "owner": shapes.person(row.owner),
            "card": {key: text for key, _label, text in systems.content(row, card)}, "public": card.is_public,
            "public_fields": card.public_fields if card.is_public else [],
        }  # fmt: skip

    def full_shape(self, row: UseCase) -> dict[str, Any]:
        """A system with what was measured of it."""
        return self.shape(row) | {
            "measured": [
                {"label": found.label, "text": found.value or None, "on": found.on, "state": found.standing}
                for found in hooks.measured([row.pk])[row.pk].values()
            ]
        }

    card = _command(
        "card",
        SystemCardSerializer,
        lambda api, row, values: services.edit_system(row, by=api.user, **values),
        "Write the card.",
    )
    publish = _command(
        "publish",
        PublishSystemSerializer,
        lambda api, row, values: services.publish_system(row, by=api.user, fields=values["fields_shown"]),
        "Give it a public page that shows these fields.",
    )
    unpublish = _command(
        "unpublish",
        ReasonSerializer,
        lambda api, row, values: services.unpublish_system(row, by=api.user, **values),
        "Switch its public page off.",
    )
