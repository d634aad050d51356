"""Reading readiness results."""

from uuid import UUID

from django.db.models import QuerySet

from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness.models import Assessment, UnitProfile
from readiness.workflow import State

ENTERPRISE = "enterprise-readiness"


def profiles(actor: Actor, *, below: str = "", instrument: str = ENTERPRISE) -> QuerySet[UnitProfile]:
    """Return the latest result of each unit that the actor may read, weakest first; `below` is a unit path."""
    found = UnitProfile.objects.filter(access_of(actor).q(Permission.READ), instrument_slug=instrument)
    if below:
        found = found.filter(unit__path__startswith=below)
    return found.select_related("unit", "assessment").order_by("overall", "unit__name")


def latest_profile(unit: Unit, instrument: str = ENTERPRISE) -> UnitProfile | None:
    """Return the latest result of a unit, or of the nearest unit above that has one; None when there is none."""
    found = {
        profile.unit_id: profile
        for profile in UnitProfile.objects.filter(
            unit_id__in=unit.ancestor_ids, instrument_slug=instrument
        ).select_related("unit", "assessment")
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


def previous_result(assessment: Assessment) -> Assessment | None:
    """Return the submitted assessment of the same subject and instrument before this one."""
    return latest_result(assessment.subject_kind, assessment.subject_uid, assessment.instrument.slug, before=assessment)
