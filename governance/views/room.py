"""The review room: the dossier, the route, the decision."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.audit.queries import history
from foundation.people.http import Request
from foundation.people.models import User
from foundation.ui.verdicts import verdict
from foundation.ui.words import day
from governance import dossier, queries
from governance.forms import ConditionForm, DecideForm, VoteForm
from governance.models import Review, Step
from governance.rules import Change, has_lapsed
from governance.workflow import IN_FORCE, PASSED, Choice, Standing, State, StepState
from usecases import rules as case_rules


@require_safe
def review_detail(request: Request, uid: UUID) -> HttpResponse:
    """The room of one review."""
    return room(request, find(request, uid))


def find(request: Request, uid: UUID) -> Review:
    """Return the review if the reader may see it, else 404."""
    return get_object_or_404(queries.full(request.user), uid=uid)


def room(
    request: Request,
    review: Review,
    *,
    bound: Mapping[str, forms.Form] | None = None,
    status: int = 200,
    late: Mapping[str, Any] | None = None,
    wanted: str = "",
) -> HttpResponse:
    """Draw the room; `bound` holds a form that was refused, with what was typed.

    Of several open steps it offers the one with the uid `wanted`, else one that lies with the reader.
    `late` is what somebody sent for a step that was decided meanwhile: the step, the refusal, and the text typed.
    """
    for item in review.steps.all():
        item.review = review
    opened = queries.open_steps(review)
    held = queries.holdings(opened)
    mine = next((item for item in opened if request.user in held[item.pk].users), None)
    step = wanted_step(review, wanted or request.GET.get("step", "")) or mine or queries.current_step(review)
    before = queries.previous_round(review)
    questions = dossier.questions_of(review.dossier.get("risk", {}).get("questions", ""))
    approval = getattr(review, "approval", None)
    later = queries.changes_since(review) if review.is_open or (approval and approval.ended_at is None) else []
    context = {
        "review": review,
        "late": late,
        "case": review.case,
        "approval": approval,
        "step": step,
        "holding": held[step.pk] if step else None,
        "beside": [(item, held[item.pk]) for item in opened if item != step],
        "questions_asked": list(review.questions.all()),
        "answered": list(review.answers.all()),
        "headline": headline(
            review, step, beside=len(opened) - 1, is_covered=not any(change.material for change in later)
        ),
        "sections": _sections(review, before, step, questions),
        "before": before,
        "later": in_words(later, questions),
        "uncovered": sum(change.material for change in later),
        "route": [_route_row(item, request.user) for item in review.steps.all()],
        "steps": [_stepper(item) for item in review.steps.all()],
        "conditions": list(review.conditions.all()),
        "lines": history(review),
        "others": [row for row in queries.rounds(review.case) if row.pk != review.pk],
        "questions": questions,
        "contradictions": case_rules.contradictions(review.dossier),
        **_forms(request, review, step, bound or {}),
    }
    return render(request, "governance/review_detail.html", context, status=status)


def _forms(request: Request, review: Review, step: Step | None, bound: Mapping[str, forms.Form]) -> dict[str, Any]:
    """The forms of what this reader may do now, and the reasons for what they may not."""
    found: dict[str, Any] = {
        "decide_form": None, "expedite_form": None, "vote_form": None, "condition_form": None, "may": {},
        "place_of": None,
    }  # fmt: skip
    if step is not None:
        names = ["add_condition", *(("vote", "recuse", "close_voting") if step.is_board else ("decide",))]
        if step.has_seats:
            names.append("reseat")
        if step.is_board and step.expedited != "never":
            names.append("expedite")
        found["may"] = {name: verdict(request.user, name, step) for name in names}
        if not step.is_board and found["may"]["decide"].allowed:
            found["decide_form"] = DecideForm(among_several=step.is_panel)
            if not queries.holds(request.user, step):
                found["place_of"] = queries.giver_of(request.user, step)
        if step.is_board and "expedite" in found["may"] and found["may"]["expedite"].allowed:
            found["expedite_form"] = DecideForm(alone=True)
        if step.is_board and found["may"]["vote"].allowed:
            found["vote_form"] = VoteForm()
        if found["may"]["add_condition"].allowed:
            found["condition_form"] = condition_form(review)
    found["may"]["withdraw"] = verdict(request.user, "withdraw", review)
    return {**found, **bound}


def wanted_step(review: Review, uid: str) -> Step | None:
    """Return the open step with this uid; None when there is none."""
    return next((step for step in queries.open_steps(review) if str(step.uid) == uid), None)


def condition_form(review: Review, data: Any = None) -> ConditionForm:
    """The form that sets a condition; it lists who can see the case."""
    return ConditionForm(data, people=queries.readers(review.case.unit), prefix="condition")


def headline(review: Review, step: Step | None, *, beside: int = 0, is_covered: bool) -> str:
    """What the page says: what the review waits for, how it ended, or how its approval stands today."""
    case = review.case.reference
    if beside > 0:
        return _("%(case)s waits for %(number)s decisions side by side") % {"case": case, "number": beside + 1}
    if step is not None and step.is_board:
        found = queries.count(step).quorum
        return _("%(case)s waits for %(board)s: %(present)s of %(seats)s seats have voted") % {
            "case": case, "board": step.decider, "present": found.present, "seats": found.seats,
        }  # fmt: skip
    if step is not None:
        return _("%(case)s waits for a decision: %(step)s") % {"case": case, "step": step.title}
    if review.state == State.APPROVED:
        return _approved(review, is_covered)
    return {
        State.RETURNED: _("%(case)s was returned for changes"),
        State.REJECTED: _("%(case)s was rejected"),
        State.WITHDRAWN: _("The review of %(case)s was withdrawn"),
    }[State(review.state)] % {"case": case}


def _approved(review: Review, is_covered: bool) -> str:
    approval = review.approval
    words = {"case": review.case.reference, "day": day(approval.valid_until)}
    if approval.standing in IN_FORCE and has_lapsed(approval.valid_until, timezone.now()):
        return _("The approval of %(case)s lapsed on %(day)s") % words
    if approval.standing == Standing.STANDING and not is_covered:
        return _("The approval of %(case)s no longer covers it") % words
    return {
        Standing.STANDING: _("%(case)s is approved until %(day)s"),
        Standing.SUSPENDED: _("The approval of %(case)s is suspended"),
        Standing.LAPSED: _("The approval of %(case)s lapsed on %(day)s"),
        Standing.WITHDRAWN: _("The approval of %(case)s was revoked"),
        Standing.SUPERSEDED: _("%(case)s was approved; a later round took its place"),
    }[Standing(approval.standing)] % words


def in_words(changes: list[Change], questions: Mapping[str, str]) -> list[dict[str, Any]]:
    """Changes as the pages show them: section, field, both values, and whether it matters."""
    rows = []
    for change in changes:
        if (change.section, change.field) in dossier.HIDDEN:
            continue
        old, new = dossier.shown_pair(change.section, change.field, change.old, change.new, questions)
        rows.append(
            {
                "section": dossier.section_name(change.section),
                "field": dossier.field_name(change.section, change.field),
                "old": old, "new": new, "material": change.material,
            }
        )  # fmt: skip
    return rows


def _sections(
    review: Review, before: Review | None, step: Step | None, questions: Mapping[str, str]
) -> list[dict[str, Any]]:
    found = []
    for section in queries.sections(review, before, step.covers if step else ()):
        rows = []
        for field, value, change in sorted(section.rows, key=lambda row: dossier.field_order(section.name, row[0])):
            if (section.name, field) in dossier.HIDDEN:
                continue
            old, _new = dossier.shown_pair(section.name, field, change.old, value, questions) if change else ("", "")
            rows.append(
                {
                    "label": dossier.field_name(section.name, field), "changed": change is not None, "old": old,
                    "value": dossier.shown(section.name, field, value, questions),
                    "summary": dossier.summary(value),
                }
            )  # fmt: skip
        found.append(
            {
                "title": dossier.section_name(section.name), "digest": section.digest, "rows": rows,
                "changed": section.changed, "covered": section.is_covered_now,
                "removed": in_words(list(section.removed), questions),
            }
        )  # fmt: skip
    return found


def _route_row(step: Step, reader: User) -> dict[str, Any]:
    """One step of the route, with its envelopes once it was opened."""
    shows_votes = step.has_seats and (step.opened_at is not None) and not step.is_expedited
    return {
        "step": step,
        "covers": ", ".join(dossier.section_name(name) for name in step.covers),
        "envelopes": queries.envelopes(step, reader) if shows_votes else [],
        "result": queries.count(step) if shows_votes and step.is_board else None,
        "approvals": sum(vote.choice == Choice.APPROVE for vote in step.votes.all()) if step.is_panel else 0,
        "overdue": queries.is_overdue(step),
    }


def _stepper(step: Step) -> dict[str, Any]:
    if step.state in PASSED:
        state = "done"
    elif step.state == StepState.OPEN:
        state = "now"
    elif step.state in {StepState.RETURNED, StepState.REJECTED}:
        state = "bad"
    else:
        state = "next" if step.state == StepState.WAITING else "skipped"
    note = day(step.decided_at) if step.decided_at else ""
    if step.state == StepState.OPEN:
        note = _("due %(day)s") % {"day": day(step.due_on)}
    elif step.state == StepState.CARRIED and step.carried_from:
        note = _("from round %(round)s") % {"round": step.carried_from.review.round}
    return {"label": step.title, "state": state, "note": note}
