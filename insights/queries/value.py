"""What AI costs and brings: actual, plan, and plan up to now, from the monthly sums of the ledger in one query."""

from dataclasses import dataclass, replace

from django.db.models import Sum

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from insights.scope import Scope
from roi import queries as ledger
from roi import rules
from roi.models import LedgerDelta, LedgerMonth
from roi.queries import Account
from roi.workflow import Basis, Grade, Kind

_COLUMNS = ("month", "kind", "basis", "grade")


@dataclass(frozen=True, slots=True)
class Value:
    """Accounts over the months asked for. `due` is the plan up to the present month: what should be there by now."""

    actual: Account
    plan: Account
    due: Account
    gap: Money | None
    """Net benefit up to now less what the plan says for now; None while nothing is planned up to now."""
    so_far: Money
    """Net benefit up to the same month as `due`."""

    @property
    def is_empty(self) -> bool:
        """Whether neither plan nor actual is booked."""
        return self.actual.is_empty and self.plan.is_empty

    @property
    def accounts(self) -> dict[Basis, Account]:
        """Actual and plan by basis, as the charts of the ledger take them."""
        return {Basis.ACTUAL: self.actual, Basis.PLAN: self.plan}


def value(scope: Scope, *, now: Month, by_category: bool = False) -> Value:
    """Return the accounts of a scope; `now` is the present month.

    Without `by_category` the sums are added up over the categories of the ledger in the database: the same figures
    from a tenth of the rows.
    """
    of = scope.ledger
    rows = ledger.sums(of) if by_category else _sums(scope)
    actual = [row for row in rows if row.basis == Basis.ACTUAL]
    plan = [row for row in rows if row.basis == Basis.PLAN]
    until = min(now, scope.last) if scope.last else now
    due = ledger.account_from([row for row in plan if row.month <= until], replace(of, last=until), Basis.PLAN)
    so_far = sum(row.flow for row in actual if row.month <= until and of.covers(row.month))
    net = Money(so_far, of.money)
    return Value(
        actual=ledger.account_from(actual, of, Basis.ACTUAL),
        plan=ledger.account_from(plan, of, Basis.PLAN),
        due=due,
        gap=None if due.is_empty else net - due.totals.net,
        so_far=net,
    )


def _sums(scope: Scope) -> list[rules.Sum]:
    """Folded sums and what is not folded yet, in one statement: a fold in between cannot count anything twice."""
    narrowed = {"currency": scope.ledger.money}
    if scope.category:
        narrowed["case_category"] = scope.category
    folded = LedgerMonth.objects.filter(unit__in=scope.tops, **narrowed)
    waiting = LedgerDelta.objects.filter(scope.q(), **narrowed)
    if scope.last:
        folded = folded.filter(month__lte=scope.last.first_day)
        waiting = waiting.filter(month__lte=scope.last.first_day)
    summed, unfolded = (
        rows.order_by().values(*_COLUMNS).annotate(total=Sum("minor")).values_list(*_COLUMNS, "total")
        for rows in (folded, waiting)
    )
    return [
        rules.Sum(Month.of(month), Kind(kind), "", Basis(basis), Grade(grade), int(minor))
        for month, kind, basis, grade, minor in summed.union(unfolded, all=True)
        if minor
    ]
