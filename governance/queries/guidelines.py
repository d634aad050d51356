"""Reading guidelines, and who has and has not acknowledged them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.models import Grant, User
from governance.models import Acknowledgement, Guideline, GuidelineVersion


def current(guideline: Guideline) -> GuidelineVersion:
    """Return the version of a guideline that counts."""
    return guideline.versions.select_related("document", "published_by").order_by("-number")[0]


def audience(guideline: Guideline) -> QuerySet[User]:
    """Return the active people (no service accounts) with a role on the unit of a guideline, above or below."""
    unit = guideline.unit
    grants = Grant.objects.filter(Grant.active_on(timezone.localdate()), unit__archived_at=None).filter(
        Q(unit__path__startswith=unit.path) | Q(unit_id__in=unit.ancestor_ids)
    )
    grants = grants.filter(role__in=guideline.audience) if guideline.audience else grants.exclude(role="bi_service")
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True)


def due_on(guideline: Guideline, version: GuidelineVersion) -> date:
    """Return the day by which a version is to be acknowledged."""
    return timezone.localdate(version.published_at) + timedelta(days=guideline.days)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who has acknowledged the current version, and who has not, by name."""

    version: GuidelineVersion
    due: date
    done: tuple[Acknowledgement, ...]
    missing: tuple[User, ...]

    @property
    def is_late(self) -> bool:
        """Whether the day has passed with somebody missing."""
        return bool(self.missing) and self.due < timezone.localdate()


def acknowledged(guideline: Guideline) -> Acknowledged:
    """Return how far the current version of a guideline is acknowledged by those for whom it counts today."""
    version = current(guideline)
    people = audience(guideline)
    done = version.acknowledgements.filter(user__in=people).select_related("user").order_by("user__name")
    missing = people.exclude(pk__in=version.acknowledgements.values("user_id")).order_by("name")
    return Acknowledged(version, due_on(guideline, version), tuple(done), tuple(missing))


def listed(actor: Actor) -> QuerySet[Guideline]:
    """Return the guidelines that an actor may read with their current version and how many acknowledged it."""
    latest = GuidelineVersion.objects.filter(guideline=OuterRef("pk")).order_by("-number")
    acks = (
        Acknowledgement.objects.filter(version__guideline=OuterRef("pk"), version__number=OuterRef("version"))
        .order_by()
        .values("version__guideline")
        .annotate(found=Count("pk"))
        .values("found")
    )
    return (
        Guideline.objects.visible_to(actor)
        .select_related("unit")
        .annotate(version=Max("versions__number"), published_at=Subquery(latest.values("published_at")[:1]))
        .annotate(acknowledged_by=Subquery(acks, output_field=IntegerField()))
        .order_by(F("retired_at").asc(nulls_first=True), "title")
    )
