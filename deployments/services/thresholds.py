"""Agreeing, before a trial, what of it is success and what is a reason to stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from deployments import policies, rules
from deployments.models import Rollout, Threshold
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from metrics import queries as metrics
from metrics.models import Kpi
from metrics.rules import keepable
from metrics.workflow import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What counts as success for the KPI under `key`, at which figure to stop, and the observations needed."""

    key: str
    success: Decimal
    stop: Decimal | None = None
    least: int = 1


@transaction.atomic
def set_thresholds(rollout: Rollout, wanted: Sequence[Wanted], *, by: Actor) -> Rollout:
    """Put these thresholds in the place of all that a rollout has; none takes them away.

    Raises Denied; Conflict once the trial has begun or the rollout is over, or when the case no longer measures a KPI;
    Invalid at `success`, `stop`, `least`, or `key` for a KPI that is named twice, unknown or best within a range.
    """
    rollout = lock(rollout)
    policies.check_set_thresholds(by, rollout)
    if len(wanted) > rules.MOST_THRESHOLDS:
        raise Invalid(_("Choose at most %(most)s KPIs."), field="key", most=rules.MOST_THRESHOLDS)
    kpis = {kpi.key: kpi for kpi in metrics.kpis_of(rollout.case)}
    rows = [_row(rollout, one, kpis) for one in wanted]
    if len({row.kpi_id for row in rows}) != len(rows):
        raise Invalid(_("Name each KPI once."), field="key")
    before = [_plain(row) for row in rollout.thresholds.select_related("kpi")]
    after = [_plain(row) for row in rows]
    if before == after:
        return rollout
    rollout.thresholds.all().delete()
    Threshold.objects.bulk_create(rows)
    audit.record("deployments.thresholds.set", rollout, by=by, changes={"thresholds": (before, after)})
    return rollout


def _row(rollout: Rollout, wanted: Wanted, kpis: dict[str, Kpi]) -> Threshold:
    kpi = kpis.get(wanted.key)
    if kpi is None:
        raise Invalid(_("This use case does not measure “%(key)s”."), field="key", key=wanted.key[:60])
    if kpi.direction == Direction.BAND:
        raise Conflict(_("“%(kpi)s” is best within a range and cannot be a threshold."), kpi=kpi.label)
    row = Threshold(
        rollout=rollout, kpi=kpi, success=keepable(wanted.success, field="success"), least=wanted.least,
        stop=None if wanted.stop is None else keepable(wanted.stop, field="stop"),
    )  # fmt: skip
    rules.require_bar(row.bar)
    return row


def _plain(row: Threshold) -> dict[str, str]:
    out = {"kpi": row.kpi.key, "success": f"{row.success.normalize():f}", "least": str(row.least)}
    return out if row.stop is None else out | {"stop": f"{row.stop.normalize():f}"}
