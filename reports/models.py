"""Reports that were asked for, with the figures they hold and the file that was made of them."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.jobs.models import Job
from foundation.jobs.workflow import LABELS, TONES, State
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of

TITLE_LENGTH = 200


class Kind(models.TextChoices):
    """What a report is about."""

    EXECUTIVE = "executive", _("Executive report")


def file_path(report: "Report", name: str) -> str:
    """Where the file of a report is kept, below MEDIA_ROOT."""
    return f"reports/{report.created_at:%Y}/{report.uid}.pdf"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, actor: Actor) -> "ReportQuerySet":
        """Reports all of whose units the actor may read: whoever sees one could see each figure in it."""
        access = access_of(actor)
        if access.everything:
            return self
        if not access.anywhere(Permission.READ):
            return self.none()
        readable = Unit.objects.filter(access.q(Permission.READ, "path"))
        covered = Report.units.through.objects.filter(report_id=OuterRef("pk"))
        return self.filter(Exists(covered), ~Exists(covered.exclude(unit_id__in=readable.values("pk"))))


class Report(Record):
    """One report: asked for, then filled by its job with figures, pages and a PDF file.

    `units` is what it covers (each with all below it), `filters` the address of the dashboard it shows. `figures` is
    written once, as of `as_of`, with its `digest`; `body` is the same as pages; `sha256` is that of the file.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.EXECUTIVE)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    units = models.ManyToManyField(Unit, related_name="+")
    filters = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    requested_by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, related_name="report")
    as_of = models.DateTimeField(_("as of"), null=True, blank=True)
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    body = models.TextField(blank=True)
    file = models.FileField(upload_to=file_path, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(as_of=None, digest="") | Q(as_of__isnull=False) & ~Q(digest=""),
                name="report_figures_with_as_of",
            ),
            models.CheckConstraint(
                condition=Q(file="", sha256="") | ~Q(file="") & ~Q(sha256="") & Q(as_of__isnull=False),
                name="report_file_with_checksum",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:report_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or "" if self.unit else ""

    @property
    def state(self) -> State:
        """Where the work on it stands."""
        return State(self.job.state) if self.job else State.QUEUED

    @property
    def state_label(self) -> str:
        return gettext(LABELS[self.state])

    @property
    def tone(self) -> Tone:
        return TONES[self.state]

    @property
    def has_figures(self) -> bool:
        """Whether the print view and the workbook can be had."""
        return self.as_of is not None

    @property
    def has_file(self) -> bool:
        """Whether the PDF can be had."""
        return bool(self.file)
