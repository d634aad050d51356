"""Telling people what they should know, and taking it back when it no longer matters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.audit.queries import kind_of
from foundation.jobs import services as jobs
from foundation.notifications import kinds, queries
from foundation.notifications.models import KEY_LENGTH, LABEL_LENGTH, URL_LENGTH, MailChoice, Notice
from foundation.people.actors import WORKER, Actor
from foundation.people.models import User

MAIL = "notifications.mail"
LONGEST_FACT = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """What a notice is about when it is no single record: its name, its address, and the unit whose readers may know.

    `unit_path` "" means that it concerns only the person who is told.
    """

    label: str
    url: str
    unit_path: str = ""


@transaction.atomic
def notify(
    recipients: Iterable[User | None], *, kind: str, subject: Any, key: str, by: Actor, url: str = "", **facts: Any
) -> int:
    """Tell people something, in the caller's transaction; return how many were told now.

    `kind` is registered (`kinds.register`) with a sentence that may name %(actor)s, %(subject)s and any of `facts`.
    `subject` is a saved record, or a `Page`; `url` leads to a part of the record's page rather than its start.
    `key` names the matter: whoever was told under it is not told again, so work that is tried again tells nobody twice.
    Whoever acts (`by`) is not told about it, nor is anybody inactive; None among the recipients is left out.
    Raises LookupError for a kind that no app registered, ValueError for a key of more than 200 characters.
    """
    if not kinds.is_known(kind):
        raise LookupError(f"The notice {kind!r} has no sentence: register it in the app's AppConfig.ready().")
    if not key or len(key) > KEY_LENGTH:
        raise ValueError(f"The key of a notice has 1 to {KEY_LENGTH} characters.")
    people = {one.pk: one for one in recipients if one is not None and one.is_active and one != by}
    told = _told(key, list(people)) if people else set()
    people = {pk: one for pk, one in people.items() if pk not in told}
    if not people:
        return 0
    about = _about(subject, url)
    said = {name: str(value).replace("\x00", "")[:LONGEST_FACT] for name, value in facts.items()}
    Notice.objects.bulk_create(
        [
            Notice(
                person=one,
                key=key,
                kind=kind,
                facts=said,
                by=by if isinstance(by, User) else None,
                by_name=by.audit_name,
                **about,
            )
            for one in people.values()
        ],
        ignore_conflicts=True,  # somebody told them in between
    )
    _mail(key, list(people.values()))
    return len(people)


def settle(*keys: str, person: User | None = None) -> int:
    """Withdraw the notices told under these keys, because the matter is done; return how many.

    `person` withdraws only theirs: it is done for them, and not yet for the others who were told.
    """
    rows = Notice.objects.filter(key__in=keys, settled_at=None)
    if person is not None:
        rows = rows.filter(person=person)
    return rows.update(settled_at=timezone.now())


def mark_read(person: User, uids: Sequence[UUID] | None = None) -> int:
    """Mark notices of a person as read, by `uid` or all of them; return how many were unread."""
    rows = Notice.objects.filter(person=person, read_at=None)
    if uids is not None:
        rows = rows.filter(uid__in=uids)
    return rows.update(read_at=timezone.now())


@transaction.atomic
def choose_mail(person: User, *, by_mail: bool) -> None:
    """Let a person be told by mail as well, or no longer; their own choice, recorded when it changes."""
    choice, _made = MailChoice.objects.select_for_update().get_or_create(person=person)
    if choice.by_mail != by_mail:
        choice.by_mail = by_mail
        choice.save(update_fields=["by_mail"])
        audit.record("notifications.mail.chosen", person, by=person, changes={"by_mail": (not by_mail, by_mail)})


def can_be_mailed(person: User) -> bool:
    """Say whether a person has an address that can exist; addresses under .example cannot."""
    return bool(person.email) and not person.email.endswith(".example")


def _told(key: str, people: list[int]) -> set[int]:
    return set(Notice.objects.filter(key=key, person__in=people).values_list("person_id", flat=True))


def _about(subject: Any, url: str) -> dict[str, Any]:
    if isinstance(subject, Page):
        return {
            "subject_label": subject.label[:LABEL_LENGTH],
            "url": (url or subject.url)[:URL_LENGTH],
            "unit_path": subject.unit_path,
        }
    own = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
    return {
        "subject_kind": kind_of(subject),
        "subject_uid": subject.uid,
        "subject_label": str(subject)[:LABEL_LENGTH],
        "url": (url or own)[:URL_LENGTH],
        "unit_path": audit.unit_path_of(subject),
    }


def _mail(key: str, people: Sequence[User]) -> None:
    """Ask for mail to those who want it; the job looks again at each before it writes."""
    addressed = [one.pk for one in people if can_be_mailed(one)]
    wanting = queries.wants_mail(addressed) if addressed else set()
    if not wanting:
        return
    rows = Notice.objects.filter(key=key, person__in=wanting, mailed_at=None)
    jobs.enqueue(MAIL, by=WORKER, params={"notices": list(rows.values_list("pk", flat=True))})
