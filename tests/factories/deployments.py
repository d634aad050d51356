"""Rollouts and gates for tests: every stage is reached through the commands that people use."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from deployments import services
from deployments.models import Criterion, ExitCheck, Gate, Rollout
from foundation.people.actors import COMMAND_LINE, Actor
from governance import services as governance
from governance.models import Approval
from library import queries as library
from library.models import Document
from library.services import publish_version
from metrics import queries as metrics
from metrics import services as measuring
from metrics.models import Kpi
from readiness import services as readiness
from readiness.models import Assessment
from roi.workflow import Basis
from tests.factories.governance import a_reviewable_case, open_step
from tests.factories.roi import invested, returned
from usecases.models import UseCase

MONDAY = date(2026, 11, 2)


def approved_case(cast: SimpleNamespace, **fields: Any) -> UseCase:
    """A low-risk case of Support that Ada registered and submitted, Ben owns, and Mia approved."""
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low", **({"owner": cast.ben} | fields))
    review = governance.submit(case, by=cast.ada)
    governance.decide_step(open_step(review), by=cast.mia, verdict="approve")
    return UseCase.objects.select_related("unit").get(pk=case.pk)


def started(cast: SimpleNamespace, *, case: UseCase | None = None, by: Actor | None = None, **how: Any) -> Rollout:
    """A rollout that Ada started; its first gate is open."""
    how.setdefault("start_on", MONDAY)
    return services.start_rollout(case or approved_case(cast), by=by or cast.ada, **how)


def gate_of(rollout: Rollout) -> Gate:
    """The gate of a rollout that is open now."""
    return Gate.objects.whole().get(rollout=rollout, state="open")


def criterion(gate: Gate, key: str) -> Criterion:
    """One criterion of a gate, read anew."""
    return Criterion.objects.select_related("gate__rollout__case__unit", "gate__document").get(gate=gate, key=key)


def answer_all(gate: Gate, *, by: Actor, answer: str = "met", without: tuple[str, ...] = ()) -> None:
    """Answer every criterion that is answered by hand alike; where all is met, the case is ready to scale too."""
    if answer == "met" and gate.criteria.filter(binding="readiness_result").exists():
        ready_to_scale(gate.rollout.case, by=COMMAND_LINE)
    for row in gate.criteria.filter(binding="").exclude(key__in=without):
        services.answer_criterion(row, by=by, answer=answer, note="Seen in the weekly figures.")


def show_all(rollout: Rollout, *, by: Actor) -> None:
    """Confirm every exit check of the present stage."""
    run = rollout.runs.get(key=rollout.stage)
    for check in ExitCheck.objects.filter(run=run, shown_at=None):
        services.tick_exit_check(run, check.key, by=by, note="Shown to the team.")


def plan_pays(case: UseCase) -> None:
    """A plan in the ledger with an ROI of 140 %."""
    invested(case, 5_000_000, basis=Basis.PLAN)
    returned(case, 12_000_000, basis=Basis.PLAN)


def ready_to_scale(case: UseCase, *, by: Actor, score: int = 2) -> Assessment:
    """A submitted scale-readiness of the case with the same score on all eighteen points."""
    assessment = readiness.start_assessment(case, by=by, instrument="scale-readiness")
    given = {factor.key: readiness.Given(score=str(score)) for factor in assessment.parsed.factors}
    readiness.give_answers(assessment, given, by=by)
    return readiness.submit_assessment(assessment, by=by)


def agreed(rollout: Rollout, *, by: Actor, success: str = "80", stop: str | None = "60", least: int = 100) -> Kpi:
    """A KPI of the case ("Tasks solved") with what of it is success in the trial of a rollout."""
    kpi = metrics.active_kpi(rollout.case, "task_success")
    if kpi is None:
        kpi = measuring.take_kpi(rollout.case, by=by, key="task_success")
    wanted = services.Wanted(
        key=kpi.key, success=Decimal(success), stop=None if stop is None else Decimal(stop), least=least
    )
    services.set_thresholds(rollout, [wanted], by=by)
    return kpi


def tried(rollout: Rollout, *, by: Actor, value: str = "85", sample: int = 400) -> None:
    """A value of the KPI that was agreed on, measured today in the trial."""
    kpi = rollout.thresholds.select_related("kpi__case").get().kpi
    measuring.record(kpi, by=by, effective_on=timezone.localdate(), value=Decimal(value), sample=sample)


def satisfied(case: UseCase, *, by: Actor, value: str = "4.4", sample: int = 60) -> None:
    """A satisfaction of users above its target, measured today."""
    kpi = metrics.active_kpi(case, "user_satisfaction")
    if kpi is None:
        kpi = measuring.take_kpi(case, by=by, key="user_satisfaction", changes={"target_low": Decimal(4)})
    measuring.record(kpi, by=by, effective_on=timezone.localdate(), value=Decimal(value), sample=sample)


def ready(cast: SimpleNamespace, rollout: Rollout) -> Gate:
    """The open gate of a rollout (opened by Ada if none is), with everything answered and shown."""
    if not Gate.objects.filter(rollout=rollout, state="open").exists():
        services.open_gate(rollout, by=cast.ada)
    gate = gate_of(rollout)
    answer_all(gate, by=cast.ada)
    if gate.from_stage:
        show_all(gate.rollout, by=cast.ada)
    bindings = set(gate.criteria.values_list("binding", flat=True))
    if "ledger_roi" in bindings:
        plan_pays(gate.rollout.case)
    if "thresholds_set" in bindings and not gate.rollout.thresholds.exists():
        agreed(gate.rollout, by=cast.ada)
    if "thresholds" in bindings:
        tried(gate.rollout, by=cast.ada)
    if "kpi" in bindings:
        satisfied(gate.rollout.case, by=cast.ada)
    return gate


def passed(cast: SimpleNamespace, rollout: Rollout) -> Rollout:
    """Take a rollout through its next gate; Eve decides."""
    services.decide_gate(ready(cast, rollout), by=cast.eve)
    return Rollout.objects.select_related("case__unit", "plan").get(pk=rollout.pk)


def rollout_at(cast: SimpleNamespace, stage: str, *, gate: bool = False, **how: Any) -> Rollout:
    """A rollout in a stage, reached through every gate before it; with `gate` the next one is open."""
    rollout = started(cast, **how)
    while rollout.stage != stage:
        rollout = passed(cast, rollout)
    if gate:
        services.open_gate(rollout, by=cast.ada)
    return rollout


def short_plan() -> str:
    """A plan of one stage whose gate is the go/no-go of document E, so that it is near; gives its slug."""
    body = library.latest("stage_plan", "staged-rollout").data
    first = body["stages"][0] | {"gate": "straight-go"}
    slug = "straight-to-go"
    found = Document.objects.filter(kind="stage_plan", slug=slug).exists()
    if not found:
        # The first version of the checklist, whose criteria need no trial before it.
        by_hand = Document.objects.get(kind="gate", slug="go-no-go", version=1).data | {"slug": "straight-go"}
        publish_version(kind="gate", slug="straight-go", body=by_hand, by=COMMAND_LINE)
        publish_version(kind="stage_plan", slug=slug, body=body | {"slug": slug, "stages": [first]}, by=COMMAND_LINE)
    return slug


def go_no_go(cast: SimpleNamespace, **how: Any) -> Gate:
    """An open go/no-go gate that is the first of its rollout."""
    return gate_of(started(cast, plan=short_plan(), **how))


def approval_of(case: UseCase) -> Approval:
    """The approval of a case that is in force."""
    return Approval.objects.in_force().get(case=case)
