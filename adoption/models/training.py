"""Training: sessions of a track, who attended, and how many people are to be trained."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from adoption.models.about import KEY_LENGTH, LABEL_LENGTH, NOTE_LENGTH, About
from foundation.db.models import Record
from library.models import Document

TRACK_LENGTH = 60


class Session(About):
    """One session of a track of the training program that `document` pins.

    Attendance is counted (`by_people` false), or told person by person; its sums stand here either way. None is "not
    told yet". `key` names the session to those who import.
    """

    NOUN: ClassVar[str] = "sessions"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(_("track"), max_length=TRACK_LENGTH)
    held_on = models.DateField(_("day"))
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    trainer = models.CharField(_("trainer"), max_length=LABEL_LENGTH, blank=True)
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    by_people = models.BooleanField(default=False)
    attended = models.PositiveIntegerField(_("attended"), null=True, blank=True)
    completed = models.PositiveIntegerField(_("completed"), null=True, blank=True)
    rating = models.DecimalField(_("satisfaction"), max_digits=4, decimal_places=3, null=True, blank=True)
    ratings = models.PositiveIntegerField(_("answers"), null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)

    class Meta(About.Meta):
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="session_key_once"),
            models.CheckConstraint(
                condition=Q(completed=None) | Q(attended__isnull=False, completed__lte=F("attended")),
                name="session_completed_attended",
            ),
            models.CheckConstraint(
                condition=Q(rating=None, ratings=None) | Q(rating__gte=1, rating__lte=5, ratings__gte=1),
                name="session_rating_with_answers",
            ),
            models.CheckConstraint(
                condition=Q(canceled_at=None, cancel_reason="") | Q(canceled_at__isnull=False) & ~Q(cancel_reason=""),
                name="session_canceled_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["unit", "track"], name="session_unit_track")]

    def __str__(self) -> str:
        return f"{self.track_label}, {self.held_on}"

    @property
    def track_label(self) -> str:
        return str(self.document.parsed.labels().get(self.track, self.track))


class Attendance(Record):
    """One person in one session. `person` is a keyed digest of the name that was given: it counts, and names nobody."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.CharField(max_length=64)
    completed = models.BooleanField()
    rating = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="attendance_rating_1_to_5"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="attendance_person")]

    def __str__(self) -> str:
        return f"{self.session_id}"


class Scope(About):
    """How many people of a unit, with all below it, are to take a track; the newest statement counts.

    With a use case it says how many are to be trained for that one.
    """

    NOUN: ClassVar[str] = "scopes"

    track = models.CharField(_("track"), max_length=TRACK_LENGTH)
    people = models.PositiveIntegerField(_("people in scope"))

    class Meta(About.Meta):
        verbose_name = _("training scope")
        verbose_name_plural = _("training scopes")
        indexes = [models.Index(fields=["unit", "track"], name="scope_unit_track")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.track}: {self.people}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A scope is never changed: say a new one.")
        super().save(*args, **kwargs)
