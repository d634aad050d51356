"""How approved use cases of the demonstration reach their users, gate by gate."""

from collections.abc import Generator
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from deployments import services
from deployments.models import Criterion, Decision, ExitCheck, Gate, Rollout
from deployments.workflow import Answer, Verdict
from metrics import queries as metrics
from metrics import services as measuring
from pmo.demo.cast import Cast
from pmo.demo.organization import EXECUTIVE, OPERATIONS, PROGRAM, ROLLOUTS
from pmo.demo.specs import Case
from readiness import services as readiness
from usecases.models import UseCase
from usecases.workflow import LADDER, Stage

RolloutStory = Generator[float, None, Rollout]

ENTERS = {"alpha": 2, "beta": 10, "pilot": 24, "production": 40}
FINISHED = 50
"""Days after the start of a rollout on which it enters its stages, and is finished."""
SUCCESS = 84
"""Percent of tasks solved that is agreed as success of a pilot, and up to three more."""

NOTES = {
    "team_named": "Owner, two engineers and six testers are named; the service manager can stop it.",
    "baseline_known": "Measured over four weeks before the start; the figures are in the dossier.",
    "stop_rule_agreed": "Two wrong results with consequences in one week stop it; the owner decides.",
    "no_critical_fault": "Eleven faults found, none of them critical, nine repaired.",
    "way_back_tried": "Switched back for half a day with the team of the early shift.",
    "next_cohort_ready": "Invited, trained for an hour, and told whom to ask.",
    "lessons_noted": "A page with five lessons, shared with the other rollouts.",
    "technical_performance": "Accuracy, speed and availability above target over the whole pilot.",
    "sponsor_confirmed": "Confirmed in writing after the report on the pilot.",
    "funding_secured": "Rollout and first year are in the approved budget.",
    "user_satisfaction": "4.3 of 5 from 61 answers; the goal was 4.",
    "technical_debt": "Three shortcuts, twelve days of work, planned for the next quarter.",
    "team_capability": "Support from seven to seven with two people on duty.",
    "ownership_clear": "Owner, budget holder and change board are named.",
    "further_use_cases": "Two ideas that reuse its parts are registered.",
    "platform_potential": "Its evaluation is used by two other teams.",
    "competitive_advantage": "Nothing yet that customers would notice.",
    "innovation": "No new service came of it so far.",
    "recognition": "None so far.",
}
SIGNS = (
    ("stakeholders_champion", "met", "Two departments offer a person each."),
    ("owned_and_funded", "met", "Owner and budget line are named for next year."),
    ("minor_complaints", "met", "Seven remarks, all about wording, all answered."),
    ("no_owner", "not_met", "The service desk owns it."),
    ("safety_or_regulatory_harm", "not_met", "No incident was reported."),
)
OBJECTION = "One team objected to the change of shift reports; its lead joined the working group."
UNKNOWN_YET = frozenset({"competitive_advantage", "innovation", "recognition"})
SEEN = (
    "Shown in the weekly meeting; the list is filed with the rollout.",
    "Figures of the whole stage against the targets set before.",
    "Walked through with the users' representative.",
    "Report of the test team, no open point.",
)


def roll_out(case: UseCase, spec: Case, cast: Cast, number: int, begin: int) -> RolloutStory:
    """Start a rollout and take it as far as the story goes; `begin` is the day of its start, in days before today."""
    yield begin
    start_on = timezone.localdate() + timedelta(days=ENTERS["alpha"] - spec.late)
    rollout = services.start_rollout(case, by=cast[PROGRAM], start_on=start_on)
    _answer(rollout, cast, number)
    if spec.extra in ("condition_open", "at_first_gate"):
        return rollout
    goal = LADDER.index(Stage(spec.upto))
    for stage, day in ENTERS.items():
        if LADDER.index(Stage(stage)) > goal:
            break
        if stage != "alpha":
            yield begin - day + 3
            _show(rollout, cast, number)
            if stage == "production":
                _try(rollout, cast, number)
                _assess(rollout.case, cast, number)
            if stage == "pilot":
                _agree(rollout, cast, number)
            gate = services.open_gate(rollout, by=cast[PROGRAM])
            _answer(rollout, cast, number, unmet="way_back_tried" if number % 5 == 2 and stage == "beta" else "")
            _mitigate(gate, spec, cast)
        yield begin - day
        _pass(rollout, spec, cast)
        rollout = _fresh(rollout)
        services.set_cohort(rollout.runs.get(key=stage), size=_cohort(stage, number), by=cast[PROGRAM])
    yield from _last(rollout, spec, cast, number, begin)
    return rollout


def _last(rollout: Rollout, spec: Case, cast: Cast, number: int, begin: int) -> Generator[float, None, None]:
    """What the stage that a rollout has reached still brings: the end of it, or a gate that waits."""
    if rollout.is_at_last_stage:
        yield begin - FINISHED + 2
        _show(rollout, cast, number)
        yield begin - FINISHED
        services.finish(rollout, by=cast[PROGRAM], note="Everybody it was made for uses it.")
        if number % 6 == 1:
            yield begin - FINISHED - 4
            _extend(_fresh(rollout), cast)
    elif spec.extra in ("ready_at_go", "needs_plan_at_go", "blocked_at_go"):
        yield begin - ENTERS["production"] + 3
        _show(rollout, cast, number)
        _try(rollout, cast, number, short=spec.extra == "blocked_at_go")
        _assess(rollout.case, cast, number)
        services.open_gate(rollout, by=cast[PROGRAM])
        _answer(rollout, cast, number, unmet="team_capability" if spec.extra == "needs_plan_at_go" else "")
        if spec.extra == "blocked_at_go":
            yield begin - ENTERS["production"] + 1
            _ask(rollout, cast)
    elif not rollout.case.is_held and spec.extra != "killed_in_beta":
        yield begin - ENTERS[rollout.stage] - 1
        _show(rollout, cast, number, most=1 + number % 3)
        if rollout.stage == "beta":
            _agree(rollout, cast, number)


def _ask(rollout: Rollout, cast: Cast) -> Decision:
    """Ask what becomes of a rollout, and say which signs are seen."""
    decision = services.open_decision(rollout, by=cast[PROGRAM])
    for key, answer, note in SIGNS:
        services.answer_sign(decision, key, by=cast[PROGRAM], answer=answer, note=note)
    services.answer_sign(
        decision,
        "reliability_in_production",
        by=cast[PROGRAM],
        figure=Decimal("96.4"),
        note="Requests of the last month.",
    )
    return decision


def _extend(rollout: Rollout, cast: Cast) -> None:
    """Decide that something in use stays as large as it is for now."""
    services.decide(
        _ask(rollout, cast), by=cast[EXECUTIVE], choice="extend", again_on=timezone.localdate() + timedelta(days=120),
        reason="Its users gain; before more people depend on it, a second quarter of figures is wanted.",
        departure="Two months of figures are too few to enlarge it or to change its use.",
        announcement="The owner tells its users in the weekly meeting, the office writes to the other departments.",
    )  # fmt: skip


def take_back(rollout: Rollout, cast: Cast) -> None:
    """Roll back what is in use."""
    services.roll_back(
        _fresh(rollout), by=cast[ROLLOUTS],
        reason="Customers with long agreements were quoted list prices; three complained to their account manager.",
        effect="Small orders go back to sellers from today on; the 14 open negotiations were taken over by hand.",
    )  # fmt: skip


def _fresh(rollout: Rollout) -> Rollout:
    return Rollout.objects.select_related("case__unit", "plan", "unit").get(pk=rollout.pk)


def _gate(rollout: Rollout) -> Gate:
    return Gate.objects.select_related("document", "rollout__case__unit").get(rollout=rollout, state="open")


def _answer(rollout: Rollout, cast: Cast, number: int, *, unmet: str = "") -> None:
    rows = Criterion.objects.filter(gate=_gate(rollout), binding="").select_related("gate__rollout__case__unit")
    for row in rows:
        if row.key == unmet:
            services.answer_criterion(
                row, by=cast[PROGRAM], answer=Answer.NOT_MET, note="Not yet: two of the four people start next month."
                if row.key == "team_capability" else "Planned twice and postponed because of the closing of the month.",
            )  # fmt: skip
        elif row.key not in UNKNOWN_YET or number % 3 == 0:
            answer = Answer.NOT_MET if row.key in UNKNOWN_YET else Answer.MET
            services.answer_criterion(row, by=cast[PROGRAM], answer=answer, note=NOTES[row.key])


def _mitigate(gate: Gate, spec: Case, cast: Cast) -> None:
    """Plan what to do about what the gate asks for and the rollout lacks."""
    rows = Criterion.objects.filter(gate=gate, level="should", state=Answer.NOT_MET)
    for row in rows.select_related("gate__rollout__case__unit"):
        services.plan_mitigation(
            row, by=cast[PROGRAM], owner=cast.owner_of(spec.unit), due=timezone.localdate() + timedelta(days=14),
            text="Rehearse the way back on a Saturday with the shift lead, before the next stage begins.",
        )  # fmt: skip


def _agree(rollout: Rollout, cast: Cast, number: int) -> None:
    """Take two KPIs of the pilot onto the case, and agree what of them is success and when to stop."""
    case, owner = rollout.case, rollout.case.owner
    for key, target in (("task_success", SUCCESS + number % 4), ("user_satisfaction", 4)):
        if metrics.active_kpi(case, key) is None:
            measuring.take_kpi(case, by=cast[PROGRAM], key=key, changes={"target_low": Decimal(target), "owner": owner})
    success = Decimal(SUCCESS + number % 4)
    wanted = services.Wanted(key="task_success", success=success, stop=success - 15, least=200)
    services.set_thresholds(rollout, [wanted], by=cast[PROGRAM])


def _try(rollout: Rollout, cast: Cast, number: int, *, short: bool = False) -> None:
    """Measure both KPIs over the days of the pilot."""
    today = timezone.localdate()
    begun = rollout.runs.get(key="pilot").actual_start
    solved = Decimal(SUCCESS + number % 4) + (Decimal("-4.5") if short else Decimal(1 + number % 5))
    for key, value, sample in (
        ("task_success", solved, 260 + number * 37 % 400),
        ("user_satisfaction", Decimal("4.1") + Decimal(number % 5) / 10, 24 + number % 40),
    ):
        kpi = metrics.active_kpi(rollout.case, key)
        if kpi is not None:
            measuring.record(
                kpi, by=cast[PROGRAM], effective_on=today, period_from=begun, value=value, sample=sample,
                note="Over the days of the pilot",
            )  # fmt: skip


def _assess(case: UseCase, cast: Cast, number: int) -> None:
    """Judge whether a pilot is ready for wider use: a point or two of each area are met in part only."""
    assessment = readiness.start_assessment(case, by=cast[PROGRAM], instrument="scale-readiness")
    given = {
        factor.key: readiness.Given(
            score="1" if (place + number) % 7 == 0 else "2",
            comment=OBJECTION if factor.key == "stakeholder_support" else None,
        )
        for place, factor in enumerate(assessment.parsed.factors)
    }
    readiness.give_answers(assessment, given, by=cast[PROGRAM])
    readiness.submit_assessment(assessment, by=cast[PROGRAM])


def _show(rollout: Rollout, cast: Cast, number: int, *, most: int = 4) -> None:
    run = rollout.runs.get(key=rollout.stage)
    for check in ExitCheck.objects.filter(run=run, shown_at=None).order_by("position")[:most]:
        note = SEEN[(number + check.position) % len(SEEN)]
        services.tick_exit_check(run, check.key, by=cast[PROGRAM], note=note)


def _pass(rollout: Rollout, spec: Case, cast: Cast) -> None:
    gate = _gate(rollout)
    decider = ROLLOUTS
    if gate.to_stage == Stage.PRODUCTION:
        decider = spec.sponsor if spec.sponsor in (EXECUTIVE, OPERATIONS) else EXECUTIVE
    services.decide_gate(gate, by=cast[decider], verdict=Verdict.PASS, reason="What the criteria rest on was shown.")


def _cohort(stage: str, number: int) -> int:
    """How many people take part, within the limits of the plan."""
    return {
        "alpha": 5 + number % 5, "beta": 12 + number % 8, "pilot": 60 + number * 7 % 40,
        "production": 180 + number * 83 % 1400,
    }[stage]  # fmt: skip
