"""Attaching files to records, and withdrawing them."""

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.evidence import policies, rules, subjects
from foundation.evidence.models import File
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User

MOST_FILES = 20
"""At one place of a record."""
LONGEST_REASON = 2000


def check_size(size: int) -> None:
    """Raise Invalid at `file` for nothing at all, or more than PMO_MAX_EVIDENCE_MB."""
    if size <= 0:
        raise Invalid(_("The file is empty."), field="file")
    if size > settings.MAX_EVIDENCE_BYTES:
        limit = settings.MAX_EVIDENCE_BYTES // 1024 // 1024
        raise Invalid(_("The file is larger than %(limit)s MB."), field="file", limit=limit)


def attach(record: Any, *, name: str, content: bytes, by: Actor, place: str = "") -> File:
    """Attach a file to a record at one of its places; the same bytes there once more are the same file.

    Raises Denied or Conflict as the app of the record says, Invalid at `file` for a name, size or type that is not
    accepted, Conflict when the place holds as many files as it may.
    """
    policies.check_attach(by, record, place)
    name = rules.clean_name(name)
    if not name:
        raise Invalid(_("The file has no name that can be shown."), field="file")
    check_size(len(content))
    content_type = rules.content_type_of(name, content)
    if content_type is None:
        raise _wrong_type(name)
    digest = hashlib.sha256(content).hexdigest()
    stored = _keep(digest, content)
    with transaction.atomic():
        record = subjects.resolver_of(record).hold(record)
        policies.check_attach(by, record, place)
        subject = subjects.describe(record)
        there = File.objects.standing().filter(subject_kind=subject.kind, subject_uid=subject.uid, place=place)
        if same := there.filter(sha256=digest).first():
            return same
        if there.count() >= MOST_FILES:
            raise Conflict(_("There are already %(limit)s files here. Withdraw one first."), limit=MOST_FILES)
        file = File.objects.create(
            subject_kind=subject.kind,
            subject_uid=subject.uid,
            subject_label=subject.label,
            unit=subject.unit,
            place=place,
            name=name,
            size=len(content),
            sha256=digest,
            content_type=content_type,
            stored=stored,
            uploaded_by=by if isinstance(by, User) else None,
        )
        audit.record("evidence.file.attached", subject.trail, by=by, **_facts(file, subject))
    return file


@transaction.atomic
def withdraw(file: File, *, reason: str, by: Actor) -> File:
    """Take a file out of the record; its bytes stay for those who read the trail.

    Raises Denied or Conflict as the app of the record says, Invalid at `reason` when it is empty or too long.
    """
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Invalid(_("Say why it is withdrawn."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Use at most %(limit)s characters."), field="reason", limit=LONGEST_REASON)
    record = subjects.find(by, file.subject_kind, file.subject_uid)
    if record is not None:
        record = subjects.resolver_of(record).hold(record)
    file = lock(file)
    policies.check_withdraw(by, file)
    file.withdrawn_by = by if isinstance(by, User) else None
    file.withdrawn_at, file.reason = timezone.now(), reason
    file.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
    subject = subjects.describe(record)
    shown = "" if subject.sealed else reason
    audit.record("evidence.file.withdrawn", subject.trail, by=by, reason=shown, **_facts(file, subject))
    return file


def follow_subject(kind: str, uids: Collection[UUID], *, unit: Unit, label: str) -> None:
    """Let the files of records go with them to another unit, or under another name.

    Call it in the service and transaction that moves or renames the records, which also asks for the permission.
    """
    File.objects.filter(subject_kind=kind, subject_uid__in=uids).update(unit=unit, subject_label=label)


def _keep(digest: str, content: bytes) -> str:
    """Store the bytes under their digest, once however often they are attached."""
    name = f"evidence/{digest[:2]}/{digest}"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))


def _facts(file: File, subject: subjects.Subject) -> dict[str, Any]:
    found = {"file": file.uid, "sha256": file.sha256, "size": file.size}
    if not subject.sealed:
        found |= {"name": file.name, "place": subject.places.get(file.place) or file.place}
    return found


def _wrong_type(name: str) -> Invalid:
    ending = rules.ending_of(name)
    if ending in rules.TYPES:
        return Invalid(
            _("The content is not what the ending .%(ending)s says, or holds macros."), field="file", ending=ending
        )
    return Invalid(
        _("Files of this type are not accepted. Accepted are: %(types)s."), field="file", types=", ".join(rules.TYPES)
    )
