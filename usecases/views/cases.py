"""One use case: register, read, edit, classify, score, hold, close."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.verdicts import verdict
from usecases import hooks, queries, services
from usecases.case_forms import ADDED, TAGS_SUGGESTED, CaseForm, Section
from usecases.forms import (
    ClassifyForm,
    CloseForm,
    ReasonForm,
    ResumeForm,
    show_version,
)
from usecases.models import UseCase
from usecases.workflow import Standing

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _status(form: forms.BaseForm, error: DomainError | None = None) -> int:
    if error is not None:
        return status_of(error)
    return 422 if form.is_bound and form.errors else 200


def _posted(request: Request) -> QueryDict | None:
    """What was sent, also when it is empty; None on reading."""
    return request.POST if request.method == "POST" else None


def _locked(request: Request, case: UseCase, act: str) -> HttpResponse | None:
    """The page that says why an act is not open to this person now; None when it is."""
    found = verdict(request.user, act, case)
    if found.allowed:
        return None
    return render(request, "usecases/case_locked.html", {"case": case, "reason": found.reason}, status=403)


@_get_or_post
def case_new(request: Request) -> HttpResponse:
    """Register a use case; a name and the unit, which is chosen already, are enough."""
    may = verdict(request.user, "usecases.create")
    if not may.allowed:
        return render(request, "usecases/case_locked.html", {"reason": may.reason}, status=403)
    initial = {"unit": request.GET["unit"]} if "unit" in request.GET else {}
    form = CaseForm(_posted(request), user=request.user, initial=initial)
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            case = services.create_case(by=request.user, **form.values())
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("%(reference)s is registered.") % {"reference": case.reference})
            return redirect(case)
    context = {"form": form, "starts": hooks.starts()} | _suggested(request)
    return render(request, "usecases/case_new.html", context, status=_status(form, error))


def _suggested(request: Request) -> dict[str, Any]:
    """Categories and tags in use, offered while typing."""
    tags = queries.tags_in_use(request.user, TAGS_SUGGESTED)
    return {"categories": queries.categories(request.user), "suggested_tags": [tag.name for tag, _count in tags]}


@_get_or_post
def case_edit(request: Request, reference: str, section: str = "") -> HttpResponse:
    """Change what a case says, all of it or one section; who saves over somebody else's newer text is shown it first.

    A section that is saved leads to the next one, so that a long description is kept as it grows.
    """
    case = queries.by_reference(reference, request.user)
    if refused := _locked(request, case, "edit"):
        return refused
    said = queries.values_of([case.pk]).get(case.pk, {})
    form = CaseForm(
        _posted(request),
        user=request.user,
        case=case,
        section=section,
        said=said,
        initial=CaseForm.initial_of(case, said),
    )
    keys = [part.key for part in form.sections]
    if section and section not in keys:
        raise Http404
    error, theirs = None, []
    if request.method == "POST" and form.is_valid():
        try:
            before = case.approval_standing
            case = services.edit_case(case, by=request.user, version=form.cleaned_data["version"], **form.values())
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
            if case.version != form.cleaned_data["version"]:
                theirs = _theirs(form, case)
                # A second press saves: the editor has now seen the other text.
                show_version(form, case.version)
        else:
            messages.success(request, _("%(reference)s is saved.") % {"reference": case.reference})
            if case.approval_standing == Standing.UNCOVERED != before:
                messages.warning(request, _("Its approval no longer covers it: submit the change for approval."))
            following = keys[keys.index(section) + 1 :] if section and "next" in request.POST else []
            if following:
                return redirect("usecases:case_section", case.reference, following[0])
            return redirect(case)
    context = {
        "form": form,
        "case": case,
        "theirs": theirs,
        "section": next((part for part in form.sections if part.key == section), None),
        "steps": described(case, said, form.sections),
        "is_last": section == keys[-1],
    }
    return render(request, "usecases/case_edit.html", context | _suggested(request), status=_status(form, error))


def described(case: UseCase, said: Mapping[str, Any], sections: Iterable[Section]) -> list[dict[str, Any]]:
    """How far each section is filled in: its key and label, how many of how many fields say something."""
    carried = queries.tags_of(case)
    out = []
    for part in sections:
        full = 0
        for name in part.names:
            value = carried if name == "tags" else said.get(name[2:]) if part.key == ADDED else getattr(case, name)
            full += value not in ("", None, [])
        words = _("%(done)d of %(count)d") % {"done": full, "count": len(part.names)}
        out.append({"key": part.key, "label": part.label, "done": full, "count": len(part.names), "words": words})
    return out


def _theirs(form: CaseForm, case: UseCase) -> list[tuple[str, str]]:
    """Fields whose saved text differs from what is typed: label and saved text."""
    saved = CaseForm.initial_of(case, queries.values_of([case.pk]).get(case.pk, {}))
    out = []
    for name, field in form.fields.items():
        if name == "version":
            continue
        typed, there = form.cleaned_data.get(name), saved.get(name)
        if (typed or "") != (there or ""):
            choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
            words: dict[Any, str] = dict(_flat(choices))
            out.append((str(field.label), str(words.get(there, field.prepare_value(there)) or "–")))
    return out


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, list):
            yield from label
        else:
            yield key, label


@_get_or_post
def case_classify(request: Request, reference: str) -> HttpResponse:
    """Answer the risk questions."""
    case = queries.by_reference(reference, request.user)
    if refused := _locked(request, case, "classify"):
        return refused
    document = queries.risk_questions()
    form = ClassifyForm(_posted(request), questions=document.parsed, initial=ClassifyForm.initial_of(case.tier_answers))
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            case = services.classify(case, by=request.user, answers=form.answers(), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            if case.tier:
                messages.success(request, _("The risk tier is %(tier)s.") % {"tier": case.tier_label.lower()})
            else:
                messages.info(request, _("Your answers are kept. The tier follows once every question is answered."))
            return redirect(case)
    context = {"form": form, "case": case, "document": document}
    return render(request, "usecases/case_classify.html", context, status=_status(form, error))


Act = Callable[..., UseCase]


def _act(
    request: Request,
    reference: str,
    name: str,
    form: Callable[[UseCase], forms.Form],
    act: Act,
    words: Mapping[str, str],
) -> HttpResponse:
    """A command with a reason: its own small page, so that nothing typed is lost when it is refused."""
    case = queries.by_reference(reference, request.user)
    if refused := _locked(request, case, name):
        return refused
    bound = form(case)
    error = None
    if request.method == "POST" and bound.is_valid():
        try:
            case = act(case, by=request.user, **bound.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(bound, refusal)
        else:
            messages.success(request, words["done"] % {"reference": case.reference})
            return redirect(case)
    context: dict[str, Any] = {"form": bound, "case": case, "words": words}
    return render(request, "usecases/case_act.html", context, status=_status(bound, error))


@_get_or_post
def case_hold(request: Request, reference: str) -> HttpResponse:
    """Put a case on hold."""
    words = {
        "title": _("Put on hold"),
        "submit": _("Put on hold"),
        "done": _("%(reference)s is on hold."),
        "text": _("It keeps its stage and moves on only after it is resumed."),
    }
    return _act(request, reference, "hold", lambda case: ReasonForm(_posted(request)), services.hold, words)


@_get_or_post
def case_resume(request: Request, reference: str) -> HttpResponse:
    """Take a case off hold."""
    words = {
        "title": _("Resume"),
        "submit": _("Resume"),
        "done": _("%(reference)s is resumed."),
        "text": _("It goes on at the stage where it was put on hold."),
    }
    return _act(request, reference, "resume", lambda case: ResumeForm(_posted(request)), services.resume, words)


@_get_or_post
def case_close(request: Request, reference: str) -> HttpResponse:
    """Kill or retire a case."""
    words = {
        "title": _("Close"),
        "submit": _("Close the use case"),
        "done": _("%(reference)s is closed."),
        "text": _("A closed use case is kept as it was, with its score, its reviews and its history."),
    }
    return _act(request, reference, "close", lambda case: CloseForm(_posted(request), case=case), services.close, words)


@_get_or_post
def case_reopen(request: Request, reference: str) -> HttpResponse:
    """Bring a rejected or killed case back."""
    words = {
        "title": _("Reopen"),
        "submit": _("Reopen"),
        "done": _("%(reference)s is open again."),
        "text": _("It goes back to the stage at which it was closed."),
    }
    return _act(request, reference, "reopen", lambda case: ReasonForm(_posted(request)), services.reopen, words)
