"""Use cases, how they moved, their score cards, and small sums that pages read instead of counting."""

from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.fields import MoneyField
from foundation.db.models import Record
from foundation.kernel.money import Money
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document
from usecases import workflow
from usecases.models_import import ImportBatch, ImportRow, KnownRow, LastImport, SavedMapping  # noqa: F401 - found here
from usecases.models_register import CaseLink as CaseLink
from usecases.models_register import CaseTag as CaseTag
from usecases.models_register import CustomChoice as CustomChoice
from usecases.models_register import CustomField as CustomField
from usecases.models_register import CustomValue as CustomValue
from usecases.models_register import Tag as Tag
from usecases.models_register import WebLink as WebLink
from usecases.models_template import CaseTemplate as CaseTemplate
from usecases.models_template import ChecklistItem as ChecklistItem
from usecases.references import key_of as key_of
from usecases.references import reference_of as reference_of
from usecases.workflow import CLOSED, Source, Stage

NAME_LENGTH = 500
CATEGORY_LENGTH = 120
FUNDED_LENGTH = 60


class UseCaseQuerySet(models.QuerySet["UseCase"]):
    def visible_to(self, actor: Actor) -> "UseCaseQuerySet":
        """Cases of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def active(self) -> "UseCaseQuerySet":
        """Cases that are not archived."""
        return self.filter(archived_at=None)

    def on_ladder(self) -> "UseCaseQuerySet":
        """Active cases that are not closed."""
        return self.active().exclude(stage__in=CLOSED)

    def ranked(self) -> "UseCaseQuerySet":
        """Scored cases that are still to be decided or run, best first; equal scores in order of registration."""
        return self.on_ladder().filter(current_score__isnull=False).order_by("-current_score", "id")

    def not_yet_reviewed(self) -> "UseCaseQuerySet":
        """Imported beyond approval, and never approved here: one group to work through, not an alarm."""
        late = [stage for stage in workflow.LADDER if workflow.reached(stage, Stage.APPROVED)]
        return self.active().filter(stage_source=Source.IMPORTED, stage__in=late, approval_standing="")


class UseCase(Record):
    """One idea for AI, from the first thought to its end. Archived, never deleted."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    summary = models.TextField(_("problem it solves"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    category = models.CharField(_("category"), max_length=CATEGORY_LENGTH, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="use_cases", verbose_name=_("unit"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_cases",
        verbose_name=_("owner"),
    )
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored_cases",
        verbose_name=_("sponsor"),
    )

    stage = models.CharField(
        _("stage"), max_length=12, default=Stage.IDEA, choices=[(s.value, workflow.LABELS[s]) for s in Stage]
    )
    stage_source = models.CharField(max_length=8, default=Source.EARNED, choices=[(s.value, s.value) for s in Source])
    stage_since = models.DateTimeField(default=timezone.now)
    held_since = models.DateTimeField(null=True, blank=True)
    hold_reason = models.TextField(blank=True)

    tier = models.CharField(_("risk tier"), max_length=6, blank=True, choices=list(workflow.TIER_LABELS.items())[1:])
    tier_answers = models.JSONField(default=dict, blank=True)
    tier_questions = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tier_at = models.DateTimeField(null=True, blank=True)
    # The tier that a law asks for at least, whatever the answers say, and which law; an app above keeps it current.
    tier_floor = models.CharField(max_length=6, blank=True, choices=list(workflow.TIER_LABELS.items())[1:])
    tier_floor_because = models.CharField(max_length=300, blank=True)
    impact = models.CharField(
        _("impact"),
        max_length=8,
        blank=True,
        choices=list(workflow.IMPACT_LABELS.items())[1:],
        help_text=_("Whether people's rights or safety are affected."),
    )

    data_description = models.TextField(_("data"), blank=True)
    personal_data = models.CharField(
        _("personal data"), max_length=8, blank=True, choices=list(workflow.PERSONAL_DATA_LABELS.items())[1:]
    )
    model_description = models.TextField(_("model and supplier"), blank=True)
    human_oversight = models.TextField(_("human oversight"), blank=True)
    measures = models.TextField(_("measures"), blank=True)
    # The type that it is filed under: its key in a pinned version of a taxonomy.
    taxonomy = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case_type = models.CharField(_("type"), max_length=64, blank=True)
    budget: Money | None = MoneyField(null=True)  # type: ignore[assignment]

    inputs = models.JSONField(default=dict, blank=True)
    # Where an input was taken from, by its key; one that a person typed has no entry.
    input_sources = models.JSONField(default=dict, blank=True)
    current_score = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    current_band = models.CharField(max_length=64, blank=True)
    current_criteria = models.JSONField(default=dict, blank=True)
    # How low and how high the total could come out once the assumed inputs are known, and how many of them there are.
    current_low = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    current_high = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    current_assumed = models.PositiveSmallIntegerField(null=True, blank=True)
    current_card = models.ForeignKey(
        "usecases.ScoreCard", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    review_state = models.CharField(
        max_length=10, blank=True, choices=[(key, label) for key, label in workflow.REVIEW_LABELS.items() if key]
    )
    approval_standing = models.CharField(
        max_length=10, blank=True, choices=[(key, label) for key, label in workflow.STANDING_LABELS.items() if key]
    )
    approval_until = models.DateField(null=True, blank=True)
    # The years an adopted scenario of the portfolio funds it for, for example "2027"; empty when none does.
    funded_for = models.CharField(_("funded for"), max_length=FUNDED_LENGTH, blank=True)

    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=250, blank=True)
    identity = models.CharField(max_length=250, blank=True)
    row_digest = models.CharField(max_length=64, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="created_cases"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = UseCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use case")
        verbose_name_plural = _("use cases")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "identity"], name="case_identity_once_per_source", condition=~Q(identity="")
            ),
            models.CheckConstraint(
                condition=Q(budget_minor=None) | Q(budget_minor__gte=0), name="case_budget_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(held_since=None, hold_reason="") | Q(held_since__isnull=False) & ~Q(hold_reason=""),
                name="case_hold_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(taxonomy=None, case_type="") | Q(taxonomy__isnull=False) & ~Q(case_type=""),
                name="case_type_of_taxonomy",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="case_updated"),
            models.Index(fields=["-current_score", "id"], name="case_score"),
            models.Index(fields=["name", "id"], name="case_name"),
            models.Index(fields=["stage", "-updated_at"], name="case_stage"),
            models.Index(fields=["unit", "stage"], name="case_unit_stage"),
            models.Index(fields=["category"], name="case_category"),
            models.Index(fields=["case_type"], name="case_type"),
            models.Index(fields=["approval_standing"], name="case_standing"),
            models.Index(fields=["funded_for"], name="case_funded", condition=~Q(funded_for="")),
            models.Index(fields=["review_state"], name="case_review", condition=~Q(review_state="")),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("usecases:case_detail", args=[self.reference])

    @property
    def reference(self) -> str:
        """The short name people use: "UC-0042"."""
        return reference_of(self.pk)

    @property
    def waits_since(self) -> datetime:
        """Since when somebody here could do its next step: not before it was registered or imported."""
        return max(self.stage_since, self.created_at)

    @property
    def stage_label(self) -> str:
        return gettext(workflow.LABELS[Stage(self.stage)])

    @property
    def tone(self) -> Tone:
        return workflow.TONES[Stage(self.stage)]

    @property
    def tier_label(self) -> str:
        return gettext(workflow.TIER_LABELS[self.tier])

    @property
    def review_label(self) -> str:
        return gettext(workflow.REVIEW_LABELS[self.review_state])

    @property
    def review_tone(self) -> Tone:
        return workflow.REVIEW_TONES[self.review_state]

    @property
    def standing_label(self) -> str:
        return gettext(workflow.STANDING_LABELS[self.approval_standing])

    @property
    def standing_tone(self) -> Tone:
        return workflow.STANDING_TONES[self.approval_standing]

    @property
    def is_closed(self) -> bool:
        return workflow.is_closed(self.stage)

    @property
    def is_held(self) -> bool:
        return self.held_since is not None

    @property
    def awaits_first_review(self) -> bool:
        """Imported beyond approval and never approved here."""
        return (
            self.stage_source == Source.IMPORTED
            and workflow.reached(self.stage, Stage.APPROVED)
            and not self.approval_standing
        )


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **columns: Any) -> NoReturn:
        raise TypeError("These rows are written once and never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("These rows are written once and never deleted.")


class StageMove(Record):
    """A case moved from one stage to another; the history behind the one stage column."""

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="moves")
    from_stage = models.CharField(max_length=12, blank=True)
    to_stage = models.CharField(max_length=12, choices=[(s.value, workflow.LABELS[s]) for s in Stage])
    source = models.CharField(max_length=8, default=Source.EARNED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    effective_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-effective_at", "-id"]
        indexes = [
            models.Index(fields=["case", "-effective_at"], name="move_case"),
            models.Index(fields=["effective_at", "source"], name="move_when"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_stage} → {self.to_stage}"

    @property
    def label(self) -> str:
        return gettext(workflow.LABELS[Stage(self.to_stage)])


class Cause(models.TextChoices):
    """Why a score card was made."""

    SCORED = "scored", _("Scored by a person")
    RECOMPUTED = "recomputed", _("Recomputed with the portfolio")
    MODEL = "model", _("Another scoring model")


class ScoreCard(Record):
    """What a scoring model made of a case's inputs at one moment; written once.

    `result` holds criterion and factor scores, what was assumed or capped, and how low and high the total could come
    out once missing inputs are known. Contributions follow from it and the weights of the pinned `model`.
    """

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="cards")
    model = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=9, decimal_places=4)
    band = models.CharField(max_length=64)
    cause = models.CharField(max_length=10, choices=Cause.choices, default=Cause.SCORED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["case", "-id"], name="card_case")]

    def __str__(self) -> str:
        return f"{self.total} ({self.band})"

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""


class ActiveModel(models.Model):
    """The scoring model in use: one row for the installation."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_active_model")]

    def __str__(self) -> str:
        return str(self.document)


class StageCount(models.Model):
    """How many active cases a unit with all below it has, by category and stage; kept by folding `StageCountDelta`."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    stage = models.CharField(max_length=12)
    cases = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "category", "stage"], name="stage_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.category} {self.stage}: {self.cases}"


class StageCountDelta(models.Model):
    """A change of the counts that is not folded yet: `cases` more (or fewer) at a stage of the unit itself."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    stage = models.CharField(max_length=12)
    cases = models.IntegerField()
    recorded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.category} {self.stage}: {self.cases:+d}"
