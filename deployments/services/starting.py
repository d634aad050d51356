"""Starting a rollout and planning it: days, cohorts, exit checks."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from deployments import policies, queries, rules
from deployments.models import NAME_LENGTH, ExitCheck, Rollout, StageRun
from deployments.rules import Span
from deployments.services.gates import open_next
from deployments.services.texts import clean, person_of
from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library import queries as library
from library.kinds.stage_plan import LADDER, StagePlan
from library.models import Document
from usecases.models import UseCase

DEFAULT_PLAN = "staged-rollout"


@transaction.atomic
def start_rollout(
    case: UseCase,
    *,
    by: Actor,
    start_on: date,
    plan: Document | str = DEFAULT_PLAN,
    name: str = "",
    unit: Unit | None = None,
    primary: bool | None = None,
) -> Rollout:
    """Start a rollout of an approved case: its stages get their planned days, and the gate before the first one opens.

    `plan` is a stage plan or the slug of one (its latest version is pinned), `unit` where it takes place (the case's
    own when left out). `primary` None makes it primary unless the case has a primary rollout. Raises Denied; Conflict
    without an approval that stands and covers the case, or beside another primary rollout; Invalid at `start_on`,
    `plan`, `name` or `unit`.
    """
    case = lock(case)
    policies.check_start(by, case)
    if primary:
        policies.check_start_primary(by, case)
    is_primary = queries.primary(case) is None if primary is None else primary
    document = library.latest("stage_plan", plan) if isinstance(plan, str) else plan
    if document.kind != "stage_plan":
        raise Invalid(_("Choose a stage plan."), field="plan")
    parsed: StagePlan = document.parsed
    if is_primary and tuple(stage.key for stage in parsed.stages) != LADDER[: len(parsed.stages)]:
        raise Invalid(
            _("This plan leaves out a stage, and the stage of a use case moves through all of them. "
              "It fits only a rollout beside the primary one."),
            field="plan",
        )  # fmt: skip
    rules.require_start(start_on, parsed.stages[-1].last_week)
    if unit is not None and not access_of(by).allows(Permission.READ, unit.path):
        raise Invalid(_("Choose a unit that you may see."), field="unit")
    rollout = Rollout.objects.create(
        case=case, plan=document, unit=unit or case.unit, is_primary=is_primary, start_on=start_on,
        name=clean(name, field="name", limit=NAME_LENGTH) or str(case.name)[:NAME_LENGTH], started_by=person_of(by),
    )  # fmt: skip
    for position, stage in enumerate(parsed.stages):
        span = rules.planned(start_on, stage.first_week, stage.last_week)
        run = StageRun.objects.create(
            rollout=rollout, key=stage.key, position=position, planned_start=span.start, planned_end=span.end
        )
        ExitCheck.objects.bulk_create(
            ExitCheck(run=run, key=check.key, position=place) for place, check in enumerate(stage.exit_checks)
        )
    audit.record(
        "deployments.rollout.started", rollout, by=by, plan=document.reference, sha256=document.sha256,
        unit=rollout.unit.name, primary=is_primary, start_on=start_on,
    )  # fmt: skip
    open_next(rollout, by=by)
    return rollout


@transaction.atomic
def set_dates(rollout: Rollout, dates: Mapping[str, tuple[date, date]], *, by: Actor) -> Rollout:
    """Change the planned days of stages that are not over: stage -> (first day, last day), others stay.

    Stages follow one another without an overlap. Raises Denied; Conflict when the rollout is over; Invalid at
    `start_<stage>` or `end_<stage>`.
    """
    rollout = lock(rollout)
    policies.check_plan(by, rollout)
    rows = list(rollout.runs.order_by("position"))
    known = {run.key for run in rows}
    for key in dates:
        if key not in known:
            raise Invalid(_("The plan of this rollout has no stage “%(key)s”."), field="stage", key=str(key)[:40])
    spans: list[tuple[str, Span]] = []
    changes: dict[str, tuple[object, object]] = {}
    changed = []
    for run in rows:
        span = Span(*dates[run.key]) if run.key in dates else run.plan
        spans.append((run.key, span))
        if span == run.plan:
            continue
        if run.is_over:
            raise Invalid(_("This stage is over; its planned days are kept as they were."), field=f"start_{run.key}")
        for name, old, new in (("start", run.planned_start, span.start), ("end", run.planned_end, span.end)):
            if old != new:
                changes[f"{run.key}.{name}"] = (old, new)
        run.planned_start, run.planned_end = span.start, span.end
        changed.append(run)
    rules.require_order(spans)
    for run in changed:
        run.save(update_fields=["planned_start", "planned_end"])
    if changes:
        audit.record("deployments.dates.set", rollout, by=by, changes=changes)
    return rollout


@transaction.atomic
def set_cohort(run: StageRun, *, size: int, by: Actor, reason: str = "") -> StageRun:
    """Say how many people take part in a stage; outside the limits of the plan it takes a reason.

    Raises Denied; Conflict when the stage or the rollout is over; Invalid at `size` or `reason`.
    """
    run = lock_run(run)
    policies.check_set_cohort(by, run)
    text = clean(reason, field="reason")
    cohort = run.stage.cohort
    rules.require_cohort(size, cohort.least, cohort.most, text)
    before = run.cohort_size
    if (before, run.cohort_reason) == (size, text):
        return run
    run.cohort_size, run.cohort_reason = size, text
    run.cohort_by, run.cohort_at = person_of(by), timezone.now()
    run.save(update_fields=["cohort_size", "cohort_reason", "cohort_by", "cohort_at"])
    audit.record(
        "deployments.cohort.set", run.rollout, by=by, reason=text, stage=run.key,
        inside=rules.inside(size, cohort.least, cohort.most), changes={"cohort": (before, size)},
    )  # fmt: skip
    return run


@transaction.atomic
def tick_exit_check(run: StageRun, key: str, *, by: Actor, shown: bool = True, note: str = "") -> ExitCheck:
    """Say that an exit check of the present stage was shown and what was seen, or take that back.

    Raises Denied; Conflict when the stage does not run; Invalid at `key`, or at `note` without one.
    """
    run = lock_run(run)
    check = run.checks.filter(key=str(key)[:64].replace("\x00", "")).first()
    if check is None:
        raise Invalid(_("This stage has no exit check “%(key)s”."), field="key", key=str(key)[:64])
    check.run = run
    policies.check_tick(by, check)
    text = clean(note, field="note", missing=_("Say what was shown.") if shown else "")
    if not shown:
        text = ""
    if (check.is_shown, check.note) == (shown, text):
        return check
    before = (check.is_shown, check.note)
    check.note = text
    check.shown_at = timezone.now() if shown else None
    check.shown_by = person_of(by) if shown else None
    check.save(update_fields=["note", "shown_at", "shown_by"])
    audit.record(
        "deployments.exit_check.shown" if shown else "deployments.exit_check.withdrawn", run.rollout, by=by,
        stage=run.key, check=check.key, changes={"shown": (before[0], shown), "note": (before[1], text)},
    )  # fmt: skip
    return check


def lock_run(run: StageRun) -> StageRun:
    """Lock the rollout of a stage, then read the stage anew: changes of one rollout come one after the other."""
    rollout = lock(Rollout.objects.get(pk=run.rollout_id))
    fresh = StageRun.objects.get(pk=run.pk)
    fresh.rollout = rollout
    return fresh
