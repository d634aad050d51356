"""Recording acts, and sealing them into the chain."""

import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from foundation.audit import actions, rules
from foundation.audit.models import Actor, BulkRows, Entry, Head
from foundation.audit.queries import kind_of
from foundation.kernel.canonical import canonical_json, digest_text, plain

SEAL_AT_ONCE = 500


class Named(Protocol):
    """Anyone or anything that acts: a user, or a system actor whose `uid` is None."""

    @property
    def audit_name(self) -> str: ...
    @property
    def audit_key(self) -> str: ...


def record(
    action: str,
    subject: Any,
    *,
    by: Named,
    reason: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    unit_path: str | None = None,
    **facts: Any,
) -> Entry:
    """Write one entry in the caller's transaction; the sealer chains it after the commit.

    `subject` is a saved record (its kind, uid, label and unit path are kept as text; of a person only a commitment).
    `changes` maps a field to (before, after); `facts` is whatever else the act rested on. `unit_path` says which unit's
    readers see the entry when that is not the record's own. People in changes and facts are stored as commitments.
    Raises LookupError for an action that no app registered.
    """
    if not actions.is_known(action):
        raise LookupError(f"The act {action!r} has no sentence: register it in the app's AppConfig.ready().")
    if not connection.in_atomic_block:
        raise RuntimeError("An act is recorded in the transaction of the change that it records.")
    now = timezone.now()
    actor = commit_to(by)
    label = commit_to(subject) if is_person(subject) else str(subject)[:250]
    where = unit_path_of(subject) if unit_path is None else unit_path
    body = {
        "action": action,
        "actor": actor,
        "at": now,
        "subject": {"kind": kind_of(subject), "uid": subject.uid, "label": label},
        "unit_path": where,
        "reason": reason,
        "changes": {name: [_hide(old), _hide(new)] for name, (old, new) in (changes or {}).items()},
        "facts": {name: _hide(value) for name, value in facts.items()},
    }
    text = canonical_json(body)
    entry = Entry.objects.create(
        recorded_at=now,
        action=action,
        actor=actor,
        subject_kind=kind_of(subject),
        subject_uid=subject.uid,
        subject_label=label,
        unit_path=where,
        reason=reason,
        body=text,
        digest=digest_text(text),
    )
    if not any(waiting[1] is seal for waiting in connection.run_on_commit):
        transaction.on_commit(seal, robust=True)
    return entry


def record_bulk(
    action: str, subject: Any, *, by: Named, rows: Sequence[Mapping[str, Any]], reason: str = "", **facts: Any
) -> Entry:
    """Record a set-wise write as one entry; `rows` (each with its before and after) is stored beside it, compressed.

    The entry carries the number of rows and the SHA-256 of their canonical JSON.
    """
    text = canonical_json([_hide(row) for row in rows])
    entry = record(action, subject, by=by, reason=reason, rows=len(rows), rows_digest=digest_text(text), **facts)
    BulkRows.objects.create(entry=entry, compressed=zlib.compress(text.encode()))
    return entry


def bulk_rows_of(entry: Entry) -> list[dict[str, Any]]:
    """Return the row-level before and after of a set-wise write (empty for any other entry)."""
    stored = BulkRows.objects.filter(entry=entry).first()
    return json.loads(zlib.decompress(bytes(stored.compressed))) if stored else []


def seal() -> int:
    """Append committed entries to the chain, oldest first; return how many.

    Small transactions under a lock on the head: whoever comes second waits for milliseconds or finds nothing to do.
    An entry that commits late simply comes later in the chain.
    """
    sealed = 0
    while True:
        with transaction.atomic():
            head, _ = Head.objects.select_for_update().get_or_create(id=1, defaults={"chain": rules.GENESIS})
            batch = list(Entry.objects.filter(sequence__isnull=True).order_by("id")[:SEAL_AT_ONCE])
            for entry in batch:
                head.sequence += 1
                head.chain = rules.chained(head.chain, head.sequence, entry.digest)
                entry.sequence, entry.chain = head.sequence, head.chain
            if batch:
                Entry.objects.bulk_update(batch, ["sequence", "chain"])
                head.save(update_fields=["sequence", "chain"])
        sealed += len(batch)
        if len(batch) < SEAL_AT_ONCE:
            return sealed


def commit_to(by: Named) -> str:
    """Return the commitment that stands for this actor in the trail, made with a fresh salt the first time."""
    known = Actor.objects.filter(person_uid=by.audit_key, name=by.audit_name).values_list("commitment", flat=True)
    found = known.first()
    if found:
        return found
    salt = secrets.token_hex(16)
    value = rules.commitment(salt, f"{by.audit_key}:{by.audit_name}")
    try:
        with transaction.atomic():
            Actor.objects.create(commitment=value, salt=salt, person_uid=by.audit_key, name=by.audit_name)
    except IntegrityError:  # pragma: no cover - two salts colliding
        return commit_to(by)
    return value


def forget_person(person_uid: UUID | str) -> int:
    """Delete what links a person to their commitments; return how many. The chain still verifies."""
    return Actor.objects.filter(person_uid=str(person_uid)).delete()[0]


def is_person(value: Any) -> bool:
    """Say whether a value stands for somebody who acts; the trail keeps their commitment, never their name."""
    return hasattr(value, "audit_key") and hasattr(value, "audit_name")


def unit_path_of(subject: Any) -> str:
    """Return the path of the unit that owns a record ("" when it belongs to the whole installation)."""
    own = getattr(subject, "audit_unit_path", None)
    if own is not None:
        return str(own)
    unit = getattr(subject, "unit", None)
    return str(unit.path) if unit is not None else ""


def _hide(value: Any) -> Any:
    if type(value) is str:
        return value
    if is_person(value):
        return {"person": commit_to(value)}
    if isinstance(value, Mapping):
        return {str(key): _hide(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hide(item) for item in value]
    return plain(value)
