"""Commands of plans: date a playbook, move and report tasks, run a program in waves, keep risks."""

from plans.services.ending import cancel_plan, finish_plan
from plans.services.following import case_changed, remind
from plans.services.plans import begin_plan, change_plan, draft_plan, start_plan
from plans.services.programs import (
    change_wave,
    end_program,
    file_case,
    place_function,
    set_load,
    start_program,
    unfile_case,
)
from plans.services.risks import add_risk, close_risk, draw_risk, review_risk, revise_risk
from plans.services.tasks import add_task, change_task, drop_task, report_task

__all__ = [
    "add_risk",
    "add_task",
    "begin_plan",
    "cancel_plan",
    "case_changed",
    "change_plan",
    "change_task",
    "change_wave",
    "close_risk",
    "draft_plan",
    "draw_risk",
    "drop_task",
    "end_program",
    "file_case",
    "finish_plan",
    "place_function",
    "remind",
    "report_task",
    "review_risk",
    "revise_risk",
    "set_load",
    "start_plan",
    "start_program",
    "unfile_case",
]
