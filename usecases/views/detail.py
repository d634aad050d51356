"""The page of one use case, its score cards and their charts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.evidence.queries import boxes
from foundation.people.http import Request
from foundation.people.models import User
from foundation.ui.words import day
from library.kinds.deployment_template import DeploymentTemplate
from library.kinds.risk_questions import RiskQuestions
from usecases import hooks, queries, rules, workflow
from usecases.hooks import NextStep
from usecases.models import CaseTemplate, UseCase
from usecases.views import cards as score_cards
from usecases.views import history
from usecases.workflow import LADDER, ORDER, ReviewState, Stage


@require_safe
def case_detail(request: Request, reference: str) -> HttpResponse:
    """A case with its place on the ladder, its next step, and one tab of its parts."""
    case = queries.by_reference(reference, request.user)
    if "as_of" in request.GET:
        return history.as_of(request, case)
    own: dict[str, tuple[int, str, str, Any]] = {
        "overview": (10, _("Overview"), "usecases/tab_overview.html", _overview),
        "scoring": (20, _("Scoring"), "usecases/tab_scoring.html", _scoring),
        "history": (90, _("History"), "usecases/tab_history.html", history.tab),
    }
    tabs: list[dict[str, Any]] = [
        {"key": key, "label": label, "order": order, "template": template, "context": context, "count": None}
        for key, (order, label, template, context) in own.items()
    ]
    for tab in hooks.tabs():
        count = tab.count(request, case) if tab.count else None
        tabs.append(
            {
                "key": tab.key,
                "label": tab.label,
                "order": tab.order,
                "template": tab.template,
                "context": tab.context,
                "count": count,
            }
        )
    tabs.sort(key=lambda tab: tab["order"])
    chosen = request.GET.get("tab", "overview")
    active = next((tab for tab in tabs if tab["key"] == chosen), tabs[0])
    active["active"] = True
    context: Mapping[str, Any] = active["context"](request, case)
    return render(
        request,
        "usecases/case_detail.html",
        {
            **context,
            "case": case,
            "tabs": tabs,
            "tab": active,
            "steps": steps(case),
            "next": hooks.next_step(request, case) or _own_next_step(case),
            "Stage": Stage,
            "starts": [] if hasattr(case, "filled_from") else hooks.starts(),
            "tags": queries.tag_chips(case),
            "filed": queries.type_words(case),
        },
    )


def steps(case: UseCase) -> list[dict[str, Any]]:
    """Return the ladder as the stepper draws it; a closed case ends with how it was closed."""
    reached = {move.to_stage: move.effective_at for move in queries.moves(case)}
    position = ORDER[case.stage]
    before_close = max((ORDER[stage] for stage in reached if stage in LADDER), default=0)
    out = []
    for stage in LADDER:
        place = ORDER[stage]
        if case.is_closed:
            state = "done" if place <= before_close and stage in reached else "skipped"
        elif place == position:
            state = "now"
        else:
            state = "done" if place < position else "next"
        note = day(reached[stage]) if stage in reached else ""
        if state == "now":
            note = _("on hold") if case.is_held else _("imported") if case.stage_source == "imported" else note
        if stage == Stage.ASSESSED and not case.tier and state == "done":
            # Scoring may come first (workflow.NEXT); the step is not done by having been passed.
            state, note = "next", _("not classified")
        out.append({"label": _(workflow.LABELS[stage]), "state": state, "note": note})
    if case.is_closed:
        state = "bad" if case.stage != Stage.RETIRED else "now"
        out.append({"label": case.stage_label, "state": state, "note": day(case.stage_since)})
    return out


def _own_next_step(case: UseCase) -> NextStep | None:
    """What is next before any app above has a say."""
    url = {name: reverse(f"usecases:case_{name}", args=[case.reference]) for name in ("score", "classify", "resume")}
    holder = case.owner or case.created_by
    if case.is_closed or case.archived_at:
        return None
    if case.is_held:
        return NextStep(_("Resume it, or close it"), holder, case.held_since, url=url["resume"], action=_("Resume"))
    if case.review_state == ReviewState.OPEN:
        return NextStep(_("A review decides"), None, case.updated_at)
    if not case.tier:
        return NextStep(
            _("Answer the risk questions"), holder, case.waits_since, url=url["classify"], action=_("Classify it")
        )
    if case.current_score is None and not workflow.reached(case.stage, Stage.APPROVED):
        return NextStep(
            _("Enter the inputs of its score"), holder, case.waits_since, url=url["score"], action=_("Score it")
        )
    if case.awaits_first_review:
        return NextStep(_("Submit it for its first review"), holder, case.waits_since)
    if not workflow.reached(case.stage, Stage.APPROVED):
        return NextStep(_("Submit it for approval"), holder, case.waits_since)
    return None


def _overview(request: Request, case: UseCase) -> dict[str, Any]:
    texts = [
        (_("Objective"), case.objective),
        (_("Data"), case.data_description),
        (_("Model and supplier"), case.model_description),
        (_("Human oversight"), case.human_oversight),
        (_("Measures"), case.measures),
    ]
    raised, answers = [], []
    if case.tier_questions is not None:
        questions: RiskQuestions = case.tier_questions.parsed
        raised = [
            {"because": q.because, "tier": _(workflow.TIER_LABELS[q.raises_to])}
            for q in questions.raised(case.tier_answers)
        ]
        answers = [(q.ask, case.tier_answers.get(q.key)) for q in questions.questions]
    return {
        "texts": texts,
        "raised": raised,
        "answers": answers,
        "open_questions": sum(1 for _ask, answer in answers if answer is None),
        "contradictions": rules.contradictions(queries.dossier(case)),
        "personal_data": _(workflow.PERSONAL_DATA_LABELS[case.personal_data]),
        "impact": _(workflow.IMPACT_LABELS[case.impact]),
        "files": boxes(request.user, case)[""],
        "extra": sorted(case.extra.items()) if isinstance(case.extra, dict) else [],
        "custom": [
            (
                field,
                day(value) if isinstance(value, date) else queries.in_words(field, value),
                value if isinstance(value, User) else None,
            )
            for field, value in queries.custom_values(case)
        ],
        "links": queries.linked(case, request.user),
        "addresses": list(case.web_links.all()),
        "filled": _filled(case),
        "checklist": list(case.checklist.select_related("done_by")),
    }


def _filled(case: UseCase) -> dict[str, Any] | None:
    """What the template says that a case was filled from: its document and architecture."""
    row: CaseTemplate | None = getattr(case, "filled_from", None)
    if row is None:
        return None
    parsed: DeploymentTemplate = row.document.parsed
    return {"document": row.document, "architecture": parsed.architecture}


def _scoring(request: Request, case: UseCase) -> dict[str, Any]:
    cards = list(queries.cards(case)[: score_cards.EARLIER])
    found: dict[str, Any] = {"cards": cards, "current": case.current_card, "model_in_use": queries.active_model()}
    if not cards:
        return found
    card = cards[0]
    found |= {"sources": score_cards.sources(case, card), "changed_since": score_cards.changed_since(case, card)}
    return found | score_cards.explained(card)
