"""What governance keeps: boards, rounds of review with their votes, conditions and approvals."""

from governance.models.approvals import Approval, ApprovalQuerySet, Condition, ConditionQuerySet
from governance.models.boards import Board, BoardQuerySet, Seat, SeatHolder
from governance.models.compliance import Classification, PolicyCheck
from governance.models.delegations import Delegation, DelegationQuerySet
from governance.models.exceptions import PolicyException, PolicyExceptionQuerySet
from governance.models.findings import Finding, FindingQuerySet
from governance.models.incidents import CorrectiveAction, Incident, IncidentClock, IncidentMessage, IncidentQuerySet
from governance.models.reviews import (
    ALL,
    ANY,
    Authorship,
    Kind,
    Question,
    Review,
    ReviewQuerySet,
    Step,
    StepSeat,
    Vote,
)

__all__ = [
    "ALL",
    "ANY",
    "Approval",
    "ApprovalQuerySet",
    "Authorship",
    "Board",
    "BoardQuerySet",
    "Classification",
    "Condition",
    "ConditionQuerySet",
    "CorrectiveAction",
    "Delegation",
    "DelegationQuerySet",
    "Finding",
    "FindingQuerySet",
    "Incident",
    "IncidentClock",
    "IncidentMessage",
    "IncidentQuerySet",
    "Kind",
    "PolicyCheck",
    "PolicyException",
    "PolicyExceptionQuerySet",
    "Question",
    "Review",
    "ReviewQuerySet",
    "Seat",
    "SeatHolder",
    "Step",
    "StepSeat",
    "Vote",
]
