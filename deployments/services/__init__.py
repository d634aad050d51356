"""Everything that changes rollouts and gates; one verb each, the same for page, API and command."""

from deployments.services.criteria import answer_criterion, confirm_override, plan_mitigation, request_override
from deployments.services.decisions import answer_sign, decide, open_decision, withdraw_decision
from deployments.services.ending import cancel_rollout, finish, roll_back
from deployments.services.gates import cancel_gate, decide_gate, open_gate
from deployments.services.moving import move_gate_to_version, move_rollout_to_version
from deployments.services.starting import DEFAULT_PLAN, set_cohort, set_dates, start_rollout, tick_exit_check
from deployments.services.thresholds import Wanted, set_thresholds

__all__ = [
    "DEFAULT_PLAN",
    "Wanted",
    "answer_criterion",
    "answer_sign",
    "cancel_gate",
    "cancel_rollout",
    "confirm_override",
    "decide",
    "decide_gate",
    "finish",
    "move_gate_to_version",
    "move_rollout_to_version",
    "open_decision",
    "open_gate",
    "plan_mitigation",
    "request_override",
    "roll_back",
    "set_cohort",
    "set_dates",
    "set_thresholds",
    "start_rollout",
    "tick_exit_check",
    "withdraw_decision",
]
