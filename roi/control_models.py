"""How finance controls the ledger: months that are closed, and batches of entries to sign."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.jobs.models import Job
from foundation.kernel.periods import Month
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi.workflow import BATCH_STATES, ITEM_STATES, BatchState, ItemState

NOTE_LENGTH = 2000
STATE_CHOICES = [(state.value, label) for state, (label, _tone) in BATCH_STATES.items()]
ITEM_CHOICES = [(state.value, label) for state, (label, _tone) in ITEM_STATES.items()]


def _person(**options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", **options
    )


class ClosedMonthQuerySet(models.QuerySet["ClosedMonth"]):
    def standing(self) -> "ClosedMonthQuerySet":
        """Closings that were not taken back."""
        return self.filter(reopened_at=None)

    def visible_to(self, actor: Actor) -> "ClosedMonthQuerySet":
        """Closings of units that the actor may read, and of the units above them, which hold for these too."""
        access = access_of(actor)
        above = {int(part) for path in access.paths.get(Permission.READ, ()) for part in path.split("/") if part}
        return self.filter(access.q(Permission.READ, "unit__path") | Q(unit_id__in=above))


class ClosedMonth(Record):
    """A month in which nothing is booked any more, on a unit and all below it, until somebody reopens it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="closed_months")
    month = models.DateField()
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    closed_by = _person()
    closed_at = models.DateTimeField(default=timezone.now)
    reopened_by = _person()
    reopened_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, max_length=NOTE_LENGTH)

    objects = ClosedMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed month")
        ordering = ["-month", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month"], condition=Q(reopened_at=None), name="month_closed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reason="") | Q(reopened_at__isnull=False),
                name="month_reopened_with_all_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of}, {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("roi:reopen", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Closings are kept: reopen the month.")

    @property
    def of(self) -> Month:
        """The month."""
        return Month.of(self.month)

    @property
    def is_standing(self) -> bool:
        return self.reopened_at is None


class SigningBatchQuerySet(models.QuerySet["SigningBatch"]):
    def visible_to(self, actor: Actor) -> "SigningBatchQuerySet":
        """Batches of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def open(self) -> "SigningBatchQuerySet":
        """Batches that are neither signed nor given up."""
        return self.filter(state__in=[BatchState.OPEN, BatchState.SIGNING])


class SigningBatch(Record):
    """Entries that finance looks at and signs in one act; what it holds is settled when it is opened."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signing_batches")
    first = models.DateField()
    last = models.DateField()
    kind = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=30, blank=True)
    grade = models.CharField(max_length=14, blank=True)
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    state = models.CharField(max_length=10, choices=STATE_CHOICES, default=BatchState.OPEN)
    opened_by = _person()
    opened_at = models.DateTimeField(default=timezone.now)
    closed_by = _person()
    closed_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SigningBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing batch")
        verbose_name_plural = _("signing batches")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.unit}, {self.span}"

    def get_absolute_url(self) -> str:
        return reverse("roi:signing_batch", args=[self.uid])

    @property
    def span(self) -> str:
        """The months it covers, for programs and the trail: "2026-07 to 2026-09"."""
        first, last = str(Month.of(self.first)), str(Month.of(self.last))
        return first if first == last else f"{first} to {last}"

    @property
    def months(self) -> tuple[Month, Month]:
        """The first and the last month."""
        return Month.of(self.first), Month.of(self.last)

    @property
    def is_open(self) -> bool:
        return self.state == BatchState.OPEN

    @property
    def state_label(self) -> str:
        return gettext(BATCH_STATES[BatchState(self.state)][0])

    @property
    def tone(self) -> Tone:
        return BATCH_STATES[BatchState(self.state)][1]


class SigningItemQuerySet(models.QuerySet["SigningItem"]):
    def sent_back(self) -> "SigningItemQuerySet":
        """Refusals to which nobody has answered yet."""
        return self.filter(state=ItemState.REFUSED, answered_at=None)


class SigningItem(models.Model):
    """One entry in a batch: whether it is signed, refused with a reason, or left for a reason of its own."""

    batch = models.ForeignKey(SigningBatch, on_delete=models.CASCADE, related_name="items")
    entry = models.ForeignKey("roi.LedgerEntry", on_delete=models.PROTECT, related_name="signing_items")
    state = models.CharField(max_length=10, choices=ITEM_CHOICES, default=ItemState.WAITING)
    reason = models.TextField(blank=True, max_length=NOTE_LENGTH)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=NOTE_LENGTH)
    answered_by = _person()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SigningItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "entry"], name="entry_once_in_a_batch"),
            models.CheckConstraint(
                condition=~Q(state=ItemState.REFUSED) | ~Q(reason=""), name="a_refusal_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False, state=ItemState.REFUSED),
                name="only_a_refusal_is_answered",
            ),
        ]
        indexes = [models.Index(fields=["state", "entry"], name="signing_state")]

    def __str__(self) -> str:
        return f"{self.entry}: {self.state}"

    @property
    def state_label(self) -> str:
        return gettext(ITEM_STATES[ItemState(self.state)][0])

    @property
    def tone(self) -> Tone:
        return ITEM_STATES[ItemState(self.state)][1]
