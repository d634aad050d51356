"""Lists, pages, forms and commands of all records of adoption; what each shows is said in `nouns`."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from adoption import policies, queries, wording
from adoption.filters import with_correction
from adoption.models import About, Session
from adoption.views.nouns import NOUNS, Act, Noun
from foundation.audit import queries as audit
from foundation.kernel.errors import DomainError
from foundation.people.checks import require_anywhere
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from usecases import queries as usecases
from usecases.models import UseCase


def require_reader(request: Request) -> None:
    """Raise 404 for somebody who may read nothing."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404


def case_of(request: Request, reference: str) -> UseCase:
    """Return the readable case with this reference; 404 without one."""
    try:
        return usecases.by_reference(reference, request.user)
    except usecases.NotVisible:
        raise Http404 from None


def may_add(request: Request, noun: Noun) -> bool:
    """Whether somebody may add a record of this kind somewhere."""
    if noun.check is policies.check_say:
        return access_of(request.user).anywhere(Permission.COMMENT)
    return policies.may_record(request.user)


def _noun(name: str) -> Noun:
    if name not in NOUNS:
        raise Http404
    return NOUNS[name]


def _rows(request: Request, noun: Noun) -> Any:
    rows: Any = noun.model._default_manager.all().visible_to(request.user)
    return rows.select_related("unit", "case__unit", *noun.related)


@require_safe
def record_list(request: Request, noun: str) -> HttpResponseBase:
    """The records of one kind that the reader may see."""
    require_reader(request)
    kind = _noun(noun)
    rows = _rows(request, kind)
    adding = may_add(request, kind)
    text = request.GET.get("q", "")
    extra: dict[str, Any] = {
        "noun": noun,
        "kind": kind,
        "tabs": tabs(noun),
        "may_add": adding,
        "may_import": noun in ("users", "sessions", "support") and policies.may_record(request.user),
        "entries": queries.found_in_casebooks(text)[:20] if noun == "lessons" else [],
    }
    if noun == "sessions":
        extra["coverages"] = queries.coverages(request.user)
        extra["satisfaction"] = queries.satisfaction(Session.objects.visible_to(request.user))
        extra["trained"] = queries.trained(Session.objects.visible_to(request.user))
    return ListPage(
        with_correction(rows) if kind.is_figures else rows,
        table=kind.table,
        filters=kind.filters,
        search=kind.search,
        title=lambda count: str(kind.count % {"count": count}),
        export_name=noun,
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("Nothing here yet"), kind.lead, kind.new if adding else "", f"/adoption/{noun}/new/" if adding else "",
            icon="adoption",
        ),
    ).render(request, template="adoption/list.html", extra=extra)  # fmt: skip


def tabs(current: str) -> list[tuple[str, Any, bool]]:
    """The lists of adoption as tabs: name, label, and whether it is the current one."""
    return [(name, noun.label, name == current) for name, noun in NOUNS.items() if name != "scopes"]


def _found(request: Request, kind: Noun, uid: UUID) -> Any:
    return get_object_or_404(_rows(request, kind), uid=uid)


@require_safe
def record_detail(request: Request, noun: str, uid: UUID) -> HttpResponse:
    """One record: what it says, what can be done with it, and its history."""
    kind = _noun(noun)
    row = _found(request, kind, uid)
    acts = [(name, act, policies.allowed(act.check, request.user, row)) for name, act in kind.acts.items()]
    context = {
        "noun": noun,
        "kind": kind,
        "row": row,
        "facts": kind.facts(row),
        "texts": [(label, text) for label, text in kind.texts(row) if text],
        "acts": [(name, act) for name, act, allowed in acts if allowed],
        "history": audit.history(row),
        "extra": _extra(noun, row),
        "too_few": wording.too_few() if noun == "surveys" and not row.is_sufficient else "",
    }
    return render(request, "adoption/detail.html", context)


def _extra(noun: str, row: Any) -> Any:
    """What the part of a page shows."""
    if noun == "resistance":
        return list(row.steps.select_related("by"))
    if noun == "surveys":
        return list(zip(row.scale, row.counts, strict=True))
    return queries.features_of([row]) if noun == "users" else None


@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: Request, noun: str) -> HttpResponse:
    """Add a record; `?case=` names its use case."""
    require_reader(request)
    kind = _noun(noun)
    case = case_of(request, request.GET["case"]) if request.GET.get("case") else None
    _check_somewhere(request, kind, case)
    form, status = kind.form(user=request.user, initial={"case": case.reference if case else ""}), 200
    if request.method == "POST":
        form, status = kind.form(request.POST, user=request.user), 422
        if form.is_valid():
            try:
                row = kind.create(by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("It is recorded."))
                return redirect(row)
    context = {"noun": noun, "kind": kind, "form": form, "title": kind.new, "lead": kind.lead, "case": case}
    return render(request, "adoption/form.html", context, status=status)


def _check_somewhere(request: Request, kind: Noun, case: UseCase | None) -> None:
    """Refuse the form to whoever may not send it; for a named use case its own check is asked."""
    if case is not None:
        kind.check(request.user, kind.model(case=case, unit=case.unit))
    elif kind.check is policies.check_say:
        require_anywhere(request.user, Permission.COMMENT)
    else:
        policies.check_import(request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def record_act(request: Request, noun: str, uid: UUID, act: str) -> HttpResponse:
    """Carry out a command on a record."""
    kind = _noun(noun)
    row = _found(request, kind, uid)
    if act not in kind.acts:
        raise Http404
    command = kind.acts[act]
    command.check(request.user, row)
    form, status = _form(request, command, row), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = command.do(row, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, str(command.done))
                return redirect(done if isinstance(done, (About, UseCase)) else row)
    context = {"noun": noun, "kind": kind, "row": row, "form": form, "title": command.label}
    return render(request, "adoption/form.html", context, status=status)


def _form(request: Request, command: Act, row: Any) -> Any:
    more = {"user": request.user, "also": row.owner} if command.needs_user else {}
    if request.method == "POST":
        return command.form(request.POST, **more)
    return command.form(initial=dict(command.initial(row)), **more)
