"""Evidence files of sheets, factor by factor; those of a rater stay unseen until rating is closed."""

from django.db.models import Q, QuerySet

from foundation.db.locking import lock
from foundation.evidence import subjects
from foundation.evidence.models import File
from foundation.evidence.queries import files_of
from foundation.evidence.subjects import Resolver, Subject
from foundation.people.actors import Actor, SystemActor
from readiness import policies
from readiness.models import Assessment, Sheet
from readiness.workflow import SheetState

SHEET = "readiness.sheet"


def readable(actor: Actor) -> QuerySet[Sheet]:
    """Return one's own sheets, and of assessments that one may see the joint ones and those opened for all."""
    opened = Q(state=SheetState.SUBMITTED, assessment__closed_at__isnull=False)
    seen = Q(assessment__in=Assessment.objects.visible_to(actor)) & (Q(rater=None) | opened)
    own = Q() if isinstance(actor, SystemActor) else Q(pk__in=Sheet.objects.of_rater(actor).values("pk"))
    return Sheet.objects.filter(seen | own).select_related("assessment__instrument", "assessment__unit")


def describe(sheet: Sheet) -> Subject:
    """A sheet: each of its factors may have files."""
    assessment = sheet.assessment
    sealed = not sheet.is_joint and assessment.is_sealed
    return Subject(
        SHEET,
        sheet.uid,
        str(assessment),
        assessment.unit,
        (sheet if sealed else assessment).get_absolute_url(),
        sheet if sealed else assessment,
        {factor.key: factor.label for factor in assessment.parsed.factors},
        sealed,
    )


def hold(sheet: Sheet) -> Sheet:
    """Lock a sheet through its assessment, as every change of it does."""
    assessment = lock(sheet.assessment)
    held = Sheet.objects.get(pk=sheet.pk)
    held.assessment = assessment
    return held


def by_factor(actor: Actor, assessment: Assessment) -> dict[str, tuple[File, ...]]:
    """Return the files of the sheets that count, by factor: what supports the result."""
    found: dict[str, tuple[File, ...]] = {}
    for file in files_of(actor, SHEET, [sheet.uid for sheet in assessment.counted_sheets()]):
        found[file.place] = (*found.get(file.place, ()), file)
    return found


def register() -> None:
    """Let files be attached to sheets."""
    subjects.register(SHEET, Resolver(readable, describe, policies.check_answer, hold))
