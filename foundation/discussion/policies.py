"""Who may comment, change and withdraw what was said, and follow."""

from typing import Any

from django.utils import timezone

from foundation.discussion import rules, subjects
from foundation.discussion.models import Comment
from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of


def check_comment(actor: Actor, record: Any) -> None:
    """Raise Denied for who may not comment: whoever may read may, except auditors and service accounts."""
    subject = subjects.describe(record)
    if not isinstance(actor, User):
        raise Denied(_("Only people comment."))
    if not access_of(actor).allows(Permission.COMMENT, subject.unit.path):
        raise Denied(_("Your roles let you read the discussion, not take part in it."))
    subjects.resolver_of(record).check_comment(record)


def check_moderate(actor: Actor, record: Any) -> None:
    """Raise Denied unless the actor manages people in the unit of a record, and so answers for what is said there."""
    if not access_of(actor).allows(Permission.PEOPLE_MANAGE, subjects.describe(record).unit.path):
        raise Denied(_("Only its author, or an administrator, may withdraw a comment."))


def check_edit(actor: Actor, comment: Comment, record: Any) -> None:
    """Raise Denied for somebody else's comment, Conflict once it is withdrawn or 15 minutes old."""
    if not isinstance(actor, User) or comment.author_id != actor.pk:
        raise Denied(_("Only its author may change a comment."))
    check_comment(actor, record)
    if comment.is_withdrawn:
        raise Conflict(_("This comment is withdrawn."))
    if timezone.now() >= rules.may_edit_until(comment.written_at):
        raise Conflict(_("A comment can be changed for 15 minutes. Withdraw it, or write another one."))


def check_withdraw(actor: Actor, comment: Comment, record: Any) -> None:
    """Raise Denied for somebody who is neither the author nor an administrator, Conflict once it is withdrawn."""
    if isinstance(actor, User) and comment.author_id == actor.pk:
        check_comment(actor, record)
    else:
        check_moderate(actor, record)
    if comment.is_withdrawn:
        raise Conflict(_("This comment is withdrawn already."))
