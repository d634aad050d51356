"""The preview of an import: what a start would do, and what a person puts right there before it."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.kernel.errors import DomainError, Invalid
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.ui.errors import sentence
from usecases.import_columns import impact_label, stage_label
from usecases.importing import choosing
from usecases.importing.closed import choices_of
from usecases.importing.known import Known
from usecases.importing.mapping import LEVELS, Mapping, from_document
from usecases.importing.register import known_to
from usecases.importing.wording import change_words, correction_words, outcome_words, problem_words
from usecases.models_import import Chosen, ImportBatch
from usecases.views.imports import own_batch, own_draft, steps_of

PAGE = 50
MOST_UNITS = 2000
REFUSED, NOTED = "refused", "noted"


@require_safe
def import_preview(request: Request, uid: UUID) -> HttpResponse:
    """Step 3: what a start would do; nothing is changed by looking."""
    batch = own_draft(request, uid)
    if batch is None:
        return redirect("usecases:import_detail", uid)
    if not batch.preview:
        if batch.job is None:
            return redirect("usecases:import_mapping", uid)
        return render(request, "usecases/import_wait.html", {"batch": batch, "steps": steps_of("preview", batch)})
    return _page(request, batch)


def _page(request: Request, batch: ImportBatch, wrong: dict[str, Any] | None = None) -> HttpResponse:
    """The page; `wrong` is a correction that was refused: row, position, text and the reason."""
    preview = batch.preview
    groups = [problem_words(group) | {"index": index} for index, group in enumerate(preview["groups"])]
    chosen, only = _chosen(request, groups), request.GET.get("only", "")
    rows = _listed(request, preview)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    known = known_to(request.user)
    columns = from_document(batch.mapping, batch.headers)
    offered: dict[int, dict[str, Any]] = {}
    for problem in page.object_list:
        if (position := problem.get("position")) is not None and position not in offered:
            offered[position] = _offered(columns.columns.get(position, ""), columns, known, batch)
    corrected = preview.get("corrected", {})
    context = {
        "batch": batch,
        "preview": preview,
        "counts": preview["counts"],
        "steps": steps_of("preview", batch),
        "groups": groups,
        "chosen": chosen,
        "only": only,
        "page": page,
        "problems": [
            _problem(problem, wrong, offered)
            | {"is_corrected": problem.get("position") in corrected.get(str(problem["row"]), ())}
            for problem in page.object_list
        ],
        "wrong": wrong,
        "query": request.GET.urlencode(),
        "corrections": [correction_words(index, item) for index, item in enumerate(batch.corrections)],
        "updates": [row | {"changes": change_words(row["changes"], known)} for row in preview.get("updates", [])],
        "alike": [_alike(item, batch) for item in preview.get("alike", [])],
        "first": [_first(row, columns, corrected.get(str(row["row"]), ())) for row in preview["first"]],
        "suggested": {f"suggested-{n}": each["suggested"] for n, each in offered.items() if each["suggested"]},
    }
    return render(request, "usecases/import_preview.html", context, status=422 if wrong else 200)


def _chosen(request: Request, groups: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The kind of problem that the list is narrowed to."""
    kind = request.GET.get("problem", "")
    return groups[int(kind)] if kind.isascii() and kind.isdigit() and int(kind[:4]) < len(groups) else None


def _listed(request: Request, preview: MappingType[str, Any]) -> list[dict[str, Any]]:
    """The problems that the list shows, as it is narrowed."""
    chosen, only = _chosen(request, preview["groups"]), request.GET.get("only", "")
    return [
        problem
        for problem in preview["problems"]
        if (chosen is None or (problem["column"], problem["text"]) == (chosen["column"], chosen["text"]))
        and (only not in (REFUSED, NOTED) or problem["refuses"] == (only == REFUSED))
    ]


def _anchor(request: Request, row: int, before: Sequence[int], preview: MappingType[str, Any]) -> str:
    """Where the page goes on after a correction: at the row, else at the one that stood behind it, else at the list."""
    if not preview or not preview["problems"]:
        return ""
    left = {problem["row"] for problem in _listed(request, preview)}
    behind = before[before.index(row) :] if row in before else [row]
    return next((f"#row-{each}" for each in behind if each in left), "#rows")


def _offered(target: str, columns: Mapping, known: Known, batch: ImportBatch) -> dict[str, Any]:
    """What a cell can be corrected to: `choices` alone, or any text with names that are `suggested`."""
    choices = [(text, _(label)) for text, label in choices_of(target, columns, known)]
    suggested: list[str] = []
    if target in LEVELS:
        units = Unit.objects.active().below(batch.unit.path or "")
        depth = batch.unit.depth + 1 + LEVELS.index(target)
        suggested = [unit.name for unit in units.order_by("name")[:MOST_UNITS] if unit.depth == depth]
    return {"choices": choices, "suggested": suggested}


def _problem(
    problem: dict[str, Any], wrong: dict[str, Any] | None, offered: dict[int, dict[str, Any]]
) -> dict[str, Any]:
    position = problem.get("position")
    can_be: dict[str, Any] = offered.get(position, {}) if position is not None else {}
    here = wrong is not None and (wrong["row"], wrong["position"]) == (problem["row"], position)
    value = "" if problem["value"].endswith("…") else problem["value"]
    return problem_words(problem) | {
        "can_correct": position is not None,
        "typed": wrong["text"] if here and wrong else value,
        "error": wrong["reason"] if here and wrong else "",
        "others": problem.get("same", 1),
        "choices": can_be.get("choices"),
        "is_choice": any(text == value for text, _label in can_be.get("choices", ())),
        "list": f"suggested-{position}" if can_be.get("suggested") else "",
    }


def _alike(item: dict[str, Any], batch: ImportBatch) -> dict[str, Any]:
    decision = batch.decisions.get(item["identity"], {"do": "own", "case": ""})
    options = [
        {
            "value": f"same:{each['case']}",
            "label": _("The same as %(reference)s: update it") % {"reference": each["reference"]},
            "chosen": decision == {"do": Chosen.SAME, "case": each["case"]},
        }
        for each in item["alike"]
    ]
    for do in (Chosen.OWN, Chosen.LEAVE):
        options.append({"value": f"{do}:", "label": do.label, "chosen": decision["do"] == do})
    cases = [
        each | {"why": _(each["why"]), "url": reverse("usecases:case_detail", args=[each["reference"]])}
        for each in item["alike"]
    ]
    return item | {"options": options, "alike": cases}


def _first(row: dict[str, Any], columns: Mapping, corrected: Iterable[int]) -> dict[str, Any]:
    impact = row["values"]["impact"]
    return {
        **row,
        "outcome": outcome_words(row["outcome"]),
        "stage": stage_label(row["values"]["stage"]),
        "impact": impact_label(impact) if impact else "",
        "corrected": {columns.columns.get(position, "extra") for position in corrected},
    }


@require_POST
def import_correct(request: Request, uid: UUID) -> HttpResponse:
    """Put a value right: of one row, or of every row with the same text in this column."""
    batch = own_batch(request, uid)
    text, everywhere = request.POST.get("text", ""), request.POST.get("everywhere") == "all"
    before = [problem["row"] for problem in _listed(request, batch.preview)] if batch.preview else []
    row, position = (_whole(request.POST.get(name, "")) for name in ("row", "position"))
    try:
        batch = choosing.correct_value(
            batch, by=request.user, row=row, position=position, text=text, everywhere=everywhere
        )
    except Invalid as error:
        if not batch.preview or batch.is_started:
            raise
        wrong = {"row": row, "position": position, "text": text, "reason": sentence(error)}
        return _page(request, batch, wrong)
    messages.success(request, _("The value is corrected; the preview is made anew."))
    return _back(request, batch, _anchor(request, row, before, batch.preview))


@require_POST
def import_uncorrect(request: Request, uid: UUID) -> HttpResponse:
    """Use again what the file says."""
    batch = choosing.take_back(own_batch(request, uid), by=request.user, index=_whole(request.POST.get("index", "")))
    return _back(request, batch)


@require_POST
def import_decide(request: Request, uid: UUID) -> HttpResponse:
    """Say which rows are cases that are here already."""
    batch = own_batch(request, uid)
    choices: dict[str, tuple[str, str]] = {}
    for item in batch.preview.get("alike", []):
        do, _colon, case = request.POST.get(f"row-{item['row']}", "").partition(":")
        if do:
            choices[item["identity"]] = (do, case)
    try:
        batch = choosing.decide_rows(batch, choices, by=request.user)
    except DomainError as error:
        messages.error(request, sentence(error))
    else:
        said = ngettext("%(n)s choice is kept.", "%(n)s choices are kept.", len(choices)) % {"n": len(choices)}
        messages.success(request, said)
    return _back(request, batch)


def _back(request: Request, batch: ImportBatch, anchor: str = "") -> HttpResponse:
    url = reverse("usecases:import_preview", args=[batch.uid])
    return redirect(f"{url}?{request.GET.urlencode()}{anchor}" if request.GET else f"{url}{anchor}")


def _whole(text: str) -> int:
    """A whole number from a form, -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else -1
