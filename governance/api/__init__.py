"""Reviews, approvals and conditions in the API."""

from typing import Any

from governance.api.approvals import ApprovalViewSet, ConditionViewSet
from governance.api.compliance import (
    ClassificationViewSet,
    ComplianceViewSet,
    FrameworkViewSet,
    PolicyCheckViewSet,
)
from governance.api.delegations import DelegationViewSet
from governance.api.exceptions import ExceptionViewSet, FindingViewSet
from governance.api.guidelines import CalendarViewSet, GuidelineViewSet
from governance.api.incidents import IncidentViewSet
from governance.api.meetings import BodyViewSet, MeetingViewSet
from governance.api.reviews import ReviewViewSet
from governance.api.systems import SystemViewSet

ROUTES: list[tuple[str, Any, str]] = [
    ("reviews", ReviewViewSet, "review"),
    ("approvals", ApprovalViewSet, "approval"),
    ("conditions", ConditionViewSet, "condition"),
    ("incidents", IncidentViewSet, "incident"),
    ("exceptions", ExceptionViewSet, "exception"),
    ("findings", FindingViewSet, "finding"),
    ("classifications", ClassificationViewSet, "classification"),
    ("policy-checks", PolicyCheckViewSet, "policy_check"),
    ("compliance", ComplianceViewSet, "compliance"),
    ("frameworks", FrameworkViewSet, "framework"),
    ("delegations", DelegationViewSet, "delegation"),
    ("systems", SystemViewSet, "system"),
    ("meetings", MeetingViewSet, "meeting"),
    ("bodies", BodyViewSet, "body"),
    ("guidelines", GuidelineViewSet, "guideline"),
    ("calendar", CalendarViewSet, "calendar"),
]
