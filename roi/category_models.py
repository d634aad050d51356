"""The categories of the ledger: those that every installation has, and those that were added to them."""

from collections.abc import Mapping
from typing import Any, NoReturn

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from roi.workflow import CATEGORIES, GROUPS, KINDS, Category, Group, Kind

KEY_LENGTH, LABEL_LENGTH = 30, 60
_KEPT, _KEPT_FOR = "roi.categories", 60
"""Where added categories are kept between requests; for so many seconds another process may not know of a new one."""


class LedgerCategory(Record):
    """A category that was added; it is retired, never deleted, since entries are filed under it."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    label = models.CharField(_("name"), max_length=LABEL_LENGTH)
    kind = models.CharField(max_length=10, choices=[(kind.value, label) for kind, label in KINDS.items()])
    group = models.CharField(max_length=10, choices=[(group.value, label) for group, label in GROUPS.items()])
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ledger category")
        verbose_name_plural = _("ledger categories")
        ordering = ["kind", "label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.RETURN, group__in=[Group.HARD, Group.SOFT, Group.AVOIDED, Group.RISK])
                | Q(kind=Kind.INVESTMENT, group__in=[Group.BUILD, Group.RUN]),
                name="category_group_of_its_kind",
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("roi:categories")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Categories are retired: entries are filed under them.")

    @property
    def audit_unit_path(self) -> str:
        return ""

    @property
    def says(self) -> Category:
        """The category as a value."""
        return Category(self.key, self.label, Kind(self.kind), Group(self.group), self.retired_at is not None)


def categories() -> Mapping[str, Category]:
    """Return all categories by key, in the order in which they are always shown: those of every installation first."""
    return {**CATEGORIES, **{row.key: row.says for row in LedgerCategory.objects.all()}}


def category_of(key: str) -> Category | None:
    """Return a category by its key, for showing it: an added one may be known up to a minute late."""
    if key in CATEGORIES:
        return CATEGORIES[key]
    found: dict[str, Category] | None = cache.get(_KEPT)
    if found is None:
        found = {row.key: row.says for row in LedgerCategory.objects.all()}
        cache.set(_KEPT, found, _KEPT_FOR)
    return found.get(key)


def exact_category(key: str) -> Category | None:
    """Return a category by its key, for booking: as it is now."""
    return CATEGORIES.get(key) or next((row.says for row in LedgerCategory.objects.filter(key=key[:KEY_LENGTH])), None)


def forget_kept() -> None:
    """Have the categories read anew; called once they have changed."""
    cache.delete(_KEPT)


def label_of(key: str) -> str:
    """Return the words of a category, to be translated; the key itself for one that is not known."""
    found = category_of(key)
    return found.label if found else key


def choices(kind: Kind | None = None) -> list[tuple[str, str]]:
    """Return all categories (of one kind) as choices, retired ones too: lists still show them."""
    return [(row.key, row.label) for row in categories().values() if kind in (None, row.kind)]


def bookable(kind: Kind) -> list[Category]:
    """Return the categories of one kind that take new entries."""
    return [row for row in categories().values() if row.kind == kind and not row.is_retired]


def in_order(keys: Any) -> list[str]:
    """Return the keys in the order in which categories are always shown."""
    known = list(CATEGORIES)
    return sorted(keys, key=lambda key: (known.index(key) if key in CATEGORIES else len(known), key))
