"""Reading what finance controls: which months are closed, and what a batch would sign."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from foundation.kernel.errors import Conflict
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit
from roi import queries
from roi.control_models import ClosedMonth, SigningBatch, SigningItem
from roi.models import LedgerEntry, LedgerEntryQuerySet
from roi.sharing_models import DoubleCount
from roi.workflow import Basis, DoubleState, Grade, ItemState, Kind


def closings(paths: Collection[str], months: Collection[Month]) -> dict[tuple[str, Month], ClosedMonth]:
    """Return which of the months are closed on the units at `paths`, with the closing that holds; one query."""
    ids = {unit_id for path in paths for unit_id in queries.ids_of(path)}
    days = {month.first_day for month in months}
    rows = ClosedMonth.objects.standing().filter(unit_id__in=ids, month__in=days).select_related("unit")
    found: dict[tuple[str, Month], ClosedMonth] = {}
    for row in rows:
        for path in paths:
            if row.unit_id in queries.ids_of(path):
                found[(path, row.of)] = row
    return found


def first_open(path: str, month: Month) -> Month:
    """Return the first month from `month` on that is open on the unit at `path`."""
    rows = ClosedMonth.objects.standing().filter(unit_id__in=queries.ids_of(path), month__gte=month.first_day)
    closed: set[date] = set(rows.values_list("month", flat=True))
    while month.first_day in closed:
        month = month.plus(1)
    return month


def require_open(unit: Unit, months: Iterable[Month], *, field: str = "period") -> None:
    """Raise Conflict (at `field`) for the first of the months that is closed, saying where it can be booked."""
    path = unit.path or ""
    found = closings([path], list(months))
    if not found:
        return
    raise closed_month(path, min(found.values(), key=lambda row: row.month), field=field)


def closed_month(path: str, closing: ClosedMonth, *, field: str = "period") -> Conflict:
    """Return the refusal of a booking on the unit at `path` in a closed month, naming the first open one after it."""
    return Conflict(
        _(
            "%(month)s is closed for %(unit)s. Book in %(open)s, the first open month after it, "
            "or ask finance to reopen %(month)s."
        ),
        field=field,
        month=str(closing.of),
        unit=str(closing.unit),
        open=str(first_open(path, closing.of)),
    )


def closing_of(entry: LedgerEntry) -> ClosedMonth | None:
    """Return the closing of the month in which an entry stands; None while the month is open."""
    return next(iter(closings([entry.unit.path or ""], [entry.month]).values()), None)


def signable(unit: Unit, first: Month, last: Month) -> LedgerEntryQuerySet:
    """Return the actual entries of a unit and all below it that finance could sign, the oldest month first.

    Those that somebody sent back wait for an answer, and those in an open batch wait there.
    """
    taken = SigningItem.objects.filter(Q(state=ItemState.WAITING, batch__in=SigningBatch.objects.open()))
    sent_back = SigningItem.objects.sent_back()
    return (
        LedgerEntry.objects.filter(
            unit__path__startswith=unit.path or "",
            basis=Basis.ACTUAL,
            period__gte=first.first_day,
            period__lte=last.first_day,
            reverses=None,
            reversal=None,
        )
        .exclude(grade=Grade.FINANCE_SIGNED)
        .exclude(pk__in=taken.values("entry_id"))
        .exclude(pk__in=sent_back.values("entry_id"))
        .order_by("period", "id")
    )


@dataclass(frozen=True, slots=True)
class GradeRow:
    """How much of one kind stands on a grade in the months of a batch, before signing and after."""

    kind: Kind
    grade: Grade
    before: Money
    after: Money


def before_and_after(batch: SigningBatch) -> list[GradeRow]:
    """Return the amounts of a batch by kind and grade: as they were asserted, and once what waits in it is signed.

    Amounts are in the reporting currency of each entry; currencies are never added, each has its own rows.
    """
    rows = (
        batch.items.order_by()
        .values_list("entry__kind", "entry__grade", "entry__reporting_currency", "state")
        .annotate(total=Sum("entry__reporting_minor"))
    )
    before: dict[tuple[str, str, str], int] = {}
    after: dict[tuple[str, str, str], int] = {}
    for kind, grade, currency, state, total in rows:
        signs = state in (ItemState.WAITING, ItemState.SIGNED)
        to = Grade.FINANCE_SIGNED.value if signs else grade
        before[(kind, grade, currency)] = before.get((kind, grade, currency), 0) + int(total)
        after[(kind, to, currency)] = after.get((kind, to, currency), 0) + int(total)
    kinds, grades = list(Kind), list(Grade)
    keys = sorted({*before, *after}, key=lambda key: (key[2], -kinds.index(Kind(key[0])), -grades.index(Grade(key[1]))))
    return [
        GradeRow(Kind(kind), Grade(grade), Money(before.get(key, 0), currency), Money(after.get(key, 0), currency))
        for key in keys
        for kind, grade, currency in [key]
    ]


def item_counts(batch: SigningBatch) -> dict[ItemState, int]:
    """Return how many entries of a batch stand where; every state is there."""
    rows = batch.items.order_by().values_list("state").annotate(count=Count("id"))
    found = {ItemState(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in ItemState}


def sent_back(entry: LedgerEntry) -> SigningItem | None:
    """Return the refusal to which nobody has answered yet; None when finance did not send the entry back."""
    return entry.signing_items.sent_back().select_related("decided_by", "batch").last()


def doubles_of(entry: LedgerEntry) -> QuerySet[DoubleCount]:
    """Return the pairs in which an entry that counts may be claimed twice, or is; those decided as two are left out."""
    if entry.kind != Kind.RETURN or entry.case_id is None or entry.is_reversal:
        return DoubleCount.objects.none()
    pair = Q(first_case=entry.case_id) | Q(second_case=entry.case_id)
    rows = DoubleCount.objects.filter(
        pair, unit=entry.unit_id, category=entry.category, basis=entry.basis,
        first__lte=entry.period, last__gte=entry.period,
    )  # fmt: skip
    return rows.exclude(state=DoubleState.TWO).select_related("first_case", "second_case")


def is_double() -> Exists:
    """Return whether the entry of an item of a batch may be counted twice, or is; for annotating items."""
    rows = DoubleCount.objects.filter(
        Q(first_case=OuterRef("entry__case")) | Q(second_case=OuterRef("entry__case")),
        unit=OuterRef("entry__unit"),
        category=OuterRef("entry__category"),
        basis=OuterRef("entry__basis"),
        first__lte=OuterRef("entry__period"),
        last__gte=OuterRef("entry__period"),
    )
    return Exists(rows.exclude(state=DoubleState.TWO))


def unsigned_before(unit: Unit, first: Month, last: Month) -> int:
    """Return how many actual entries of a unit and all below it nobody has signed yet in the months given."""
    return signable(unit, first, last).count()
