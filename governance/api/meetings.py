"""Meetings and governing bodies in the API."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from foundation.ui.api import error_answers
from governance.api import shapes
from governance.api.incidents import TAG
from governance.api.registers import RegisterViewSet, command, documented, part
from governance.api.reviews import valid
from governance.api.serializers import PersonSerializer, ReasonSerializer
from governance.models import Board, Body, Meeting
from governance.models.meetings import LINE_LENGTH, Presence
from governance.queries import meetings as queries
from governance.register_rules import MeetingState
from governance.rules import REASON_LIMIT
from governance.services import meetings as services


class DissentSerializer(serializers.Serializer[Any]):
    """A dissent in the member's own words."""

    member = PersonSerializer()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class ItemSerializer(serializers.Serializer[Any]):
    """A matter of the agenda; what the caller may not read goes by its reference, without outcome."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    note = serializers.CharField()
    about = serializers.ChoiceField(choices=["review", "incident", "exception"], allow_null=True)
    outcome = serializers.CharField()
    dissents = DissentSerializer(many=True)


class AttendanceSerializer(serializers.Serializer[Any]):
    """Whether a member took part."""

    member = PersonSerializer()
    presence = serializers.ChoiceField(choices=[presence.value for presence in Presence])


class MeetingSerializer(serializers.Serializer[Any]):
    """A meeting of a board or of a governing body."""

    uid = serializers.UUIDField()
    title = serializers.CharField()
    of = serializers.UUIDField()
    of_name = serializers.CharField()
    unit = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    place = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.value for state in MeetingState])
    agenda = ItemSerializer(many=True)
    attendance = AttendanceSerializer(many=True)
    minutes = serializers.CharField()
    minutes_by = PersonSerializer(allow_null=True)
    minutes_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField()


class MeetingQuerySerializer(serializers.Serializer[Any]):
    """How the list of meetings is narrowed."""

    state = serializers.ChoiceField(choices=[state.value for state in MeetingState], required=False)
    unit = serializers.UUIDField(required=False, help_text="This unit and all below it.")


class PlanMeetingSerializer(serializers.Serializer[Any]):
    """A meeting that is to come."""

    of = serializers.UUIDField(help_text="The board or governing body.")
    title = serializers.CharField(max_length=LINE_LENGTH)
    starts_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=LINE_LENGTH, required=False, allow_blank=True, default="")


class NothingSerializer(serializers.Serializer[Any]):
    """Nothing needs to be said."""


class NewItemSerializer(serializers.Serializer[Any]):
    """A matter for the agenda."""

    title = serializers.CharField(max_length=LINE_LENGTH)
    note = serializers.CharField(max_length=REASON_LIMIT, required=False, allow_blank=True, default="")


class HoldSerializer(serializers.Serializer[Any]):
    """Who took part."""

    present = serializers.ListField(child=serializers.UUIDField(), max_length=200)
    excused = serializers.ListField(child=serializers.UUIDField(), max_length=200, required=False, default=list)


class ItemOutcomeSerializer(serializers.Serializer[Any]):
    """What came of a matter."""

    item = serializers.UUIDField()
    outcome = serializers.CharField(max_length=REASON_LIMIT)


class ItemDissentSerializer(serializers.Serializer[Any]):
    """Why a member disagrees."""

    item = serializers.UUIDField()
    text = serializers.CharField(max_length=REASON_LIMIT)


class MinutesSerializer(serializers.Serializer[Any]):
    """The minutes."""

    minutes = serializers.CharField(max_length=REASON_LIMIT)


def _people(uids: list[UUID], field: str) -> list[User]:
    found = list(User.objects.filter(uid__in=uids))
    if len(found) != len(set(uids)):
        raise Invalid(_("There is nobody with this uid."), field=field)
    return found


def _command(name: str, taken: Any, run: Any, about: str) -> Any:
    return command(TAG, name, taken, MeetingSerializer, run, about)


@documented(TAG, MeetingSerializer, MeetingQuerySerializer)
class MeetingViewSet(RegisterViewSet):
    """Meetings of the units that the caller may read."""

    queryset = Meeting.objects.none()
    serializer_class = MeetingSerializer
    asked = MeetingQuerySerializer

    def rows(self) -> QuerySet[Meeting]:
        """With agenda and attendance."""
        return queries.full(self.user)

    def shape(self, row: Meeting) -> dict[str, Any]:
        """A meeting in full, as this reader may see it."""
        return {
            "uid": row.uid, "title": row.title, "of": row.of.uid, "of_name": row.of.name, "unit": row.unit.uid,
            "starts_at": row.starts_at, "place": row.place, "state": row.state,
            "agenda": [self._item(line) for line in queries.agenda(row, self.user)],
            "attendance": [
                {"member": shapes.person(found.user), "presence": found.presence} for found in row.attendances.all()
            ],
            "minutes": row.minutes, "minutes_by": shapes.person(row.minutes_by), "minutes_at": row.minutes_at,
            "cancel_reason": row.cancel_reason,
        }  # fmt: skip

    def _item(self, line: queries.Line) -> dict[str, Any]:
        item, about = line.item, line.about
        shown = about is None or bool(line.url)
        return {
            "uid": item.uid, "title": line.title, "note": item.note if shown else "", "about": about,
            "outcome": item.outcome if shown else "",
            "dissents": [
                {"member": shapes.person(found.member), "text": found.text, "at": found.at}
                for found in item.dissents.all()
                if shown
            ],
        }  # fmt: skip

    @extend_schema(
        tags=[TAG], request=PlanMeetingSerializer, responses={201: MeetingSerializer, **error_answers(404, 409)}
    )
    def create(self, request: Request) -> Response:
        """Plan a meeting; one in the past is refused."""
        values = valid(PlanMeetingSerializer, request.data)
        uid = values.pop("of")
        found: Board | Body | None = Board.objects.visible_to(self.user).filter(uid=uid).select_related("unit").first()
        found = found or Body.objects.visible_to(self.user).filter(uid=uid).select_related("unit").first()
        if found is None:
            raise Invalid(_("There is no board or body with this uid."), field="of")
        return self.answer(services.plan_meeting(found, by=self.user, **values).uid, status.HTTP_201_CREATED)

    fill_agenda = _command(
        "fill-agenda",
        NothingSerializer,
        lambda api, row, values: services.fill_agenda(row, by=api.user),
        "Put on the agenda what waits: reviews in voting, severe incidents, exceptions.",
    )
    add_item = _command(
        "add-item",
        NewItemSerializer,
        lambda api, row, values: services.add_item(row, by=api.user, **values),
        "Put a matter on the agenda.",
    )
    hold = _command(
        "hold",
        HoldSerializer,
        lambda api, row, values: services.hold_meeting(
            row,
            by=api.user,
            present=_people(values["present"], "present"),
            excused=_people(values["excused"], "excused"),
        ),
        "Record who took part.",
    )
    outcome = _command(
        "outcome",
        ItemOutcomeSerializer,
        lambda api, row, values: services.record_outcome(
            part(row.items, values["item"], "item"), by=api.user, outcome=values["outcome"]
        ),
        "Write down what came of a matter.",
    )
    dissent = _command(
        "dissent",
        ItemDissentSerializer,
        lambda api, row, values: services.dissent(
            part(row.items, values["item"], "item"), by=api.user, text=values["text"]
        ),
        "Dissent from an outcome.",
    )
    minutes = _command(
        "minutes",
        MinutesSerializer,
        lambda api, row, values: services.write_minutes(row, by=api.user, **values),
        "Write the minutes, once.",
    )
    cancel = _command(
        "cancel",
        ReasonSerializer,
        lambda api, row, values: services.cancel_meeting(row, by=api.user, **values),
        "Cancel a planned meeting.",
    )


class BodySerializer(serializers.Serializer[Any]):
    """A governing body with its members and duties."""

    uid = serializers.UUIDField()
    key = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()
    document = serializers.CharField()
    members = PersonSerializer(many=True)
    duties = serializers.ListField(child=serializers.CharField())


class BodyQuerySerializer(serializers.Serializer[Any]):
    """How the list of bodies is narrowed."""

    unit = serializers.UUIDField(required=False, help_text="This unit and all below it.")


@documented(TAG, BodySerializer, BodyQuerySerializer)
class BodyViewSet(RegisterViewSet):
    """Governing bodies of the units that the caller may read."""

    queryset = Body.objects.none()
    serializer_class = BodySerializer
    asked = BodyQuerySerializer

    def rows(self) -> QuerySet[Body]:
        """With their members."""
        return (
            Body.objects.visible_to(self.user)
            .select_related("unit", "document")
            .prefetch_related("members__user")
            .order_by("-id")
        )

    def shape(self, row: Body) -> dict[str, Any]:
        """A body in full."""
        return {
            "uid": row.uid, "key": row.key, "name": row.name, "unit": row.unit.uid, "unit_name": row.unit.name,
            "document": row.document.reference,
            "members": [shapes.person(found.user) for found in row.members.all() if found.ends_on is None],
            "duties": [duty.label for duty in row.document.parsed.held_by(row.key)],
        }  # fmt: skip
