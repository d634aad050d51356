"""What many open gates come to, with the same number of queries however many they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from deployments import marks, rules
from deployments.bindings import CASE, measured
from deployments.models import Criterion, ExitCheck, Gate
from deployments.rules import Outcome, Point
from deployments.workflow import Answer, Level
from governance.models import Approval, Condition
from governance.queries.incidents import with_severe_incident
from governance.workflow import ConditionState
from library.kinds.gate import Criterion as Ask
from metrics import queries as measures
from metrics.models import Kpi
from readiness import queries as readiness
from readiness.models import Assessment
from roi import queries as ledger
from roi.workflow import Basis
from usecases.models import UseCase
from usecases.workflow import Standing


def outlooks(gates: Sequence[Gate]) -> dict[int, Outcome]:
    """Return the outcome of each open gate by gate id; twelve queries. `rollout.case`, `document` must be loaded.

    The same answers as `sheet(gate).outcome`, except that an override counts by the state it saw, not by the figure.
    """
    if not gates:
        return {}
    cases = {gate.rollout.case_id: gate.rollout.case for gate in gates}
    standing = {pk: _standing(case) for pk, case in cases.items()}
    conditions = _conditions(list(cases))
    returns = ledger.totals_of_cases(cases, Basis.PLAN)
    criteria: dict[int, list[Criterion]] = defaultdict(list)
    for row in Criterion.objects.filter(gate_id__in=[gate.pk for gate in gates]).order_by("gate_id", "position"):
        criteria[row.gate_id].append(row)
    checks: dict[tuple[int, str], list[str]] = defaultdict(list)
    open_checks = ExitCheck.objects.filter(run__rollout_id__in={gate.rollout_id for gate in gates}, shown_at=None)
    for rollout_id, stage, key in open_checks.order_by("position").values_list("run__rollout_id", "run__key", "key"):
        checks[(rollout_id, stage)].append(key)
    uids = {case.uid for case in cases.values()}
    asked = {str(ask.instrument) for gate in gates for ask in gate.parsed.criteria if ask.instrument}
    assessed = {slug: readiness.latest_results(CASE, uids, slug) for slug in asked}
    agreed = marks.marks_of(gate.rollout for gate in gates)
    measured_kpis = _kpis(gates)
    harmed = with_severe_incident(cases)
    found = {}
    for gate in gates:
        case_id = gate.rollout.case_id
        points = []
        for row in criteria[gate.pk]:
            ask = gate.parsed.criteria[row.position]
            if row.binding == "standing_approval":
                answer = standing[case_id]
            elif row.binding == "blocking_conditions":
                answer = conditions.get(case_id, Answer.UNKNOWN)
            elif row.binding == "ledger_roi":
                totals = returns.get(case_id)
                answer = _roi(totals.roi if totals else None, ask)
            elif row.binding == "readiness_result":
                answer = _readiness(assessed[str(ask.instrument)].get(gate.rollout.case.uid), ask)
            elif row.binding == "kpi":
                answer = measured_kpis[(case_id, ask)]
            elif row.binding == "incidents":
                answer = Answer.NOT_MET if case_id in harmed else Answer.MET
            elif row.binding == "thresholds_set":
                answer = Answer.MET if agreed[gate.rollout_id] else Answer.NOT_MET
            elif row.binding == "thresholds":
                answer = rules.together([mark.reached for mark in agreed[gate.rollout_id]])
            else:
                answer = Answer(row.state)
            overridden = row.confirmed_at is not None and row.override_seen.get("state") == answer
            points.append(Point(row.key, Level(row.level), answer, overridden, bool(row.mitigation)))
        found[gate.pk] = rules.outcome(points, open_checks=checks[(gate.rollout_id, gate.from_stage)])
    return found


def _kpis(gates: Sequence[Gate]) -> dict[tuple[int, Ask], Answer]:
    """By case and criterion bound to a KPI: whether its mean over the last days meets its target."""
    asks = {(gate.rollout.case_id, ask) for gate in gates for ask in gate.parsed.criteria if ask.binding == "kpi"}
    found: dict[tuple[int, Ask], Answer] = dict.fromkeys(asks, Answer.UNKNOWN)
    rows = Kpi.objects.filter(
        case_id__in={case_id for case_id, _ask in asks}, key__in={ask.kpi for _case_id, ask in asks}, retired_at=None
    )
    kpis = {(kpi.case_id, kpi.key): kpi for kpi in rows} if asks else {}
    today = timezone.localdate()
    spans = {}
    for case_id, ask in asks:
        kpi = kpis.get((case_id, str(ask.kpi)))
        if kpi is not None and kpi.target.is_set:
            spans[(case_id, ask)] = (kpi.pk, today - timedelta(days=(ask.window_days or 1) - 1), today)
    windows = measures.windows(spans.values())
    for (case_id, ask), span in spans.items():
        window = windows[span]
        if window.mean is not None and window.observations >= (ask.min_sample or 1):
            met = kpis[(case_id, str(ask.kpi))].target.holds(window.mean)
            found[(case_id, ask)] = Answer.MET if met else Answer.NOT_MET
    return found


def _standing(case: UseCase) -> Answer:
    """Governance keeps the case's own columns current; only the calendar may have gone on."""
    until = case.approval_until
    stands = case.approval_standing == Standing.STANDING and until is not None and until > timezone.now().date()
    return Answer.MET if stands else Answer.NOT_MET


def _conditions(case_ids: Sequence[int]) -> dict[int, Answer]:
    """By case with an approval in force: whether no blocking condition is open."""
    in_force = Approval.objects.in_force().filter(case_id__in=case_ids, valid_until__gt=timezone.now().date())
    found = dict.fromkeys(in_force.values_list("case_id", flat=True), Answer.MET)
    open_ones = (
        Condition.objects.in_force()
        .filter(review__case_id__in=case_ids, state=ConditionState.OPEN, is_blocking=True)
        .order_by().values_list("review__case_id").annotate(count=Count("id"))
    )  # fmt: skip
    return found | {pk: Answer.NOT_MET for pk, _count in open_ones if pk in found}


def _roi(roi: Decimal | None, ask: Ask) -> Answer:
    if roi is None:
        return Answer.UNKNOWN
    return Answer.MET if roi * 100 > (ask.more_than or 0) else Answer.NOT_MET


def _readiness(assessment: Assessment | None, ask: Ask) -> Answer:
    score = measured(assessment, ask.dimension)[0] if assessment else None
    if score is None or ask.at_least is None:
        return Answer.UNKNOWN
    return Answer.MET if score >= ask.at_least else Answer.NOT_MET
