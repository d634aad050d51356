"""Who may do what in a review, and when; each check raises with the sentence that page and API show.

First the person (right, stake, seat), then the state: somebody who may never do it is not told to come back later.
"""

from typing import Any

from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance import dossier, queries, rules
from governance.models import Condition, Kind, Review, Step, StepSeat, Vote
from governance.policies.approvals import (  # noqa: F401 - pages find them here
    check_reinstate,
    check_revoke,
    check_suspend,
)
from governance.policies.boards import check_assign, check_convene, check_manage  # noqa: F401 - pages find them here
from governance.policies.compliance import check_policy as check_policy
from governance.policies.compliance import check_regulate as check_regulate
from governance.policies.compliance import require_lawful
from governance.policies.delegations import check_delegate, check_end_delegation  # noqa: F401 - pages find them here
from governance.policies.exceptions import (  # noqa: F401 - pages find them here
    check_decide_exception,
    check_extend_exception,
    check_request_exception,
    check_revoke_exception,
    check_withdraw_exception,
)
from governance.policies.findings import (  # noqa: F401 - pages find them here
    check_attach_to_finding,
    check_close_finding,
    check_raise_finding,
    check_reassign_finding,
    check_report_finding,
    check_return_finding,
)
from governance.policies.guidelines import (  # noqa: F401 - pages find them here
    check_acknowledge_guideline,
    check_publish_guideline,
    check_revise_guideline,
    check_see_acknowledgements,
)
from governance.policies.incidents import (  # noqa: F401 - pages find them here
    check_add_action,
    check_attach_to_incident,
    check_classify_incident,
    check_close_incident,
    check_contain_incident,
    check_disclose_incident,
    check_dismiss_incident,
    check_explain_incident,
    check_finish_action,
    check_link_case,
    check_reopen_incident,
    check_report_incident,
    check_settle_clock,
    check_start_clock,
    check_unlink_case,
    check_write_to_reporter,
)
from governance.policies.meetings import (  # noqa: F401 - pages find them here
    check_attach_to_meeting,
    check_dissent,
    check_found_body,
    check_hold_meeting,
    check_manage_body,
    check_plan_meeting,
    check_prepare_meeting,
    check_write_minutes,
)
from governance.policies.persons import person as person
from governance.policies.persons import require_no_stake
from governance.policies.systems import (  # noqa: F401 - pages find them here
    check_edit_system,
    check_publish_system,
    check_unpublish_system,
)
from governance.queries import PERMISSION, interests
from governance.workflow import Choice, ConditionState, State, StepState
from usecases.models import UseCase
from usecases.workflow import Tier


def interested(subject: Review | UseCase) -> set[int]:
    """Return the ids of the people who may not decide on a review, or on the next review of a case.

    Creator, submitter, owner, sponsor, and authors of a material change since the last round; the one place that says
    so is `queries.interests`.
    """
    return set(interests(subject))


def check_submit(by: Actor, case: UseCase) -> None:
    """May submit the case for approval now: right, own case, open, classified, nothing in review, dossier complete."""
    user, path = person(by), case.unit.path
    require(user, Permission.REVIEW_SUBMIT, path, to=_("submit use cases"))
    if not access_of(user).allows(Permission.CASE_EDIT, path) and user.pk not in {case.owner_id, case.created_by_id}:
        raise Denied(_("You may submit only the use cases that you own or registered."))
    _require_alive(case)
    if (running := queries.open_review(case)) is not None:
        raise Conflict(_("Round %(round)s of this use case is already in review."), round=running.round)
    require_lawful(case)
    if not case.tier:
        raise Invalid(_("Answer the risk questions first: the tier decides who must approve."), field="tier")
    if case.tier == Tier.HIGH and (missing := queries.missing_sections(case)):
        raise Invalid(
            _("A high-risk use case needs a complete dossier. Still empty: %(sections)s."),
            field="dossier", sections=", ".join(dossier.FILLED_BY[name][1] for name in missing),
        )  # fmt: skip
    _require_something_to_approve(case)


def _require_alive(case: UseCase) -> None:
    if case.archived_at:
        raise Conflict(_("This use case is archived."))
    if case.is_closed:
        raise Conflict(_("This use case is closed. Reopen it before it is submitted."))
    if case.is_held:
        raise Conflict(_("This use case is on hold. Resume it first."))


def _require_something_to_approve(case: UseCase) -> None:
    approval = queries.standing_approval(case)
    if approval is None or (approval.valid_until - timezone.now().date()).days <= rules.RENEWAL_DAYS:
        return
    if approval.review.tier == case.tier and queries.coverage(approval).covers:
        raise Conflict(
            _("The approval stands until %(until)s and covers the use case as it is; there is nothing to approve."),
            until=approval.valid_until,
        )  # fmt: skip


def check_withdraw(by: Actor, review: Review) -> None:
    """May take the review back: whoever submitted it, and who may submit and edit in the unit."""
    user, path = person(by), review.case.unit.path
    if user.pk != review.submitted_by_id or not access_of(user).allows(Permission.REVIEW_SUBMIT, path):
        require(user, Permission.CASE_EDIT, path, to=_("withdraw this review"))
    _require_open(review)


def _require_open(review: Review) -> None:
    if review.state != State.OPEN:
        raise Conflict(_("This review is over: %(state)s."), state=State(review.state).label)


def _require_step_open(step: Step) -> None:
    if step.state == StepState.WAITING and step.review.state == State.OPEN:
        raise Conflict(_("This step is not open yet; the steps before it come first."))
    if step.state != StepState.OPEN:
        if step.decided_at is None:
            _require_open(step.review)
        if step.is_board:
            raise Conflict(_("The voting is closed."))
        raise Conflict(_("This step is already decided."))
    if step.review.case.is_held:
        raise Conflict(_("This use case is on hold; the review waits until it resumes."))


def check_decide(by: Actor, step: Step) -> User | None:
    """May decide a step of holders of a role or of a named person; returns in whose place, None for by own right."""
    user = person(by)
    if step.is_board:
        raise Conflict(_("A board decides this step by vote."))
    giver = _mandate(user, step)
    require_no_stake(user, step.review)
    _require_step_open(step)
    if step.is_panel:
        if step.votes.filter(member=user).exists():
            raise Conflict(_("You have already decided; what was decided is not changed."))
        if giver is not None and step.votes.filter(seat__holder=giver).exists():
            raise Conflict(_("%(name)s, in whose place you would decide, has already decided."), name=giver.name)
    return giver


def _mandate(user: User, step: Step) -> User | None:
    """Return in whose place somebody decides, None for by own right. Raises Denied when it is theirs in no way."""
    if queries.holds(user, step):
        return None
    if user.pk == step.person_id:
        require_no_stake(user, step.review)
    if (giver := queries.giver_of(user, step)) is not None:
        return giver
    if step.kind == Kind.PERSON and step.person is not None and step.person_id not in interests(step.review):
        raise Denied(_("%(name)s decides this step."), name=step.person.name)
    require(user, PERMISSION[step.role], step.review.case.unit.path, to=_("decide this step"))
    if step.opened_at is not None:
        require_no_stake(user, step.review)
        raise Denied(_("You are not among those who decide this step; they were named when it opened."))
    return None


def check_expedite(by: Actor, step: Step) -> None:
    """May decide a board step alone: whoever sits in the chair's seat, where the route allows it, before any vote."""
    user = person(by)
    _require_chair(user, step, to=_("decide for the board"))
    if step.opened_at is not None and not step.seats.filter(holder=user, is_chair=True).exists():
        raise Denied(_("You do not hold the chair's seat in this voting."))
    if step.expedited == "never":
        raise Denied(_("The route asks for the vote of the whole board in this step."))
    _require_step_open(step)
    if step.votes.exclude(choice=Choice.RECUSE).exists():
        raise Conflict(_("The board is voting already, so the vote decides."))
    if step.expedited == "unchanged" and not queries.is_unchanged_since_approval(step):
        raise Denied(
            _("The chair decides alone only what this board approved before and what has not changed materially since.")
        )


def place_of(user: User, step: Step) -> StepSeat:
    """Return the seat of somebody who may vote or decide. Raises Denied when there is none."""
    seat = seat_of(user, step)
    if seat is None:
        raise Denied(_("You hold no seat of this board in this voting."))
    return seat


def may_stand_in(user: User, step: Step) -> bool:
    """Say whether an alternate may take a seat in a voting: by right, without a stake, and without a vote so far."""
    return (
        user.is_active
        and access_of(user).allows(Permission.BOARD_VOTE, step.review.case.unit.path)
        and user.pk not in interested(step.review)
        and not step.votes.filter(member=user).exists()
        and not step.seats.filter(holder=user).exists()
    )


def check_call_alternate(by: Actor, step: Step, seat: StepSeat) -> None:
    """May let the alternate of a seat vote in place of its member, who has not voted."""
    user = person(by)
    _require_reseat(user, step)
    if step.votes.filter(seat=seat).exclude(choice=Choice.RECUSE).exists():
        raise Conflict(_("This seat has voted; nobody takes its place any more."))
    if seat.alternate is None or not may_stand_in(seat.alternate, step):
        raise Conflict(_("This seat has no alternate who may vote here."))
    _require_step_open(step)


def seat_of(user: User, step: Step) -> StepSeat | None:
    """Return the seat that a person holds in a board step."""
    return step.seats.filter(holder=user).first()


def check_vote(by: Actor, step: Step) -> None:
    """May vote now: board role, no stake, a seat, the voting open, and no vote cast."""
    user = person(by)
    _require_member(user, step)
    require_no_stake(user, step.review)
    _require_seat(user, step)
    _require_step_open(step)
    _require_not_voted(user, step)


def check_recuse(by: Actor, step: Step) -> None:
    """May recuse themselves; a person with a stake may say so, although their seat does not count anyway."""
    user = person(by)
    _require_member(user, step)
    _require_seat(user, step)
    _require_step_open(step)
    _require_not_voted(user, step)


def _require_member(user: User, step: Step) -> None:
    if not step.is_board:
        raise Conflict(_("This step is decided by one person, not by a vote."))
    require(user, Permission.BOARD_VOTE, step.review.case.unit.path, to=_("vote"))


def _require_seat(user: User, step: Step) -> None:
    if step.opened_at is not None and seat_of(user, step) is None:
        raise Denied(_("You hold no seat of this board in this voting."))


def _require_not_voted(user: User, step: Step) -> None:
    earlier = Vote.objects.filter(step=step, member=user).first()
    if earlier is None:
        return
    if earlier.is_recusal:
        raise Conflict(_("You recused yourself from this voting."))
    raise Conflict(_("You have already voted; a vote that was cast is not changed."))


def check_close_voting(by: Actor, step: Step) -> None:
    """May close the voting: the chair, without a stake and not recused, once there is a quorum."""
    user = person(by)
    _require_chair(user, step, to=_("close the voting"))
    _require_step_open(step)
    require_quorum(queries.count(step).quorum)


def require_quorum(found: rules.Quorum) -> None:
    """Raise Conflict with what is missing unless the board may decide."""
    if found.reached:
        return
    numbers: dict[str, Any] = {"present": found.present, "seats": found.seats, "needed": found.needed}
    if found.missing:
        raise Conflict(
            _("No quorum: %(present)s of %(seats)s seats are present (%(needed)s needed), and it cannot do without: "
              "%(missing)s. The voting stays open."),
            missing=", ".join(found.missing), **numbers,
        )  # fmt: skip
    raise Conflict(
        _("No quorum: %(present)s of %(seats)s seats are present, %(needed)s are needed. The voting stays open."),
        **numbers,
    )


def _require_chair(user: User, step: Step, *, to: str) -> None:
    if not step.is_board:
        raise Conflict(_("This step is decided by one person, not by a vote."))
    require(user, Permission.BOARD_CHAIR, step.review.case.unit.path, to=to)
    require_no_stake(user, step.review)
    if Vote.objects.filter(step=step, member=user, choice="recuse").exists():
        raise Denied(_("You recused yourself, so somebody else chairs this voting; it also closes on its last day."))


def check_reseat(by: Actor, step: Step) -> None:
    """May let the present holders take the seats that nobody has voted for."""
    _require_reseat(person(by), step)
    _require_step_open(step)


def _require_reseat(user: User, step: Step) -> None:
    if not step.has_seats:
        raise Conflict(_("This step is decided by one person, not by a vote."))
    path = step.board.unit.path if step.board else step.review.case.unit.path
    require(user, Permission.BOARD_MANAGE, path, to=_("seat members"))
    require_no_stake(user, step.review)


def check_add_condition(by: Actor, step: Step) -> None:
    """May set a condition on a step: who decides it, or the chair while the board votes."""
    if step.is_board:
        _require_chair(person(by), step, to=_("set conditions"))
        _require_step_open(step)
    else:
        check_decide(by, step)  # in somebody's place as well


def check_condition(by: Actor, condition: Condition) -> None:
    """May confirm that a condition is met: by right, without a stake in the case, and not its owner."""
    user = person(by)
    require(user, Permission.CONDITION_CHECK, condition.review.case.unit.path, to=_("confirm conditions"))
    require_no_stake(user, condition.review)
    if user.pk in {condition.owner_id, condition.reported_by_id}:
        raise Denied(_("You are to meet this condition, so somebody else confirms it."))
    _require_condition_open(condition)


def check_send_back(by: Actor, condition: Condition) -> None:
    """May send a report back to the owner of a condition: whoever may confirm it, while a report waits."""
    check_condition(by, condition)
    if condition.reported_at is None:
        raise Conflict(_("Nobody has reported this condition as done."))


def check_report(by: Actor, condition: Condition) -> None:
    """May report a condition as done: its owner, while it is open and not reported yet."""
    user = person(by)
    if user.pk != condition.owner_id:
        raise Denied(_("%(name)s is to meet this condition and reports when it is done."), name=condition.owner.name)
    _require_condition_open(condition)
    if condition.reported_at is not None:
        raise Conflict(_("You have reported this condition as done; somebody else confirms it now."))


def _require_condition_open(condition: Condition) -> None:
    if condition.state == ConditionState.MET:
        raise Conflict(_("This condition is already met."))
    if condition.state != ConditionState.OPEN:
        raise Conflict(_("This condition no longer applies."))
    if condition.review.state != State.APPROVED:
        raise Conflict(_("Conditions are confirmed once the review is approved."))
