"""The roles of product.md: a role is held on a unit and counts for the units below it."""

from dataclasses import dataclass

from foundation.kernel.text import gettext_noop as _
from foundation.people.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Role:
    """A role people can hold: its words, and what it allows."""

    key: str
    name: str
    description: str
    permissions: frozenset[P]


def _role(key: str, name: str, description: str, *permissions: P) -> tuple[str, Role]:
    return key, Role(key, name, description, frozenset(permissions))


ROLES: dict[str, Role] = dict(
    [
        _role(
            "executive",
            _("Executive"),
            _("Reads everything, approves as C-suite, decides at the gates of what they sponsor."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.APPROVE_EXECUTIVE,
            P.GATE_DECIDE,
            P.SCENARIO_PLAN,
            P.SCENARIO_ADOPT,
            P.REPORT_MAKE,
            P.SYSTEM_PUBLISH,
        ),
        _role(
            "pm",
            _("Program manager"),
            _("Runs readiness, intake, scoring, rollouts and the ledger in their units."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.ASSESS,
            P.CASE_CREATE,
            P.CASE_EDIT,
            P.CASE_IMPORT,
            P.CASE_SCORE,
            P.WEIGHTS_ADOPT,
            P.SCENARIO_PLAN,
            P.SCENARIO_ADOPT,
            P.REVIEW_SUBMIT,
            P.ROLLOUT_RUN,
            P.GATE_DECIDE,
            P.LEDGER_BOOK,
            P.REPORT_MAKE,
            P.CONDITION_CHECK,
            P.INCIDENT_HANDLE,
            P.FINDING_RAISE,
        ),
        _role(
            "owner",
            _("Use-case owner"),
            _("Writes the use cases they own and their evidence."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.CASE_CREATE,
            P.CASE_EDIT_OWN,
            P.REVIEW_SUBMIT,
        ),
        _role(
            "manager",
            _("Manager"),
            _("Gives the first approval in their unit."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.APPROVE_MANAGER,
        ),
        _role(
            "board_member",
            _("Board member"),
            _("Votes or recuses in the ethics board."),
            P.READ,
            P.COMMENT,
            P.BOARD_VOTE,
        ),
        _role(
            "board_chair",
            _("Board chair"),
            _("Convenes the board, votes, closes the voting, checks conditions."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.BOARD_VOTE,
            P.BOARD_CHAIR,
            P.BOARD_MANAGE,
            P.CONDITION_CHECK,
            P.INCIDENT_HANDLE,
            P.FINDING_RAISE,
            P.SYSTEM_PUBLISH,
        ),
        _role(
            "legal",
            _("Legal"),
            _("Decides the legal step of a review."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.APPROVE_LEGAL,
            P.CONDITION_CHECK,
            P.INCIDENT_HANDLE,
            P.FINDING_RAISE,
            P.SYSTEM_PUBLISH,
        ),
        _role(
            "finance",
            _("Finance"),
            _("Books and signs entries of the ledger."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.LEDGER_BOOK,
            P.LEDGER_SIGN,
            P.SCENARIO_PLAN,
            P.REPORT_MAKE,
        ),
        _role(
            "auditor",
            _("Auditor"),
            _("Reads everything, verifies the trail, and raises findings; changes nothing else."),
            P.READ,
            P.EXPORT,
            P.FINDING_RAISE,
            P.TRAIL_READ,
            P.TRAIL_VERIFY,
            P.REPORT_MAKE,
        ),
        _role("bi_service", _("BI service account"), _("Reads the API for reporting tools."), P.READ, P.EXPORT),
        _role(
            "administrator",
            _("Administrator"),
            _("Configures people, roles, fields, library and tokens; no vote and no approval by virtue of it."),
            P.READ,
            P.COMMENT,
            P.EXPORT,
            P.PEOPLE_MANAGE,
            P.FIELDS_MANAGE,
            P.LIBRARY_PUBLISH,
            P.BOARD_MANAGE,
            P.TRAIL_READ,
        ),
    ]
)
