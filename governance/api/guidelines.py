"""Guidelines, and the calendar of all that is due, in the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from foundation.people.roles import ROLES
from foundation.ui.api import error_answers, known_parameters
from governance.api.incidents import TAG
from governance.api.meetings import NothingSerializer
from governance.api.registers import RegisterViewSet, command, documented, some_unit
from governance.api.reviews import valid
from governance.api.serializers import ReasonSerializer
from governance.models import Guideline
from governance.models.guidelines import TITLE_LENGTH
from governance.queries import calendar
from governance.rules import REASON_LIMIT
from governance.services import guidelines as services


class GuidelineSerializer(serializers.Serializer[Any]):
    """A guideline in its current version."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    audience = serializers.ListField(child=serializers.CharField())
    days = serializers.IntegerField()
    version = serializers.IntegerField()
    text = serializers.CharField()
    changes = serializers.CharField()
    document = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField()
    acknowledged = serializers.BooleanField(help_text="By the caller.")
    retired_at = serializers.DateTimeField(allow_null=True)


class GuidelineQuerySerializer(serializers.Serializer[Any]):
    """How the list of guidelines is narrowed."""

    unit = serializers.UUIDField(required=False, help_text="This unit and all below it.")


class PublishGuidelineSerializer(serializers.Serializer[Any]):
    """The first version of a guideline."""

    unit = serializers.UUIDField()
    title = serializers.CharField(max_length=TITLE_LENGTH)
    text = serializers.CharField(max_length=REASON_LIMIT)
    days = serializers.IntegerField(min_value=1, max_value=services.LONGEST_DAYS, required=False, default=14)
    audience = serializers.ListField(
        child=serializers.ChoiceField(choices=list(ROLES)), max_length=len(ROLES), required=False, default=list
    )


class ReviseGuidelineSerializer(serializers.Serializer[Any]):
    """Another version."""

    text = serializers.CharField(max_length=REASON_LIMIT)
    changes = serializers.CharField(max_length=REASON_LIMIT)


@documented(TAG, GuidelineSerializer, GuidelineQuerySerializer)
class GuidelineViewSet(RegisterViewSet):
    """Guidelines that count for units of the caller."""

    queryset = Guideline.objects.none()
    serializer_class = GuidelineSerializer
    asked = GuidelineQuerySerializer

    def rows(self) -> QuerySet[Guideline]:
        """With all their versions and who acknowledged them."""
        return (
            Guideline.objects.visible_to(self.user)
            .select_related("unit")
            .prefetch_related("versions__document", "versions__acknowledgements")
            .order_by("-id")
        )

    def shape(self, row: Guideline) -> dict[str, Any]:
        """A guideline in its current version."""
        version = row.versions.all()[0]
        return {
            "uid": row.uid, "title": row.title, "unit": row.unit.uid, "unit_name": row.unit.name,
            "audience": row.audience, "days": row.days, "version": version.number, "text": version.text,
            "changes": version.changes, "document": version.document.reference if version.document else None,
            "published_at": version.published_at, "retired_at": row.retired_at,
            "acknowledged": any(found.user_id == self.user.pk for found in version.acknowledgements.all()),
        }  # fmt: skip

    @extend_schema(
        tags=[TAG], request=PublishGuidelineSerializer, responses={201: GuidelineSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Publish a guideline."""
        values = valid(PublishGuidelineSerializer, request.data)
        unit = some_unit(self.user, values.pop("unit"))
        return self.answer(services.publish_guideline(unit, by=self.user, **values).uid, status.HTTP_201_CREATED)

    revise = command(
        TAG,
        "revise",
        ReviseGuidelineSerializer,
        GuidelineSerializer,
        lambda api, row, values: services.revise_guideline(row, by=api.user, **values),
        "Publish another version, which everybody acknowledges anew.",
    )
    acknowledge = command(
        TAG,
        "acknowledge",
        NothingSerializer,
        GuidelineSerializer,
        lambda api, row, values: services.acknowledge_guideline(row, by=api.user),
        "Acknowledge the current version, for oneself.",
    )
    retire = command(
        TAG,
        "retire",
        ReasonSerializer,
        GuidelineSerializer,
        lambda api, row, values: services.retire_guideline(row, by=api.user, **values),
        "Take it out of force.",
    )


class DueSerializer(serializers.Serializer[Any]):
    """Something that is due; `at` where the hour matters."""

    kind = serializers.ChoiceField(choices=list(calendar.KINDS))
    on = serializers.DateField()
    at = serializers.DateTimeField(allow_null=True)
    title = serializers.CharField()
    url = serializers.CharField()
    unit_name = serializers.CharField()
    late = serializers.BooleanField()


class CalendarQuerySerializer(serializers.Serializer[Any]):
    """How the calendar is narrowed."""

    kind = serializers.ChoiceField(choices=list(calendar.KINDS), required=False)
    unit = serializers.UUIDField(required=False, help_text="This unit and all below it.")
    until = serializers.DateField(required=False)


@extend_schema_serializer(many=False)
class CalendarSerializer(serializers.Serializer[Any]):
    """What is due, the earliest first."""

    results = DueSerializer(many=True)


class CalendarViewSet(ViewSet):
    """All that is due and that the caller may read; at most 500 of each kind."""

    @extend_schema(
        tags=[TAG], operation_id="calendar_list", parameters=[CalendarQuerySerializer],
        responses={200: CalendarSerializer, **error_answers(404)},
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """What is due, the earliest first."""
        known_parameters(request, CalendarQuerySerializer().fields)
        asked = valid(CalendarQuerySerializer, request.query_params)
        unit = some_unit(request.user, asked["unit"]) if "unit" in asked else None  # type: ignore[arg-type]
        kinds = frozenset({asked["kind"]}) if "kind" in asked else frozenset(calendar.KINDS)
        found = calendar.calendar(request.user, kinds=kinds, unit=unit, until=asked.get("until"))  # type: ignore[arg-type]
        return Response(
            {
                "results": [
                    {
                        "kind": due.kind, "on": due.on, "at": due.at, "title": due.title, "url": due.url,
                        "unit_name": due.unit, "late": due.is_late,
                    }
                    for due in found
                ]
            }
        )  # fmt: skip
