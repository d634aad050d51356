"""Reading users: sums of a use case and of units by month, without counting anybody twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, Sum

from adoption import rules
from adoption.models import Usage
from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from foundation.people.models import Unit
from usecases.models import UseCase

SHARES = {
    "activation": ("activated", "invited"),
    "adoption": ("active_monthly", "targeted"),
    "stickiness": ("active_weekly", "active_monthly"),
}
"""Shares by name: part and whole."""


@dataclass(frozen=True, slots=True)
class Users:
    """Sums over figures of users. Shares are ratios of sums, over those figures that have both; None is undefined."""

    targeted: int | None
    invited: int | None
    activated: int | None
    active_monthly: int | None
    active_weekly: int | None
    activation: Decimal | None
    adoption: Decimal | None
    stickiness: Decimal | None
    onboarding_days: Decimal | None
    """The median of one row; medians of several cannot be added, so it is None for them."""
    adopted: int | None
    adoptable: int | None
    """Active and targeted users of those figures that have both: what adoption rests on."""


def users(rows: Iterable[Any]) -> Users:
    """Add figures of users; what nobody told stays None."""
    known = list(rows)
    both = [row for row in known if row.active_monthly is not None and row.targeted is not None]
    sums: dict[str, Any] = {name: rules.total(getattr(row, name) for row in known) for name in Usage.PEOPLE}
    for name, (part, whole) in SHARES.items():
        sums[name] = rules.ratio_of_sums((getattr(row, part), getattr(row, whole)) for row in known)
    return Users(
        **sums,
        onboarding_days=known[0].onboarding_days if len(known) == 1 else None,
        adopted=rules.total(row.active_monthly for row in both),
        adoptable=rules.total(row.targeted for row in both),
    )


def usage_of(case: UseCase, month: Month | None = None) -> Any:
    """Return the standing figures of a case, those of one month when it is given."""
    rows: Any = Usage.objects.filter(case=case, correction=None).select_related("unit", "case")
    return rows.filter(month=month.first_day) if month else rows


def active_users(case: UseCase, month: Month) -> int | None:
    """Return how many people used a use case in a month, over all units; None when nobody told."""
    found = usage_of(case, month).order_by().aggregate(total=Sum("active_monthly"))["total"]
    return None if found is None else int(found)


def latest_month(rows: Any) -> Month | None:
    """Return the last month that figures tell of; None without any."""
    last: date | None = rows.order_by().aggregate(last=Max("month"))["last"]
    return Month.of(last) if last else None


def by_unit(rows: Iterable[Usage]) -> list[tuple[Unit, Users]]:
    """Return sums by the unit of the people, in tree order.

    Over several use cases these are users, not people: who uses two use cases stands in both.
    """
    found: dict[Unit, list[Usage]] = {}
    for row in rows:
        found.setdefault(row.unit, []).append(row)
    return [(unit, users(found[unit])) for unit in sorted(found, key=lambda unit: unit.path or "")]


def by_month(rows: Any) -> list[tuple[Month, Users]]:
    """Return sums by month, the oldest first; the database adds, in one query."""
    sums: dict[str, Any] = {name: Sum(name) for name in Usage.PEOPLE}
    for name, (part, whole) in SHARES.items():
        both = Q(**{f"{part}__isnull": False, f"{whole}__isnull": False})
        sums |= {f"{name}_part": Sum(part, filter=both), f"{name}_whole": Sum(whole, filter=both)}
    found = rows.order_by("month").values("month").annotate(**{f"sum_{name}": each for name, each in sums.items()})
    return [(Month.of(row["month"]), _summed(row)) for row in found]


def _summed(row: dict[str, Any]) -> Users:
    sums: dict[str, Any] = {name: row[f"sum_{name}"] for name in Usage.PEOPLE}
    for name in SHARES:
        sums[name] = rules.share(row[f"sum_{name}_part"], row[f"sum_{name}_whole"])
    return Users(
        **sums,
        onboarding_days=None,
        adopted=row["sum_adoption_part"],
        adoptable=row["sum_adoption_whole"],
    )


def features_of(rows: Iterable[Usage]) -> list[tuple[str, int]]:
    """Return how often each feature was used, the most used first."""
    added: dict[str, int] = {}
    for row in rows:
        for name, count in row.features.items():
            added[name] = added.get(name, 0) + count
    return sorted(added.items(), key=lambda item: (-item[1], item[0]))


def visible_usage(actor: Actor) -> Any:
    """Return the standing figures that the actor may read, of cases that are not archived."""
    rows: Any = Usage.objects.visible_to(actor).filter(correction=None, case__archived_at=None)
    return rows.select_related("unit", "case")
