"""Guidelines: published in versions, acknowledged by people."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.roles import ROLES
from governance.models import Acknowledgement, Guideline, GuidelineVersion
from governance.models.guidelines import TITLE_LENGTH
from governance.policies import guidelines as policies
from governance.policies import person
from governance.queries import guidelines as queries
from governance.services.texts import clean, clean_line
from library.models import Document

PUBLISHED = "governance.guideline.published"
LONGEST_DAYS = 365


@transaction.atomic
def publish_guideline(
    unit: Unit, *, by: Actor, title: str, text: str, days: int = 14, audience: Collection[str] = (),
    document: Document | None = None,
) -> Guideline:  # fmt: skip
    """Publish the first version of a guideline; those for whom it counts are told. Raises Denied, Conflict, Invalid."""
    policies.check_publish_guideline(by, unit)
    if unknown := set(audience) - set(ROLES):
        raise Invalid(_("There is no such role: “%(role)s”."), field="audience", role=sorted(unknown)[0][:60])
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("Give 1 to %(most)s days."), field="days", most=LONGEST_DAYS)
    name = clean_line(title, field="title", limit=TITLE_LENGTH, missing=_("Give it a title."))
    try:
        with transaction.atomic():
            guideline = Guideline.objects.create(unit=unit, title=name, audience=sorted(set(audience)), days=days)
    except IntegrityError:
        raise Conflict(_("A guideline of this title is in force in %(unit)s."), unit=unit.name) from None
    _publish(guideline, 1, text, "", document, by=by)
    return guideline


@transaction.atomic
def revise_guideline(
    guideline: Guideline, *, by: Actor, text: str, changes: str, document: Document | None = None
) -> Guideline:
    """Publish another version; everybody acknowledges it anew. Raises Denied, Conflict, or Invalid at a field."""
    guideline = lock(guideline)
    policies.check_revise_guideline(by, guideline)
    said = clean(changes, field="changes", missing=_("Say what changed; people read it first."))
    before = queries.current(guideline)
    notifications.settle(_key(guideline, before))
    _publish(guideline, before.number + 1, text, said, document or before.document, by=by)
    return guideline


def _publish(
    guideline: Guideline, number: int, text: str, changes: str, document: Document | None, *, by: Actor
) -> None:
    version = GuidelineVersion.objects.create(
        guideline=guideline, number=number, changes=changes, document=document, published_by=person(by),
        text=clean(text, field="text", missing=_("Write the guideline.")),
    )  # fmt: skip
    audit.record(
        "governance.guideline.published", guideline, by=by, reason=changes, version=number,
        document=document.reference if document else "",
    )  # fmt: skip
    notifications.notify(
        queries.audience(guideline), kind=PUBLISHED, subject=guideline, key=_key(guideline, version), by=by,
        due=f"{queries.due_on(guideline, version):%d %b %Y}",
    )  # fmt: skip


def _key(guideline: Guideline, version: GuidelineVersion) -> str:
    return f"guideline:{guideline.uid}:{version.number}"


@transaction.atomic
def acknowledge_guideline(guideline: Guideline, *, by: Actor) -> Acknowledgement:
    """Acknowledge the current version, for oneself. Raises Denied or Conflict."""
    guideline = lock(guideline)
    policies.check_acknowledge_guideline(by, guideline)
    version = queries.current(guideline)
    found = Acknowledgement.objects.create(version=version, user=person(by))
    audit.record("governance.guideline.acknowledged", guideline, by=by, version=version.number)
    notifications.settle(_key(guideline, version), f"{_key(guideline, version)}:late", person=person(by))
    return found


@transaction.atomic
def retire_guideline(guideline: Guideline, *, by: Actor, reason: str) -> Guideline:
    """Take a guideline out of force; its versions and acknowledgements stay. Raises Denied, Conflict, Invalid."""
    guideline = lock(guideline)
    policies.check_revise_guideline(by, guideline)
    guideline.retire_reason = clean(reason, field="reason", missing=_("Say why it no longer counts."))
    guideline.retired_by, guideline.retired_at = person(by), timezone.now()
    guideline.save(update_fields=["retire_reason", "retired_by", "retired_at"])
    audit.record("governance.guideline.retired", guideline, by=by, reason=guideline.retire_reason)
    notifications.settle(_key(guideline, queries.current(guideline)))
    return guideline


def remind_missing(*, by: Actor) -> int:
    """Tell those who have not acknowledged a version past its day; return how many were told. Nobody is told twice."""
    told = 0
    for guideline in Guideline.objects.in_force().select_related("unit"):
        found = queries.acknowledged(guideline)
        if found.is_late:
            told += notifications.notify(
                found.missing, kind="governance.guideline.late", subject=guideline, by=by,
                key=f"{_key(guideline, found.version)}:late", due=f"{found.due:%d %b %Y}",
            )  # fmt: skip
    return told
