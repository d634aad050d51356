"""Reading how past promises came true."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from roi import rules
from roi.business_models import BusinessCase
from roi.models import LedgerEntry
from roi.rules import promise
from roi.rules.track import Past
from roi.workflow import Basis, Grade, Kind
from usecases.models import UseCase


def groups_of(case: UseCase) -> dict[str, str]:
    """Return the groups whose track speaks for a case: its unit, its sponsor, its category."""
    return {
        "unit": case.unit.name,
        "sponsor": case.sponsor.name if case.sponsor else "",
        "category": case.category,
    }


def promises(actor: Actor, *, unit_path: str = "", without: int | None = None) -> list[tuple[BusinessCase, Past]]:
    """Return the last approved business case of each use case that the actor may read, with what came of it so far.

    Those in another currency than the reporting one are left out, and the case with the key `without`.
    """
    versions: dict[int, BusinessCase] = {}
    rows = BusinessCase.objects.visible_to(actor).filter(
        approved_at__isnull=False, currency=settings.REPORTING_CURRENCY
    )
    if unit_path:
        rows = rows.filter(case__unit__path__startswith=unit_path)
    for version in rows.select_related("case__unit", "case__sponsor").order_by("number"):
        if version.case_id != without:
            versions[version.case_id] = version
    actual = _actual(list(versions))
    through = Month.of(timezone.localdate())
    found = []
    for case_id, version in versions.items():
        kept = promise.compare(version.says, actual[case_id], through=through)
        past = Past(
            case_id,
            groups_of(version.case),
            kept.benefits.plan.minor,
            kept.benefits.actual.minor,
            kept.costs.plan.minor,
            kept.costs.actual.minor,
        )
        if past.promised > 0 or past.promised_cost > 0:
            found.append((version, past))
    return found


def _actual(case_ids: list[int]) -> dict[int, list[rules.Sum]]:
    """Read what was booked as actual on many cases, in one query."""
    found: dict[int, list[rules.Sum]] = defaultdict(list)
    rows = (
        LedgerEntry.objects.filter(
            case_id__in=case_ids, basis=Basis.ACTUAL, reporting_currency=settings.REPORTING_CURRENCY
        )
        .order_by()
        .values("case_id", "period", "kind", "category", "grade")
        .annotate(total=Sum("reporting_minor"))
    )
    for row in rows:
        found[row["case_id"]].append(
            rules.Sum(
                Month.of(row["period"]),
                Kind(row["kind"]),
                row["category"],
                Basis.ACTUAL,
                Grade(row["grade"]),
                int(row["total"]),
            )
        )
    return found
