"""Results of one subject: the latest, the one before, all of them over time."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness import rules
from readiness.models import Assessment, UnitProfile
from readiness.rules import Agreement, Result
from readiness.workflow import State

ENTERPRISE = "enterprise-readiness"
TREND = 24
"""The latest results that a trend shows."""


def profiles(actor: Actor, *, below: str = "", instrument: str = ENTERPRISE) -> QuerySet[UnitProfile]:
    """Return the latest result of each unit that the actor may read, weakest first; `below` is a unit path."""
    found = UnitProfile.objects.filter(access_of(actor).q(Permission.READ), instrument_slug=instrument)
    if below:
        found = found.filter(unit__path__startswith=below)
    return found.select_related("unit", "assessment").defer("assessment__result").order_by("overall", "unit__name")


def latest_profile(unit: Unit, instrument: str = ENTERPRISE) -> UnitProfile | None:
    """Return the latest result of a unit, or of the nearest unit above that has one; None when there is none."""
    found = {
        profile.unit_id: profile
        for profile in UnitProfile.objects.filter(
            unit_id__in=unit.ancestor_ids, instrument_slug=instrument
        ).select_related("unit", "assessment__instrument")
    }
    return next((found[pk] for pk in reversed(unit.ancestor_ids) if pk in found), None)


def latest_result(
    subject_kind: str, subject_uid: UUID | str, instrument: str = ENTERPRISE, *, before: Assessment | None = None
) -> Assessment | None:
    """Return the latest submitted assessment of a subject with an overall score; None when there is none.

    With `before`, the latest that was started before that one.
    """
    rows = Assessment.objects.of_subject(subject_kind, subject_uid).filter(
        instrument__slug=instrument, state=State.SUBMITTED, overall__isnull=False
    )
    if before is not None:
        rows = rows.filter(pk__lt=before.pk)
    return rows.select_related("instrument", "unit").order_by("-submitted_at", "-pk").first()


def latest_results(
    subject_kind: str, subject_uids: Collection[UUID], instrument: str = ENTERPRISE
) -> dict[UUID, Assessment]:
    """Return what `latest_result` gives for each of many subjects that have one, in one query."""
    rows = Assessment.objects.filter(
        subject_kind=subject_kind,
        subject_uid__in=subject_uids,
        instrument__slug=instrument,
        state=State.SUBMITTED,
        overall__isnull=False,
    )
    return {row.subject_uid: row for row in rows.select_related("instrument", "unit").order_by("submitted_at", "pk")}


def previous_result(assessment: Assessment) -> Assessment | None:
    """Return the submitted assessment of the same subject and instrument before this one."""
    return latest_result(assessment.subject_kind, assessment.subject_uid, assessment.instrument.slug, before=assessment)


def result_of(assessment: Assessment) -> Result:
    """Return what an assessment says: as it was frozen once submitted, else computed from the answers so far."""
    if assessment.state == State.SUBMITTED:
        return rules.frozen(assessment.parsed, assessment.result)
    return rules.result(assessment.parsed, assessment.scores(), assessment.not_known())


def agreement_of(assessment: Assessment) -> Agreement | None:
    """Return how far the raters agree, None while rating goes on and where nobody rated alone.

    Read as it was frozen once the assessment is submitted.
    """
    if not assessment.is_blind or assessment.is_sealed:
        return None
    if frozen := assessment.result.get("agreement"):
        return Agreement.from_data(frozen)
    ratings = {
        str(sheet.uid): {key: said.score for key, said in sheet.said().items() if said.score is not None}
        for sheet in assessment.counted_sheets()
    }
    return rules.agreement(assessment.parsed, ratings)


def trend(assessment: Assessment, actor: Actor, *, limit: int = TREND) -> list[Assessment]:
    """Return the submitted assessments of the same subject and instrument up to this one, oldest first.

    At most the `limit` latest. One that is open itself is left out, as are those that the actor may not read.
    """
    rows = Assessment.objects.visible_to(actor).of_subject(assessment.subject_kind, assessment.subject_uid)
    rows = rows.filter(instrument__slug=assessment.instrument.slug, state=State.SUBMITTED)
    if assessment.submitted_at is not None:
        rows = rows.filter(submitted_at__lte=assessment.submitted_at)
    return list(rows.select_related("instrument").order_by("-submitted_at", "-pk")[:limit])[::-1]
