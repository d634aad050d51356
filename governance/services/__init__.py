"""Everything that changes boards, reviews, conditions and approvals; one verb each."""

from governance.services.approvals import lapse, reinstate, revoke, suspend
from governance.services.boards import assign_seat, convene_board, vacate_seat
from governance.services.changes import case_changed
from governance.services.compliance import check_policy, classify, follow_law_due
from governance.services.conditions import meet_condition, report_condition, send_back_condition
from governance.services.deciding import Draft, add_condition, decide_step, expedite
from governance.services.delegating import delegate, end_delegation
from governance.services.submitting import ROUTE, submit, withdraw
from governance.services.sweeping import escalate, lapse_due
from governance.services.voting import call_alternate, cast_vote, close_overdue, close_voting, recuse, refresh_seats

__all__ = [
    "ROUTE",
    "Draft",
    "add_condition",
    "assign_seat",
    "call_alternate",
    "case_changed",
    "cast_vote",
    "check_policy",
    "classify",
    "close_overdue",
    "close_voting",
    "convene_board",
    "decide_step",
    "delegate",
    "end_delegation",
    "escalate",
    "expedite",
    "follow_law_due",
    "lapse",
    "lapse_due",
    "meet_condition",
    "recuse",
    "refresh_seats",
    "reinstate",
    "report_condition",
    "revoke",
    "send_back_condition",
    "submit",
    "suspend",
    "vacate_seat",
    "withdraw",
]
