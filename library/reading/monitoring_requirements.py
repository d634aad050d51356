"""What the page of monitoring requirements shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from library.kinds.monitoring_requirements import MonitoringRequirements, Requirement
from library.reading.links import pointed

BETTER = {"higher": _("Higher is better"), "lower": _("Lower is better"), "steady": _("Even between groups is better")}
EVERY = {
    "day": _("each day"),
    "week": _("each week"),
    "month": _("each month"),
    "quarter": _("each quarter"),
    "release": _("before each release"),
}


def context(requirements: MonitoringRequirements) -> dict[str, Any]:
    links = pointed(requirements.references())

    def row(item: Requirement) -> tuple[Any, ...]:
        indicator = requirements.indicator(item)
        return (
            item,
            BETTER[item.better],
            [EVERY[rhythm] for rhythm in item.every],
            links[indicator] if indicator else None,
        )

    return {"groups": [(group, [row(item) for item in group.requirements]) for group in requirements.groups]}
