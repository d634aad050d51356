"""The tab "Value" of a use case's page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from foundation.people.http import Request
from roi import benefit_queries, figures, queries
from roi.models import LedgerEntry
from roi.workflow import BASES, Basis
from usecases.models import UseCase

KEY = "value"
SHOWN = 12


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What the tab shows: the figures of the case (actual, or the plan while there is nothing else) and its entries."""
    rows = list(_entries(request, case).select_related("reversal").order_by("-recorded_at", "-id")[: SHOWN + 1])
    accounts = queries.case_accounts(case)
    actual, plan = accounts[Basis.ACTUAL], accounts[Basis.PLAN]
    main, other = (plan, actual) if actual.is_empty and not plan.is_empty else (actual, plan)
    headline = figures.headline(main)
    return {
        "headline": _("By plan: %(sentence)s") % {"sentence": headline} if main is plan else headline,
        "basis": _(BASES[main.basis]),
        "figures": figures.figures(main, other=other).values(),
        "evidence": figures.evidence(actual),
        "entries": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "as_of": queries.as_of_now(main.scope),
        "benefits": benefit_queries.summaries(request.user, case),
    }


def count(request: Request, case: UseCase) -> int | None:
    """How many entries the case has; None for none."""
    return _entries(request, case).count() or None


def _entries(request: Request, case: UseCase) -> Any:
    return LedgerEntry.objects.visible_to(request.user).filter(case=case)
