"""Pages of weighing rounds."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError, Invalid
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, company_root
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from portfolio import policies, sentences, services, weighing_charts
from portfolio.forms.rounds import COMBINATIONS, AdoptRoundForm, PeopleForm, RoundForm, SheetNoteForm
from portfolio.forms.ways import WayForm
from portfolio.models import WeightRound, WeightSheet
from portfolio.models.weighing import STATES
from portfolio.queries import trying, weighing
from portfolio.queries.weighing import Comparison
from portfolio.rules import ways
from portfolio.rules.ways import Way
from portfolio.rules.weights import Combination
from portfolio.tables import RoundFilters, RoundTable
from portfolio.views.ways import consistency, intro, swing_words, weight_lines
from usecases.queries.matrix import matrix


@require_safe
def rounds(request: Request) -> HttpResponseBase:
    """All rounds that the reader sees."""
    return ListPage(
        weighing.rounds(request.user),
        table=RoundTable,
        filters=RoundFilters,
        search=("title",),
        title=lambda count: ngettext("%(count)s weighing round", "%(count)s weighing rounds", count) % {"count": count},
        export_name="weighing-rounds",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No weighing round yet"),
            gettext_lazy("Several people give weights, each alone; then they are seen side by side and combined."),
            gettext_lazy("Ask people for weights"),
            reverse("portfolio:round_new"),
            icon="portfolio",
        ),
    ).render(
        request, template="portfolio/rounds.html", extra={"may_open": verdict(request.user, "portfolio.open_round")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: Request) -> HttpResponse:
    """Ask people for weights."""
    policies.check_open_round(request.user)
    root = company_root()
    people = weighing.eligible(root) if root else []
    form = RoundForm(request.POST or None, people=people)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.open_round(
                    by=request.user,
                    title=form.cleaned_data["title"],
                    people=form.chosen(),
                    is_sealed=form.cleaned_data["is_sealed"],
                )
            except DomainError as refusal:
                add_to_form(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, _("The round is open and the people are told."))
                return redirect(made)
    return render(request, "portfolio/round_new.html", {"form": form}, status=status)


def _round(request: Request, uid: UUID) -> WeightRound:
    rows = WeightRound.objects.visible_to(request.user).select_related(
        "model", "unit", "opened_by", "closed_by", "adopted_by", "adopted_model"
    )
    return get_object_or_404(rows, uid=uid)


def _chosen(request: Request) -> Combination:
    try:
        return Combination(request.GET.get("combination", Combination.MEAN.value))
    except ValueError:
        return Combination.MEAN


@require_safe
def round_detail(request: Request, uid: UUID) -> HttpResponse:
    """A round: what is still to give while it is open, what everybody gave and what follows once it is closed."""
    return _page(request, _round(request, uid))


def _page(
    request: Request, weight_round: WeightRound, *, adopt_form: AdoptRoundForm | None = None,
    people_form: PeopleForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    user, model = request.user, weight_round.model.parsed
    sheets = list(weight_round.sheets.select_related("person"))
    own = next((sheet for sheet in sheets if sheet.person_id == user.pk), None)
    chosen = Combination(weight_round.combination) if weight_round.is_adopted else _chosen(request)
    seen = not weight_round.is_open or not weight_round.is_sealed
    found = weighing.compare(weight_round, user, chosen) if seen else None
    given = [sheet for sheet in sheets if sheet.given_at]
    label, tone = STATES[weight_round.state]
    known = {sheet.person_id for sheet in sheets}
    may_invite = verdict(user, "portfolio.invite", weight_round)
    if people_form is None and may_invite.allowed:
        people_form = PeopleForm(people=[each for each in weighing.eligible(weight_round.unit) if each.pk not in known])
    context: dict[str, Any] = {
        "round": weight_round,
        "model": model,
        "criteria": model.weighed,
        "state_label": label,
        "tone": tone,
        "sheets": sheets,
        "given": given,
        "waiting": [sheet for sheet in sheets if not sheet.given_at],
        "own": own,
        "heading": _heading(weight_round, found, len(given), len(sheets)),
        "ways": [(_(words), reverse("portfolio:weigh", args=[uid_of(weight_round), way.value]))
                 for way, words in ways.WORDS.items()],
        "found": found,
        "notes": any(side.sheet and side.sheet.note for side in found.sides) if found else False,
        "rows": _rows(found, model.weights) if found else [],
        "combined_row": _weights_row(found.combination.weights, model.weights) if found and found.combination else None,
        "in_use_row": [weight * 100 for weight in model.weights.values()],
        "alike": sentences.alike(found.combination.alike) if found and found.combination else "",
        "combinations": [(each.value, words, each == chosen) for each, words in COMBINATIONS.items()],
        "tried": _tried(request, weight_round, found),
        "adopt_form": adopt_form or AdoptRoundForm(initial={"combination": chosen.value}),
        "people_form": people_form,
        "may_invite": may_invite,
    }  # fmt: skip
    context["sentence"] = sentences.moves(context["tried"]) if context["tried"] else ""
    return render(request, "portfolio/round.html", context, status=status)


def uid_of(weight_round: WeightRound) -> UUID:
    """The uid of a round, for addresses."""
    return weight_round.uid


def _heading(weight_round: WeightRound, found: Comparison | None, given: int, asked: int) -> str:
    if found is not None and given > 1:
        return weighing_charts.spread_title(weight_round.model.parsed, found)
    if weight_round.is_open:
        return ngettext(
            "%(given)s of %(asked)s person has given weights", "%(given)s of %(asked)s people have given weights", asked
        ) % {"given": given, "asked": asked}
    return weight_round.title


def _weights_row(weights: Any, keys: Any) -> list[Decimal]:
    return [weights[key] for key in keys]


def _rows(found: Comparison, keys: Any) -> list[dict[str, Any]]:
    widest = found.disputed.key if found.disputed else ""
    marked = {found.disputed.lowest_by, found.disputed.highest_by} if found.disputed else set()
    return [
        {
            "side": side,
            "cells": [(side.weights[key], key == widest and place in marked) for key in keys],
            "alike": sentences.alike(side.alike),
        }
        for place, side in enumerate(found.sides)
    ]


def _tried(request: Request, weight_round: WeightRound, found: Comparison | None) -> Any:
    """What the combination would do to the order in use; nothing once another version is in use."""
    if found is None or found.combination is None:
        return None
    return trying.try_weights(
        matrix(request.user, document=weight_round.model), found.combination.weights, request.user
    )


@require_safe
def spread_chart(request: Request, uid: UUID) -> HttpResponse:
    """People's weights with their spread; there is none while a sealed round is open."""
    weight_round = _round(request, uid)
    if weight_round.is_open and weight_round.is_sealed:
        raise Http404
    found = weighing.compare(weight_round, request.user, _chosen(request))
    return chart_response(weighing_charts.spread(weight_round.model.parsed, found))


@require_http_methods(["GET", "HEAD", "POST"])
def weigh(request: Request, uid: UUID, way: str) -> HttpResponse:
    """Give one's weights in one of the ways; only the person's own answers are shown."""
    weight_round = _round(request, uid)
    if way not in set(Way):
        raise Http404
    chosen, model = Way(way), weight_round.model.parsed
    policies.check_weigh(request.user, weight_round)
    own = get_object_or_404(WeightSheet, weight_round=weight_round, person=request.user)
    found = matrix(request.user, document=weight_round.model)
    kept = {"initial": own.answers} if own.way == chosen else {}
    form = WayForm(request.POST or None, way=chosen, model=model, swings=swing_words(found), **kept)
    note = SheetNoteForm(request.POST or None, initial={"note": own.note})
    status, derived = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid() and note.is_valid():
            try:
                if "check" in request.POST:
                    derived, status = ways.derive(chosen, model, form.answers()), 200
                else:
                    services.give_weights(
                        weight_round,
                        by=request.user,
                        way=chosen,
                        answers=form.answers(),
                        note=note.cleaned_data["note"],
                    )
                    messages.success(
                        request, _("Your weights are kept. You can change them until the round is closed.")
                    )
                    return redirect(weight_round)
            except DomainError as refusal:
                add_to_form(form, refusal)
                status = status_of(refusal)
    elif own.way == chosen:
        try:
            derived = ways.derive(chosen, model, own.answers)
        except Invalid:
            derived = None
    context = {
        "round": weight_round,
        "way": chosen,
        "title": _(ways.WORDS[chosen]),
        "intro": intro(chosen),
        "form": form,
        "note": note,
        "others": [(_(words), reverse("portfolio:weigh", args=[weight_round.uid, each.value]))
                   for each, words in ways.WORDS.items() if each != chosen],
        "derived": derived,
        "lines": weight_lines(model, derived) if derived else [],
        "consistency": consistency(model, derived) if derived else "",
    }  # fmt: skip
    return render(request, "portfolio/weigh.html", context, status=status)


@require_POST
def invite(request: Request, uid: UUID) -> HttpResponse:
    """Ask more people."""
    weight_round = _round(request, uid)
    policies.check_invite(request.user, weight_round)
    form = PeopleForm(request.POST, people=weighing.eligible(weight_round.unit))
    if not form.is_valid():
        return _page(request, weight_round, people_form=form, status=422)
    services.invite(weight_round, by=request.user, people=form.chosen())
    messages.success(request, _("They are told."))
    return redirect(weight_round)


@require_POST
def close(request: Request, uid: UUID) -> HttpResponse:
    """Close the round."""
    weight_round = services.close_round(_round(request, uid), by=request.user)
    messages.success(request, _("The round is closed; its weights are seen side by side."))
    return redirect(weight_round)


@require_POST
def adopt(request: Request, uid: UUID) -> HttpResponse:
    """Take the combination into use."""
    weight_round = _round(request, uid)
    form, status = AdoptRoundForm(request.POST), 422
    if form.is_valid():
        try:
            _done, job = services.adopt_round(
                weight_round,
                by=request.user,
                combination=Combination(form.cleaned_data["combination"]),
                note=form.cleaned_data["note"],
            )
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The combined weights are in use."))
            return redirect(f"{reverse('usecases:portfolio')}?job={job.uid}")
    return _page(request, weight_round, adopt_form=form, status=status)
