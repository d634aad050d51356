"""What an assessment can be compared with, and the comparison itself."""

from django.db.models import Case, QuerySet, Value, When

from foundation.people.actors import Actor
from readiness import rules
from readiness.models import Assessment
from readiness.queries.results import result_of
from readiness.rules import Comparison
from readiness.workflow import State


def candidates(actor: Actor, assessment: Assessment, *, text: str = "") -> QuerySet[Assessment]:
    """Return the other submitted assessments of the same instrument that the actor may read.

    Those of the same subject come first, then the latest; `text` narrows them to subjects with that in their name.
    """
    own = When(subject_kind=assessment.subject_kind, subject_uid=assessment.subject_uid, then=Value(0))
    rows = Assessment.objects.visible_to(actor).filter(
        instrument__slug=assessment.instrument.slug, state=State.SUBMITTED
    )
    if text:
        rows = rows.filter(subject_label__icontains=text)
    return (
        rows.exclude(pk=assessment.pk)
        .select_related("instrument", "unit")
        .annotate(distance=Case(own, default=Value(1)))
        .order_by("distance", "-submitted_at", "-pk")
    )


def comparison_of(first: Assessment, second: Assessment) -> Comparison:
    """Compare two assessments of one instrument. Raises ValueError for two instruments."""
    return rules.compare(first.parsed, result_of(first), second.parsed, result_of(second))
