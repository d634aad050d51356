"""Booking many rows at once, each by its key: those that are wrong are refused by name, the rest is booked."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.kernel.canonical import digest
from foundation.kernel.errors import Conflict, Denied, DomainError, Invalid
from foundation.kernel.money import Money, convert
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi import control_queries, policies, rules
from roi.category_models import categories
from roi.models import KEY_LENGTH, MEMO_LENGTH, LedgerEntry
from roi.rate_queries import Rates
from roi.services import doubles, periods, sums
from roi.services.booking import LARGEST_BOOKING, check_amount
from roi.services.rates import person
from roi.workflow import BASES, GRADES, Basis, Category, Grade
from usecases.models import UseCase, key_of

MOST_ROWS = 1000
"""Rows of one call of `book_rows`."""
FIELDS = ("unit", "case", "category", "period", "amount", "currency", "basis", "grade", "memo", "key")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: "created", "unchanged" or "refused"; of a refused one the sentence and the field."""

    number: int
    state: str
    key: str = ""
    uid: str = ""
    message: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""
    more: tuple["Outcome", ...] = ()
    """Further faults of the same row, each at its own field."""

    @property
    def said(self) -> str:
        """The sentence with its values."""
        return self.message % self.params if self.params else self.message


class Places:
    """Where somebody may book, and what rows can name: read once for many rows."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.categories: dict[str, Category] = dict(categories())
        self._by_label = {row.label.casefold(): row for row in self.categories.values()}
        self.rates = Rates()
        self.seen: Counter[str] = Counter()
        self.keys: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self._units: dict[str, Unit | None] = {}
        for unit in access_of(by).units(Permission.LEDGER_BOOK):
            for name in {str(unit.uid), unit.code.casefold(), unit.name.casefold()} - {""}:
                self._units[name] = None if name in self._units else unit
        self._grades = _words(GRADES)
        self._bases = _words(BASES)

    def unit(self, text: str) -> Unit:
        """The unit that a row names by code, name or uid. Raises Invalid at `unit`."""
        found = self._units.get(text.strip().casefold(), False)
        if found is None:
            raise Invalid(_("Several units are called “%(unit)s”. Give the code."), field="unit", unit=text[:80])
        if found is False:
            raise Invalid(_("There is no unit “%(unit)s” on which you may book."), field="unit", unit=text[:80])
        return found  # type: ignore[return-value]

    def category(self, text: str) -> Category:
        """The category that a row names by key or name. Raises Invalid at `category`."""
        found = self.categories.get(text.strip().casefold()) or self._by_label.get(text.strip().casefold())
        if found is None:
            raise Invalid(_("There is no category “%(category)s”."), field="category", category=text[:80])
        if found.is_retired:
            raise Invalid(
                _("The category “%(category)s” is retired. Choose another."), field="category", category=found.label
            )
        return found

    def grade(self, text: str) -> Grade:
        """The grade that a row names; asserted for none. Raises Invalid at `grade`."""
        found = self._grades.get(text.strip().casefold(), None if text.strip() else Grade.ASSERTED)
        if found is None:
            raise Invalid(_("“%(grade)s” is no grade of evidence."), field="grade", grade=text[:80])
        return Grade(found)

    def basis(self, text: str) -> Basis:
        """Plan or actual; actual for none. Raises Invalid at `basis`."""
        found = self._bases.get(text.strip().casefold(), None if text.strip() else Basis.ACTUAL)
        if found is None:
            raise Invalid(_("“%(basis)s” is neither plan nor actual."), field="basis", basis=text[:80])
        return Basis(found)


def _words(labels: Mapping[Any, str]) -> dict[str, Any]:
    return {word.casefold(): value for value, label in labels.items() for word in (value.value, label)}


def book_rows(
    rows: Sequence[tuple[int, Mapping[str, str]]],
    *,
    by: Actor,
    places: Places | None = None,
    subject: Any = None,
    dry: bool = False,
    watching: bool = True,
) -> list[Outcome]:
    """Book up to 1,000 numbered rows of text in one transaction, and say what became of each.

    A row has the names of `FIELDS`. Its key makes it idempotent: with a key used before for the same content nothing is
    booked, for other content the row is refused. A row without key gets one from its content, the same row standing
    twice being two. With `dry` nothing is written. `places` is kept over the calls of one file, `subject` is the record
    in whose trail the booking stands.
    """
    places = places or Places(by)
    with transaction.atomic():
        return _book(rows, by, places, subject, dry, watching)


def _book(
    rows: Sequence[tuple[int, Mapping[str, str]]], by: Actor, places: Places, subject: Any, dry: bool, watching: bool
) -> list[Outcome]:
    if len(rows) > MOST_ROWS:
        raise Invalid(_("Send at most %(most)s rows at once."), field="rows", most=MOST_ROWS)
    cases = _cases(row for _number, row in rows)
    outcomes: dict[int, Outcome] = {}
    made: list[tuple[int, LedgerEntry]] = []
    for place, (number, row) in enumerate(rows):
        try:
            made.append((place, _entry(row, by, places, cases)))
        except DomainError as refusal:
            outcomes[place] = _refused(number, row, refusal, _faults(row, by, places, cases))
    if not dry:
        periods.hold_open({entry.unit_id for _place, entry in made})
    paths = {entry.unit.path or "" for _place, entry in made}
    closed = control_queries.closings(paths, {entry.month for _place, entry in made})
    stored = dict(
        LedgerEntry.objects.filter(key__in=[entry.key for _place, entry in made]).values_list("key", "key_digest")
    )
    uids = {} if not stored else dict(LedgerEntry.objects.filter(key__in=list(stored)).values_list("key", "uid"))
    booked: list[LedgerEntry] = []
    refusals: dict[tuple[str, Month], Conflict] = {}
    for place, entry in made:
        number, key = rows[place][0], entry.key or ""
        before = stored.get(key) or places.keys.get(key)
        if before is not None and before == entry.key_digest:
            places.rows.setdefault(key, number)
            outcomes[place] = Outcome(number, "unchanged", key, str(uids.get(key, "")))
        elif before is not None:
            outcomes[place] = _refused(number, rows[place][1], _taken(key, places.rows.get(key)))
        elif (where := (entry.unit.path or "", entry.month)) in closed:
            if where not in refusals:
                refusals[where] = control_queries.closed_month(where[0], closed[where])
            outcomes[place] = _refused(number, rows[place][1], refusals[where])
        else:
            places.keys[key], places.rows[key] = entry.key_digest, number
            outcomes[place] = Outcome(number, "created", key, str(entry.uid))
            booked.append(entry)
    if booked and not dry:
        LedgerEntry.objects.bulk_create(booked, batch_size=200)
        sums.post_many(booked)
        if watching:
            doubles.watch(booked)
        told = [{"uid": entry.uid, "key": entry.key, "amount": entry.booked, "month": entry.month} for entry in booked]
        audit.record_bulk("roi.entries.imported", subject or booked[0].unit, by=by, rows=told)
    if not dry:
        places.keys.clear()  # the database knows them from here on
    return [outcomes[place] for place in range(len(rows))]


def _refused(number: int, row: Mapping[str, str], refusal: DomainError, faults: Iterable[DomainError] = ()) -> Outcome:
    """The outcome of a refused row; of further faults the first at each field."""
    others = {fault.field: fault for fault in reversed(list(faults)) if fault.field != refusal.field}
    return Outcome(
        number, "refused", row.get("key", "").strip()[:KEY_LENGTH], message=refusal.template, params=refusal.params,
        field=refusal.field, more=tuple(_refused(number, row, others[name]) for name in FIELDS if name in others),
    )  # fmt: skip


def _taken(key: str, row: int | None) -> Conflict:
    """The refusal of a key that stands for other content: in an earlier row of the file, or in the ledger."""
    if row is not None:
        return Conflict(
            _("The key “%(key)s” is already in row %(row)s, for another booking."), field="key", key=key, row=row
        )
    return Conflict(_("The key “%(key)s” was used for another booking."), field="key", key=key)


def _cases(rows: Iterable[Mapping[str, str]]) -> dict[int, UseCase]:
    """Lock the use cases that rows name, in the order of their keys."""
    found = {key_of(row.get("case", "").strip()) for row in rows if row.get("case", "").strip()}
    ids = [pk for pk in found if pk is not None and pk < 2**63]
    held = UseCase.objects.select_for_update(of=("self",)).select_related("unit").filter(pk__in=ids).order_by("pk")
    return {case.pk: case for case in held}


def _entry(row: Mapping[str, str], by: Actor, places: Places, cases: Mapping[int, UseCase]) -> LedgerEntry:
    """Make the entry of a row, not yet written. Raises DomainError at the field that is wrong."""
    for name in FIELDS:
        if "\x00" in row.get(name, ""):
            raise Invalid(_("This holds a character that cannot be stored."), field=name)
    unit, case = _subject(row, by, places, cases)
    category, basis = places.category(row.get("category", "")), places.basis(row.get("basis", ""))
    grade, period = _grade(row, places), _period(row)
    if basis == Basis.ACTUAL and period > Month.of(timezone.localdate()):
        raise Invalid(_("%(month)s has not begun. Book it as plan."), field="period", month=str(period))
    amount, memo, key = _amount(row), _memo(row), _key(row)
    reporting, rate, rate_on = _reported(amount, period, places)
    content = digest(
        {
            "unit": unit.uid, "case": case and case.uid, "category": category.key, "basis": basis, "grade": grade,
            "memo": memo, "month": period, "amount": amount,
        }
    )  # fmt: skip
    if not key:
        places.seen[content] += 1
        key = f"row:{content[:60]}:{places.seen[content]}"
    return LedgerEntry(
        unit=unit, case=case, kind=category.kind, category=category.key, period=period.first_day,
        effective_at=period.first_day, amount_minor=amount.minor, amount_currency=amount.currency,
        reporting_minor=reporting.minor, reporting_currency=reporting.currency, rate=rate, rate_on=rate_on,
        basis=basis, grade=grade, memo=memo, asserted_by=person(by), key=key, key_digest=content,
    )  # fmt: skip


def _faults(row: Mapping[str, str], by: Actor, places: Places, cases: Mapping[int, UseCase]) -> Iterator[DomainError]:
    """Yield what is wrong with each field of a row that can be read without the others."""
    reads: tuple[Callable[[], object], ...] = (
        lambda: _subject(row, by, places, cases), lambda: places.category(row.get("category", "")),
        lambda: _period(row), lambda: _amount(row), lambda: places.basis(row.get("basis", "")),
        lambda: _grade(row, places), lambda: _memo(row), lambda: _key(row),
    )  # fmt: skip
    for read in reads:
        try:
            read()
        except DomainError as fault:
            yield fault


def _subject(
    row: Mapping[str, str], by: Actor, places: Places, cases: Mapping[int, UseCase]
) -> tuple[Unit, UseCase | None]:
    case = _case(row.get("case", ""), cases, by)
    unit = case.unit if case else places.unit(row.get("unit", ""))
    if case and row.get("unit", "").strip() and places.unit(row["unit"]).pk != case.unit_id:
        raise Invalid(_("The use case belongs to another unit. Leave the unit out."), field="unit")
    try:
        policies.check_book(by, case or unit)
    except DomainError as refusal:
        refusal.field = refusal.field or ("case" if case else "unit")
        raise
    return unit, case


def _grade(row: Mapping[str, str], places: Places) -> Grade:
    grade = places.grade(row.get("grade", ""))
    if grade == Grade.FINANCE_SIGNED:
        raise Denied(
            _("Nobody signs what they book: book it with its evidence, and a colleague signs it."), field="grade"
        )
    return grade


def _period(row: Mapping[str, str]) -> Month:
    period = Month.parse(row.get("period", "").strip()[:7])
    rules.require_month(period)
    return period


def _amount(row: Mapping[str, str]) -> Money:
    currency = row.get("currency", "").strip().upper() or settings.REPORTING_CURRENCY
    amount = Money.of(row.get("amount", "").strip(), currency)
    check_amount(amount)
    return amount


def _memo(row: Mapping[str, str]) -> str:
    memo = row.get("memo", "").strip()
    if len(memo) > MEMO_LENGTH:
        raise Invalid(_("The memo is longer than %(most)s characters."), field="memo", most=MEMO_LENGTH)
    return memo


def _key(row: Mapping[str, str]) -> str:
    key = row.get("key", "").strip()
    if len(key) > KEY_LENGTH:
        raise Invalid(_("The key is longer than %(most)s characters."), field="key", most=KEY_LENGTH)
    return key


def _case(text: str, cases: Mapping[int, UseCase], by: Actor) -> UseCase | None:
    if not text.strip():
        return None
    case = cases.get(key_of(text.strip()) or 0)
    if case is None or not access_of(by).allows(Permission.READ, case.unit.path):
        raise Invalid(_("There is no use case “%(case)s” that you may see."), field="case", case=text[:30])
    return case


def _reported(amount: Money, period: Month, places: Places) -> tuple[Money, str, Any]:
    into = settings.REPORTING_CURRENCY
    if amount.currency == into:
        return amount, "1", None
    rate = places.rates.on(amount.currency, period.last_day)
    if rate is None:
        raise Invalid(
            _("There is no rate from %(currency)s to %(into)s for %(month)s. Finance adds rates under Ledger › Rates."),
            field="currency", currency=amount.currency, into=into, month=str(period),
        )  # fmt: skip
    converted = convert(amount, rate.value, into)
    if converted.minor > LARGEST_BOOKING:
        raise Invalid(_("The amount is larger than one entry can hold."), field="amount")
    return converted, rate.rate, rate.on
