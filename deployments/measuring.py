"""Tells governance, which lies beside the measures, what approved systems measure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from governance.hooks import Figure
from metrics import queries, wording
from metrics.models import Kpi
from metrics.workflow import STATES, TONES


def figures(cases: Sequence[int], indicators: Sequence[str] | None) -> Mapping[int, Mapping[str, Figure]]:
    """Return the latest figure of each indicator (None: of all) by case and key; two queries however many there are."""
    kpis = Kpi.objects.filter(case__in=cases, retired_at=None).select_related("case")
    if indicators is not None:
        kpis = kpis.filter(key__in=indicators)
    found: dict[int, dict[str, Figure]] = {}
    for row in queries.readings(kpis):
        value = wording.value_of(row.kpi, row.value) if row.measurement else ""
        found.setdefault(row.kpi.case_id, {})[row.kpi.key] = Figure(
            row.kpi.label, value, row.on, gettext(STATES[row.standing]), TONES[row.standing], row.kpi.get_absolute_url()
        )
    return found
