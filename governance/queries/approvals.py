"""Whether a case is approved, whether that approval still covers it, and what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from governance import dossier, rules
from governance.models import Approval, Condition, ConditionQuerySet, Review
from governance.rules import Change
from governance.workflow import IN_FORCE, ConditionState, Standing
from usecases import queries as cases
from usecases.models import UseCase
from usecases.workflow import Standing as CaseStanding


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether an approval covers its case as it is now, and every field that differs from what was approved."""

    covers: bool
    changes: tuple[Change, ...]

    @property
    def material(self) -> tuple[Change, ...]:
        """The changes because of which it does not."""
        return tuple(change for change in self.changes if change.material)


@dataclass(frozen=True, slots=True)
class Validity:
    """How an approval stands today. `key` is a standing of the case, "uncovered" among them."""

    key: CaseStanding
    until: date | None


def latest_approval(case: UseCase) -> Approval | None:
    """Return the approval given last, however it stands; None when there was none."""
    return Approval.objects.filter(case=case).select_related("review__route", "case__unit").order_by("-id").first()


def standing_approval(case: UseCase) -> Approval | None:
    """Return the approval that stands today: neither suspended, nor revoked, nor past its last day.

    It may no longer cover what the case has become: ask `coverage`.
    """
    found = (
        Approval.objects.filter(case=case, standing=Standing.STANDING)
        .select_related("review__route", "case__unit")
        .first()
    )
    return None if found is None or rules.has_lapsed(found.valid_until, timezone.now()) else found


def coverage(approval: Approval) -> Coverage:
    """Compare what was approved with what the case says now; computed on reading, nothing is stored."""
    return _coverage(approval.review, cases.dossier(approval.case))


def change_label(change: Change) -> str:
    """Return section and field of a change as the pages call them, in English: "Data: Personal data"."""
    section = dossier.SECTIONS.get(change.section, change.section)
    field = dossier.FIELDS.get((change.section, change.field), change.field.replace("_", " "))
    return section if field in ("", section) else f"{section}: {field}"


def changes_since(review: Review) -> list[Change]:
    """Return how the case differs now from what the review froze."""
    return list(_coverage(review, cases.dossier(review.case)).changes)


def _coverage(review: Review, now: Mapping[str, Mapping[str, Any]]) -> Coverage:
    if rules.fingerprint(now) == review.fingerprint:
        return Coverage(True, ())
    changes = rules.differences(review.dossier, now, review.route.parsed.is_material)
    return Coverage(not rules.touched(changes), tuple(changes))


def validity(case: UseCase) -> Validity:
    """Return how the approval of a case stands today, lapse and coverage included; "" when it never had one."""
    found = latest_approval(case)
    if found is None:
        return Validity(CaseStanding.NONE, None)
    key = CaseStanding(found.standing)
    in_force = found.standing in IN_FORCE
    if in_force and rules.has_lapsed(found.valid_until, timezone.now()):
        key = CaseStanding.LAPSED
    elif found.standing == Standing.STANDING and not coverage(found).covers:
        key = CaseStanding.UNCOVERED
    return Validity(key, found.valid_until)


def open_conditions(case: UseCase, *, blocking: bool | None = None) -> ConditionQuerySet:
    """Return the conditions of the approval in force that nobody has confirmed yet; `blocking` narrows to one kind."""
    found = Condition.objects.in_force().filter(review__case=case, state=ConditionState.OPEN)
    return found if blocking is None else found.filter(is_blocking=blocking)


def expiring(days: int = rules.RENEWAL_DAYS) -> QuerySet[Approval]:
    """Return the approvals that stand and expire within so many days, soonest first."""
    today = timezone.now().date()
    return (
        Approval.objects.filter(
            standing=Standing.STANDING, valid_until__gt=today, valid_until__lte=today + timedelta(days=days)
        )
        .select_related("case__unit")
        .order_by("valid_until")
    )


def missing_sections(case: UseCase) -> list[str]:
    """Return the sections of the dossier in which nobody has written anything; a high-risk case needs them all."""
    return rules.empty_sections(cases.dossier(case))
