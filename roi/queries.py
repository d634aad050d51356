"""Reading the ledger: sums from the summary (with what is not folded yet), or from the records as of a moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, roots
from roi import rules
from roi.category_models import category_of, in_order
from roi.models import ExchangeRate, LedgerDelta, LedgerEntry, LedgerMonth
from roi.rules import CashPoint, Payback, Totals
from roi.workflow import GROUPS_OF, Basis, Grade, Group, Kind
from usecases.models import UseCase

_SUMMED = ("month", "kind", "category", "basis", "grade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a figure covers. `paths` are unit paths of which none lies below another; each counts with all below it.

    `first` and `last` limit the months (both included), `case_category` the category of the use case ("" for all),
    `grade` the evidence (None for every grade), `as_of` shows what was recorded by then (read from the records, not the
    summary).
    """

    paths: tuple[str, ...]
    first: Month | None = None
    last: Month | None = None
    case_category: str = ""
    grade: Grade | None = None
    as_of: datetime | None = None
    currency: str = ""

    @property
    def money(self) -> str:
        """The currency of the sums."""
        return self.currency or settings.REPORTING_CURRENCY

    def covers(self, month: Month) -> bool:
        """Say whether a month lies in the range of the figures."""
        return (self.first is None or month >= self.first) and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Account:
    """All figures of one basis: totals in the months asked for, cash from the first entry on.

    Cumulative cash and payback always begin with the first entry, since an investment does not vanish by looking at a
    later period; `points` holds only the months asked for.
    """

    basis: Basis
    scope: Scope
    sums: tuple[rules.Sum, ...]
    totals: Totals
    points: tuple[CashPoint, ...]
    payback: Payback
    payback_point: CashPoint | None
    span: int

    @property
    def is_empty(self) -> bool:
        return not self.sums

    def by_category(self, kind: Kind) -> dict[str, Money]:
        """Amounts of one kind by category, in the months asked for, in the order of the categories."""
        found = rules.amounts((row for row in self.sums if row.kind == kind), lambda row: row.category)
        return {key: Money(found[key], self.scope.money) for key in in_order(found)}

    def by_group(self, kind: Kind) -> dict[Group, Money]:
        """Amounts of one kind by what kind of benefit or cost they are, in the months asked for; never one sum."""
        found: dict[Group, int] = {}
        for key, amount in self.by_category(kind).items():
            if category := category_of(key):
                found[category.group] = found.get(category.group, 0) + amount.minor
        return {group: Money(found[group], self.scope.money) for group in GROUPS_OF[kind] if group in found}

    def by_grade(self, kind: Kind) -> dict[Grade, Money]:
        """Amounts of one kind by how well they are evidenced, in the months asked for."""
        found = rules.amounts((row for row in self.sums if row.kind == kind), lambda row: row.grade)
        return {grade: Money(found[grade], self.scope.money) for grade in Grade if grade in found}


def scope_for(
    actor: Actor,
    *,
    unit_path: str = "",
    first: Month | None = None,
    last: Month | None = None,
    case_category: str = "",
    grade: Grade | None = None,
    as_of: datetime | None = None,
) -> Scope:
    """Return the scope of what the actor may read, narrowed to a unit with all below it ("" for everything readable).

    A unit that the actor may not read gives a scope without units, whose figures are zero.
    """
    return Scope(
        paths=readable_paths(actor, unit_path),
        first=first,
        last=last,
        case_category=case_category,
        grade=grade,
        as_of=as_of,
    )


def readable_paths(actor: Actor, unit_path: str = "") -> tuple[str, ...]:
    """Return the topmost unit paths that the actor may read, at or below `unit_path` ("" for anywhere)."""
    access = access_of(actor)
    if access.everything:
        return (unit_path,) if unit_path else tuple(path for path in roots().values_list("path", flat=True) if path)
    held = access.paths.get(Permission.READ, ())
    if not unit_path:
        return tuple(held)
    if any(unit_path.startswith(path) for path in held):
        return (unit_path,)
    return tuple(path for path in held if path.startswith(unit_path))


def sums(scope: Scope, *, basis: Basis | None = None) -> list[rules.Sum]:
    """Return the sums of a scope with all months up to its last, in one query.

    Without `basis` both come, each row saying which it is; the rules refuse to add them.
    """
    if not scope.paths:
        return []
    rows = _recorded(scope, basis) if scope.as_of else _summarized(scope, basis)
    return [
        rules.Sum(Month.of(month), Kind(kind), category, Basis(of), Grade(grade), int(minor))
        for month, kind, category, of, grade, minor in rows
        if minor
    ]


def _limits(scope: Scope, basis: Basis | None, *, month: str, case_category: str, currency: str) -> Q:
    condition = Q(**{currency: scope.money})
    if basis is not None:
        condition &= Q(basis=basis)
    if scope.case_category:
        condition &= Q(**{case_category: scope.case_category})
    if scope.grade is not None:
        condition &= Q(grade=scope.grade)
    if scope.last is not None:
        condition &= Q(**{f"{month}__lte": scope.last.first_day})
    return condition


def _below(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(unit__path__startswith=path)
    return condition


def _summarized(scope: Scope, basis: Basis | None) -> Iterable[tuple[Any, ...]]:
    """Folded sums and what is not folded yet, in one statement: a fold in between cannot count anything twice."""
    limits = _limits(scope, basis, month="month", case_category="case_category", currency="currency")
    folded = LedgerMonth.objects.filter(limits, unit__path__in=scope.paths)
    unfolded = LedgerDelta.objects.filter(limits & _below(scope.paths))
    return (
        folded.order_by()
        .values(*_SUMMED)
        .annotate(total=Sum("minor"))
        .values_list(*_SUMMED, "total")
        .union(
            unfolded.order_by().values(*_SUMMED).annotate(total=Sum("minor")).values_list(*_SUMMED, "total"), all=True
        )
    )


def _recorded(scope: Scope, basis: Basis | None) -> Iterable[tuple[Any, ...]]:
    filed = "case__ledger_filing__category"
    limits = _limits(scope, basis, month="period", case_category=filed, currency="reporting_currency")
    columns = ("period", "kind", "category", "basis", "grade")
    return (
        LedgerEntry.objects.filter(limits & _below(scope.paths), recorded_at__lte=scope.as_of)
        .order_by()
        .values(*columns)
        .annotate(total=Sum("reporting_minor"))
        .values_list(*columns, "total")
    )


def account(scope: Scope, basis: Basis) -> Account:
    """Return the figures of one basis, in one query."""
    return account_from(sums(scope, basis=basis), scope, basis)


def accounts(scope: Scope) -> dict[Basis, Account]:
    """Return the figures of actual and plan beside each other, in one query."""
    rows = sums(scope)
    return {basis: account_from([row for row in rows if row.basis == basis], scope, basis) for basis in Basis}


def account_from(rows: list[rules.Sum], scope: Scope, basis: Basis) -> Account:
    """Work out the figures from sums that were read already."""
    inside = tuple(row for row in rows if scope.covers(row.month))
    points = rules.cash(rows)
    whole = rules.totals(rows, scope.money)
    payback = rules.payback(points, invested=whole.investment.minor)
    paid = next((point for point in points if point.month == payback.reached), None)
    return Account(
        basis=basis,
        scope=scope,
        sums=inside,
        totals=rules.totals(inside, scope.money),
        points=tuple(point for point in points if scope.covers(point.month)),
        payback=payback,
        payback_point=paid,
        span=len(points),
    )


def totals(scope: Scope, basis: Basis) -> Totals:
    """Return investment, returns, net and ROI of a scope."""
    return account(scope, basis).totals


def case_sums(case: UseCase, *, basis: Basis | None = None, as_of: datetime | None = None) -> list[rules.Sum]:
    """Return the sums of one case, from its entries, in one query."""
    entries = LedgerEntry.objects.filter(case=case, reporting_currency=settings.REPORTING_CURRENCY)
    if basis is not None:
        entries = entries.filter(basis=basis)
    if as_of is not None:
        entries = entries.filter(recorded_at__lte=as_of)
    columns = ("period", "kind", "category", "basis", "grade")
    rows = entries.order_by().values(*columns).annotate(total=Sum("reporting_minor")).values_list(*columns, "total")
    return [
        rules.Sum(Month.of(month), Kind(kind), category, Basis(of), Grade(grade), int(minor))
        for month, kind, category, of, grade, minor in rows
        if minor
    ]


def case_accounts(case: UseCase, *, as_of: datetime | None = None) -> dict[Basis, Account]:
    """Return the figures of one case, actual and plan beside each other."""
    rows, scope = case_sums(case, as_of=as_of), Scope(paths=(), as_of=as_of)
    return {basis: account_from([row for row in rows if row.basis == basis], scope, basis) for basis in Basis}


def case_totals(case: UseCase, basis: Basis, *, as_of: datetime | None = None) -> Totals:
    """Return investment, returns, net and ROI of one case."""
    return rules.totals(case_sums(case, basis=basis, as_of=as_of), settings.REPORTING_CURRENCY)


def case_entry_uids(case: UseCase, basis: Basis) -> list[str]:
    """Return the uids of the entries behind the figures of a case, oldest first."""
    rows = LedgerEntry.objects.filter(case=case, basis=basis).order_by("id").values_list("uid", flat=True)
    return [str(uid) for uid in rows]


def totals_of_cases(case_ids: Iterable[int], basis: Basis) -> dict[int, Totals]:
    """Return the totals of several cases by case id, in one query; cases without entries are left out."""
    currency = settings.REPORTING_CURRENCY
    rows = (
        LedgerEntry.objects.filter(case_id__in=list(case_ids), basis=basis, reporting_currency=currency)
        .order_by()
        .values_list("case_id", "kind")
        .annotate(total=Sum("reporting_minor"))
    )
    found: dict[int, dict[str, int]] = {}
    for case_id, kind, total in rows:
        found.setdefault(case_id, {})[kind] = int(total)
    return {
        case_id: Totals(Money(of.get(Kind.INVESTMENT, 0), currency), Money(of.get(Kind.RETURN, 0), currency))
        for case_id, of in found.items()
    }


def rate_for(currency: str, day: date) -> ExchangeRate | None:
    """Return the newest rate into the reporting currency that is dated on or before `day`."""
    return (
        ExchangeRate.objects.filter(currency=currency, into=settings.REPORTING_CURRENCY, on__lte=day)
        .order_by("-on")
        .first()
    )


def case_categories(actor: Actor) -> list[str]:
    """Return the categories of the use cases that the actor may read, by name."""
    cases = UseCase.objects.visible_to(actor).active().exclude(category="")
    return list(cases.order_by("category").values_list("category", flat=True).distinct())


def readable_unit(actor: Actor, uid: UUID) -> Unit:
    """Return a unit that the actor may read. Raises Invalid (at `unit`) when there is none with this uid."""
    unit = access_of(actor).units(Permission.READ).filter(uid=uid).first()
    if unit is None:
        raise Invalid(_("There is no unit with this uid that you may see."), field="unit")
    return unit


def as_of_now(scope: Scope) -> datetime:
    """Return the moment for which the figures of a scope hold: pages add what is not folded yet."""
    return scope.as_of or timezone.now()


@dataclass(frozen=True, slots=True)
class Difference:
    """A monthly sum that is not what the records say (in minor units)."""

    key: tuple[Any, ...]
    recorded: int
    summarized: int

    def __str__(self) -> str:
        named = ", ".join(f"{name} {value}" for name, value in zip(LedgerMonth.DIMENSIONS, self.key, strict=True))
        return f"{named}: records {self.recorded}, summary {self.summarized}"


def recorded_and_summarized() -> tuple[dict[tuple[Any, ...], int], dict[tuple[Any, ...], int]]:
    """Return (what should be folded, what is folded), both by `LedgerMonth.DIMENSIONS`.

    What should be folded are the entries less the deltas that wait, for each unit and all above it. Read in one
    statement, so bookings and folds that go on meanwhile cannot show as differences.
    """
    deltas = ("unit__path", "month", "kind", "category", "basis", "grade", "case_category", "currency")
    entries = ("unit__path", "period", "kind", "category", "basis", "grade", "filed", "reporting_currency")
    rows = (
        LedgerEntry.objects.order_by()
        .annotate(filed=Coalesce("case__ledger_filing__category", Value("")), of=Value("entry"))
        .values("of", *entries)
        .annotate(total=Sum("reporting_minor"))
        .values_list("of", *entries, "total")
        .union(
            LedgerDelta.objects.order_by()
            .annotate(of=Value("delta"))
            .values("of", *deltas)
            .annotate(total=Sum("minor"))
            .values_list("of", *deltas, "total"),
            LedgerMonth.objects.order_by()
            .annotate(of=Value("month"))
            .values("of", *deltas)
            .annotate(total=Sum("minor"))
            .values_list("of", *deltas, "total"),
            all=True,
        )
    )
    recorded: dict[tuple[Any, ...], int] = defaultdict(int)
    summarized: dict[tuple[Any, ...], int] = {}
    for of, path, *rest, total in rows:
        ids = ids_of(path)
        if of == "month":
            summarized[(ids[-1], *rest)] = int(total)
            continue
        for unit_id in ids:
            recorded[(unit_id, *rest)] += int(total) if of == "entry" else -int(total)
    return dict(recorded), summarized


def ids_of(path: str) -> list[int]:
    """Return the unit ids of a path, from the root down."""
    return [int(part) for part in path.split("/") if part]


def check_summaries() -> list[Difference]:
    """Compare the monthly sums with the records; an empty list when all agree."""
    recorded, summarized = recorded_and_summarized()
    return [
        Difference(key, recorded.get(key, 0), summarized.get(key, 0))
        for key in sorted(recorded.keys() | summarized.keys(), key=str)
        if recorded.get(key, 0) != summarized.get(key, 0)
    ]
