"""Who may raise findings, report them as done, and close them: never their owner."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from governance.models import Finding
from governance.policies.persons import person
from governance.register_rules import FindingState


def check_raise_finding(by: Actor, unit: Unit | None = None) -> None:
    """May raise a finding in a unit (or somewhere)."""
    person(by)
    if unit is None:
        require_anywhere(by, Permission.FINDING_RAISE)
    else:
        require(by, Permission.FINDING_RAISE, unit.path, to=_("raise findings"))


def check_report_finding(by: Actor, finding: Finding) -> None:
    """May report a finding as done: its owner, while it is open."""
    if person(by).pk != finding.owner_id:
        raise Denied(_("%(name)s mends this and reports when it is done."), name=finding.owner.name)
    if finding.state == FindingState.REPORTED:
        raise Conflict(_("It is reported as done; somebody else looks at it now."))
    _require_unsettled(finding)


def check_close_finding(by: Actor, finding: Finding) -> None:
    """May close a finding: by right, and never its owner."""
    user = person(by)
    require(user, Permission.FINDING_RAISE, finding.unit.path, to=_("close findings"))
    if user.pk == finding.owner_id:
        raise Denied(_("You mend this finding, so somebody else closes it."))
    _require_unsettled(finding)


def check_return_finding(by: Actor, finding: Finding) -> None:
    """May send a report back to the owner: whoever may close the finding, while a report waits."""
    check_close_finding(by, finding)
    if finding.state != FindingState.REPORTED:
        raise Conflict(_("Nobody has reported this finding as done."))


def check_reassign_finding(by: Actor, finding: Finding) -> None:
    """May give a finding another owner or day: by right, and never its owner, who would set their own term."""
    check_close_finding(by, finding)


def check_attach_to_finding(by: Actor, finding: Finding) -> None:
    """May attach and withdraw files: its owner and who may close findings, until it is closed."""
    user = person(by)
    if user.pk != finding.owner_id:
        require(user, Permission.FINDING_RAISE, finding.unit.path, to=_("attach files to findings"))
    _require_unsettled(finding)


def _require_unsettled(finding: Finding) -> None:
    if finding.state == FindingState.CLOSED:
        raise Conflict(_("This finding is closed."))
