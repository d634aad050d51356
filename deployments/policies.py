"""Who may do what with a rollout and at its gates, and when; each check raises the sentence that page and API show.

First the person (right, stake), then the state: somebody who may never do it is not told to come back later.
"""

from deployments import evidence, queries
from deployments.bindings import ONE_LEVEL_HIGHER
from deployments.models import Criterion, Decision, ExitCheck, Gate, Rollout, StageRun
from deployments.workflow import IN_FORCE, Answer, DecisionState, GateState, Level, State
from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor, SystemActor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance import queries as governance
from library.kinds.decision_guide import Sign
from usecases.models import UseCase


def person(by: Actor) -> User:
    """Return the person behind an actor. Raises Denied for the product itself, which decides nothing."""
    if isinstance(by, SystemActor):
        raise Denied(_("Only a person may do this, not the %(name)s."), name=by.name)
    return by


def require_no_stake(user: User, case: UseCase) -> None:
    """Raise Denied for whoever has a stake in the case: nobody passes what they proposed. The rule is `stakes`."""
    if (why := queries.stake(case).get(user.pk)) is not None:
        raise Denied(why.sentence)


def check_start(by: Actor, case: UseCase | None = None) -> None:
    """May start a rollout of the case (or of some case): right, and an approval that stands and covers it."""
    if case is None:
        require_anywhere(by, Permission.ROLLOUT_RUN)
        return
    require(by, Permission.ROLLOUT_RUN, case.unit.path, to=_("start rollouts"))
    _require_alive(case)
    approval = governance.standing_approval(case)
    if approval is None:
        raise Conflict(_("A rollout starts from an approval, and none stands: submit the use case for approval first."))
    if not governance.coverage(approval).covers:
        raise Conflict(
            _("The approval no longer covers the use case as it is: submit it again before it is rolled out.")
        )


def check_start_primary(by: Actor, case: UseCase) -> None:
    """May start the rollout that moves the stage of the case: there is no other one."""
    check_start(by, case)
    if (other := queries.primary(case)) is not None:
        raise Conflict(_("“%(name)s” is already the primary rollout of this use case."), name=other.name)


def _require_alive(case: UseCase) -> None:
    if case.archived_at:
        raise Conflict(_("This use case is archived."))
    if case.is_closed:
        raise Conflict(_("This use case is closed, so its rollouts go no further."))
    if case.is_held:
        raise Conflict(_("This use case is on hold. Resume it first."))


def _require_running(rollout: Rollout) -> None:
    if not rollout.is_running:
        raise Conflict(_("This rollout is over: %(state)s."), state=State(rollout.state).label)


def _require_work(by: Actor, rollout: Rollout, *, to: str) -> None:
    """By right, or because the case is one's own: owners bring the evidence of their cases."""
    access, case = access_of(by), rollout.case
    if any(access.allows(right, case.unit.path) for right in (Permission.ROLLOUT_RUN, Permission.GATE_DECIDE)):
        return
    own = not by.is_system and by.pk in {case.owner_id, case.created_by_id}  # type: ignore[union-attr]
    if own and access.allows(Permission.CASE_EDIT_OWN, case.unit.path):
        return
    require(by, Permission.ROLLOUT_RUN, case.unit.path, to=to)


def check_plan(by: Actor, rollout: Rollout) -> None:
    """May change planned days and cohorts."""
    require(by, Permission.ROLLOUT_RUN, rollout.case.unit.path, to=_("plan this rollout"))
    _require_running(rollout)


def check_set_cohort(by: Actor, run: StageRun) -> None:
    """May say who takes part in a stage that is not over."""
    check_plan(by, run.rollout)
    if run.is_over:
        raise Conflict(_("This stage is over and is kept as it was."))


def check_tick(by: Actor, check: ExitCheck) -> None:
    """May say that an exit check was shown (or was not, after all), while its stage runs."""
    rollout = check.run.rollout
    _require_work(by, rollout, to=_("confirm exit checks"))
    _require_running(rollout)
    if check.run.actual_start is None:
        raise Conflict(_("This stage has not begun yet."))
    if check.run.is_over:
        raise Conflict(_("This stage is over and is kept as it was."))


def check_open_gate(by: Actor, rollout: Rollout) -> None:
    """May open the gate to the next stage: none is open, and there is a next stage."""
    require(by, Permission.ROLLOUT_RUN, rollout.case.unit.path, to=_("open gates"))
    _require_running(rollout)
    _require_alive(rollout.case)
    if (waiting := queries.open_gate(rollout)) is not None:
        raise Conflict(_("The gate “%(title)s” of this rollout is already open."), title=waiting.document.title)
    if rollout.next_stage is None:
        raise Conflict(_("This rollout is in its last stage: there is no gate after it."))


def _require_open(gate: Gate) -> None:
    if gate.state == GateState.CANCELLED:
        raise Conflict(_("This gate was cancelled."))
    if gate.is_decided:
        raise Conflict(_("This gate is already decided: %(state)s."), state=GateState(gate.state).label)
    _require_running(gate.rollout)


def check_cancel_gate(by: Actor, gate: Gate) -> None:
    """May take an open gate back, for example to open it with a newer checklist."""
    require(by, Permission.ROLLOUT_RUN, gate.rollout.case.unit.path, to=_("cancel gates"))
    _require_open(gate)


def check_move_gate(by: Actor, gate: Gate) -> None:
    """May open an open gate anew by another version of its checklist."""
    require(by, Permission.ROLLOUT_RUN, gate.rollout.case.unit.path, to=_("move gates to another version"))
    _require_open(gate)


def check_work(by: Actor, gate: Gate) -> None:
    """May answer criteria and plan mitigations of an open gate."""
    _require_work(by, gate.rollout, to=_("answer at this gate"))
    _require_open(gate)


def check_answer(by: Actor, criterion: Criterion) -> None:
    """May answer a criterion by hand; never one that is bound to data."""
    _require_work(by, criterion.gate.rollout, to=_("answer at this gate"))
    if criterion.is_bound:
        raise Conflict(_("This criterion is read from the records, so nobody answers it by hand."))
    _require_open(criterion.gate)


def check_mitigate(by: Actor, criterion: Criterion) -> None:
    """May write the mitigation plan of a should."""
    check_work(by, criterion.gate)
    if criterion.level == Level.MUST:
        raise Conflict(_("A must is met or it blocks; a plan does not replace it."))
    if criterion.level == Level.NICE:
        raise Conflict(_("A criterion that is nice to have needs no plan."))
    if not criterion.is_bound and criterion.state == Answer.MET:
        raise Conflict(_("This criterion is met, so there is nothing to mitigate."))


def _require_override(by: Actor, criterion: Criterion, *, to: str) -> User:
    user, case = person(by), criterion.gate.rollout.case
    require(user, Permission.GATE_DECIDE, case.unit.path, to=to)
    require_no_stake(user, case)
    if not criterion.is_bound:
        raise Conflict(_("Only what is read from the records is overridden; answer this criterion instead."))
    _require_open(criterion.gate)
    return user


def check_override(by: Actor, criterion: Criterion) -> None:
    """May ask that a bound criterion be overridden: by right, without a stake in the case, and once."""
    _require_override(by, criterion, to=_("override criteria"))
    line = queries.sheet(criterion.gate).line(criterion.key)
    if line.answer == Answer.MET:
        raise Conflict(_("The records meet this criterion, so there is nothing to override."))
    if line.is_overridden:
        raise Conflict(_("This criterion is already overridden."))
    if line.override_waits:
        raise Conflict(_("An override of this criterion already waits for a second person."))


def check_confirm(by: Actor, criterion: Criterion) -> None:
    """May confirm an override that somebody else asked for, while the records say what they said then."""
    user = _require_override(by, criterion, to=_("confirm overrides"))
    if criterion.override_by_id is None:
        raise Conflict(_("Nobody has asked for an override of this criterion."))
    if criterion.override_by_id == user.pk:
        raise Denied(_("You asked for this override, so a second person confirms it."))
    if criterion.binding in ONE_LEVEL_HIGHER:
        _require_higher(user, criterion.gate.rollout.case)
    line = queries.sheet(criterion.gate).line(criterion.key)
    if line.answer == Answer.MET:
        raise Conflict(_("The records meet this criterion, so there is nothing to override."))
    if line.override_is_stale:
        raise Conflict(_("The records say something else since the override was asked for. Ask again."))
    if criterion.confirmed_at is not None:
        raise Conflict(_("This override is already confirmed."))


def _require_higher(user: User, case: UseCase) -> None:
    """Raise Denied unless the person decides at gates for the unit above the case's; at the top, for that unit."""
    if not queries.decides_above(user, case):
        raise Denied(
            _("Going on although an agreed threshold is not reached is decided one level higher, for %(unit)s."),
            unit=(case.unit.parent or case.unit).name,
        )


def check_set_thresholds(by: Actor, rollout: Rollout) -> None:
    """May say what counts as success and when to stop, until the trial begins."""
    _require_work(by, rollout, to=_("set the thresholds of this rollout"))
    _require_running(rollout)
    if rollout.thresholds_locked_at is not None:
        raise Conflict(
            _("The thresholds were locked when the trial began, on %(day)s, and are kept as agreed."),
            day=rollout.thresholds_locked_at.date(),
        )


def check_decide(by: Actor, gate: Gate) -> None:
    """May decide at a gate: by right, without a stake in the case, and not who opened it."""
    user, case = person(by), gate.rollout.case
    require(user, Permission.GATE_DECIDE, case.unit.path, to=_("decide at this gate"))
    require_no_stake(user, case)
    if gate.opened_by_id == user.pk:
        raise Denied(_("You opened this gate, so somebody else decides."))
    _require_open(gate)
    _require_alive(case)


def check_pass(by: Actor, gate: Gate) -> None:
    """May let the rollout pass: may decide, and nothing is in the way. Evaluates every binding."""
    check_decide(by, gate)
    require_outcome(queries.sheet(gate))


def require_outcome(sheet: queries.Sheet) -> None:
    """Raise Conflict, naming what is in the way, unless the gate can pass."""
    if not sheet.outcome.can_pass:
        raise Conflict(_("Cannot pass: %(why)s."), why="; ".join(queries.obstacles(sheet)))


def check_open_decision(by: Actor, rollout: Rollout) -> None:
    """May ask what becomes of a rollout: its trial has begun, and the question is not open already."""
    require(by, Permission.ROLLOUT_RUN, rollout.case.unit.path, to=_("ask for this decision"))
    if rollout.state not in IN_FORCE:
        _require_running(rollout)
    if rollout.case.archived_at:
        raise Conflict(_("This use case is archived."))
    if rollout.case.is_closed:
        raise Conflict(_("This use case is closed, so nothing is left to decide."))
    if not StageRun.objects.filter(rollout=rollout, key=rollout.trial_stage, actual_start__isnull=False).exists():
        raise Conflict(_("Its trial has not begun, so there is nothing to decide on yet."))
    if Decision.objects.filter(rollout=rollout, state=DecisionState.OPEN).exists():
        raise Conflict(_("This decision is already open."))


def _require_undecided(decision: Decision) -> None:
    if not decision.is_open:
        raise Conflict(_("This decision is over: %(state)s."), state=DecisionState(decision.state).label)


def check_answer_sign(by: Actor, decision: Decision) -> None:
    """May say which signs are seen, while the decision is open."""
    _require_work(by, decision.rollout, to=_("answer here"))
    _require_undecided(decision)


def require_by_hand(decision: Decision, sign: Sign) -> None:
    """Raise Conflict for a sign that the records say by themselves."""
    found = evidence.evidence(decision)
    if any(seen.is_measured and seen.sign.key == sign.key for seen in (*found.indicators, *found.red_flags)):
        raise Conflict(_("This sign is read from the records, so nobody answers it by hand."))


def check_withdraw_decision(by: Actor, decision: Decision) -> None:
    """May take the question back while it is open."""
    require(by, Permission.ROLLOUT_RUN, decision.rollout.case.unit.path, to=_("take this question back"))
    _require_undecided(decision)


def check_decide_decision(by: Actor, decision: Decision) -> None:
    """May decide what becomes of a rollout: by right, without a stake in the case, and not who asked."""
    user, case = person(by), decision.rollout.case
    require(user, Permission.GATE_DECIDE, case.unit.path, to=_("decide what becomes of this"))
    require_no_stake(user, case)
    if decision.opened_by_id == user.pk:
        raise Denied(_("You asked for this decision, so somebody else decides."))
    _require_undecided(decision)
    if case.archived_at or case.is_closed:
        raise Conflict(_("This use case is closed, so nothing is left to decide."))


def check_finish(by: Actor, rollout: Rollout) -> None:
    """May finish a rollout: it is in its last stage and all its exit checks were shown."""
    require(by, Permission.ROLLOUT_RUN, rollout.case.unit.path, to=_("finish this rollout"))
    _require_running(rollout)
    if not rollout.is_at_last_stage:
        raise Conflict(
            _("A rollout is finished from its last stage, %(stage)s."), stage=rollout.parsed.stages[-1].label
        )
    missing = ExitCheck.objects.filter(run__rollout=rollout, run__key=rollout.stage, shown_at=None).count()
    if missing:
        raise Conflict(_("Exit checks of this stage that were not shown yet: %(count)s."), count=missing)


def _require_stopper(by: Actor, rollout: Rollout, *, to: str) -> None:
    """Stopping is easier than going on: whoever runs rollouts or decides at gates may, with a stake or without."""
    if not access_of(by).allows(Permission.GATE_DECIDE, rollout.case.unit.path):
        require(by, Permission.ROLLOUT_RUN, rollout.case.unit.path, to=to)


def check_roll_back(by: Actor, rollout: Rollout) -> None:
    """May take a rollout back from its users, running or finished."""
    _require_stopper(by, rollout, to=_("roll this back"))
    if rollout.state not in {State.RUNNING, State.FINISHED}:
        _require_running(rollout)
    if not rollout.has_begun:
        raise Conflict(_("Nobody uses it yet, so there is nothing to roll back. Cancel the rollout instead."))


def check_cancel(by: Actor, rollout: Rollout) -> None:
    """May cancel a rollout that has not begun."""
    _require_stopper(by, rollout, to=_("cancel this rollout"))
    _require_running(rollout)
    if rollout.has_begun:
        raise Conflict(_("This rollout has begun: roll it back instead, and say what it means for its users."))
