"""Reading discussions: the comments on a record, who follows it, who can be mentioned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.discussion import rules, subjects
from foundation.discussion.models import Comment, Follow
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import people_who
from foundation.ui.verdicts import Verdict, verdict

OFFERED = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as a page shows it: whether the reader may still change it, may withdraw it, and its answers."""

    comment: Comment
    may_edit: bool
    may_withdraw: bool
    answers: tuple["Said", ...] = ()


@dataclass(frozen=True, slots=True)
class Following:
    """Whether somebody follows a record, and the sentence that says why."""

    is_following: bool
    why: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The discussion of a record for one reader: the oldest comment first, each with its answers."""

    subject: subjects.Subject
    comments: tuple[Said, ...]
    count: int
    verdict: Verdict
    following: Following
    followers: tuple[User, ...]
    longest: int = rules.LONGEST


def comments_on(record: Any) -> QuerySet[Comment]:
    """Return everything said about a record, the oldest first, with authors, mentions and earlier texts."""
    subject = subjects.describe(record)
    rows = Comment.objects.filter(subject_kind=subject.kind, subject_uid=subject.uid)
    return rows.select_related("author", "withdrawn_by").prefetch_related("mentions", "earlier")


def count(record: Any) -> int:
    """Return how many comments on a record stand."""
    subject = subjects.describe(record)
    return Comment.objects.standing().filter(subject_kind=subject.kind, subject_uid=subject.uid).count()


def talk(reader: User, record: Any) -> Talk:
    """Return the discussion of a record, in a constant number of queries."""
    subject = subjects.describe(record)
    rows = list(comments_on(record))
    may = verdict(reader, "discussion.comment", record)
    manages = verdict(reader, "discussion.moderate", record).allowed
    now = timezone.now()
    answers: dict[int, list[Said]] = {}

    def said(row: Comment, below: Sequence[Said] = ()) -> Said:
        own = row.author_id == reader.pk and may.allowed and not row.is_withdrawn
        editable = own and now < rules.may_edit_until(row.written_at)
        return Said(row, editable, own or (manages and not row.is_withdrawn), tuple(below))

    for row in rows:
        if row.parent_id is not None:
            answers.setdefault(row.parent_id, []).append(said(row))
    return Talk(
        subject,
        tuple(said(row, answers.get(row.pk, ())) for row in rows if row.parent_id is None),
        sum(not row.is_withdrawn for row in rows),
        may,
        following(reader, record),
        tuple(followers(record)),
    )


def following(person: User, record: Any) -> Following:
    """Return whether a person follows a record, and why."""
    subject = subjects.describe(record)
    row = Follow.objects.filter(subject_kind=subject.kind, subject_uid=subject.uid, person=person).first()
    if row is not None and row.is_chosen:
        why = _("You follow this because you chose to.") if row.is_following else _("You chose not to follow this.")
        return Following(row.is_following, why)
    for who, why in subjects.resolver_of(record).interested(record):
        if who.pk == person.pk:
            return Following(True, why)
    if row is not None and row.is_following:
        return Following(True, _("You follow this because you commented."))
    return Following(False, _("You do not follow this."))


def followers(record: Any) -> list[User]:
    """Return the active people who follow a record and may read it, by name."""
    subject = subjects.describe(record)
    rows = Follow.objects.filter(subject_kind=subject.kind, subject_uid=subject.uid)
    chosen = dict(rows.values_list("person_id", "is_following"))
    keys = {who.pk for who, _why in subjects.resolver_of(record).interested(record)} | set(chosen)
    wanted = [key for key in keys if chosen.get(key, True)]
    if not wanted:
        return []
    return list(people_who(Permission.READ, subject.unit).filter(pk__in=wanted).order_by("name", "pk"))


def nameable(record: Any, text: str) -> list[User]:
    """Return up to eight people who may read a record and whose name or user name begins a word with `text`."""
    text = text.replace("\x00", "").strip()[:60]
    people = people_who(Permission.READ, subjects.describe(record).unit, without=("bi_service",))
    if text:
        people = people.filter(
            Q(username__istartswith=text) | Q(name__istartswith=text) | Q(name__icontains=f" {text}")
        )
    return list(people.order_by("name", "pk")[:OFFERED])


def readable_mentions(names: Sequence[str]) -> dict[str, User]:
    """Return the active people with these user names, by user name."""
    return {user.username: user for user in User.objects.filter(username__in=names, is_active=True)}


def comment_of(actor: Actor, uid: Any) -> Comment | None:
    """Return a comment that an actor may read; None when there is none."""
    rows = Comment.objects.visible_to(actor).select_related("author", "parent", "withdrawn_by")
    return rows.filter(uid=uid).first()
