"""Governing bodies beside the boards, and the meetings of both: agenda, attendance, outcomes, dissent, minutes."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.models.boards import Board
from governance.models.exceptions import PolicyException
from governance.models.incidents import Incident
from governance.models.reviews import Review
from governance.register_rules import MeetingState
from library.models import Document

LINE_LENGTH = 200


class Presence(StrEnum):
    """Whether somebody took part."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


PRESENCE_LABELS = {Presence.PRESENT: _("Present"), Presence.EXCUSED: _("Excused"), Presence.ABSENT: _("Absent")}


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, actor: Actor) -> "BodyQuerySet":
        """Bodies of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ))


class Body(Record):
    """A governing body of a unit, as a library document describes it: what it decides and which duties it holds."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=300)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="body_once_per_unit")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("governance:body_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def described(self) -> Any:
        """The body as its document describes it; None when a later document lost it."""
        return next((body for body in self.document.parsed.bodies if body.key == self.key), None)


class BodyMember(Record):
    """Who sat on a body from one day to another; open while they do."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="members")
    user = _who()
    part = models.CharField(_("part"), max_length=LINE_LENGTH, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "user"], condition=Q(ends_on=None), name="body_member_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="body_member_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name}: {self.user.name}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: Actor) -> "MeetingQuerySet":
        """Meetings of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ))

    def planned(self) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.PLANNED)


class Meeting(Record):
    """A meeting of a board or of another body."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    title = models.CharField(_("title"), max_length=LINE_LENGTH)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=LINE_LENGTH, blank=True)
    state = models.CharField(
        max_length=10, default=MeetingState.PLANNED.value, choices=[(s.value, s.label) for s in MeetingState]
    )
    planned_by = _who()
    planned_at = models.DateTimeField(default=timezone.now)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_by = _who(null=True, blank=True)
    minutes_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(board__isnull=False, body=None) | Q(board=None, body__isnull=False),
                name="meeting_of_board_or_body",
            ),
            models.CheckConstraint(
                condition=Q(minutes_by=None, minutes_at=None, minutes="")
                | Q(minutes_by__isnull=False, minutes_at__isnull=False) & ~Q(minutes=""),
                name="meeting_minutes_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="meeting_when")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("governance:meeting_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def of(self) -> Board | Body:
        """The board or body that meets."""
        found = self.board or self.body
        assert found is not None
        return found

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    @property
    def label(self) -> str:
        return gettext(MeetingState(self.state).label)

    @property
    def tone(self) -> Tone:
        return MeetingState(self.state).tone


class Attendance(models.Model):
    """Whether somebody took part in a meeting that was held."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = _who()
    presence = models.CharField(max_length=8, choices=[(p.value, PRESENCE_LABELS[p]) for p in Presence])

    class Meta:
        ordering = ["user__name", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="meeting_attendance_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.presence}"

    @property
    def label(self) -> str:
        return str(PRESENCE_LABELS[Presence(self.presence)])


class AgendaItem(Record):
    """One matter of a meeting: a review in voting, an incident, an exception, or a text alone; and what came of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("matter"), max_length=LINE_LENGTH)
    note = models.TextField(_("note"), blank=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    exception = models.ForeignKey(PolicyException, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(_("outcome"), blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "review"], name="item_review_once"),
            models.UniqueConstraint(fields=["meeting", "incident"], name="item_incident_once"),
            models.UniqueConstraint(fields=["meeting", "exception"], name="item_exception_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Dissent(Record):
    """Why a member disagrees with an outcome, in their own words."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="dissents")
    member = _who()
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="dissent_once")]

    def __str__(self) -> str:
        return self.text[:120]
