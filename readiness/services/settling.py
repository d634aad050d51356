"""What the facilitator settles after the raters have spoken."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from readiness import policies
from readiness.models import Assessment, Settlement
from readiness.services.filling import Mark, read_score
from readiness.services.wording import clean_text, person_of


@transaction.atomic
def settle(assessment: Assessment, factor: str, *, score: Decimal | str | Mark, reason: str, by: Actor) -> Settlement:
    """Set a factor to a score (or Mark.NOT_KNOWN) that stands above the mean of the raters, with the reason.

    Raises Denied, Conflict unless rating is closed and the result not yet submitted, Invalid at `score` or `reason`.
    """
    assessment = lock(assessment)
    policies.check_settle(by, assessment)
    if factor not in {one.key for one in assessment.parsed.factors}:
        raise Invalid(_("The instrument has no factor “%(key)s”."), field="factor", key=factor)
    not_known = score is Mark.NOT_KNOWN
    value = None if not_known else read_score(assessment.parsed, score, field="score")
    if value is None and not not_known:
        raise Invalid(_("Give a score, or say that it is not known."), field="score")
    text = clean_text(reason, field="reason", required=_("Say what the score rests on."))
    before = assessment.values().get(factor)
    made, _created = Settlement.objects.update_or_create(
        assessment=assessment,
        factor=factor,
        defaults={
            "score": value,
            "not_known": not_known,
            "reason": text,
            "settled_by": person_of(by),
            "settled_at": timezone.now(),
        },
    )
    shown = None if before is None else ("not known" if before.not_known else before.score)
    changes = {factor: (shown, "not known" if not_known else value)}
    audit.record("readiness.factor.settled", assessment, by=by, reason=text, changes=changes)
    return made


@transaction.atomic
def unsettle(assessment: Assessment, factor: str, *, by: Actor) -> None:
    """Let the mean of the raters count again. Raises Denied, or Conflict when it is not being settled."""
    assessment = lock(assessment)
    policies.check_settle(by, assessment)
    row = assessment.settlements.filter(factor=factor).first()
    if row is None:
        return
    row.delete()
    value = assessment.values().get(factor)
    changes = {factor: ("not known" if row.not_known else row.score, None if value is None else value.score)}
    audit.record("readiness.factor.unsettled", assessment, by=by, changes=changes)
