"""What the page of a support model shows."""

from typing import Any

from library.kinds.support_model import SupportModel
from library.reading.measures import indicators


def context(model: SupportModel) -> dict[str, Any]:
    kpis = indicators(model.catalog)
    return {"measures": [(measure, kpis.get(measure.kpi, (measure.kpi, ""))) for measure in model.measures]}
