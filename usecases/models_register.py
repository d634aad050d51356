"""What the register knows of a case beyond its own columns: added fields, tags, links between cases and to the web."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from usecases.rules import custom
from usecases.rules.custom import Kind
from usecases.rules.links import LABELS, LinkKind

LABEL_LENGTH = 120
HELP_LENGTH = 300
UNIT_LENGTH = 40
TAG_LENGTH = 60
URL_LENGTH = 1000


class CustomField(Record):
    """A field that the administrator added; renamed and retired, never deleted. Its kind and key stay."""

    key = models.CharField(max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=LABEL_LENGTH)
    kind = models.CharField(_("kind"), max_length=8, choices=list(custom.KIND_LABELS.items()))
    help = models.CharField(_("help"), max_length=HELP_LENGTH, blank=True)
    unit = models.CharField(_("unit"), max_length=UNIT_LENGTH, blank=True)
    lowest = models.BigIntegerField(null=True, blank=True)
    highest = models.BigIntegerField(null=True, blank=True)
    place = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    audit_unit_path = ""

    class Meta:
        verbose_name = _("field of use cases")
        verbose_name_plural = _("fields of use cases")
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lowest=None) | Q(highest=None) | Q(highest__gte=F("lowest")), name="field_range_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.NUMBER) | Q(lowest=None, highest=None, unit=""), name="field_range_of_numbers"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def kind_label(self) -> str:
        return gettext(custom.KIND_LABELS[self.kind])

    def as_field(self) -> custom.Field:
        """The field as the rules know it, with its choices in order."""
        return custom.Field(
            id=self.pk,
            key=self.key,
            label=self.label,
            kind=Kind(self.kind),
            help=self.help,
            unit=self.unit,
            lowest=None if self.lowest is None else custom.unscaled(self.lowest),
            highest=None if self.highest is None else custom.unscaled(self.highest),
            choices=tuple(
                custom.Choice(choice.key, choice.label, choice.retired_at is not None) for choice in self.choices.all()
            ),
            is_retired=self.retired_at is not None,
        )


class CustomChoice(models.Model):
    """A choice of a field."""

    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="choices")
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=LABEL_LENGTH)
    place = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["field", "key"], name="choice_once_per_field")]

    def __str__(self) -> str:
        return self.label


class CustomValue(models.Model):
    """What a case says in an added field, in the column of its kind; a number in millionths, so that it stays exact."""

    case = models.ForeignKey("usecases.UseCase", on_delete=models.CASCADE, related_name="custom_values")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values")
    text = models.CharField(max_length=custom.TEXT_LIMIT, blank=True)
    number = models.BigIntegerField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    choice = models.ForeignKey(CustomChoice, on_delete=models.PROTECT, null=True, blank=True, related_name="values")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "field"], name="custom_value_once"),
            models.CheckConstraint(
                condition=(
                    ~Q(text="") & Q(number=None, day=None, choice=None, person=None)
                    | Q(text="", number__isnull=False, day=None, choice=None, person=None)
                    | Q(text="", number=None, day__isnull=False, choice=None, person=None)
                    | Q(text="", number=None, day=None, choice__isnull=False, person=None)
                    | Q(text="", number=None, day=None, choice=None, person__isnull=False)
                ),
                name="custom_value_of_one_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["field", "text"], name="custom_text"),
            models.Index(fields=["field", "number"], name="custom_number"),
            models.Index(fields=["field", "day"], name="custom_day"),
            models.Index(fields=["field", "choice"], name="custom_choice"),
            models.Index(fields=["field", "person"], name="custom_person"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field_id}"


class Tag(Record):
    """A word that cases are gathered under. `folded` is what makes two spellings the same tag."""

    name = models.CharField(_("name"), max_length=TAG_LENGTH)
    folded = models.CharField(max_length=2 * TAG_LENGTH, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    audit_unit_path = ""

    class Meta:
        ordering = ["folded"]

    def __str__(self) -> str:
        return self.name


class CaseTag(models.Model):
    """A case carries a tag."""

    case = models.ForeignKey("usecases.UseCase", on_delete=models.CASCADE, related_name="case_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="case_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="tag_once_per_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.tag_id}"


class CaseLink(Record):
    """`source` needs, relates to, duplicates or supersedes `target`; a relation without direction is kept once."""

    source = models.ForeignKey("usecases.UseCase", on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey("usecases.UseCase", on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=list(LABELS.items()))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_to_another"),
            models.CheckConstraint(
                condition=~Q(kind=LinkKind.RELATES) | Q(source__lt=F("target")), name="link_relates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["target", "kind"], name="link_target")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class WebLink(Record):
    """An address outside that belongs to a case."""

    case = models.ForeignKey("usecases.UseCase", on_delete=models.CASCADE, related_name="web_links")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=URL_LENGTH)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    @property
    def host(self) -> str:
        """Where the address leads, for whoever looks before following it."""
        return urlsplit(self.url).hostname or ""
