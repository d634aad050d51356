"""The template that a case is filled from, and its checklist."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from library.kinds.deployment_template import DeploymentTemplate
from library.models import Document
from usecases import policies
from usecases.models import CaseTemplate, ChecklistItem, UseCase
from usecases.models_template import NOTE_LENGTH
from usecases.services.moves import clean_reason, person_of


@transaction.atomic
def take_template(case: UseCase, document: Document, *, by: Actor, key: UUID | None = None) -> CaseTemplate:
    """Pin a template to a case and put its checklist on it. Raises Denied, Conflict when one is pinned already."""
    case = lock(case)
    policies.check_edit(by, case)
    parsed: DeploymentTemplate = document.parsed
    row = CaseTemplate(case=case, document=document, by=person_of(by))
    if key is not None:
        row.key = key
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(_("%(reference)s was filled from a template already."), reference=case.reference) from None
    ChecklistItem.objects.bulk_create(
        [
            ChecklistItem(case=case, key=item.key, ask=item.ask, guidance=item.guidance, place=place)
            for place, item in enumerate(parsed.checklist)
        ]
    )
    audit.record(
        "usecases.template.taken",
        case,
        by=by,
        template=document.reference,
        items=[item.ask for item in parsed.checklist],
    )
    return row


@transaction.atomic
def tick(item: ChecklistItem, *, by: Actor, note: str = "") -> ChecklistItem:
    """Say that an item of the checklist is done. Raises Denied, Conflict when it is done already, Invalid at `note`."""
    case = lock(item.case)
    policies.check_edit(by, case)
    item = lock(item)
    if item.done_at is not None:
        raise Conflict(_("This item is done already."))
    text = clean_reason(note, required=False, field="note")
    if len(text) > NOTE_LENGTH:
        raise Invalid(_("Enter at most %(limit)d characters."), field="note", limit=NOTE_LENGTH)
    item.done_at, item.done_by, item.note = timezone.now(), person_of(by), text
    item.save(update_fields=["done_at", "done_by", "note"])
    audit.record("usecases.checklist.ticked", case, by=by, reason=text, item=item.ask)
    return item


@transaction.atomic
def untick(item: ChecklistItem, *, by: Actor) -> ChecklistItem:
    """Take a tick back; the trail keeps who had set it. Raises Denied, Conflict when there is none."""
    case = lock(item.case)
    policies.check_edit(by, case)
    item = lock(item)
    if item.done_at is None:
        raise Conflict(_("This item is still open."))
    audit.record("usecases.checklist.unticked", case, by=by, item=item.ask, done_by=item.done_by, done_at=item.done_at)
    item.done_at, item.done_by, item.note = None, None, ""
    item.save(update_fields=["done_at", "done_by", "note"])
    return item
