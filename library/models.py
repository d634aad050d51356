"""Documents: one row for each published version, never changed afterwards."""

import json
from functools import cached_property, lru_cache
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library import rules
from library.kinds import KINDS, Kind
from library.kinds.base import Header


class Origin(models.TextChoices):
    """Where a version comes from."""

    SHIPPED = "shipped", _("Shipped with the product")
    PUBLISHED = "published", _("Published here")
    IMPORTED = "imported", _("Imported from another installation")


@lru_cache(maxsize=512)
def _parsed(kind: str, body: str) -> Header:
    return rules.decode(kind, body)


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: Actor) -> Self:
        """Every document, for whoever may read anything: the library belongs to the whole installation."""
        return self if access_of(actor).anywhere(Permission.READ) else self.none()

    def latest_versions(self) -> Self:
        """The version of each document that new work takes.

        It is the highest one that somebody here published or imported, else the highest one shipped: an upgrade of the
        product never replaces what was decided here.
        """
        others = Document.objects.filter(kind=models.OuterRef("kind"), slug=models.OuterRef("slug"))
        local = ~Q(origin=Origin.SHIPPED)
        above = others.filter(version__gt=models.OuterRef("version"))
        return self.filter(
            local & ~models.Exists(above.filter(local))
            | Q(origin=Origin.SHIPPED) & ~models.Exists(others.filter(local)) & ~models.Exists(above)
        )

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Published documents cannot be changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Published documents cannot be changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Published documents cannot be deleted.")


class Document(Record):
    """One version of a document. `body` is canonical JSON, `sha256` its digest; `parsed` is the struct of its kind."""

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    locale = models.CharField(max_length=10)
    license = models.CharField(max_length=300)
    source = models.CharField(max_length=10)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    # The number that a shipped version bears in the product; here it may have found that number taken.
    shipped_as = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="published_documents"
    )
    note = models.TextField(blank=True)

    objects = DocumentQuerySet.as_manager()

    # The library belongs to the whole installation, so no unit owns its trail.
    audit_unit_path = ""

    class Meta:
        ordering = ["kind", "slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug", "version"], name="document_version_once"),
            models.UniqueConstraint(fields=["kind", "slug", "shipped_as"], name="document_shipped_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="document_version_from_one"),
            models.CheckConstraint(
                condition=Q(origin=Origin.SHIPPED, shipped_as__isnull=False)
                | ~Q(origin=Origin.SHIPPED) & Q(shipped_as=None),
                name="document_shipped_has_its_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:document_version", args=[self.kind, self.slug, self.version])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Published documents cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Published documents cannot be deleted.")

    @property
    def reference(self) -> str:
        """Kind, slug and version in one word, for example "instrument/enterprise-readiness@1"."""
        return f"{self.kind}/{self.slug}@{self.version}"

    @property
    def kind_info(self) -> Kind:
        """The words and the schema of its kind."""
        return KINDS[self.kind]

    # Any: each kind has its own struct, and whoever asks knows which kind they asked for.
    @cached_property
    def parsed(self) -> Any:
        """The frozen struct of the document's kind; shared by all rows with the same body."""
        return _parsed(self.kind, self.body)

    @property
    def data(self) -> dict[str, Any]:
        """The body as plain data (decimals as text), a fresh copy: change it and publish it as the next version."""
        return dict(json.loads(self.body))


class DraftState(models.TextChoices):
    """What became of a draft."""

    OPEN = "open", _("Open")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Actor) -> Self:
        """Every draft, for whoever may publish; nobody else knows of them."""
        return self if access_of(actor).anywhere(Permission.LIBRARY_PUBLISH) else self.none()

    def open(self) -> Self:
        """Those that are still being written."""
        return self.filter(state=DraftState.OPEN)


class Draft(Record):
    """A version that is being written. `text` is kept as it was typed, also while it is wrong.

    `revision` counts what was saved: whoever saves says which revision they read, so nobody overwrites another.
    """

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=64)
    based_on = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    published_as = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="draft")

    objects = DraftQuerySet.as_manager()

    audit_unit_path = ""

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"], condition=Q(state=DraftState.OPEN), name="draft_one_open_per_document"
            ),
            models.CheckConstraint(
                condition=Q(state=DraftState.PUBLISHED, published_as__isnull=False)
                | ~Q(state=DraftState.PUBLISHED) & Q(published_as=None),
                name="draft_published_names_its_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    def get_absolute_url(self) -> str:
        return reverse("library:draft_detail", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.state == DraftState.OPEN

    @property
    def kind_info(self) -> Kind:
        """The words and the schema of its kind."""
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        """What it is a draft of: the title of the version it is based on, else its slug."""
        return self.based_on.title if self.based_on else self.slug
