"""The cards of AI systems: what they say, and what of it is public."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from governance.models import SystemCard
from governance.models.systems import LINE_LENGTH
from governance.policies import person
from governance.policies import systems as policies
from governance.services.texts import clean, clean_line
from governance.system_rules import FIELDS
from usecases.models import UseCase


@transaction.atomic
def edit_system(case: UseCase, *, by: Actor, vendor: str, intended_use: str, limits: str, contact: str) -> SystemCard:
    """Write what the card says beyond the use case. Raises Denied, Conflict, or Invalid at a field."""
    case = lock(case)
    policies.check_edit_system(by, case)
    card, _made = SystemCard.objects.get_or_create(case=case)
    given = {
        "vendor": clean_line(vendor, field="vendor", limit=LINE_LENGTH),
        "intended_use": clean(intended_use, field="intended_use"),
        "limits": clean(limits, field="limits"),
        "contact": clean_line(contact, field="contact", limit=LINE_LENGTH),
    }
    changes = {name: (getattr(card, name), text) for name, text in given.items() if getattr(card, name) != text}
    if changes:
        for name, text in given.items():
            setattr(card, name, text)
        card.updated_at = timezone.now()
        card.save(update_fields=[*given, "updated_at"])
        audit.record("governance.system.edited", card, by=by, changes=changes)
    return card


@transaction.atomic
def publish_system(case: UseCase, *, by: Actor, fields: Iterable[str]) -> SystemCard:
    """Make these fields of a system public, and no others. Raises Denied, Conflict, or Invalid at `fields`."""
    case = lock(case)
    policies.check_publish_system(by, case)
    asked = set(fields)
    if unknown := asked - set(FIELDS):
        raise Invalid(_("There is no such field: “%(name)s”."), field="fields", name=sorted(unknown)[0][:60])
    if not asked:
        raise Invalid(_("Choose what the public may read."), field="fields")
    card, _made = SystemCard.objects.get_or_create(case=case)
    before = card.public_fields if card.is_public else []
    card.public_fields = [key for key in FIELDS if key in asked]
    card.is_public, card.published_by, card.published_at = True, person(by), timezone.now()
    card.save(update_fields=["public_fields", "is_public", "published_by", "published_at"])
    audit.record("governance.system.published", card, by=by, changes={"public": (before, card.public_fields)})
    return card


@transaction.atomic
def unpublish_system(case: UseCase, *, by: Actor, reason: str) -> SystemCard:
    """Switch the public page of a system off. Raises Denied, Conflict, or Invalid at `reason`."""
    case = lock(case)
    policies.check_unpublish_system(by, case)
    text = clean(reason, field="reason", missing=_("Say why it is no longer public."))
    card = SystemCard.objects.get(case=case)
    card.is_public, card.published_by, card.published_at = False, None, None
    card.save(update_fields=["is_public", "published_by", "published_at"])
    audit.record("governance.system.unpublished", card, by=by, reason=text)
    return card
