"""What governance keeps: boards, rounds of review with their votes, conditions and approvals."""

from governance.models.approvals import Approval, ApprovalQuerySet, Condition, ConditionQuerySet
from governance.models.boards import Board, BoardQuerySet, Seat, SeatHolder
from governance.models.compliance import Classification, PolicyCheck
from governance.models.delegations import Delegation, DelegationQuerySet
from governance.models.exceptions import PolicyException, PolicyExceptionQuerySet
from governance.models.findings import Finding, FindingQuerySet
from governance.models.guidelines import Acknowledgement, Guideline, GuidelineQuerySet, GuidelineVersion
from governance.models.incidents import CorrectiveAction, Incident, IncidentClock, IncidentMessage, IncidentQuerySet
from governance.models.meetings import AgendaItem, Attendance, Body, BodyMember, Dissent, Meeting
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
from governance.models.systems import SystemCard

__all__ = [
    "ALL",
    "ANY",
    "Acknowledgement",
    "AgendaItem",
    "Approval",
    "ApprovalQuerySet",
    "Attendance",
    "Authorship",
    "Board",
    "BoardQuerySet",
    "Body",
    "BodyMember",
    "Classification",
    "Condition",
    "ConditionQuerySet",
    "CorrectiveAction",
    "Delegation",
    "DelegationQuerySet",
    "Dissent",
    "Finding",
    "FindingQuerySet",
    "Guideline",
    "GuidelineQuerySet",
    "GuidelineVersion",
    "Incident",
    "IncidentClock",
    "IncidentMessage",
    "IncidentQuerySet",
    "Kind",
    "Meeting",
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
    "SystemCard",
    "Vote",
]
