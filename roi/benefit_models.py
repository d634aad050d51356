"""Benefits that are measured: a line turns a KPI into money, its proposals are the months."""

from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from metrics.models import Kpi, figure
from metrics.workflow import Direction
from roi.workflow import GRADES, PROPOSAL_STATES, VOLUME_TAKES, Grade, ProposalState, VolumeTakes
from usecases.models import UseCase, reference_of

LABEL_LENGTH = 200
NOTE_LENGTH = 2000


def _share(**kwargs: Any) -> Any:
    return models.DecimalField(max_digits=7, decimal_places=6, **kwargs)


def _person(related_name: str = "+", **kwargs: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name=related_name, **kwargs
    )


class BenefitLineQuerySet(models.QuerySet["BenefitLine"]):
    def visible_to(self, actor: Actor) -> "BenefitLineQuerySet":
        """Lines of the use cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def running(self) -> "BenefitLineQuerySet":
        """Lines that propose: not ended, of cases that are not archived."""
        return self.filter(ended_at=None, case__archived_at=None)

    def delete(self) -> NoReturn:
        raise TypeError("Benefit lines are never deleted: end them.")


class BenefitLine(Record):
    """How one KPI of a case becomes money. Baseline and target are those of the KPI when the line was written.

    The volume is fixed (`volume` a month, or a year's that is spread over its months), or taken from `volume_kpi`.
    `asserted_by` stands behind the terms and never accepts what follows from them; `owner` accepts.
    """

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="benefit_lines")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="benefit_lines")
    label = models.CharField(_("name"), max_length=LABEL_LENGTH)
    category = models.CharField(_("category"), max_length=30)
    currency = models.CharField(max_length=3)
    baseline = figure()
    target = figure(null=True)
    volume = figure(null=True)
    volume_is_yearly = models.BooleanField(default=False)
    volume_kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    volume_takes = models.CharField(max_length=4, choices=[(t.value, VOLUME_TAKES[t]) for t in VolumeTakes], blank=True)
    volume_word = models.CharField(max_length=60, blank=True)
    attribution = _share(default=Decimal(1))
    overlap = _share(default=Decimal(0))
    confidence = _share(default=Decimal(1))
    first_month = models.DateField()
    last_month = models.DateField(null=True, blank=True)
    owner = _person("owned_benefits")
    asserted_by = _person()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True, max_length=NOTE_LENGTH)

    objects = BenefitLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("benefit line")
        verbose_name_plural = _("benefit lines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(volume__isnull=False, volume_kpi=None) | Q(volume=None, volume_kpi__isnull=False),
                name="benefit_volume_fixed_or_measured",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | Q(ended_at__isnull=False) & ~Q(end_reason=""),
                name="benefit_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    attribution__gt=0, attribution__lte=1, overlap__gte=0, overlap__lt=1, confidence__gt=0,
                    confidence__lte=1,
                ),
                name="benefit_shares_in_range",
            ),
            models.UniqueConstraint(fields=["kpi"], condition=Q(ended_at=None), name="one_benefit_line_a_kpi"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.label}, {reference_of(self.case_id)}"

    def get_absolute_url(self) -> str:
        return reverse("roi:benefit_line", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Benefit lines are never deleted: end them.")

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def direction(self) -> Direction:
        return Direction(self.kpi.direction)

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def first(self) -> Month:
        return Month.of(self.first_month)


class UnitValue(Record):
    """What one unit of improvement is worth from a month on; exact decimal text, written once."""

    line = models.ForeignKey(BenefitLine, on_delete=models.PROTECT, related_name="unit_values")
    since = models.DateField()
    amount = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [models.UniqueConstraint(fields=["line", "since"], name="unit_value_once_a_month")]

    def __str__(self) -> str:
        return f"{self.amount} {self.line.currency}, {self.since}"

    @property
    def value(self) -> Decimal:
        return Decimal(self.amount)


class BenefitProposalQuerySet(models.QuerySet["BenefitProposal"]):
    def visible_to(self, actor: Actor) -> "BenefitProposalQuerySet":
        """Proposals of the use cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "line__case__unit__path"))

    def waiting(self) -> "BenefitProposalQuerySet":
        """Proposals that nobody decided yet."""
        return self.filter(state=ProposalState.PROPOSED)


class BenefitProposal(Record):
    """What a line proposes to book for one month, with all that it was computed from.

    `net` is the whole attributable benefit of the month, `amount` what is to be booked now: the difference to what the
    ledger holds already. One proposal of a month waits at a time; one that is decided never changes.
    """

    line = models.ForeignKey(BenefitLine, on_delete=models.PROTECT, related_name="proposals")
    month = models.DateField()
    state = models.CharField(
        max_length=10,
        default=ProposalState.PROPOSED,
        choices=[(state.value, label) for state, (label, _tone) in PROPOSAL_STATES.items()],
    )
    baseline = figure()
    actual = figure()
    volume = figure()
    unit_value = models.CharField(max_length=40)
    attribution = _share()
    overlap = _share()
    realization = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    booked_minor = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField()
    grade = models.CharField(max_length=14, choices=[(grade.value, GRADES[grade]) for grade in Grade])
    values = models.PositiveIntegerField()
    sample = models.BigIntegerField(null=True)
    rests_on = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _person()
    reason = models.TextField(blank=True, max_length=NOTE_LENGTH)
    entry = models.OneToOneField(
        "roi.LedgerEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="benefit_proposal"
    )

    objects = BenefitProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("benefit proposal")
        verbose_name_plural = _("benefit proposals")
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "month"], condition=Q(state="proposed"), name="one_waiting_proposal_a_month"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None) | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="benefit_decided_or_waiting",
            ),
        ]
        indexes = [models.Index(fields=["state", "-month"], name="benefit_state")]

    def __str__(self) -> str:
        return f"{self.line.label}, {self.of}"

    def get_absolute_url(self) -> str:
        return reverse("roi:benefit_line", args=[self.line.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.line.audit_unit_path

    @property
    def of(self) -> Month:
        """The month."""
        return Month.of(self.month)

    @property
    def gross(self) -> Money:
        return Money(self.gross_minor, self.currency)

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def grade_label(self) -> str:
        return gettext(GRADES[Grade(self.grade)])

    @property
    def is_waiting(self) -> bool:
        return self.state == ProposalState.PROPOSED

    @property
    def shown_state(self) -> str:
        """Its state, and "signed" once finance signed the entry that it became."""
        entry = self.entry
        signed = entry is not None and getattr(entry, "signature", None) is not None
        return ProposalState.SIGNED if signed and self.state == ProposalState.ACCEPTED else self.state

    @property
    def state_label(self) -> str:
        return gettext(PROPOSAL_STATES[ProposalState(self.shown_state)][0])

    @property
    def tone(self) -> Tone:
        return PROPOSAL_STATES[ProposalState(self.shown_state)][1]
