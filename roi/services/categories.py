"""Adding categories to the ledger, retiring them, and taking them up again."""

import re

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from roi import policies
from roi.category_models import KEY_LENGTH, LABEL_LENGTH, LedgerCategory, categories, forget_kept
from roi.services.rates import person
from roi.workflow import GROUPS_OF, KINDS, Kind

_KEY = re.compile(r"[a-z][a-z0-9_]*")


@transaction.atomic
def add_category(*, by: Actor, label: str, kind: str, group: str, key: str = "") -> LedgerCategory:
    """Add a category under a kind and one of its groups; without `key` one is made from the label.

    Raises Denied; Invalid at `label`, `kind`, `group` or `key`; Conflict for a key or a name that is there already.
    """
    policies.check_categories(by)
    label = " ".join(label.split())
    if not label or len(label) > LABEL_LENGTH:
        raise Invalid(_("Enter a name of 1 to %(most)s characters."), field="label", most=LABEL_LENGTH)
    if kind not in KINDS:
        raise Invalid(_("Choose investment or return."), field="kind")
    if group not in GROUPS_OF[Kind(kind)]:
        raise Invalid(_("Choose one of the groups of this kind."), field="group")
    key = key.strip() or re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:KEY_LENGTH]
    if not _KEY.fullmatch(key) or len(key) > KEY_LENGTH:
        raise Invalid(
            _("Enter a key of lower-case letters, digits and underscores, at most %(most)s, beginning with a letter."),
            field="key",
            most=KEY_LENGTH,
        )
    known = categories()
    if key in known or label.casefold() in {row.label.casefold() for row in known.values()}:
        raise Conflict(_("There is a category with this name or key already."), field="label")
    added = LedgerCategory.objects.create(key=key, label=label, kind=kind, group=group, created_by=person(by))
    audit.record("roi.category.added", added, by=by, key=key, kind=kind, group=group)
    transaction.on_commit(forget_kept)
    return added


@transaction.atomic
def retire_category(category: LedgerCategory, *, by: Actor) -> LedgerCategory:
    """Take no new entries under a category; what is booked stays. Raises Denied, Conflict."""
    return _standing(category, by, retired=True)


@transaction.atomic
def restore_category(category: LedgerCategory, *, by: Actor) -> LedgerCategory:
    """Take entries under a retired category again. Raises Denied, Conflict."""
    return _standing(category, by, retired=False)


def _standing(category: LedgerCategory, by: Actor, *, retired: bool) -> LedgerCategory:
    category = lock(category)
    policies.check_categories(by)
    if (category.retired_at is not None) == retired:
        raise Conflict(_("This category is retired already.") if retired else _("This category is in use already."))
    category.retired_at = timezone.now() if retired else None
    category.save(update_fields=["retired_at"])
    audit.record("roi.category.retired" if retired else "roi.category.restored", category, by=by, key=category.key)
    transaction.on_commit(forget_kept)
    return category
