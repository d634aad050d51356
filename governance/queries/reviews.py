"""Rounds of review: finding them, and what differs between them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.models import User
from governance import rules
from governance.models import Question, Review, Step
from governance.queries.holding import holdings
from governance.rules import Change
from governance.workflow import PASSED, State, StepState
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
            Step.objects.select_related(
                "board__unit", "person", "decided_by", "decided_for", "holder_unit", "carried_from__review"
            )
            .prefetch_related("seats__holder", "seats__alternate", "votes__member", "votes__member_for")
            .order_by("order", "id"),
        ),
        "questions__asked_by", "questions__step", "answers__review", "answers__step", "answers__asked_by",
        "conditions__owner", "conditions__met_by", "conditions__reported_by", "conditions__step",
    )  # fmt: skip


# Any: the stubs do not know the annotated names.
def _with_open_step(actor: Actor) -> Any:
    step = Step.objects.filter(review=OuterRef("pk"), state=StepState.OPEN).order_by("due_on", "id")
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


def open_steps(review: Review) -> list[Step]:
    """Return the open steps of a review, more than one where they stand side by side; none when it is over."""
    found = [step for step in review.steps.all() if step.state == StepState.OPEN]
    for step in found:
        step.review = review
    return found


def current_step(review: Review) -> Step | None:
    """Return the open step of a review, the one that is due first where several are; None when it is over."""
    return min(open_steps(review), key=lambda step: (step.due_on, step.pk), default=None)


def open_questions(case: UseCase) -> list[Question]:
    """Return the questions of returned rounds of a case that nobody has answered yet, in their order."""
    return list(
        Question.objects.filter(review__case=case, answered_in=None)
        .select_related("asked_by", "step", "review")
        .order_by("review__round", "position")
    )


def is_unchanged_since_approval(step: Step) -> bool:
    """Say whether this board approved the last approved round, and nothing it covers has changed materially since."""
    review = step.review
    before = (
        Review.objects.filter(case_id=review.case_id, round__lt=review.round, state=State.APPROVED)
        .order_by("-round")
        .first()
    )
    if before is None or not before.steps.filter(key=step.key, board=step.board, state__in=PASSED).exists():
        return False
    return not rules.touched(changes_between(before, review)) & set(step.covers)


def step_at_hand(review: Review) -> Step:
    """Return the open step; of a review that is over the last one that was opened, whose policy says it is too late."""
    steps = list(review.steps.all())
    step = current_step(review) or ([item for item in steps if item.opened_at is not None] or steps)[-1]
    step.review = review
    return step


def step_for(review: Review, reader: User) -> Step:
    """Return the open step that lies with a reader, else the one at hand."""
    opened = open_steps(review)
    if len(opened) > 1:
        held = holdings(opened)
        for step in opened:
            if reader in held[step.pk].users:
                return step
    return step_at_hand(review)


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
    """Return the decision record as it was digested, its digest, the dossier that it rests on, and the people in it.

    The record holds the digest of each section of the dossier. Names stand outside the digest, so that a person can be
    forgotten and the record still verifies.
    """
    record: dict[str, Any] = json.loads(review.record) if review.record else {}
    uids: set[Any] = set()
    if record:
        uids = set(_people_in(record))
    return {
        "record": record,
        "digest": review.decision_digest,
        "how": "sha256 of the canonical JSON of record: keys sorted, no spaces, UTF-8",
        "dossier": review.dossier,
        "people": {str(user.uid): user.name for user in User.objects.filter(uid__in=uids)},
    }


# Places of the record that name somebody; "by" of a step holds a role or the name of a board as well.
_PEOPLE = frozenset(
    {"by", "decided_by", "decided_for", "member", "in_place_of", "owner", "set_by", "asked_by"}
)  # fmt: skip


def _people_in(part: Any) -> Iterator[UUID]:
    if isinstance(part, list):
        for item in part:
            yield from _people_in(item)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in _PEOPLE and isinstance(value, str):
                with suppress(ValueError):
                    yield UUID(value)
            else:
                yield from _people_in(value)
