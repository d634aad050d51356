"""Rollouts, the runs of their stages, what they must show, and the gates between them."""

from deployments.models.decisions import Decision, DecisionQuerySet, SignAnswer
from deployments.models.gates import Criterion, Gate, GateQuerySet
from deployments.models.rollouts import NAME_LENGTH, ExitCheck, Rollout, RolloutQuerySet, StageRun, stage_label
from deployments.models.thresholds import Threshold

__all__ = [
    "NAME_LENGTH",
    "Criterion",
    "Decision",
    "DecisionQuerySet",
    "ExitCheck",
    "Gate",
    "GateQuerySet",
    "Rollout",
    "RolloutQuerySet",
    "SignAnswer",
    "StageRun",
    "Threshold",
    "stage_label",
]
