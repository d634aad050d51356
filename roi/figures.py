"""The five figures of the ledger as a reader sees them: value, unit, what it rests on, why it is undefined."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.kernel.money import Money, compact, full
from foundation.kernel.periods import Month
from foundation.kernel.tones import Tone
from foundation.ui import words
from roi.queries import Account
from roi.workflow import BASES, GRADES, GROUPS, GROUPS_OF, GROUPS_SHORT, Basis, Grade, Kind

KEYS = ("invested", "returned", "net", "roi", "payback")
LABELS: dict[str, str | Promise] = {
    "invested": gettext_lazy("Invested"),
    "returned": gettext_lazy("Returned"),
    "net": gettext_lazy("Net benefit"),
    "roi": gettext_lazy("ROI"),
    "payback": gettext_lazy("Payback"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one basis. `value` is Money or written text, None when undefined; `why` then says so.

    `formula` is the rule in words, `worked` the same with the amounts put in, `assumed` what is taken for granted.
    """

    key: str
    label: str
    value: Money | str | None
    unit: str
    why: str
    note: str
    tone: str
    formula: str
    worked: str
    assumed: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """The value as one text, in full; an en dash when undefined."""
        written = full(self.value) if isinstance(self.value, Money) else self.value or words.DASH
        return f"{written} {self.unit}".strip()


def figures(account: Account, *, other: Account | None = None) -> dict[str, Figure]:
    """Return the figures of an account by key; `other` (plan beside actual) is named in the notes, never added."""
    return {key: figure(key, account, other=other) for key in KEYS}


def figure(key: str, account: Account, *, other: Account | None = None) -> Figure:
    """Return one figure of an account; raises KeyError for a key that is none of `KEYS`."""
    made = {"invested": _invested, "returned": _returned, "net": _net, "roi": _roi, "payback": _payback}[key](account)
    note = made["note"]
    if other is not None and not other.is_empty:
        compared = figure(key, other)
        value = compact(compared.value) if isinstance(compared.value, Money) else compared.text
        against = _("%(basis)s: %(value)s") % {"basis": _(BASES[other.basis]), "value": value}
        note = f"{against} · {note}" if note else against
    return Figure(key=key, label=str(LABELS[key]), **{**made, "note": note})


def _made(value: Any, *, formula: str, worked: str, **more: str) -> dict[str, Any]:
    return {"value": value, "unit": "", "why": "", "note": "", "tone": "", "formula": formula, "worked": worked} | more


def _invested(account: Account) -> dict[str, Any]:
    return _made(
        account.totals.investment,
        formula=_("All investments booked in the months asked for, less what was reversed."),
        worked=_sum_of(account.by_category(Kind.INVESTMENT).values(), account.totals.investment),
    )


def _returned(account: Account) -> dict[str, Any]:
    return _made(
        account.totals.returns,
        formula=_("All returns booked in the months asked for, less what was reversed."),
        worked=_sum_of(account.by_category(Kind.RETURN).values(), account.totals.returns),
        note=" · ".join(part for part in (signed_share(account), mixture(account)) if part),
        assumed=_("Hard, soft and avoided amounts count alike here; the page shows them beside each other.")
        if mixture(account)
        else "",
    )


def _net(account: Account) -> dict[str, Any]:
    totals = account.totals
    return _made(
        totals.net,
        formula=_("Returned less invested."),
        worked=f"{full(totals.returns)} − {full(totals.investment)} = {full(totals.net)}",
        tone=Tone.BAD.value if totals.net.minor < 0 else "",
        note=_("more invested than returned") if totals.net.minor < 0 else "",
    )


def _roi(account: Account) -> dict[str, Any]:
    totals = account.totals
    formula = _("Net benefit divided by invested.")
    if totals.roi is None:
        return _made(None, formula=formula, worked=_(totals.roi_reason), why=_(totals.roi_reason))
    written = words.percent(totals.roi)
    return _made(written, formula=formula, worked=f"{full(totals.net)} ÷ {full(totals.investment)} = {written}")


def _payback(account: Account) -> dict[str, Any]:
    payback = account.payback
    formula = _("The months from the first entry until cumulative cash is back at zero.")
    assumed = _(
        "The month of the first entry is month 0 and all money of a month counts in that month; inside the month in "
        "which zero is passed, cash is taken to come evenly. Months before the range asked for count too. Nothing is "
        "discounted."
    )
    if payback.months is None:
        return _made(None, formula=formula, worked=_(payback.reason), why=_(payback.reason), assumed=assumed)
    reached = words.month(payback.reached)
    worked = _("Cumulative cash is back at zero in %(month)s, %(count)s months after the first entry.") % {
        "month": reached,
        "count": months_text(payback.months),
    }
    more = {"note": _("reached in %(month)s") % {"month": reached}}
    if payback.falls_again:
        more = {
            "tone": Tone.WARN.value,
            "note": _("first reached in %(month)s, but cash falls below zero again later") % {"month": reached},
        }
    return _made(months_text(payback.months), formula=formula, worked=worked, assumed=assumed, unit=_("months"), **more)


def months_text(months: Decimal) -> str:
    """Write a number of months with one decimal where it has one: "5", "4.2"."""
    return words.number(round(months, 1))


def exact(value: Decimal | None) -> str | None:
    """Write a share or a number of months for programs: up to six decimals, without trailing zeros."""
    return None if value is None else format(round(value, 6).normalize(), "f")


def _sum_of(parts: Iterable[Money], total: Money) -> str:
    amounts = [full(part) for part in parts if part.minor]
    return f"{' + '.join(amounts)} = {full(total)}" if len(amounts) > 1 else full(total)


def signed_share(account: Account) -> str:
    """Say how much of the returns finance has signed; empty when there are none."""
    if account.totals.returns.minor <= 0:
        return ""
    signed = account.by_grade(Kind.RETURN).get(Grade.FINANCE_SIGNED)
    share = Decimal(signed.minor if signed else 0) / account.totals.returns.minor
    return _("%(share)s signed by finance") % {"share": words.percent(share)}


def mixture(account: Account) -> str:
    """Say what kinds of benefit the returns add up; empty for one kind alone."""
    found = {group: amount for group, amount in account.by_group(Kind.RETURN).items() if amount.minor}
    if len(found) < 2:
        return ""
    return ", ".join(f"{_(GROUPS_SHORT[group])} {compact(amount)}" for group, amount in found.items())


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much of the investments and returns stands on one grade of evidence."""

    grade: Grade
    label: str
    investment: Money
    returns: Money


def evidence(account: Account) -> list[Evidence]:
    """Return the amounts by grade, best first; grades with nothing on them are left out."""
    spent, gained = account.by_grade(Kind.INVESTMENT), account.by_grade(Kind.RETURN)
    nothing = Money(0, account.scope.money)
    rows = [
        Evidence(grade, _(GRADES[grade]), spent.get(grade, nothing), gained.get(grade, nothing))
        for grade in reversed(Grade)
    ]
    return [row for row in rows if row.investment.minor or row.returns.minor]


@dataclass(frozen=True, slots=True)
class Grouped:
    """What one group of categories comes to, actual and plan beside each other; groups are never added."""

    label: str
    actual: Money
    plan: Money
    url: str


def groups(accounts: Mapping[Basis, Account], ledger: Callable[..., str]) -> list[Grouped]:
    """Return the returns by what kind of benefit they are: hard, soft, avoided and reduced risk each apart."""
    found = {basis: account.by_group(Kind.RETURN) for basis, account in accounts.items()}
    nothing = Money(0, accounts[Basis.ACTUAL].scope.money)
    return [
        Grouped(
            _(GROUPS[group]),
            found[Basis.ACTUAL].get(group, nothing),
            found[Basis.PLAN].get(group, nothing),
            ledger(group=group.value, kind=Kind.RETURN.value),
        )
        for group in GROUPS_OF[Kind.RETURN]
        if any(group in amounts for amounts in found.values())
    ]


def headline(account: Account) -> str:
    """Say in one sentence what the ledger shows; a plain noun when nothing stands out."""
    totals, payback = account.totals, account.payback
    if account.is_empty:
        return _("Value")
    if totals.roi is None:
        return _("%(returns)s returned, and no investment booked") % {"returns": compact(totals.returns)}
    said = {
        "invested": compact(totals.investment),
        "returned": compact(totals.returns),
        "roi": words.percent(totals.roi),
    }
    if payback.months is not None:
        said["months"] = months_text(payback.months)
        return _("%(invested)s brought %(returned)s: ROI %(roi)s, paid back after %(months)s months") % said
    if totals.returns.minor == 0:
        return _("%(invested)s invested, nothing returned yet") % said
    return _("%(invested)s brought %(returned)s so far: not yet paid back") % said


def range_text(first: Month | None, last: Month | None) -> str:
    """Say which months figures cover."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": words.month(first), "last": words.month(last)}
    if first:
        return _("from %(first)s on") % {"first": words.month(first)}
    if last:
        return _("up to %(last)s") % {"last": words.month(last)}
    return _("all months")
