"""What the page of a KPI catalog shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from library.kinds.kpi_catalog import Indicator, KpiCatalog, KpiList, Panel
from library.reading.measures import UNITS, target_words
from library.reading.words import SOURCES

GROUPS = {
    "business": _("Business"),
    "technical": _("Technology"),
    "model": _("Models"),
    "adoption": _("Adoption"),
    "risk": _("Risk and control"),
}
BETTER = {"higher": _("Higher is better"), "lower": _("Lower is better"), "in_range": _("Best within a range")}
TIMINGS = {"leading": _("leading"), "lagging": _("lagging")}
CADENCES = {
    "daily": _("daily"),
    "weekly": _("weekly"),
    "monthly": _("monthly"),
    "quarterly": _("quarterly"),
    "yearly": _("yearly"),
    "per_release": _("with each release"),
}


def context(catalog: KpiCatalog) -> dict[str, Any]:
    labels = {kpi.key: kpi.label for kpi in catalog.kpis}
    sources = {kpi.key: catalog.sources_of(kpi.key) for kpi in catalog.kpis}

    def row(kpi: Indicator) -> dict[str, Any]:
        return {
            "kpi": kpi,
            "unit": UNITS[kpi.unit],
            "better": BETTER[kpi.better],
            "cadence": CADENCES[kpi.cadence],
            "timing": TIMINGS[kpi.timing],
            "targets": [(target_words(target, kpi.unit), target) for target in kpi.targets],
            "sources": [letter for letter in sources[kpi.key] if letter != "own"],
        }

    def items(group: KpiList | Panel) -> list[Any]:
        return [(item, [(key, labels[key]) for key in item.kpis]) for item in group.items]

    return {
        "panels": [(panel, items(panel)) for panel in catalog.panels],
        "groups": [
            (key, name, [row(kpi) for kpi in catalog.kpis if kpi.group == key])
            for key, name in GROUPS.items()
            if any(kpi.group == key for kpi in catalog.kpis)
        ],
        "lists": [(group, SOURCES[group.source], items(group)) for group in catalog.lists],
    }
