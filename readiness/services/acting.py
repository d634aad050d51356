"""Action items: what somebody does by a day because of an assessment."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness import policies
from readiness.models import ActionItem, Assessment
from readiness.services.wording import clean_text, person_of
from readiness.workflow import ActionState

FIELDS = ("text", "owner", "due_on")


@transaction.atomic
def create_action(
    assessment: Assessment,
    *,
    by: Actor,
    text: str,
    factor: str = "",
    owner: User | None = None,
    due_on: date | None = None,
) -> ActionItem:
    """Write down what is to be done about the subject of an assessment, or about one of its factors or dimensions.

    Raises Denied, Conflict for a discarded or sealed assessment, Invalid at the field that is wrong.
    """
    assessment = lock(assessment)
    policies.check_create_action(by, assessment)
    label = labels_of(assessment).get(factor, "")
    if factor and not label:
        raise Invalid(_("The instrument has no factor “%(key)s”."), field="factor", key=factor)
    item = ActionItem.objects.create(
        assessment=assessment,
        subject_kind=assessment.subject_kind,
        subject_uid=assessment.subject_uid,
        subject_label=assessment.subject_label,
        unit=assessment.unit,
        instrument_slug=assessment.instrument.slug,
        factor=factor,
        factor_label=label,
        text=clean_text(text, field="text", required=_("Say what is to be done.")),
        owner=_owner(owner, assessment),
        due_on=due_on,
        created_by=person_of(by),
    )
    changes = {name: (None, getattr(item, name)) for name in FIELDS if getattr(item, name)}
    audit.record("readiness.action.created", item, by=by, changes=changes, factor=factor)
    return item


@transaction.atomic
def edit_action(item: ActionItem, *, by: Actor, version: int | None = None, **fields: Any) -> ActionItem:
    """Change text, owner or due day of an open item; `version` is the one that the editor saw.

    Raises Denied, Conflict when it is closed or somebody saved it meanwhile, Invalid at the field that is wrong.
    """
    item = lock(item)
    policies.check_edit_action(by, item)
    if version is not None and version != item.version:
        raise Conflict(_("Somebody changed this action item meanwhile. Compare, then save again."))
    if "text" in fields:
        fields["text"] = clean_text(fields["text"], field="text", required=_("Say what is to be done."))
    if fields.get("owner") is not None and fields["owner"] != item.owner:
        _owner(fields["owner"], item.assessment)
    changes = {
        name: (getattr(item, name), fields[name])
        for name in FIELDS
        if name in fields and getattr(item, name) != fields[name]
    }
    if not changes:
        return item
    for name, (_before, after) in changes.items():
        setattr(item, name, after)
    item.version += 1
    item.save()
    audit.record("readiness.action.edited", item, by=by, changes=changes)
    return item


@transaction.atomic
def close_action(item: ActionItem, *, by: Actor, done: bool, note: str) -> ActionItem:
    """Close an item as done (what came of it), or dropped (why). Raises Denied, Conflict or Invalid at `note`."""
    item = lock(item)
    policies.check_close_action(by, item)
    required = _("Say what came of it.") if done else _("Say why it is dropped.")
    item.closing_note = clean_text(note, field="note", required=required)
    item.state = ActionState.DONE if done else ActionState.DROPPED
    item.closed_by, item.closed_at = person_of(by), timezone.now()
    item.version += 1
    item.save()
    action = "readiness.action.done" if done else "readiness.action.dropped"
    audit.record(action, item, by=by, reason=item.closing_note)
    return item


@transaction.atomic
def reopen_action(item: ActionItem, *, by: Actor) -> ActionItem:
    """Open a closed item again. Raises Denied, or Conflict when it is open."""
    item = lock(item)
    policies.check_reopen_action(by, item)
    note, item.closing_note = item.closing_note, ""
    item.state, item.closed_by, item.closed_at = ActionState.OPEN, None, None
    item.version += 1
    item.save()
    audit.record("readiness.action.reopened", item, by=by, changes={"closing_note": (note, "")})
    return item


def labels_of(assessment: Assessment) -> dict[str, str]:
    """Return what an action item can be about, by key: the factors and dimensions of the instrument."""
    found = {dimension.key: dimension.label for dimension in assessment.parsed.dimensions}
    return found | {factor.key: factor.label for factor in assessment.parsed.factors}


def _owner(owner: User | None, assessment: Assessment) -> User | None:
    if owner is not None and not (owner.is_active and access_of(owner).allows(Permission.READ, assessment.unit.path)):
        raise Invalid(
            _("%(person)s cannot see the assessments of %(unit)s; give them a role there first."),
            field="owner",
            person=owner.name,
            unit=assessment.unit.name,
        )
    return owner
