"""What AI costs and brings: the figures, their charts, and the receipt of each."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.charts.views import chart_response
from foundation.kernel.money import Money
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi import charts, figures, queries, rate_queries, rules
from roi.category_models import label_of
from roi.models import LedgerEntry
from roi.views.scope import Covered, basis_of, covered, linker
from roi.workflow import BASES, KINDS, Basis, Kind
from usecases.models import UseCase

SHOWN_ON_RECEIPT = 25


@require_safe
def overview(request: Request) -> HttpResponse:
    """The figures of actual and plan beside each other, the cash curve, and how well it is all evidenced."""
    part = covered(request)
    accounts = queries.accounts(part.scope)
    actual, plan = accounts[Basis.ACTUAL], accounts[Basis.PLAN]
    shown = {basis: _with_receipts(figures.figures(account), part, basis) for basis, account in accounts.items()}
    main = Basis.PLAN if actual.is_empty and not plan.is_empty else Basis.ACTUAL
    other = accounts[Basis.ACTUAL if main == Basis.PLAN else Basis.PLAN]
    return render(
        request,
        "roi/overview.html",
        {
            "part": part,
            "headline": figures.headline(actual),
            "range": figures.range_text(part.scope.first, part.scope.last),
            "as_of": queries.as_of_now(part.scope),
            "basis": _(BASES[main]),
            "is_plan": main == Basis.PLAN,
            "figures": _with_receipts(figures.figures(accounts[main], other=other), part, main).values(),
            "cash_title": charts.cash_title(accounts),
            "category_title": charts.category_title(accounts[main]),
            "rows": [(shown[Basis.ACTUAL][key], shown[Basis.PLAN][key]) for key in figures.KEYS],
            "evidence": figures.evidence(actual),
            "groups": figures.groups(accounts, part.ledger),
            "is_empty": actual.is_empty and plan.is_empty,
            "currency": part.scope.money,
            "waiting_for_rebuild": rate_queries.other_currencies(),
            "may_book": access_of(request.user).anywhere(Permission.LEDGER_BOOK),
        },
        status=422 if part.form.is_bound and part.form.errors else 200,
    )


def _with_receipts(made: dict[str, figures.Figure], part: Covered, basis: Basis) -> dict[str, figures.Figure]:
    return {key: replace(figure, url=part.receipt(key, basis)) for key, figure in made.items()}


@require_safe
def cash_chart(request: Request) -> HttpResponse:
    """The data of the cash curve."""
    part = covered(request)
    spec = charts.cumulative_cash(queries.accounts(part.scope), link=linker(part), today=timezone.localdate())
    return chart_response(spec)


@require_safe
def category_chart(request: Request) -> HttpResponse:
    """The data of the amounts by category."""
    part = covered(request)
    return chart_response(charts.by_category(queries.account(part.scope, basis_of(request)), link=linker(part)))


@require_safe
def receipt(request: Request, key: str) -> HttpResponse:
    """How one figure comes about: the formula, the amounts put in, the records, and as of when."""
    if key not in figures.KEYS:
        raise Http404
    part, basis = covered(request), basis_of(request)
    account = queries.account(part.scope, basis)
    behind = _behind(request, part, basis, key)
    count = behind.count()
    shown = list(behind.select_related("reversal", "case").order_by("-period", "-id")[:SHOWN_ON_RECEIPT])
    named = {entry.case_id for entry in shown if entry.case_id}
    return render(
        request,
        "roi/receipt.html",
        {
            "part": part,
            "figure": figures.figure(key, account),
            "account": account,
            "basis": _(BASES[basis]),
            "range": figures.range_text(part.scope.first, part.scope.last),
            "as_of": queries.as_of_now(part.scope),
            "inputs": _inputs(account, part, key),
            "points": account.points if key == "payback" else (),
            "cash_rows": _cash_rows(account) if key == "payback" else [],
            "even": _if_even(account) if key == "payback" else None,
            "entries": shown,
            # A case may have moved to a unit that this reader does not see; the entry stayed.
            "cases": set(UseCase.objects.visible_to(request.user).filter(pk__in=named).values_list("pk", flat=True)),
            "count": count,
            "more": count > SHOWN_ON_RECEIPT,
            "ledger": part.ledger(basis=basis.value, kind=_KINDS.get(key, "")),
            "currency": part.scope.money,
        },
    )


_KINDS = {"invested": Kind.INVESTMENT.value, "returned": Kind.RETURN.value}


def _behind(request: Request, part: Covered, basis: Basis, key: str) -> Any:
    """The entries that a figure adds up."""
    entries = LedgerEntry.objects.visible_to(request.user).filter(basis=basis)
    if part.unit:
        entries = entries.filter(unit__path__startswith=part.unit.path or "")
    if part.case_category:
        entries = entries.filter(case__ledger_filing__category=part.case_category)
    if part.scope.grade:
        entries = entries.filter(grade=part.scope.grade)
    if part.scope.first and key != "payback":
        entries = entries.filter(period__gte=part.scope.first.first_day)
    if part.scope.last:
        entries = entries.filter(period__lte=part.scope.last.first_day)
    if part.scope.as_of:
        entries = entries.filter(recorded_at__lte=part.scope.as_of)
    if key in _KINDS:
        entries = entries.filter(kind=_KINDS[key])
    return entries


def _inputs(account: queries.Account, part: Covered, key: str) -> list[dict[str, Any]]:
    """The amounts put into a figure, by kind and category, each with the address of its entries."""
    wanted = [kind for kind in Kind if _KINDS.get(key, kind.value) == kind.value]
    rows = []
    for kind in wanted:
        for category, amount in account.by_category(kind).items():
            rows.append(
                {
                    "kind": _(KINDS[kind]),
                    "category": _(label_of(category)),
                    "amount": amount,
                    "url": part.ledger(basis=account.basis.value, category=category),
                }
            )
    return rows


def _cash_rows(account: queries.Account) -> list[dict[str, Any]]:
    """The cash curve as rows, the month of payback marked."""
    currency = account.scope.money
    return [
        {
            "month": point.month,
            "net": Money(point.net, currency),
            "cumulative": Money(point.cumulative, currency),
            "reached": point.month == account.payback.reached,
        }
        for point in account.points
    ]


def _if_even(account: queries.Account) -> Any:
    """The payback if the same returns had come evenly over the months since the first entry; None when undefined."""
    months = rules.payback_if_even(account.totals, over=max(account.span - 1, 1))
    return None if months is None else {"months": figures.months_text(months), "over": max(account.span - 1, 1)}
