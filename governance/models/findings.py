"""Findings of audits: what was found, who mends it by when, and who says that it is mended."""

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
from foundation.people.actors import Actor, SystemActor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.register_rules import FindingState, Grade, Origin
from usecases.models import UseCase

TITLE_LENGTH = 200


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: Actor) -> "FindingQuerySet":
        """Findings of the units that the actor may read, and those that are theirs to mend."""
        access = access_of(actor)
        condition = access.q(Permission.READ)
        if not isinstance(actor, SystemActor) and access.anywhere(Permission.READ):
            condition |= Q(owner=actor)
        return self.filter(condition)

    def unsettled(self) -> "FindingQuerySet":
        return self.exclude(state=FindingState.CLOSED)


class Finding(Record):
    """Something an audit or a check found. Its owner reports it as done; somebody else closes it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("use case")
    )
    title = models.CharField(_("finding"), max_length=TITLE_LENGTH)
    description = models.TextField(_("description"))
    origin = models.CharField(_("source"), max_length=10, choices=[(o.value, o.label) for o in Origin])
    report = models.CharField(_("report"), max_length=TITLE_LENGTH, blank=True)
    grade = models.CharField(_("grade"), max_length=12, choices=[(g.value, g.label) for g in Grade])
    owner = _who(verbose_name=_("owner"))
    due = models.DateField(_("due"))
    raised_by = _who()
    raised_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=8, default=FindingState.OPEN.value, choices=[(s.value, s.label) for s in FindingState]
    )
    done = models.TextField(_("what was done"), blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    sent_back = models.TextField(_("sent back because"), blank=True)
    closed_by = _who(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FindingState.CLOSED.value, closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(evidence="") & ~Q(closed_by=models.F("owner"))
                | ~Q(state=FindingState.CLOSED.value) & Q(closed_by=None, closed_at=None),
                name="finding_closed_by_another",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "due"], name="finding_due")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:finding_detail", args=[self.uid])

    @property
    def reference(self) -> str:
        """The short name: "F-0007"."""
        return f"F-{self.pk:04d}"

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def is_late(self) -> bool:
        return self.state != FindingState.CLOSED and self.due < timezone.localdate()

    @property
    def label(self) -> str:
        return gettext(FindingState(self.state).label)

    @property
    def tone(self) -> Tone:
        return FindingState(self.state).tone

    @property
    def grade_label(self) -> str:
        return gettext(Grade(self.grade).label)

    @property
    def grade_tone(self) -> Tone:
        return Grade(self.grade).tone

    @property
    def origin_label(self) -> str:
        return gettext(Origin(self.origin).label)
