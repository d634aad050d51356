"""What people do in a review: each view calls one command and goes back to the room."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, sentence, status_of
from foundation.ui.verdicts import verdict
from governance import dossier, queries, services
from governance.forms import DecideForm, MeetForm, ReasonForm, ReportForm, SubmitForm, VoteForm
from governance.models import Approval, Condition, Review, Step, StepSeat
from governance.views.room import condition_form, find, room, wanted_step
from governance.workflow import Choice, StepState
from library import queries as library
from usecases import queries as cases
from usecases import rules as case_rules

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@_get_or_post
def submit(request: Request, reference: str) -> HttpResponse:
    """Submit a case: who will decide, what will be frozen, and the note to them."""
    case = cases.by_reference(reference, request.user)
    may, status = verdict(request.user, "governance.submit", case), 200
    form = SubmitForm(request.POST if request.method == "POST" else None, questions=queries.open_questions(case))
    if request.method == "POST" and form.is_valid():
        try:
            review = services.submit(case, by=request.user, **form.values())
        except DomainError as error:
            add_to_form(form, error)
            status = status_of(error)
        else:
            words = {"reference": case.reference, "round": review.round}
            messages.success(request, _("%(reference)s is in review, round %(round)s.") % words)
            return redirect(review)
    elif form.is_bound:
        status = 422
    route = library.latest("approval_route", services.ROUTE).parsed.route(case.tier) if case.tier else None
    missing = dossier.to_fill(queries.missing_sections(case))
    context = {
        "case": case, "form": form, "may": may, "route": route, "missing": missing,
        "before": queries.latest_review(case), "contradictions": case_rules.contradictions(cases.dossier(case)),
    }  # fmt: skip
    return render(request, "governance/submit.html", context, status=status)


def _in_room(
    request: Request,
    uid: UUID,
    name: str,
    make: Callable[[Step], forms.Form],
    act: Callable[[Step, forms.Form], Any],
    done: str,
) -> HttpResponse:
    """Run a command whose form stands in the room; a refusal draws the room again with what was typed."""
    review = find(request, uid)
    step = _asked(request, review)
    form = make(step)
    status = 422
    if form.is_valid():
        try:
            act(step, form)
        except DomainError as error:
            add_to_form(form, error)
            status = status_of(error)
            review = find(request, uid)
            ended = next((row for row in review.steps.all() if row.pk == step.pk and row.decided_at), None)
            if ended is not None:
                # Nothing is left to fill in: the page shows how the step ended, and what was typed.
                late = {"step": ended, "sentence": sentence(error), "typed": form.cleaned_data.get("reason", "")}
                return room(request, review, late=late, status=status)
        else:
            messages.success(request, done)
            return redirect(review)
    return room(request, review, bound={name: form}, status=status, wanted=request.POST.get("step", ""))


def _asked(request: Request, review: Review) -> Step:
    """The step that the form was drawn for, so that nobody decides another one by mistake."""
    asked = request.POST.get("step", "")
    if asked:
        for step in review.steps.all():
            if str(step.uid) == asked:
                step.review = review
                return step
    return queries.step_for(review, request.user)


@require_POST
def decide(request: Request, uid: UUID) -> HttpResponse:
    """Decide an open step of holders of a role or of a named person."""

    def make(step: Step) -> forms.Form:
        return DecideForm(request.POST, among_several=step.is_panel)

    def act(step: Step, form: Any) -> None:
        services.decide_step(step, by=request.user, **form.values())

    return _in_room(request, uid, "decide_form", make, act, _("Your decision is recorded."))


@require_POST
def expedite(request: Request, uid: UUID) -> HttpResponse:
    """Decide the open step of a board as its chair alone."""

    def act(step: Step, form: Any) -> None:
        services.expedite(step, by=request.user, **form.values())

    done = _("Your decision is recorded, and the board is told.")
    return _in_room(request, uid, "expedite_form", lambda step: DecideForm(request.POST, alone=True), act, done)


@require_POST
def vote(request: Request, uid: UUID) -> HttpResponse:
    """Cast a vote."""

    def act(step: Step, form: Any) -> None:
        services.cast_vote(step, by=request.user, **form.values())

    done = _("Your vote is in its envelope; it is opened with all others when the voting is closed.")
    return _in_room(request, uid, "vote_form", lambda step: VoteForm(request.POST), act, done)


@require_POST
def add_condition(request: Request, uid: UUID) -> HttpResponse:
    """Set a condition on the open step."""

    def act(step: Step, form: Any) -> None:
        services.add_condition(step, by=request.user, **form.values())

    return _in_room(
        request, uid, "condition_form", lambda step: condition_form(step.review, request.POST), act,
        _("The condition is set."),
    )  # fmt: skip


@require_POST
def call_alternate(request: Request, uid: UUID, seat_uid: UUID) -> HttpResponse:
    """Let the alternate of a seat vote in place of its member."""
    review = find(request, uid)
    seat = get_object_or_404(StepSeat.objects.filter(step__review=review).select_related("step"), uid=seat_uid)
    seat.step.review = review
    seat = services.call_alternate(seat.step, seat=seat, by=request.user)
    words = {"name": seat.holder.name if seat.holder else "", "seat": seat.title}
    messages.success(request, _("%(name)s votes in the seat %(seat)s.") % words)
    return redirect(review)


@require_POST
def close_voting(request: Request, uid: UUID) -> HttpResponse:
    """Close the voting and open the votes."""
    review = find(request, uid)
    step = _asked(request, review)
    review = services.close_voting(step, by=request.user)
    messages.success(request, _result(review.steps.get(pk=step.pk)))
    return redirect(review)


def _result(step: Step) -> str:
    """What a voting came to: how many votes of each kind, and what follows."""
    counts = queries.count(step).counts
    votes = ", ".join(f"{counts.get(choice, 0)} {_(choice.label).lower()}" for choice in Choice if counts.get(choice))
    ends = {
        StepState.APPROVED: _("The voting is closed: %(votes)s. It passed."),
        StepState.RETURNED: _("The voting is closed: %(votes)s. It did not pass: it goes back for changes."),
        StepState.REJECTED: _("The voting is closed: %(votes)s. It did not pass: it is rejected."),
    }
    return ends[StepState(step.state)] % {"votes": votes}


@require_POST
def refresh_seats(request: Request, uid: UUID) -> HttpResponse:
    """Seat the board's present holders where nobody voted."""
    review = find(request, uid)
    changed = services.refresh_seats(_asked(request, review), by=request.user)
    messages.success(request, _("Seated anew: %(seats)s.") % {"seats": ", ".join(changed)})
    return redirect(review)


def _explained(
    request: Request, subject: Any, act_name: str, act: Callable[[str], Any], words: Mapping[str, str], back: Any,
    form: forms.Form | None = None, field: str = "reason",
) -> HttpResponse:  # fmt: skip
    """An act that is explained in one text, on a small page of its own."""
    may, status = verdict(request.user, act_name, subject), 200
    posted = request.POST if request.method == "POST" else None
    form = form or ReasonForm(posted, help_text=words.get("help", ""))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data[field])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, words["done"])
                return redirect(back)
    context = {"form": form, "words": words, "may": may, "back": back, "subject": subject}
    return render(request, "governance/act.html", context, status=status)


@_get_or_post
def recuse(request: Request, uid: UUID) -> HttpResponse:
    """Recuse oneself from the voting."""
    review = find(request, uid)
    step = wanted_step(review, request.GET.get("step", "")) or queries.step_at_hand(review)
    words = {
        "title": _("Recuse yourself"), "submit": _("Recuse myself"), "done": _("You are recused from this voting."),
        "text": _("Your seat then does not count as present, and the quorum stays what it is. This cannot be undone."),
        "help": _("The conflict of interest; everybody who sees the review reads it."),
    }  # fmt: skip
    return _explained(
        request, step, "recuse", lambda reason: services.recuse(step, by=request.user, reason=reason), words, review
    )


@_get_or_post
def withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Withdraw a review."""
    review = find(request, uid)
    words = {
        "title": _("Withdraw the review"), "submit": _("Withdraw"), "done": _("The review is withdrawn."),
        "text": _("Nothing is decided; votes that were cast stay sealed. The use case can be submitted again."),
    }  # fmt: skip
    return _explained(
        request,
        review,
        "withdraw",
        lambda reason: services.withdraw(review, by=request.user, reason=reason),
        words,
        review,
    )


def _condition(request: Request, uid: UUID) -> Condition:
    rows = Condition.objects.visible_to(request.user).select_related("review__case__unit", "owner", "step")
    return get_object_or_404(rows, uid=uid)


@_get_or_post
def meet_condition(request: Request, uid: UUID) -> HttpResponse:
    """Confirm that a condition is met; what its owner reported is there to start from."""
    condition = _condition(request, uid)
    form = MeetForm(request.POST if request.method == "POST" else None, initial={"evidence": condition.report})
    words = {
        "title": _("Confirm that the condition is met"), "submit": _("Confirm"), "done": _("The condition is met."),
        "text": condition.text,
    }  # fmt: skip
    return _explained(
        request, condition, "condition",
        lambda text: services.meet_condition(condition, by=request.user, evidence=text), words, condition.review,
        form=form, field="evidence",
    )  # fmt: skip


@_get_or_post
def report_condition(request: Request, uid: UUID) -> HttpResponse:
    """Report one's own condition as done."""
    condition = _condition(request, uid)
    form = ReportForm(request.POST if request.method == "POST" else None)
    words = {
        "title": _("Report the condition as done"), "submit": _("Report as done"), "text": condition.text,
        "done": _("Your report waits for somebody to confirm it."),
    }  # fmt: skip
    return _explained(
        request, condition, "report",
        lambda text: services.report_condition(condition, by=request.user, evidence=text), words, condition.review,
        form=form, field="evidence",
    )  # fmt: skip


@_get_or_post
def send_back_condition(request: Request, uid: UUID) -> HttpResponse:
    """Send the report on a condition back to its owner."""
    condition = _condition(request, uid)
    words = {
        "title": _("Send the report back"), "submit": _("Send back"), "done": _("The report went back to the owner."),
        "text": condition.text, "help": _("What is still missing; the owner reads it."),
    }  # fmt: skip
    return _explained(
        request, condition, "send_back",
        lambda reason: services.send_back_condition(condition, by=request.user, reason=reason), words,
        condition.review,
    )  # fmt: skip


def _oversee(
    request: Request, uid: UUID, name: str, command: Callable[..., Any], words: Mapping[str, str]
) -> HttpResponse:
    rows = Approval.objects.visible_to(request.user).select_related("case__unit", "review__case__unit")
    approval = get_object_or_404(rows, uid=uid)
    return _explained(
        request,
        approval,
        name,
        lambda reason: command(approval, by=request.user, reason=reason),
        words,
        approval.review,
    )


@_get_or_post
def suspend(request: Request, uid: UUID) -> HttpResponse:
    """Suspend an approval."""
    words = {
        "title": _("Suspend the approval"), "submit": _("Suspend"), "done": _("The approval is suspended."),
        "text": _("Until it is reinstated, no rollout of the use case passes a gate."),
    }  # fmt: skip
    return _oversee(request, uid, "suspend", services.suspend, words)


@_get_or_post
def reinstate(request: Request, uid: UUID) -> HttpResponse:
    """End a suspension."""
    words = {
        "title": _("Reinstate the approval"), "submit": _("Reinstate"), "done": _("The approval stands again."),
        "text": _("The approval counts again until its last day."),
    }  # fmt: skip
    return _oversee(request, uid, "reinstate", services.reinstate, words)


@_get_or_post
def revoke(request: Request, uid: UUID) -> HttpResponse:
    """Revoke an approval for good."""
    words = {
        "title": _("Revoke the approval"), "submit": _("Revoke"), "done": _("The approval is revoked."),
        "text": _("This is for good: the use case needs a new review."),
    }  # fmt: skip
    return _oversee(request, uid, "revoke", services.revoke, words)
