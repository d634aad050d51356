"""The tab "Measures" of a use case's page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from foundation.people.http import Request
from metrics import queries, wording
from metrics.models import Kpi
from metrics.tables import spark
from usecases.models import UseCase

KEY = "measures"


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What the tab shows: each KPI of the case with its latest value and state."""
    kpis = list(queries.kpis_of(case))
    sparks = queries.sparks(kpis)
    rows = []
    for reading in queries.readings(kpis):
        kpi, share = reading.kpi, reading.realization
        label, tone = wording.state_words(reading.state)
        rows.append(
            {
                "kpi": kpi,
                "latest": wording.value_of(kpi, reading.value) if reading.value is not None else "",
                "on": reading.on,
                "baseline": wording.value_of(kpi, kpi.baseline) if kpi.baseline is not None else "",
                "target": wording.target_of(kpi),
                "share": share.share,
                "why": _(share.why) if share.why else "",
                "state": label,
                "tone": tone,
                "spark": spark(sparks.get(kpi.pk, [])),
            }
        )
    return {"kpi_rows": rows, "retired": Kpi.objects.filter(case=case, retired_at__isnull=False).count()}


def count(request: Request, case: UseCase) -> int | None:
    """How many KPIs the case has; None for none."""
    return Kpi.objects.filter(case=case, retired_at=None).count() or None
