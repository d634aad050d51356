"""Risk catalog: what usually goes wrong in one phase of the program, how it shows, and what helps.

A register draws on it: a risk that is drawn keeps its key here, and gets its own likelihood, impact, owner and state
there. `related` are risks of other catalogs that are the same trouble at another phase.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Pointer, Problem, Problems, Prose, Reference

Category = Literal["technical", "business", "organizational", "compliance"]
Phase = Literal["strategic_deployments", "enterprise_scaling", "operations"]


class Risk(Part, frozen=True, kw_only=True):
    """One risk: what happens, how it shows early, and what is done about it."""

    key: Key
    label: Line
    category: Category
    what_happens: Prose
    early_signs: tuple[Line, ...]
    mitigation: Prose
    owner: Line
    related: tuple[Pointer, ...] = ()


class RiskCatalog(Header, tag="risk_catalog", frozen=True, kw_only=True):
    """The risks of one phase."""

    phase: Phase
    risks: tuple[Risk, ...]

    def of_category(self, category: str) -> list[Risk]:
        """Return the risks of one category, in their order."""
        return [risk for risk in self.risks if risk.category == category]

    def references(self) -> Iterable[Reference]:
        return sorted({pointer.reference for risk in self.risks for pointer in risk.related})

    def keys(self) -> Iterable[str]:
        return self.labels()

    def labels(self) -> Mapping[str, str]:
        return {risk.key: risk.label for risk in self.risks}


def check(document: RiskCatalog) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, no risks or signs, relations to anything but other risks."""
    found = Problems()
    found.not_empty("risks", document.risks)
    found.same_keys("risks", (risk.key for risk in document.risks))
    for index, risk in enumerate(document.risks):
        found.not_empty(f"risks[{index}].early_signs", risk.early_signs)
        for pointer in risk.related:
            if pointer.kind != "risk_catalog" or pointer.slug == document.slug:
                found.add(f"risks[{index}].related", _("A related risk stands in another risk catalog."))
    return found


KIND = Kind(
    key="risk_catalog",
    folder="risk_catalogs",
    label=_("Risk catalog"),
    plural=_("Risk catalogs"),
    purpose=_("What usually goes wrong in a phase of the program, and what helps."),
    struct=RiskCatalog,
    check=check,
)
