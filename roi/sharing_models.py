"""Benefits that several use cases share, and savings that two of them may claim both."""

from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.fields import MoneyField
from foundation.db.models import Record
from foundation.kernel.money import Money, full
from foundation.kernel.periods import Month
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi.category_models import KEY_LENGTH, label_of
from roi.rules.doubles import SIGNS
from roi.workflow import BASES, DOUBLE_STATES, GRADES, Basis, DoubleState, Grade
from usecases.models import UseCase, reference_of

NOTE_LENGTH = 2000
DOUBLE_CHOICES = [(state.value, label) for state, (label, _tone) in DOUBLE_STATES.items()]


class SharedBenefitQuerySet(models.QuerySet["SharedBenefit"]):
    def visible_to(self, actor: Actor) -> "SharedBenefitQuerySet":
        """Shared benefits of units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))


class SharedBenefit(Record):
    """One return that several use cases brought together; each books its share, all of them at most the whole."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shared_benefits")
    category = models.CharField(max_length=KEY_LENGTH)
    period = models.DateField()
    amount = MoneyField()
    basis = models.CharField(max_length=6)
    grade = models.CharField(max_length=14)
    memo = models.TextField(max_length=NOTE_LENGTH)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = SharedBenefitQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared benefit")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="shared_benefit_above_zero")]

    def __str__(self) -> str:
        return f"{full(self.whole)}, {self.month}"

    def get_absolute_url(self) -> str:
        return reverse("roi:shared_benefit", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Shared benefits are kept: take their entries back.")

    @property
    def whole(self) -> Money:
        """The whole amount."""
        return Money(self.amount_minor, self.amount_currency)  # type: ignore[attr-defined]

    @property
    def month(self) -> Month:
        return Month.of(self.period)

    @property
    def category_label(self) -> str:
        return gettext(label_of(self.category))

    @property
    def basis_label(self) -> str:
        return gettext(BASES[Basis(self.basis)])

    @property
    def grade_label(self) -> str:
        return gettext(GRADES[Grade(self.grade)])

    @property
    def taken(self) -> Decimal:
        """The shares that stand, added up: 0 to 1."""
        return sum((Decimal(entry.share) for entry in self.standing()), Decimal(0))

    def standing(self) -> Any:
        """The entries that stand for its shares: booked, and not taken back (a signed one stands for what it signs)."""
        return self.entries.filter(reverses=None, reversal=None).select_related("case").order_by("id")


class DoubleCountQuerySet(models.QuerySet["DoubleCount"]):
    def visible_to(self, actor: Actor) -> "DoubleCountQuerySet":
        """Pairs of which the actor may read both use cases."""
        access = access_of(actor)
        return self.filter(
            access.q(Permission.READ, "first_case__unit__path"), access.q(Permission.READ, "second_case__unit__path")
        )


class DoubleCount(Record):
    """Two use cases that may claim the same saving, and what somebody decided about it."""

    first_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="+")
    second_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=KEY_LENGTH)
    basis = models.CharField(max_length=6)
    first = models.DateField()
    last = models.DateField()
    signs = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=DOUBLE_CHOICES, default=DoubleState.OPEN)
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = DoubleCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible double count")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_case", "second_case", "unit", "category", "basis"], name="double_count_once"
            ),
            models.CheckConstraint(condition=Q(first_case__lt=F("second_case")), name="double_count_in_order"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="double_count_decided_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{reference_of(self.first_case_id)}, {reference_of(self.second_case_id)}: {label_of(self.category)}"

    def get_absolute_url(self) -> str:
        return reverse("roi:double", args=[self.uid])

    @property
    def months(self) -> tuple[Month, Month]:
        """The first and the last month in which both claim something alike."""
        return Month.of(self.first), Month.of(self.last)

    @property
    def signs_text(self) -> str:
        """What speaks for it, in words."""
        return ", ".join(gettext(SIGNS[sign]) for sign in self.signs if sign in SIGNS)

    @property
    def category_label(self) -> str:
        return gettext(label_of(self.category))

    @property
    def is_open(self) -> bool:
        return self.state == DoubleState.OPEN

    @property
    def state_label(self) -> str:
        return gettext(DOUBLE_STATES[DoubleState(self.state)][0])

    @property
    def tone(self) -> Tone:
        return DOUBLE_STATES[DoubleState(self.state)][1]
