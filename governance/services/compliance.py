"""Applying a regulation to a case and checking it against the policies."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from governance import policies, rules_compliance
from governance.models import Approval, Classification, PolicyCheck, Review
from governance.queries import compliance as queries
from governance.services import approvals, changes
from governance.services.submitting import take_back
from governance.services.texts import clean
from governance.workflow import PolicyAnswer
from library.kinds.policy_set import Policy, PolicySet
from library.kinds.regulation import Regulation
from library.models import Document
from usecases import services as cases
from usecases.models import UseCase
from usecases.workflow import TIERS

FIRST_DAY, LAST_DAY = date(2024, 8, 1), date(2100, 12, 31)
_LAW_MOVED = _("Nobody answered anew: on this day the law came to another result by the same answers.")


@transaction.atomic
def classify(
    case: UseCase,
    *,
    by: Actor,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str] | None = None,
    note: str = "",
    on: date | None = None,
    finish: bool = True,
) -> Classification:
    """Answer the questions of the EU AI Act about a case, for the day `on` (today); a new record replaces the last.

    `answers` by key of question: yes or no, or the entries picked from its list (an empty list for none). Answers that
    do not lie on the way to the result are left out. With `finish` every question on the way needs an answer, and
    those that take the case out of the law a reason; without it the answers are kept to go on from. A result that asks
    for less than the last one needs a `note`. It raises the tier of the case to what the regulation's table says; one
    that is prohibited suspends the approval that stands and takes back a review that is open.
    Raises Denied, Conflict, or Invalid at the key of a question ("reason-KEY" for its reason), at `on` or at `note`.
    """
    case = _hold(case)
    policies.check_regulate(by, case)
    day = on or timezone.localdate()
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(
            _("Choose a day from %(first)s on, when the law entered into force."), field="on", first=FIRST_DAY
        )
    document = queries.regulation()
    law: Regulation = document.parsed
    finding = rules_compliance.classify(law, answers, day)
    given = rules_compliance.reached(finding, answers)
    said = {key: clean(str(text), field=f"reason-{key}") for key, text in (reasons or {}).items()}
    kept = {key: text for key, text in rules_compliance.reached(finding, said).items() if text}
    if finish:
        _require_complete(law, finding, kept)
    before = queries.current_classification(case)
    text = clean(note, field="note")
    if finish and not text and before is not None and _asks_less(law, finding.tier, before):
        raise Invalid(_("This asks for less than the last result. Say what has changed; it is kept."), field="note")
    last = before if finish else queries.unfinished_classification(case)
    same = (document.pk, day, given, kept)
    if last is not None and (last.document_id, last.on, last.answers, last.reasons) == same and not text:
        return last
    return _write(case, document, given, kept, day, by=by, note=text)


def _hold(case: UseCase) -> UseCase:
    """Lock what a result may end, in the order in which reviews and approvals lock it, then the case."""
    list(Review.objects.open().filter(case=case).select_for_update(of=("self",)))
    list(Approval.objects.in_force().filter(case=case).select_for_update(of=("self",)))
    return lock(case)


def _require_complete(law: Regulation, finding: Any, reasons: Mapping[str, str]) -> None:
    if finding.open is not None:
        raise Invalid(_("Answer this question; the result depends on it."), field=finding.open)
    for key in rules_compliance.to_explain(law, finding):
        if not reasons.get(key):
            raise Invalid(
                _("Say why: this answer takes the use case out of the law or out of a tier."), field=f"reason-{key}"
            )


def _asks_less(law: Regulation, tier: str | None, before: Classification) -> bool:
    outcome = next(item for item in law.procedure.outcomes if item.key == tier)
    return (outcome.blocks, _rank(outcome.raises_to or "")) < (before.blocks, _rank(before.raises_to))


def _rank(tier: str) -> int:
    return TIERS.index(tier) if tier else -1


def _write(
    case: UseCase,
    document: Document,
    answers: Mapping[str, Any],
    reasons: Mapping[str, str],
    day: date,
    *,
    by: Actor,
    note: str,
) -> Classification:
    law: Regulation = document.parsed
    finding = rules_compliance.classify(law, answers, day)
    before = queries.current_classification(case)
    replaced = Classification.objects.filter(case=case).current()
    if finding.tier is None:
        replaced = replaced.filter(tier="")
    replaced.update(replaced_at=timezone.now())
    outcome = next((item for item in law.procedure.outcomes if item.key == finding.tier), None)
    later = rules_compliance.next_change(law, answers, day) if outcome else None
    made = Classification.objects.create(
        case=case, document=document, number=Classification.objects.filter(case=case).count() + 1, on=day,
        answers=dict(answers), reasons=dict(reasons), tier=finding.tier or "", since=finding.since,
        marks=list(finding.marks), picked=list(finding.picked), path=[list(step) for step in finding.path],
        open=finding.open or "", raises_to=(outcome.raises_to or "") if outcome else "",
        blocks=outcome.blocks if outcome else False, changes_on=later[0] if later else None, note=note,
        by=by if isinstance(by, User) else None,
    )  # fmt: skip
    if outcome is None:
        audit.record("governance.regulation.begun", case, by=by, document=document.reference, answers=answers)
        return made
    audit.record(
        "governance.regulation.applied", case, by=by, reason=note, document=document.reference, number=made.number,
        on=day, answers=answers, marks=made.marks, changes={law.title: (before.label if before else "", outcome.label)},
    )  # fmt: skip
    _follow(case, before, made, by=by)
    return made


def _follow(case: UseCase, before: Classification | None, made: Classification, *, by: Actor) -> None:
    """Let the result reach the tier, the approval and the review of the case, in the same transaction."""
    because = f"{made.regulation.title}: {made.label}"
    fresh = cases.note_tier_floor(case, floor=made.raises_to, because=because, by=by)
    if queries.asking_tier(before) == queries.asking_tier(made):
        approvals.note_change(fresh, by=by)
    else:
        changes.case_changed(fresh, frozenset({"eu_tier"}), by)
    if made.blocks and (found := queries.prohibition(fresh)) is not None:
        because = f"{because} ({found.why})"
        approvals.suspend_for_incident(fresh, by=by, reason=because)
    review = Review.objects.open().filter(case=fresh).first()
    if review is not None and (made.blocks or _rank(fresh.tier) > _rank(review.tier)):
        take_back(review, by=by, reason=because)


@transaction.atomic
def follow_law(classification: Classification, *, by: Actor) -> bool:
    """Classify a case anew by its own answers because a day has come on which the law changed; False if not due."""
    case = _hold(classification.case)
    now, found = timezone.localdate(), queries.current_classification(case)
    if found is None or found.changes_on is None or found.changes_on > now:
        return False
    _write(case, found.document, found.answers, found.reasons, now, by=by, note=_LAW_MOVED)
    return True


def follow_law_due(*, by: Actor) -> int:
    """Classify anew every open case whose result changes by today, each in its own transaction; return how many."""
    due = Classification.objects.filter(replaced_at=None, changes_on__lte=timezone.localdate()).order_by("id")
    rows = due.filter(case__in=UseCase.objects.on_ladder().values("pk")).select_related("case", "document")
    return sum(follow_law(row, by=by) for row in list(rows))


@transaction.atomic
def check_policy(case: UseCase, *, by: Actor, policy: str, answer: str, reason: str) -> PolicyCheck:
    """Say whether a case meets a policy, and why; a later check replaces this one.

    Raises Denied, Conflict, or Invalid at `policy`, `answer` or `reason`.
    """
    case = lock(case)
    policies.check_policy(by, case)
    document = queries.policy_set()
    found = _policy(document.parsed, policy)
    try:
        chosen = PolicyAnswer(answer)
    except ValueError:
        raise Invalid(_("Choose met, not met or does not apply."), field="answer") from None
    if chosen == PolicyAnswer.NOT_APPLICABLE and found.not_applicable_when is None:
        raise Invalid(_("This policy applies to every use case; it is met or not met."), field="answer")
    text = clean(reason, field="reason", missing=_("Say why; those who decide read it."))
    before = queries.current_checks(case).get(policy)
    if before is not None and (before.answer, before.reason, before.document_id) == (chosen, text, document.pk):
        return before
    if before is not None:
        PolicyCheck.objects.filter(pk=before.pk).update(replaced_at=timezone.now())
    made = PolicyCheck.objects.create(
        case=case, document=document, policy=policy, answer=chosen, reason=text,
        by=by if isinstance(by, User) else None,
    )  # fmt: skip
    audit.record(
        "governance.policy.checked", case, by=by, reason=text, document=document.reference,
        changes={found.label: (before.label if before else "", chosen.label)},
    )  # fmt: skip
    approvals.note_change(case, by=by)
    return made


def _policy(policies_: PolicySet, key: str) -> Policy:
    for policy in policies_.policies:
        if policy.key == key:
            return policy
    raise Invalid(_("There is no policy “%(key)s”."), field="policy", key=str(key)[:64])
