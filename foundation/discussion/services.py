"""Saying something about a record, changing and withdrawing it, following, and telling those who follow."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.discussion import policies, queries, rules, subjects
from foundation.discussion.models import Comment, EarlierText, Follow
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import User

WRITTEN, MENTIONED = "discussion.comment.written", "discussion.person.mentioned"
SAME_AGAIN = timedelta(minutes=1)
LONGEST_REASON = 500


@transaction.atomic
def comment(record: Any, *, text: str, by: Actor, parent: Comment | None = None) -> Comment:
    """Say something about a record, or answer a comment on it; its author follows the record from then on.

    The same text sent again within a minute is the same comment. Followers are told, and whoever is mentioned.
    Raises Denied or Conflict as the policies say; Invalid at `text` when it is empty, too long, holds control
    characters or mentions somebody who may not read the record, at `parent` for a comment on something else.
    """
    policies.check_comment(by, record)
    assert isinstance(by, User)
    text = rules.clean(text)
    subject = subjects.describe(record)
    parent = _answered(parent, subject)
    mentioned = _mentioned(text, record)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two presses of one button come one after the other
    said = Comment.objects.filter(subject_kind=subject.kind, subject_uid=subject.uid, author=by, parent=parent)
    if same := said.standing().filter(text=text, written_at__gt=timezone.now() - SAME_AGAIN).first():
        return same
    made = Comment.objects.create(
        subject_kind=subject.kind, subject_uid=subject.uid, parent=parent, author=by, text=text
    )
    made.mentions.set(mentioned)
    audit.record("discussion.comment.written", record, by=by, comment=made.uid, answers=parent.uid if parent else None)
    Follow.objects.get_or_create(
        subject_kind=subject.kind,
        subject_uid=subject.uid,
        person=by,
        defaults={"is_following": True, "is_chosen": False},
    )
    _tell(made, record, mentioned, by=by)
    return made


@transaction.atomic
def edit(comment: Comment, *, text: str, by: Actor) -> Comment:
    """Change what one said, within 15 minutes; what it said before is kept and can be read.

    Raises Denied, Conflict, or Invalid at `text`.
    """
    comment = lock(comment)
    record = _record(comment, by)
    policies.check_edit(by, comment, record)
    text = rules.clean(text)
    if text == comment.text:
        return comment
    mentioned = _mentioned(text, record)
    EarlierText.objects.create(comment=comment, text=comment.text)
    comment.text, comment.edited_at = text, timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    comment.mentions.set(mentioned)
    audit.record("discussion.comment.edited", record, by=by, comment=comment.uid)
    _tell_mentioned(comment, record, mentioned, by=by)
    return comment


@transaction.atomic
def withdraw(comment: Comment, *, by: Actor, reason: str = "") -> Comment:
    """Take back what was said: the discussion says that it was withdrawn, and by whom; notices of it are settled.

    Its author needs no reason; an administrator gives one, which is shown.
    Raises Denied, Conflict, or Invalid at `reason`.
    """
    comment = lock(comment)
    record = _record(comment, by)
    policies.check_withdraw(by, comment, record)
    reason = reason.replace("\x00", "").strip()
    own = isinstance(by, User) and comment.author_id == by.pk
    if not own and not reason:
        raise Invalid(_("Say why it is withdrawn; everybody in the discussion reads it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Use at most %(limit)s characters."), field="reason", limit=LONGEST_REASON)
    comment.withdrawn_at, comment.reason = timezone.now(), reason
    comment.withdrawn_by = by if isinstance(by, User) else None
    comment.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    audit.record("discussion.comment.withdrawn", record, by=by, reason=reason, comment=comment.uid)
    notifications.settle(f"comment:{comment.uid}", f"mention:{comment.uid}")
    return comment


@transaction.atomic
def follow(record: Any, *, by: User, on: bool = True) -> None:
    """Follow a record, or no longer; one's own choice, which nothing overrules. It is not recorded in the trail.

    Raises Denied for a record that one may not read.
    """
    if not subjects.is_readable(by, record):
        raise Denied(_("You may follow only what you may read."))
    subject = subjects.describe(record)
    Follow.objects.update_or_create(
        subject_kind=subject.kind,
        subject_uid=subject.uid,
        person=by,
        defaults={"is_following": on, "is_chosen": True},
    )


def tell_followers(record: Any, *, kind: str, key: str, by: Actor, url: str = "", **facts: Any) -> int:
    """Tell whoever follows a record and may read it what happened to it; return how many were told.

    Call it in the transaction of the change; `kind`, `key` and `facts` are those of `notifications.services.notify`.
    """
    return notifications.notify(queries.followers(record), kind=kind, subject=record, key=key, by=by, url=url, **facts)


def _answered(parent: Comment | None, subject: subjects.Subject) -> Comment | None:
    """The comment that is answered: the one at the top, since answers stand one level deep."""
    if parent is None:
        return None
    if (parent.subject_kind, parent.subject_uid) != (subject.kind, subject.uid):
        raise Invalid(_("This comment belongs to something else."), field="parent")
    top = lock(parent.parent or parent)
    if top.is_withdrawn:
        raise Conflict(_("The comment that you answer is withdrawn."))
    return top


def _mentioned(text: str, record: Any) -> list[User]:
    """The people a text mentions. Raises Invalid at `text` for one who may not read the record."""
    known = queries.readable_mentions(rules.mentioned(text))
    for name, person in known.items():
        if not subjects.is_readable(person, record):
            raise Invalid(
                _("@%(name)s may not read this and would not be told. Take the @ away, or ask for a role for them."),
                field="text",
                name=name,
            )
    return list(known.values())


def _record(comment: Comment, by: Actor) -> Any:
    record = subjects.find(by, comment.subject_kind, comment.subject_uid)
    if record is None:
        raise Denied(_("You may not read what this comment is about."))
    return record


def _tell(made: Comment, record: Any, mentioned: Iterable[User], *, by: Actor) -> None:
    told = _tell_mentioned(made, record, mentioned, by=by)
    notifications.notify(
        [one for one in queries.followers(record) if one.pk not in told],
        kind=WRITTEN,
        subject=record,
        key=f"comment:{made.uid}",
        by=by,
        url=_place(made, record),
        text=rules.excerpt(made.text),
    )


def _tell_mentioned(made: Comment, record: Any, mentioned: Iterable[User], *, by: Actor) -> set[int]:
    people = list(mentioned)
    notifications.notify(
        people,
        kind=MENTIONED,
        subject=record,
        key=f"mention:{made.uid}",
        by=by,
        url=_place(made, record),
        text=rules.excerpt(made.text),
    )
    return {one.pk for one in people}


def _place(made: Comment, record: Any) -> str:
    return f"{subjects.describe(record).url}#comment-{made.uid}"
