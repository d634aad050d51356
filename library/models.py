"""Documents: one row for each published version, never changed afterwards."""

import json
from functools import cached_property, lru_cache
from typing import Any, NoReturn, Self

from django.db import models
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


@lru_cache(maxsize=512)
def _parsed(kind: str, body: str) -> Header:
    return rules.decode(kind, body)


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: Actor) -> Self:
        """Every document, for whoever may read anything: the library belongs to the whole installation."""
        return self if access_of(actor).anywhere(Permission.READ) else self.none()

    def latest_versions(self) -> Self:
        """The highest version of each document."""
        newer = Document.objects.filter(
            kind=models.OuterRef("kind"), slug=models.OuterRef("slug"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(newer))

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
            models.CheckConstraint(condition=models.Q(version__gte=1), name="document_version_from_one"),
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
