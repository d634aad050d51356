"""Training, users, surveys, change, support and lessons."""

from adoption.models.about import (
    KEY_LENGTH,
    LABEL_LENGTH,
    NOTE_LENGTH,
    TEXT_LENGTH,
    About,
    AboutQuerySet,
    Figures,
)
from adoption.models.change import Champion, Communication, Feedback, Resistance, ResistanceStep
from adoption.models.figures import SupportFigures, SurveyResult, Usage
from adoption.models.learning import Idea, PilotResult, Retrospective
from adoption.models.training import Attendance, Scope, Session

__all__ = [
    "KEY_LENGTH",
    "LABEL_LENGTH",
    "NOTE_LENGTH",
    "TEXT_LENGTH",
    "About",
    "AboutQuerySet",
    "Attendance",
    "Champion",
    "Communication",
    "Feedback",
    "Figures",
    "Idea",
    "PilotResult",
    "Resistance",
    "ResistanceStep",
    "Retrospective",
    "Scope",
    "Session",
    "SupportFigures",
    "SurveyResult",
    "Usage",
]
