"""How law and the organization's own policies apply to a case: classifications and policy checks, written once."""

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
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.workflow import PolicyAnswer
from library.kinds.procedure import Finding, Outcome
from library.kinds.regulation import Regulation
from library.models import Document
from usecases.models import UseCase


class OfCase(models.QuerySet["models.Model"]):
    """Records of a case that follow one another: the later replaces the earlier, and both are kept."""

    def visible_to(self, actor: Actor) -> "OfCase":
        """Those of the cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def current(self) -> "OfCase":
        """Those that nothing has replaced."""
        return self.filter(replaced_at=None)


class Classification(Record):
    """What the procedure of a regulation says of a case by the answers given to it, for the day `on`.

    Written once: new answers make another one and stamp this one as replaced. While a question is `open` there is no
    tier; such a record keeps answers to go on from and replaces only another unfinished one. `changes_on` is the first
    later day on which the same answers give another tier.
    """

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="classifications")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    on = models.DateField(_("day asked about"))
    answers = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    tier = models.CharField(max_length=64, blank=True)
    since = models.DateField(null=True, blank=True)
    marks = models.JSONField(default=list)
    picked = models.JSONField(default=list)
    path = models.JSONField(default=list)
    open = models.CharField(max_length=64, blank=True)
    raises_to = models.CharField(max_length=6, blank=True)
    blocks = models.BooleanField(default=False)
    changes_on = models.DateField(null=True, blank=True)
    note = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = OfCase.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="classification_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(replaced_at=None) & ~Q(tier=""), name="classification_one_current"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(replaced_at=None, tier=""), name="classification_one_unfinished"
            ),
            models.CheckConstraint(
                condition=Q(tier="") & ~Q(open="") | ~Q(tier="") & Q(open=""), name="classification_tier_or_open"
            ),
        ]
        indexes = [
            models.Index(fields=["tier"], name="classification_tier", condition=Q(replaced_at=None)),
            models.Index(fields=["changes_on"], name="classification_changes", condition=Q(replaced_at=None)),
        ]

    def __str__(self) -> str:
        return gettext("%(case)s, classification %(number)s") % {"case": self.case.reference, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("governance:regulation_record", args=[self.case.reference, self.number])

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def regulation(self) -> Regulation:
        """The regulation in the version that the answers were given to."""
        parsed: Regulation = self.document.parsed
        return parsed

    @property
    def finding(self) -> Finding:
        """What was found, as the procedure tells it."""
        path = tuple((key, said) for key, said in self.path)
        return Finding(self.tier or None, self.since, tuple(self.marks), tuple(self.picked), path, self.open or None)

    @property
    def outcome(self) -> Outcome | None:
        """The tier with its words; None while a question is open."""
        return next((item for item in self.regulation.procedure.outcomes if item.key == self.tier), None)

    @property
    def label(self) -> str:
        found = self.outcome
        return found.label if found else gettext("Not finished")

    @property
    def tone(self) -> Tone:
        found = self.outcome
        return found.tone if found else Tone.NEUTRAL


class PolicyCheck(Record):
    """Whether a case meets one policy of the organization, with the reason; a later check replaces it."""

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="policy_checks")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=64)
    answer = models.CharField(max_length=14, choices=[(a.value, a.label) for a in PolicyAnswer])
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = OfCase.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "policy"], condition=Q(replaced_at=None), name="policy_check_one_current"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="policy_check_has_reason"),
        ]
        indexes = [
            models.Index(fields=["policy", "answer"], name="policy_check_answers", condition=Q(replaced_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.case.reference}: {self.policy}"

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def label(self) -> str:
        return gettext(PolicyAnswer(self.answer).label)

    @property
    def tone(self) -> Tone:
        return PolicyAnswer(self.answer).tone
