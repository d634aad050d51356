"""Rollouts in the exports of use cases."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from deployments.models import Rollout
from deployments.models.rollouts import stage_label
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from usecases.hooks import CaseSheet
from usecases.models import reference_of


def _rows(keys: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    rows = Rollout.objects.visible_to(actor).filter(case__in=keys).select_related("plan", "unit")
    for rollout in rows.order_by("case", "id").iterator(chunk_size=500):
        yield [
            reference_of(rollout.case_id),
            rollout.name,
            rollout.unit.name,
            stage_label(rollout.stage),
            rollout.get_state_display(),
            gettext("Yes") if rollout.is_primary else gettext("No"),
            rollout.plan.reference,
            rollout.start_on,
            rollout.ended_at,
            rollout.end_reason,
        ]


SHEET = CaseSheet(
    "rollouts",
    _("Rollouts"),
    (
        _("Reference"),
        _("Rollout"),
        _("Takes place in"),
        _("Stage"),
        _("State"),
        _("Primary"),
        _("Plan"),
        _("Start"),
        _("Ended"),
        _("Reason"),
    ),
    _rows,
    40,
)
