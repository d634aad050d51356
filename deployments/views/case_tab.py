"""The tab "Rollout" of a use case's page, and what its next step is while it is rolled out."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from deployments import queries
from deployments.models import Rollout
from deployments.views.steps import next_step, stepper
from foundation.people.http import Request
from foundation.ui.verdicts import verdict
from usecases.hooks import NextStep
from usecases.models import UseCase
from usecases.workflow import Stage, Standing, reached

KEY = "rollout"


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """What the tab shows: every rollout of the case with its stages, its open gate and what that comes to."""
    rows = list(queries.of_case(case))
    cards = queries.cards(rows)
    return {
        "rollouts": [
            {
                "card": card, "rollout": card.rollout, "steps": stepper(card.rollout, queries.runs(card.rollout)),
                "gate": card.gate, "headline": queries.headline(queries.sheet(card.gate)) if card.gate else "",
            }
            for card in cards
        ]
    }  # fmt: skip


def count(request: Request, case: UseCase) -> int | None:
    """How many rollouts the case has; None for none."""
    return Rollout.objects.filter(case=case).count() or None


def case_step(request: Request, case: UseCase) -> NextStep | None:
    """Return what is next in the primary rollout of a case, or that one can start; None when neither."""
    if case.is_closed or case.is_held or case.archived_at or not reached(case.stage, Stage.APPROVED):
        return None
    if case.approval_standing == Standing.UNCOVERED:  # no gate passes before the change is approved
        return None
    rollout = queries.primary(case)
    if rollout is None:
        if case.approval_standing != Standing.STANDING or not verdict(request.user, "deployments.start", case).allowed:
            return None
        url = f"{reverse('deployments:rollout_new')}?case={case.reference}"
        return NextStep(_("Start its rollout"), since=case.waits_since, url=url, action=_("Plan the rollout"))
    gate = queries.open_gate(rollout)
    current = next((run for run in queries.runs(rollout) if run.is_current), None)
    step = next_step(rollout, gate, current)
    if step is None:
        return None
    if gate is not None:
        return NextStep(step.title, step.holder, step.since, step.due, gate.get_absolute_url(), _("Go to the gate"))
    return NextStep(step.title, step.holder, step.since, step.due, rollout.get_absolute_url(), _("Go to the rollout"))
