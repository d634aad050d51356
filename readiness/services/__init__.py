"""Everything that changes readiness: starting, filling, rating, settling, submitting, and what follows from it."""

from readiness.services.closing import discard_assessment, reopen_assessment, submit_assessment
from readiness.services.filling import COMMENT_LIMIT, AnswerChanged, Given, Mark, give_answers
from readiness.services.starting import start_assessment

__all__ = [
    "COMMENT_LIMIT",
    "AnswerChanged",
    "Given",
    "Mark",
    "discard_assessment",
    "give_answers",
    "reopen_assessment",
    "start_assessment",
    "submit_assessment",
]
