"""Which part of the ledger a page covers, and links that keep it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi import queries
from roi.forms import ScopeForm, unit_by_uid
from roi.workflow import GRADES, Basis, Grade


@dataclass(frozen=True, slots=True)
class Covered:
    """The part of the ledger that an address asks for: its form, the scope, the unit, the query string to keep."""

    form: ScopeForm
    scope: queries.Scope
    unit: Unit | None
    query: str
    case_category: str

    @property
    def evidence(self) -> str:
        """Which grades of evidence the amounts add up, in words."""
        return _(GRADES[self.scope.grade]) if self.scope.grade else _("all grades of evidence")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but everything is asked for."""
        return bool(self.query)

    def ledger(self, **filters: Any) -> str:
        """The address of the entries behind a figure: what the page covers, and the filters given."""
        month = filters.pop("month", None)
        first, last = (month, month) if month else (self.scope.first, self.scope.last)
        asked = {
            "unit": self.unit.uid if self.unit else "",
            "first": first or "",
            "last": last or "",
            "case_category": self.case_category,
            "grade": self.scope.grade or "",
            **filters,
        }
        return f"{reverse('roi:ledger')}?{urlencode({name: value for name, value in asked.items() if value})}"

    def receipt(self, key: str, basis: Basis) -> str:
        """The address of the receipt of a figure."""
        query = "&".join(part for part in (self.query, urlencode({"basis": basis.value})) if part)
        return f"{reverse('roi:receipt', args=[key])}?{query}"


def covered(request: Request) -> Covered:
    """Read the address. A value that cannot be read is said at its field and narrows nothing.

    Raises Http404 for a reader who may read no unit at all.
    """
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404
    names = [name for name in ScopeForm.base_fields if request.GET.get(name)]
    form = ScopeForm(request.GET if names else None, user=request.user)
    form.full_clean()
    asked: dict[str, Any] = form.cleaned_data if form.is_bound else {}
    unit = unit_by_uid(asked["unit"], request.user, Permission.READ) if asked.get("unit") else None
    scope = queries.scope_for(
        request.user,
        unit_path=unit.path or "" if unit else "",
        first=asked.get("first"),
        last=asked.get("last"),
        case_category=asked.get("case_category") or "",
        grade=Grade(asked["grade"]) if asked.get("grade") else None,
        as_of=_end_of(asked.get("as_of")),
    )
    kept = {name: request.GET[name] for name in names if asked.get(name)}
    return Covered(form, scope, unit, urlencode(kept), scope.case_category)


def _end_of(day: Any) -> datetime | None:
    """The last moment of a day in the reader's zone."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)


def basis_of(request: Request) -> Basis:
    """The basis that an address asks for; actual for anything else."""
    value = request.GET.get("basis", "")
    return Basis(value) if value in list(Basis) else Basis.ACTUAL


def linker(part: Covered) -> Callable[..., str]:
    """Return what charts call for the address behind a mark."""

    def link(*, basis: Basis, month: Month | None = None, category: str = "") -> str:
        return part.ledger(basis=basis.value, month=month, category=category)

    return link
