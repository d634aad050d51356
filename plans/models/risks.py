"""Risks of a use case, a program or a unit: how heavy before and after mitigation, who holds them, when they are looked
at again."""

from datetime import date
from typing import Any, NoReturn

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
from library.models import Document
from plans.models.programs import NAME_LENGTH, TEXT_LENGTH, Program
from plans.rules import risks as rules
from plans.workflow import LIVE_RISKS, RISK_STATES, RISK_TONES, RiskState
from usecases.models import UseCase

CATEGORIES = {
    "technical": _("Technical"),
    "business": _("Business"),
    "organizational": _("Organizational"),
    "compliance": _("Compliance"),
}
_SCALE = tuple(range(rules.LEAST, rules.MOST + 1))


def scale() -> Any:
    """A value from 1 to 5, None while it is not rated."""
    return models.PositiveSmallIntegerField(null=True, blank=True)


class RiskQuerySet(models.QuerySet["Risk"]):
    def visible_to(self, actor: Actor) -> "RiskQuerySet":
        """Risks of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def live(self) -> "RiskQuerySet":
        """Risks that are not closed."""
        return self.filter(state__in=LIVE_RISKS)

    def due(self, today: date) -> "RiskQuerySet":
        """Risks that are not closed and whose day of review has passed."""
        return self.live().filter(review_on__lt=today)

    def delete(self) -> NoReturn:
        raise TypeError("Risks are never deleted: close them.")


class Risk(Record):
    """One risk. `likelihood` and `impact` are before mitigation, `left_likelihood` and `left_impact` after it.

    `catalog` pins the document that it was drawn from, with its `key` there. Closed, never deleted.
    """

    label = models.CharField(_("risk"), max_length=NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="risks", verbose_name=_("unit"))
    case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="risks", verbose_name=_("use case")
    )
    program = models.ForeignKey(Program, on_delete=models.PROTECT, null=True, blank=True, related_name="risks")
    catalog = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=64, blank=True)
    category = models.CharField(_("category"), max_length=16, choices=list(CATEGORIES.items()))
    what_happens = models.TextField(_("what happens"), max_length=TEXT_LENGTH, blank=True)
    likelihood = scale()
    impact = scale()
    mitigation = models.TextField(_("mitigation"), max_length=TEXT_LENGTH, blank=True)
    mitigation_due = models.DateField(null=True, blank=True)
    mitigated_on = models.DateField(null=True, blank=True)
    left_likelihood = scale()
    left_impact = scale()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_risks",
        verbose_name=_("owner"),
    )  # fmt: skip
    review_on = models.DateField(_("next review"), null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=[(s.value, RISK_STATES[s]) for s in RiskState], default=RiskState.OPEN
    )
    state_reason = models.CharField(max_length=TEXT_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(case=None) | Q(program=None), name="risk_of_one_subject"),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__in": _SCALE}) | Q(**{name: None}), name=f"risk_{name}")
                for name in ("likelihood", "impact", "left_likelihood", "left_impact")
            ),
            models.UniqueConstraint(
                fields=["case", "catalog", "key"],
                condition=Q(case__isnull=False, catalog__isnull=False) & ~Q(state=RiskState.CLOSED),
                name="risk_drawn_once_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "review_on"], name="risk_review"),
            models.Index(fields=["updated_at", "id"], name="risk_updated"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("plans:risk_detail", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Risks are never deleted: close them.")

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def state_label(self) -> str:
        return gettext(RISK_STATES[RiskState(self.state)])

    @property
    def tone(self) -> Tone:
        return RISK_TONES[RiskState(self.state)]

    @property
    def category_label(self) -> str:
        return str(CATEGORIES[self.category])

    @property
    def is_closed(self) -> bool:
        return self.state == RiskState.CLOSED

    @property
    def weight(self) -> int | None:
        """Likelihood × impact before mitigation."""
        return rules.weight(self.likelihood, self.impact)

    @property
    def left_weight(self) -> int | None:
        """Likelihood × impact after mitigation."""
        return rules.weight(self.left_likelihood, self.left_impact)

    @property
    def subject(self) -> UseCase | Program | Unit:
        """What it threatens."""
        return self.case or self.program or self.unit

    def is_due(self, today: date) -> bool:
        """Whether its review is late."""
        return not self.is_closed and self.review_on is not None and self.review_on < today

    def is_mitigation_late(self, today: date) -> bool:
        """Whether its mitigation should be in place and is not."""
        return (
            not self.is_closed
            and self.mitigated_on is None
            and self.mitigation_due is not None
            and self.mitigation_due < today
        )
