"""What the page of a deployment template shows."""

from typing import Any

from django.utils.translation import gettext

from foundation.kernel.money import Money
from foundation.ui import words
from library import queries
from library.kinds.deployment_template import DeploymentTemplate, Metric
from library.reading.measures import indicators, target_words


def aim_words(metric: Metric, currency: str) -> str:
    """Say what is aimed at: "up by at least 25%", "down by at least 60%", "at least 90%"."""
    target = metric.target
    if metric.compares == "level":
        return target_words(target, metric.unit, currency)
    if target.low is not None:
        return gettext("up by at least %(share)s") % {"share": words.percent(target.low / 100)}
    return gettext("down by at least %(share)s") % {"share": words.percent(-(target.high or 0) / 100)}


def context(template: DeploymentTemplate) -> dict[str, Any]:
    kpis = indicators(template.catalog) if template.catalog else {}
    case = template.business_case
    taxonomy = queries.published("taxonomy").filter(slug=template.taxonomy).first()
    types = {entry.key: entry.label for entry in taxonomy.parsed.types} if taxonomy else {}
    return {
        "amounts": {
            name: Money.of(amount, template.currency)
            for name, amount in (
                ("one_off", case.one_off),
                ("monthly", case.monthly),
                ("cost", case.cost),
                ("needed", case.needed_return),
            )
        },
        "expected": case.return_percent / 100,
        "metrics": [
            (metric, aim_words(metric, template.currency), kpis.get(metric.kpi or "")) for metric in template.metrics
        ],
        "taxonomy": taxonomy,
        "case_type": types.get(template.case_type, template.case_type),
    }
