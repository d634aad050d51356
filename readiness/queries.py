"""Reading readiness results."""

from django.db.models import QuerySet

from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness.models import Assessment, UnitProfile

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


def previous_result(assessment: Assessment) -> Assessment | None:
    """Return the submitted assessment of the same subject and instrument before this one."""
    earlier = Assessment.objects.filter(
        subject_kind=assessment.subject_kind,
        subject_uid=assessment.subject_uid,
        instrument__slug=assessment.instrument.slug,
        submitted_at__isnull=False,
        pk__lt=assessment.pk,
    )
    return earlier.order_by("-submitted_at").first()
