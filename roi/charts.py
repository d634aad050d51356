"""What the charts of the ledger say; drawn on the page, on the dashboard and in the report."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from foundation.charts.specs import Axis, Bars, Lines, LineSeries, Reference, Series
from foundation.charts.units import money as money_unit
from foundation.kernel.money import Money, compact, exponent
from foundation.kernel.periods import Month, months
from foundation.ui import words
from roi import figures
from roi.category_models import label_of
from roi.queries import Account
from roi.rules import CashPoint
from roi.workflow import BASES, Basis, Kind

Link = Callable[..., str]
"""Gives the address of the records behind a mark: link(basis=…, month=…) or link(basis=…, category=…)."""


def _no_link(**_of: object) -> str:
    return ""


def _major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


def cumulative_cash(accounts: Mapping[Basis, Account], *, link: Link = _no_link, today: date | None = None) -> Lines:
    """Cumulative cash by month, actual in front of plan, with the payback marked on the month that reaches it.

    Values are in major units of the reporting currency. `today` draws the line between what was and what is planned.
    """
    drawn = [(basis, accounts[basis]) for basis in Basis if basis in accounts and accounts[basis].points]
    subject = _leading(accounts)
    currency = next(iter(accounts.values())).scope.money
    edges = [point.month for _basis, account in drawn for point in (account.points[0], account.points[-1])]
    span = list(months(min(edges), max(edges))) if edges else []
    return Lines(
        title=cash_title(accounts),
        subtitle=_("Returns less investments, added up from the first entry on; %(currency)s, by month")
        % {"currency": currency},
        empty="" if drawn else _("Book an investment or a return, and this chart shows when the money is back."),
        x=[month.first_day for month in span],
        series=[_cash_line(basis, account, span, link) for basis, account in drawn],
        x_axis=Axis(label=_("Month")),
        y_axis=Axis(label=_("Cumulative cash"), unit=money_unit(currency)),
        references=[*_payback_marks(subject), *_today_mark(span, today)],
    )


def _cash_line(basis: Basis, account: Account, span: list[Month], link: Link) -> LineSeries:
    known = {point.month: point for point in account.points}
    points = [known.get(month) for month in span]
    actual = basis == Basis.ACTUAL
    return LineSeries(
        name=_(BASES[basis]),
        values=[_major(point.cumulative, account.scope.money) if point else None for point in points],
        tone="accent" if actual else "neutral",
        dash="solid" if actual else "dash",
        area=actual,
        hrefs=[link(basis=basis, month=month) for month in span],
        hovers=[_cash_hover(basis, known.get(month), account) for month in span],
    )


def _cash_hover(basis: Basis, point: CashPoint | None, account: Account) -> str:
    if point is None:
        return ""
    return _("%(basis)s, %(month)s: %(cumulative)s (%(net)s in the month)") % {
        "basis": _(BASES[basis]),
        "month": words.month(point.month),
        "cumulative": compact(Money(point.cumulative, account.scope.money)),
        "net": compact(Money(point.net, account.scope.money)),
    }


def _payback_marks(account: Account | None) -> list[Reference]:
    if account is None or account.payback.months is None or account.payback_point is None:
        return []
    month = account.payback_point.month
    if not any(point.month == month for point in account.points):
        return []
    label = _("Payback: %(months)s months") % {"months": figures.months_text(account.payback.months)}
    return [Reference(at=_crossing(account.payback.months, month), label=label, on="x", tone="good")]


def _crossing(periods: Decimal, reached: Month) -> date:
    """Where the curve crosses zero: the fraction of the way from the month before to the month that reaches it."""
    fraction = periods % 1
    if not fraction:
        return reached.first_day
    before = reached.plus(-1).first_day
    return before + timedelta(days=round(fraction * (reached.first_day - before).days))


def _today_mark(span: list[Month], today: date | None) -> list[Reference]:
    if today is None or not span or not span[0] <= Month.of(today) < span[-1]:
        return []
    return [Reference(at=Month.of(today).first_day, label=_("Today"), on="x")]


def _leading(accounts: Mapping[Basis, Account]) -> Account | None:
    """The account that the chart speaks of: actual, or plan while nothing actual is booked."""
    return next((accounts[basis] for basis in Basis if basis in accounts and accounts[basis].points), None)


def cash_title(accounts: Mapping[Basis, Account]) -> str:
    """Say in one sentence what the cash curve shows."""
    account = _leading(accounts)
    if account is None:
        return _("Cumulative cash")
    planned = account.basis == Basis.PLAN
    payback, last = account.payback, account.points[-1]
    so_far = compact(Money(last.cumulative, account.scope.money))
    if payback.months is not None and not payback.falls_again:
        said = {"months": figures.months_text(payback.months), "sum": so_far}
        if planned:
            return _("By plan the investment is back after %(months)s months; %(sum)s at the end") % said
        return _("The investment was back after %(months)s months; cumulative cash is %(sum)s") % said
    if payback.falls_again:
        return _("Cumulative cash passed zero and fell again; it stands at %(sum)s") % {"sum": so_far}
    if account.totals.investment.minor <= 0:
        return _("Cumulative cash is %(sum)s, without any investment booked") % {"sum": so_far}
    return _("The investment is not back yet; cumulative cash is %(sum)s") % {"sum": so_far}


def by_category(account: Account, *, link: Link = _no_link) -> Bars:
    """Amounts by category, returns first, each in the order in which categories are always shown."""
    currency, rows = account.scope.money, _category_rows(account)
    return Bars(
        title=category_title(account),
        subtitle=_("%(basis)s, %(months)s; investments in grey")
        % {
            "basis": _(BASES[account.basis]),
            "months": figures.range_text(account.scope.first, account.scope.last),
        },
        empty="" if rows else _("No entry is booked yet."),
        categories=[label for _key, label, _kind, _money in rows],
        series=[
            Series(
                name=_("Amount"),
                values=[_major(money.minor, currency) for _key, _label, _kind, money in rows],
                tones=["accent" if kind == Kind.RETURN else "neutral" for _key, _label, kind, _money in rows],
                hrefs=[link(basis=account.basis, category=key) for key, _label, _kind, _money in rows],
            )
        ],
        category_axis=Axis(label=_("Category")),
        value_axis=Axis(label=_("Amount"), unit=money_unit(currency)),
    )


def _category_rows(account: Account) -> list[tuple[str, str, Kind, Money]]:
    return [
        (key, _(label_of(key)), kind, amount)
        for kind in (Kind.RETURN, Kind.INVESTMENT)
        for key, amount in account.by_category(kind).items()
        if amount.minor
    ]


def category_title(account: Account) -> str:
    """Say in one sentence what the amounts by category show."""
    rows = _category_rows(account)
    gains = [(money.minor, label, money) for _key, label, kind, money in rows if kind == Kind.RETURN]
    if not gains:
        return _("Investments by category") if rows else _("Amounts by category")
    _minor, label, most = max(gains, key=lambda gain: gain[0])
    if len(account.by_group(Kind.RETURN)) > 1:  # hard, soft and avoided are no sum to take a part of
        return _("Most came from %(category)s: %(amount)s") % {"category": label.lower(), "amount": compact(most)}
    return _("Most came from %(category)s: %(amount)s of %(total)s returned") % {
        "category": label.lower(),
        "amount": compact(most),
        "total": compact(account.totals.returns),
    }
