"""Commands of adoption: training, users, surveys, support, change and learning."""

from adoption.services.change import (
    answer_feedback,
    close_resistance,
    drop_communication,
    give_feedback,
    handle_resistance,
    name_champion,
    plan_communication,
    raise_resistance,
    release_champion,
    reopen_resistance,
    revise_communication,
    send_communication,
)
from adoption.services.figures import SupportRow, UsersRow, correct, push, record
from adoption.services.importing import request_import, run_import
from adoption.services.learning import decline_idea, hold_retrospective, record_pilot, suggest_idea, turn_idea
from adoption.services.surveys import record_survey
from adoption.services.training import attend, cancel_session, count_attendance, plan_session, set_scope

__all__ = [
    "SupportRow",
    "UsersRow",
    "answer_feedback",
    "attend",
    "cancel_session",
    "close_resistance",
    "correct",
    "count_attendance",
    "decline_idea",
    "drop_communication",
    "give_feedback",
    "handle_resistance",
    "hold_retrospective",
    "name_champion",
    "plan_communication",
    "plan_session",
    "push",
    "raise_resistance",
    "record",
    "record_pilot",
    "record_survey",
    "release_champion",
    "reopen_resistance",
    "request_import",
    "revise_communication",
    "run_import",
    "send_communication",
    "set_scope",
    "suggest_idea",
    "turn_idea",
]
