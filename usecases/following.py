"""Use cases in discussions: who follows a case by themselves, and what its followers are told."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit.queries import kind_of
from foundation.discussion import services as discussion
from foundation.discussion.subjects import Resolver, Subject
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop
from foundation.notifications import kinds
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import User
from usecases import workflow
from usecases.models import StageMove, UseCase
from usecases.workflow import ReviewState, Stage, Standing

MOVED, HELD, RESUMED = "usecases.case.moved", "usecases.case.held", "usecases.case.resumed"
REVIEWED, APPROVAL = "usecases.case.reviewed", "usecases.case.approval"
SAID_BY_REVIEW = {Stage.APPROVED, Stage.REJECTED}
"""Stages that a decision of a review gives; the decision itself is told."""


def _readable(actor: Actor) -> QuerySet[UseCase]:
    return UseCase.objects.visible_to(actor).select_related("unit", "owner", "sponsor", "created_by")


def _describe(case: UseCase) -> Subject:
    url = reverse("usecases:case_detail", args=[case.reference])
    return Subject(kind_of(case), case.uid, str(case), case.unit, f"{url}?tab=discussion")


def _interested(case: UseCase) -> Sequence[tuple[User, str]]:
    found = (
        (case.owner, _("You follow this because you own it.")),
        (case.sponsor, _("You follow this because you sponsor it.")),
        (case.created_by, _("You follow this because you registered it.")),
    )
    return [(person, why) for person, why in found if person is not None]


def _check_comment(case: UseCase) -> None:
    if case.archived_at:
        raise Conflict(gettext_noop("This use case is archived."))


RESOLVER = Resolver(_readable, _describe, _interested, _check_comment)


def tell_moved(move: StageMove, case: UseCase, *, by: Actor) -> None:
    """Tell followers that a case moved, unless a review told it."""
    to = Stage(move.to_stage)
    if to not in SAID_BY_REVIEW:
        _tell(case, MOVED, f"case-move:{move.uid}", by, stage=workflow.LABELS[to], why=_because(move.reason))


def tell_held(case: UseCase, *, by: Actor) -> None:
    """Tell followers that a case is on hold; settled when it is resumed."""
    _tell(case, HELD, f"case-held:{case.uid}:{case.held_since}", by, why=case.hold_reason)


def tell_resumed(case: UseCase, held_since: Any, *, by: Actor) -> None:
    """Tell followers that a case goes on."""
    notifications.settle(f"case-held:{case.uid}:{held_since}")
    _tell(case, RESUMED, f"case-resumed:{case.uid}:{held_since}", by)


def tell_reviewed(case: UseCase, *, by: Actor) -> None:
    """Tell followers that a case was submitted, decided, returned or withdrawn."""
    state = ReviewState(case.review_state)
    if state != ReviewState.NONE:
        _tell(case, REVIEWED, f"case-review:{case.uid}:{case.updated_at}", by, state=workflow.REVIEW_LABELS[state])


def tell_approval(case: UseCase, *, by: Actor) -> None:
    """Tell followers that an approval no longer stands; that it does is told by its review."""
    standing = Standing(case.approval_standing)
    if standing not in {Standing.NONE, Standing.STANDING}:
        key = f"case-approval:{case.uid}:{case.updated_at}"
        _tell(case, APPROVAL, key, by, standing=workflow.STANDING_LABELS[standing])


def _tell(case: UseCase, kind: str, key: str, by: Actor, **facts: str) -> None:
    discussion.tell_followers(case, kind=kind, key=key, by=by, **facts)


def _because(reason: str) -> str:
    return f" “{reason}”" if reason else ""


KINDS = {
    MOVED: kinds.Kind(gettext_lazy("Moves"), gettext_lazy("%(subject)s is now at the stage “%(stage)s”.%(why)s")),
    HELD: kinds.Kind(gettext_lazy("Holds"), gettext_lazy("%(actor)s put %(subject)s on hold: “%(why)s”")),
    RESUMED: kinds.Kind(gettext_lazy("Holds"), gettext_lazy("%(actor)s resumed %(subject)s")),
    REVIEWED: kinds.Kind(gettext_lazy("Decisions"), gettext_lazy("The review of %(subject)s: %(state)s")),
    APPROVAL: kinds.Kind(gettext_lazy("Decisions"), gettext_lazy("%(subject)s: %(standing)s")),
}
