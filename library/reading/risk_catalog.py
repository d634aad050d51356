"""What the page of a risk catalog shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from library.kinds.risk_catalog import RiskCatalog
from library.reading.links import pointed

CATEGORIES = {
    "technical": _("Technical"),
    "business": _("Business"),
    "organizational": _("Organizational"),
    "compliance": _("Compliance"),
}
PHASES = {
    "strategic_deployments": _("Strategic deployments"),
    "enterprise_scaling": _("Enterprise-wide scaling"),
    "operations": _("Operations"),
}


def context(catalog: RiskCatalog) -> dict[str, Any]:
    links = pointed(catalog.references())
    return {
        "phase": PHASES[catalog.phase],
        "categories": [
            (name, [(risk, [links[pointer.reference] for pointer in risk.related]) for risk in risks])
            for category, name in CATEGORIES.items()
            if (risks := catalog.of_category(category))
        ],
    }
