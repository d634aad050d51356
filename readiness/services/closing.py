"""Submitting, reopening and discarding assessments, and the profile that follows from them."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.canonical import plain
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from readiness import policies, queries, rules
from readiness.models import Assessment, UnitProfile
from readiness.nodes import UNIT
from readiness.services.wording import clean_text, person_of
from readiness.workflow import State

PLACES = Decimal("0.0001")


@transaction.atomic
def submit_assessment(assessment: Assessment, *, by: Actor) -> Assessment:
    """Freeze the result and make it the unit's profile, unless nothing at all is known.

    Raises Denied, or Conflict when it is closed, rating is still open, or factors are unanswered.
    """
    assessment = lock(assessment)
    policies.check_submit(by, assessment)
    found = rules.result(assessment.parsed, assessment.scores(), assessment.not_known())
    assessment.state = State.SUBMITTED
    assessment.submitted_by = person_of(by)
    assessment.submitted_at = timezone.now()
    assessment.answered = found.answered
    assessment.overall = None if found.overall is None else found.overall.quantize(PLACES)
    assessment.band = found.band.key if found.band else ""
    agreement = queries.agreement_of(assessment)
    assessment.result = plain(found.as_data() | ({"agreement": agreement.as_data()} if agreement else {}))
    assessment.save()
    _renew_profile(assessment)
    audit.record(
        "readiness.assessment.submitted",
        assessment,
        by=by,
        overall=found.overall,
        band=assessment.band,
        instrument=assessment.instrument.reference,
        sha256=assessment.instrument.sha256,
    )
    return assessment


@transaction.atomic
def reopen_assessment(assessment: Assessment, *, by: Actor, reason: str) -> Assessment:
    """Open a submitted assessment again; the unit's profile falls back to the one submitted before it.

    A blind one is settled again: what the raters gave stays as it is. Raises Denied, Invalid at `reason` when it is
    empty, Conflict when the assessment is not submitted or another one of the same subject is open.
    """
    assessment = lock(assessment)
    policies.check_reopen(by, assessment)
    text = clean_text(reason, field="reason", required=_("Say why it is opened again."))
    overall = assessment.overall
    assessment.state = State.SETTLING if assessment.is_blind else State.DRAFT
    assessment.submitted_by, assessment.submitted_at = None, None
    assessment.overall, assessment.band, assessment.result = None, "", {}
    assessment.reopened += 1
    assessment.save()
    _renew_profile(assessment)
    audit.record("readiness.assessment.reopened", assessment, by=by, reason=text, overall_before=overall)
    return assessment


@transaction.atomic
def discard_assessment(assessment: Assessment, *, by: Actor) -> Assessment:
    """Put an open assessment aside; it leaves the lists, the trail keeps it. Raises Denied, or Conflict when closed."""
    assessment = lock(assessment)
    policies.check_discard(by, assessment)
    assessment.state = State.DISCARDED
    assessment.save(update_fields=["state"])
    audit.record("readiness.assessment.discarded", assessment, by=by)
    return assessment


def _renew_profile(assessment: Assessment) -> None:
    """Make the latest submitted result with an overall score the profile of the unit; none at all when there is none.

    Only units have profiles.
    """
    if assessment.subject_kind != UNIT:
        return
    slug = assessment.instrument.slug
    profiles = UnitProfile.objects.filter(unit=assessment.unit, instrument_slug=slug)
    latest = queries.latest_result(UNIT, assessment.subject_uid, slug)
    if latest is None:
        profiles.delete()
        return
    UnitProfile.objects.update_or_create(
        unit=assessment.unit, instrument_slug=slug, defaults=UnitProfile.from_result(latest)
    )
