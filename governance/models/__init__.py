"""What governance keeps: boards, rounds of review with their votes, conditions and approvals."""

from governance.models.approvals import Approval, ApprovalQuerySet, Condition, ConditionQuerySet
from governance.models.boards import Board, BoardQuerySet, Seat, SeatHolder
from governance.models.exceptions import PolicyException, PolicyExceptionQuerySet
from governance.models.findings import Finding, FindingQuerySet
from governance.models.incidents import CorrectiveAction, Incident, IncidentClock, IncidentMessage, IncidentQuerySet
from governance.models.reviews import Authorship, Kind, Review, ReviewQuerySet, Step, StepSeat, Vote

__all__ = [
    "Approval",
    "ApprovalQuerySet",
    "Authorship",
    "Board",
    "BoardQuerySet",
    "Condition",
    "ConditionQuerySet",
    "CorrectiveAction",
    "Finding",
    "FindingQuerySet",
    "Incident",
    "IncidentClock",
    "IncidentMessage",
    "IncidentQuerySet",
    "Kind",
    "PolicyException",
    "PolicyExceptionQuerySet",
    "Review",
    "ReviewQuerySet",
    "Seat",
    "SeatHolder",
    "Step",
    "StepSeat",
    "Vote",
]
