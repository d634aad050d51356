"""Addresses of the records behind a figure, with the filters of the dashboard that shows it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from foundation.kernel.periods import Month
from insights.scope import Scope
from roi.workflow import Basis


def _address(name: str, args: tuple[Any, ...] = (), **query: Any) -> str:
    found = urlencode({key: str(value) for key, value in query.items() if value not in ("", None)})
    return reverse(name, args=args) + (f"?{found}" if found else "")


@dataclass(frozen=True, slots=True)
class Links:
    """Links that keep a scope. A company dashboard over one organization names it, so that lists show no more."""

    scope: Scope

    @property
    def unit(self) -> str:
        """The uid of the one unit covered, empty for several."""
        return str(self.scope.only.uid) if self.scope.only else ""

    @property
    def query(self) -> str:
        """The dashboard's own filters as a query string."""
        scope = self.scope
        pairs = {
            "unit": scope.unit.uid if scope.unit else "",
            "first": scope.first or "",
            "last": scope.last or "",
            "category": scope.category,
        }
        return urlencode({name: str(value) for name, value in pairs.items() if value})

    @property
    def case_query(self) -> str:
        """Unit and category as the list of use cases names them."""
        pairs = {"unit": self.unit, "category": self.scope.category}
        return urlencode({name: value for name, value in pairs.items() if value})

    def dashboard(self) -> str:
        """The dashboard itself."""
        return reverse("insights:dashboard") + (f"?{self.query}" if self.query else "")

    def cases(self, **filters: Any) -> str:
        """The list of use cases."""
        return _address("usecases:case_list", unit=self.unit, category=self.scope.category, **filters)

    def ledger(self, *, basis: Basis, month: Month | None = None, category: str = "") -> str:
        """The entries behind an amount; `month` narrows to one."""
        first, last = (month, month) if month else (self.scope.first, self.scope.last)
        return _address(
            "roi:ledger",
            unit=self.unit,
            first=first,
            last=last,
            case_category=self.scope.category,
            basis=basis.value,
            category=category,
        )

    def receipt(self, key: str, basis: Basis = Basis.ACTUAL) -> str:
        """How a value figure comes about, with its records."""
        scope = self.scope
        return _address(
            "roi:receipt",
            (key,),
            unit=self.unit,
            first=scope.first,
            last=scope.last,
            case_category=scope.category,
            basis=basis.value,
        )

    def reviews(self, **filters: Any) -> str:
        """The list of reviews."""
        return _address("governance:review_list", unit=self.unit, category=self.scope.category, **filters)

    def readiness(self) -> str:
        """The list of submitted assessments."""
        return _address("readiness:assessment_list", state="submitted")

    def portfolio(self) -> str:
        """The ranking."""
        return _address("usecases:portfolio", unit=self.unit, category=self.scope.category)
