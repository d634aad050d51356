"""Rounds of review: finding them, and what differs between them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.models import User
from governance import rules
from governance.models import Review, Step
from governance.rules import Change
from governance.workflow import StepState
from usecases.models import UseCase


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a dossier as the review room shows it."""

    name: str
    digest: str
    rows: Sequence[tuple[str, Any, Change | None]]
    removed: Sequence[Change]
    is_covered_now: bool

    @property
    def changed(self) -> int:
        return sum(change is not None for _name, _value, change in self.rows) + len(self.removed)


def full(actor: Actor) -> QuerySet[Review]:
    """Return the reviews that the actor may see, with all that the review room and the API show of them."""
    return Review.objects.visible_to(actor).select_related(
        "case__unit", "case__owner", "case__sponsor", "case__created_by", "route", "submitted_by", "decided_by",
        "score_card", "approval",
    ).prefetch_related(
        Prefetch(
            "steps",
            Step.objects.select_related("board__unit", "decided_by", "holder_unit", "carried_from__review")
            .prefetch_related("seats__holder", "votes__member")
            .order_by("order"),
        ),
        "conditions__owner", "conditions__met_by", "conditions__reported_by", "conditions__step",
    )  # fmt: skip


# Any: the stubs do not know the annotated names.
def _with_open_step(actor: Actor) -> Any:
    step = Step.objects.filter(review=OuterRef("pk"), state=StepState.OPEN)
    return Review.objects.visible_to(actor).annotate(
        step=Subquery(step.values("title")[:1]), step_since=Subquery(step.values("opened_at")[:1]),
        step_due=Subquery(step.values("due_on")[:1]),
    )  # fmt: skip


def list_rows(actor: Actor) -> QuerySet[Any]:
    """Return the lean rows of the list page: visible reviews as dictionaries, with the step that is open."""
    return _with_open_step(actor).values(
        "id", "uid", "round", "tier", "state", "submitted_at", "decided_at", "case_id", "case__name",
        "case__unit__name", "submitted_by__name", "step", "step_since", "step_due", "approval__standing",
        "approval__valid_until",
    )  # fmt: skip


def api_rows(actor: Actor) -> QuerySet[Any]:
    """Return the lean rows of the API's list."""
    return _with_open_step(actor).values(
        "id", "uid", "round", "tier", "state", "submitted_at", "decided_at", "case_id", "case__uid", "case__name",
        "case__unit__uid", "case__unit__name", "step", "step_since", "step_due", "fingerprint", "decision_digest",
    )  # fmt: skip


def overdue(actor: Actor) -> int:
    """Return how many visible reviews have an open step that is past its day."""
    return (
        Review.objects.visible_to(actor)
        .filter(steps__state=StepState.OPEN, steps__due_on__lt=timezone.now().date())
        .distinct()
        .count()
    )


def open_review(case: UseCase) -> Review | None:
    """Return the round of a case that is being decided; None when there is none."""
    return Review.objects.open().filter(case=case).select_related("case__unit").first()


def latest_review(case: UseCase) -> Review | None:
    """Return the last round of a case."""
    return Review.objects.filter(case=case).select_related("case__unit", "route").order_by("-round").first()


def rounds(case: UseCase) -> list[Review]:
    """Return all rounds of a case, the last first."""
    return list(
        Review.objects.filter(case=case)
        .select_related("submitted_by", "case__unit", "approval")
        .prefetch_related("steps__board", "steps__decided_by")
        .order_by("-round")
    )


def current_step(review: Review) -> Step | None:
    """Return the open step of a review; None when it is over."""
    for step in review.steps.all():
        if step.state == StepState.OPEN:
            step.review = review
            return step
    return None


def step_at_hand(review: Review) -> Step:
    """Return the open step; of a review that is over the last one that was opened, whose policy says it is too late."""
    steps = list(review.steps.all())
    step = current_step(review) or ([item for item in steps if item.opened_at is not None] or steps)[-1]
    step.review = review
    return step


def previous_round(review: Review) -> Review | None:
    """Return the round before this one."""
    return Review.objects.filter(case_id=review.case_id, round=review.round - 1).select_related("route").first()


def changes_between(old: Mapping[str, Any] | Review, review: Review) -> list[Change]:
    """Return what differs between an earlier round and this one."""
    before = old.dossier if isinstance(old, Review) else old
    return rules.differences(before, review.dossier, review.route.parsed.is_material)


def sections(review: Review, before: Review | None, covered: Sequence[str]) -> list[Section]:
    """Return the frozen dossier section by section, each field with what it was in the round before.

    `covered` names the sections of the step that is being decided.
    """
    changes = changes_between(before, review) if before is not None else []
    by_place = {(change.section, change.field): change for change in changes}
    found = []
    for name, content in review.dossier.items():
        rows = [(field, value, by_place.get((name, field))) for field, value in content.items()]
        removed = [change for change in changes if change.section == name and change.field not in content]
        found.append(Section(name, review.sections[name]["digest"], rows, removed, name in covered))
    return found


def record_of(review: Review) -> dict[str, Any]:
    """Return the decision record as it was digested, its digest, and the names of the people in it.

    Names stand outside the digest, so that a person can be forgotten and the record still verifies.
    """
    record: dict[str, Any] = json.loads(review.record) if review.record else {}
    uids: set[Any] = set()
    if record:
        uids = {record["submitted"]["by"]}
        for step in record["steps"]:
            uids |= {step["decided_by"], *(vote["member"] for vote in step.get("votes", ()))}
        for condition in record["conditions"]:
            uids |= {condition["owner"], condition["set_by"]}
    return {
        "record": record,
        "digest": review.decision_digest,
        "how": "sha256 of the canonical JSON of record: keys sorted, no spaces, UTF-8",
        "people": {str(user.uid): user.name for user in User.objects.filter(uid__in=[uid for uid in uids if uid])},
    }
