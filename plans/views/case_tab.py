"""The tab "Plans" of a use case's page: its plans, waves, risks, and its technical review for scaling."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from foundation.people.http import Request
from plans import queries, wording
from plans.models import Plan, Risk, WaveCase
from usecases.models import UseCase

KEY = "plans"
MOST = 50


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What the tab shows."""
    today = timezone.localdate()
    rows: Any = queries.with_figures(Plan.objects.visible_to(request.user).filter(case=case), today)
    risks = Risk.objects.visible_to(request.user).filter(case=case).live().select_related("owner")
    filed = WaveCase.objects.visible_to(request.user).filter(case=case).select_related("wave__program")
    ordered = sorted(risks[:MOST], key=lambda risk: -(risk.weight or 0))
    return {
        "plan_rows": list(rows.select_related("owner").order_by("-id")[:MOST]),
        "risk_rows": [
            (risk, wording.weight(risk.weight), wording.weight(risk.left_weight), risk.is_due(today))
            for risk in ordered
        ],
        "waves_of_case": list(filed.order_by("wave__starts_on")),
        "technical_review": queries.technical_review(case),
    }


def count(request: Request, case: UseCase) -> int | None:
    """How many plans that are not over and risks that are not closed the case has; None for none."""
    return Plan.objects.filter(case=case).live().count() + Risk.objects.filter(case=case).live().count() or None
