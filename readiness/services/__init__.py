"""Everything that changes readiness: starting, filling, rating, settling, submitting, and what follows from it."""

from readiness.services.acting import close_action, create_action, edit_action, labels_of, reopen_action
from readiness.services.closing import discard_assessment, reopen_assessment, submit_assessment
from readiness.services.filling import COMMENT_LIMIT, AnswerChanged, Given, Mark, give_answers, read_score
from readiness.services.moving import follow_subject, move_to_version, preview_move
from readiness.services.processes import archive_process, create_process, edit_process
from readiness.services.rating import (
    close_rating,
    decline_sheet,
    invite_raters,
    remind_rater,
    submit_sheet,
    take_back_sheet,
    withdraw_invitation,
)
from readiness.services.settling import settle, unsettle
from readiness.services.starting import start_assessment
from readiness.services.workbook import take_workbook

__all__ = [
    "COMMENT_LIMIT",
    "AnswerChanged",
    "Given",
    "Mark",
    "archive_process",
    "close_action",
    "close_rating",
    "create_action",
    "create_process",
    "decline_sheet",
    "discard_assessment",
    "edit_action",
    "edit_process",
    "follow_subject",
    "give_answers",
    "invite_raters",
    "labels_of",
    "move_to_version",
    "preview_move",
    "read_score",
    "remind_rater",
    "reopen_action",
    "reopen_assessment",
    "settle",
    "start_assessment",
    "submit_assessment",
    "submit_sheet",
    "take_back_sheet",
    "take_workbook",
    "unsettle",
    "withdraw_invitation",
]
