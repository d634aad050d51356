"""What governance adds to the page of a use case: the tab "Review", and what is next."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.people.http import Request
from foundation.ui.verdicts import verdict
from governance import dossier, queries
from governance.models import Approval, Review
from governance.views.room import in_words
from governance.workflow import Standing
from usecases.hooks import NextStep
from usecases.models import UseCase
from usecases.workflow import ReviewState, Stage, Tier, reached
from usecases.workflow import Standing as CaseStanding

KEY = "review"


def context(request: Request, case: UseCase) -> Mapping[str, Any]:
    """The approval and what it covers, its conditions, the rounds."""
    approval = queries.latest_approval(case)
    standing = queries.validity(case)
    submit = reverse("governance:submit", args=[case.reference])
    step = next_step(request, case)
    changes: list[dict[str, Any]] = []
    if approval is not None and approval.ended_at is None:
        questions = dossier.questions_of(approval.review.dossier.get("risk", {}).get("questions", ""))
        changes = in_words(list(queries.coverage(approval).changes), questions)
    return {
        "rounds": queries.rounds(case),
        "approval": approval,
        "headline": _headline(approval, standing, changes),
        "standing": standing.key.value,
        "changes": changes,
        "material": sum(change["material"] for change in changes),
        "conditions": list(approval.review.conditions.select_related("owner", "step", "met_by", "reported_by"))
        if approval
        else [],
        "may_submit": verdict(request.user, "governance.submit", case),
        "submit_url": submit,
        "submit_above": step is not None and step.url == submit,
    }


def _headline(approval: Approval | None, standing: queries.Validity, changes: list[dict[str, Any]]) -> str:
    if approval is None:
        return _("Never approved here")
    if standing.key == CaseStanding.UNCOVERED:
        number = sum(change["material"] for change in changes)
        return ngettext(
            "The approval no longer covers the use case: one field changed",
            "The approval no longer covers the use case: %(count)s fields changed",
            number,
        ) % {"count": number}
    return {
        CaseStanding.STANDING: _("The approval stands and covers the use case as it is"),
        CaseStanding.SUSPENDED: _("The approval is suspended"),
        CaseStanding.LAPSED: _("The approval has lapsed"),
        CaseStanding.WITHDRAWN: _("The approval was revoked"),
        CaseStanding.SUPERSEDED: _("The approval was replaced"),
    }[standing.key]


def count(request: Request, case: UseCase) -> int | None:
    """How many rounds there were; None for none."""
    return Review.objects.filter(case=case).count() or None


def next_step(request: Request, case: UseCase) -> NextStep | None:
    """What is next by the review of the case; None when that is for others to say."""
    if case.is_closed or case.is_held or case.archived_at is not None:
        return None
    if case.review_state == ReviewState.OPEN:
        return _open(case)
    submit = reverse("governance:submit", args=[case.reference])
    holder = case.owner or case.created_by
    if case.review_state == ReviewState.RETURNED:
        return NextStep(
            _("Returned: change it, then submit it again"),
            holder,
            case.updated_at,
            url=submit,
            action=_("Submit again"),
        )
    if case.approval_standing == Standing.SUSPENDED:
        return NextStep(_("The approval is suspended: reinstate or revoke it"), None, case.updated_at)
    if case.approval_standing == CaseStanding.UNCOVERED:
        title = _("The approval no longer covers it: submit the change")
        return NextStep(title, holder, case.updated_at, url=submit, action=_("Submit for approval"))
    if case.approval_standing in {CaseStanding.LAPSED, CaseStanding.WITHDRAWN}:
        return NextStep(_("Submit it for a new approval"), holder, case.updated_at, url=submit, action=_("Submit"))
    scored = case.current_score is not None or reached(case.stage, Stage.APPROVED)
    if case.tier and scored and not case.approval_standing:
        if case.tier == Tier.HIGH and (missing := dossier.to_fill(queries.missing_sections(case))):
            title = _("Complete the dossier: %(fields)s") % {"fields": ", ".join(label for label, _anchor in missing)}
            edit = f"{reverse('usecases:case_edit', args=[case.reference])}#{missing[0][1]}"
            return NextStep(title, holder, case.waits_since, url=edit, action=_("Complete the dossier"))
        return NextStep(
            _("Submit it for approval"), holder, case.waits_since, url=submit, action=_("Submit for approval")
        )
    return None


def _open(case: UseCase) -> NextStep | None:
    review = queries.open_review(case)
    step = queries.current_step(review) if review else None
    if review is None or step is None:
        return None
    held = queries.holding(step)
    title = _("%(board)s votes") if step.is_board else _("%(step)s decides")
    if (number := len(queries.open_steps(review))) > 1:
        title = _("%(number)s decisions side by side, first %(step)s")
    words = {"board": step.decider, "step": step.title, "number": number}
    return NextStep(
        title % words, held.names or None, step.opened_at, step.due_on,
        url=review.get_absolute_url(), action=_("Open the review"),
    )  # fmt: skip
