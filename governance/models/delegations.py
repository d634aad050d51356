"""Handing one's decisions to somebody else for some days."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.people.models import User


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def running(self, first: date, last: date | None = None) -> "DelegationQuerySet":
        """Delegations that nobody ended and that run on the day `first`, or on any day from then until `last`."""
        return self.filter(ended_on=None, starts_on__lte=last or first, ends_on__gte=first)

    def ran(self, first: date, last: date) -> "DelegationQuerySet":
        """Delegations that ran or run on any day from `first` until `last`, those that were ended early among them."""
        until = Q(ended_on=None) | Q(ended_on__gte=first) & Q(ended_on__gte=F("starts_on"))
        return self.filter(until, starts_on__lte=last, ends_on__gte=first)

    def of(self, user: User) -> "DelegationQuerySet":
        """What a person gave or was given."""
        return self.filter(Q(giver=user) | Q(receiver=user))


class Delegation(Record):
    """From one day to another, both included, `receiver` decides the role and person steps that lie with `giver`.

    Seats of a board are not delegated: they have alternates. What was received is not passed on.
    """

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations_given")
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations_received", verbose_name=_("to")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_to_somebody_else"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["giver", "ends_on"], name="delegation_giver"),
            models.Index(fields=["receiver", "ends_on"], name="delegation_receiver"),
        ]

    def __str__(self) -> str:
        return gettext("%(giver)s to %(receiver)s") % {"giver": self.giver.name, "receiver": self.receiver.name}

    def get_absolute_url(self) -> str:
        return reverse("governance:delegation_list")

    @property
    def audit_unit_path(self) -> str:
        return ""

    @property
    def is_over(self) -> bool:
        return self.ended_on is not None or self.ends_on < timezone.localdate()

    @property
    def runs_today(self) -> bool:
        return self.ended_on is None and self.starts_on <= timezone.localdate() <= self.ends_on
