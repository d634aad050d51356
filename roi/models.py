"""The append-only ledger, dated exchange rates, and the monthly sums that pages read instead of the ledger."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.validators import RegexValidator
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
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi.benefit_models import BenefitLine, BenefitProposal, UnitValue  # noqa: F401 - Django looks here
from roi.business_models import BusinessCase, Simulation  # noqa: F401 - Django looks here
from roi.category_models import KEY_LENGTH as CATEGORY_KEY_LENGTH
from roi.category_models import LedgerCategory, label_of  # noqa: F401 - Django looks here
from roi.control_models import ClosedMonth, SigningBatch, SigningItem  # noqa: F401 - Django looks here
from roi.import_models import LedgerImport  # noqa: F401 - Django looks here
from roi.portfolio_models import PortfolioRun  # noqa: F401 - Django looks here
from roi.sharing_models import DoubleCount, SharedBenefit  # noqa: F401 - Django looks here
from roi.workflow import BASES, GRADES, KINDS, Basis, Grade, Kind
from usecases.models import CATEGORY_LENGTH, UseCase, reference_of

KEY_LENGTH = 120
MEMO_LENGTH = 2000
KPI_LENGTH = 120

KIND_CHOICES = [(kind.value, label) for kind, label in KINDS.items()]
BASIS_CHOICES = [(basis.value, label) for basis, label in BASES.items()]
GRADE_CHOICES = [(grade.value, label) for grade, label in GRADES.items()]


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, actor: Actor) -> "LedgerEntryQuerySet":
        """Entries of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def update(self, **columns: Any) -> NoReturn:
        raise TypeError("Entries of the ledger are never changed: reverse them.")

    def delete(self) -> NoReturn:
        raise TypeError("Entries of the ledger are never deleted: reverse them.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Entries of the ledger are never changed: reverse them.")


class LedgerEntry(Record):
    """One amount put in or gained, written once. `reverses` names the entry that this one takes back.

    `amount` is what was booked; `reporting` is the same in the reporting currency at `rate` (exact decimal text, units
    of the reporting currency for one unit of the amount's), the rate dated `rate_on`. An entry that finance signed
    names the one that it `signs` and who signed; `asserted_by` stays whoever asserted the amount.
    """

    if TYPE_CHECKING:  # the columns behind the two money attributes
        amount_minor: int
        amount_currency: str
        reporting_minor: int
        reporting_currency: str

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ledger_entries", verbose_name=_("unit"))
    case = models.ForeignKey(
        UseCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name=_("use case"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=KIND_CHOICES)
    category = models.CharField(_("category"), max_length=CATEGORY_KEY_LENGTH)
    period = models.DateField(_("month"), help_text=_("First day of the month."))
    amount = MoneyField()
    reporting = MoneyField()
    rate = models.CharField(max_length=40, default="1")
    rate_on = models.DateField(null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=6, choices=BASIS_CHOICES)
    grade = models.CharField(_("evidence"), max_length=14, choices=GRADE_CHOICES)
    memo = models.TextField(_("memo"), blank=True, max_length=MEMO_LENGTH)
    asserted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asserted by"),
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    effective_at = models.DateField(_("effective"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal")
    kpi = models.CharField(max_length=KPI_LENGTH, blank=True, help_text=_("Key of the indicator that it rests on."))
    shared = models.ForeignKey(SharedBenefit, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    share = models.CharField(max_length=10, blank=True, help_text=_("Its share of the shared benefit, 0 to 1."))
    signs = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="signature")
    key = models.CharField(max_length=KEY_LENGTH, null=True, blank=True, unique=True)
    key_digest = models.CharField(max_length=64, blank=True)
    batch = models.UUIDField(null=True, blank=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, amount_minor__gt=0, reporting_minor__gte=0)
                | Q(reverses__isnull=False, amount_minor__lt=0, reporting_minor__lte=0),
                name="ledger_only_a_reversal_subtracts",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="ledger_entry_does_not_reverse_itself"
            ),
            models.CheckConstraint(
                condition=Q(period__gte="1990-01-01", period__lte="2100-12-01"), name="ledger_period_in_range"
            ),
            models.CheckConstraint(condition=Q(effective_at=F("period")), name="ledger_effective_in_its_period"),
            models.CheckConstraint(
                condition=Q(shared=None, share="") | (Q(shared__isnull=False) & ~Q(share="")),
                name="ledger_a_share_is_of_something",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="ledger_kind_known"),
            models.CheckConstraint(
                condition=Q(signs=None) | Q(grade=Grade.FINANCE_SIGNED), name="ledger_a_signature_has_its_grade"
            ),
            models.CheckConstraint(condition=Q(basis__in=list(Basis)), name="ledger_basis_known"),
            models.CheckConstraint(condition=Q(grade__in=list(Grade)), name="ledger_grade_known"),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="ledger_unit"),
            models.Index(fields=["case", "basis", "period"], name="ledger_case"),
            models.Index(fields=["-period", "id"], name="ledger_period"),
            models.Index(fields=["unit", "category", "period"], name="ledger_claims", condition=Q(case__isnull=False)),
            models.Index(fields=["recorded_at", "id"], name="ledger_recorded"),
            models.Index(fields=["batch"], name="ledger_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        named = f"{self.kind_label} {full(self.booked)}, {self.month}"
        return f"{named}, {reference_of(self.case_id)}" if self.case_id else named

    def get_absolute_url(self) -> str:
        return reverse("roi:entry_detail", args=[self.uid])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Entries of the ledger are never changed: reverse them.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Entries of the ledger are never deleted: reverse them.")

    @property
    def booked(self) -> Money:
        """The amount as it was booked."""
        return Money(self.amount_minor, self.amount_currency)

    @property
    def reported(self) -> Money:
        """The amount in the reporting currency."""
        return Money(self.reporting_minor, self.reporting_currency)

    @property
    def month(self) -> Month:
        return Month.of(self.period)

    @property
    def share_value(self) -> Decimal | None:
        """Its share of a shared benefit, 0 to 1; None when it is no share."""
        return Decimal(self.share) if self.share else None

    @property
    def is_reversal(self) -> bool:
        return self.reverses_id is not None

    @property
    def kind_label(self) -> str:
        return gettext(KINDS[Kind(self.kind)])

    @property
    def category_label(self) -> str:
        return gettext(label_of(self.category))

    @property
    def basis_label(self) -> str:
        return gettext(BASES[Basis(self.basis)])

    @property
    def grade_label(self) -> str:
        return gettext(GRADES[Grade(self.grade)])


class ExchangeRate(Record):
    """From the day `on`, one unit of `currency` is `rate` units of `into`; exact decimal text, written once."""

    currency = models.CharField(_("currency"), max_length=3, validators=[RegexValidator("^[A-Z]{3}$")])
    into = models.CharField(_("into"), max_length=3, validators=[RegexValidator("^[A-Z]{3}$")])
    on = models.DateField(_("from the day"))
    rate = models.CharField(_("rate"), max_length=40)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["currency", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "into", "on"], name="rate_once_a_day"),
            models.CheckConstraint(condition=~Q(currency=F("into")), name="rate_between_two_currencies"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate} {self.into}, {self.on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A dated rate is never changed: add one for a later day.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A dated rate is never deleted: entries rest on it.")

    @property
    def value(self) -> Decimal:
        return Decimal(self.rate)

    @property
    def audit_unit_path(self) -> str:
        return ""


class MonthlySum(models.Model):
    """What the monthly sums are told apart by."""

    DIMENSIONS = ("unit_id", "month", "kind", "category", "basis", "grade", "case_category", "currency")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=10)
    category = models.CharField(max_length=30)
    basis = models.CharField(max_length=6)
    grade = models.CharField(max_length=14)
    case_category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month} {self.kind} {self.category} {self.basis} {self.minor} {self.currency}"


class LedgerMonth(MonthlySum):
    """Folded sums of a unit with all below it, in the reporting currency of the entries."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "kind", "category", "basis", "grade", "case_category", "currency"],
                name="ledger_month_once",
            ),
        ]


class LedgerDelta(MonthlySum):
    """A booking that is not folded yet: what it adds to the unit it was booked on."""

    recorded_at = models.DateTimeField(default=timezone.now)


class CaseFiling(models.Model):
    """Under which category the sums of a case are filed; follows the case's category when that changes."""

    case = models.OneToOneField(UseCase, on_delete=models.CASCADE, primary_key=True, related_name="ledger_filing")
    category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.category}"


class LedgerFold(models.Model):
    """One row, locked while sums are folded or rebuilt; says when that last happened."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    folded_at = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_ledger_fold")]

    def __str__(self) -> str:
        return f"folded {self.folded_at}"
