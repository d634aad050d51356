"""Writing a draft: its text with every problem, how it reads, what differs, what it would do, and publishing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit import queries as audit
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from library import effects, policies, queries, rules, services, usage
from library.differences import differences
from library.forms import NewDraftForm, PublishForm, ReplaceForm, TextForm
from library.kinds.base import Header
from library.models import Document, Draft, Origin
from library.queries import Checked
from library.views.reading import page_of, version_of


@require_http_methods(["GET", "POST"])
def draft_new(request: Request) -> HttpResponse:
    """Start a draft of something new, or from a file."""
    policies.check_publish(request.user)
    form = NewDraftForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = services.start_draft_from_text(
                by=request.user, kind=data["kind"], slug=data["slug"], text=data["file"] or ""
            )
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            return redirect(draft)
    if form.is_bound and form.errors and status == 200:
        status = 422
    return render(request, "library/draft_new.html", {"form": form}, status=status)


@require_POST
def draft_start(request: Request, kind: str, slug: str, version: int) -> HttpResponse:
    """Start a draft of the next version from the text of this one; an open one is gone on with."""
    document = version_of(request, kind, slug, version)
    open_one = queries.open_draft(request.user, kind, slug)
    return redirect(open_one or services.start_draft(document, by=request.user))


@require_http_methods(["GET", "POST"])
def draft_detail(request: Request, uid: UUID) -> HttpResponse:
    """The text of a draft with all that is wrong with it. Saving keeps it as typed."""
    draft = _draft(request, uid)
    form = TextForm(
        request.POST or None,
        initial={"text": draft.text, "note": draft.note, "revision": draft.revision},
    )
    overtaken, status = False, 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = services.save_draft(
                draft, text=data["text"], note=data["note"], by=request.user, revision=data["revision"]
            )
        except services.Overtaken as refusal:
            # Saving once more is then a decision: the form says so and carries the revision that is there now.
            add_to_form(form, refusal)
            form.data = {**data, "revision": draft.revision}
            overtaken, status = True, status_of(refusal)
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _said(_check(draft)))
            return redirect(draft)
    if form.is_bound and form.errors and status == 200:
        status = 422
    return _text_page(request, draft, form, overtaken=overtaken, status=status)


def _text_page(
    request: Request, draft: Draft, form: TextForm, *, overtaken: bool = False, replace: ReplaceForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    typed = form.data.get("text", "") if form.is_bound else draft.text
    checked = queries.check_text(typed, kind=draft.kind, slug=draft.slug)
    context = {
        "form": form,
        "replace": replace or ReplaceForm(initial={"revision": draft.revision}),
        "overtaken": overtaken,
        "history": audit.history(draft),
        **_frame(draft, checked, "detail"),
    }
    return render(request, "library/draft_detail.html", context, status=status)


@require_POST
def draft_replace(request: Request, uid: UUID) -> HttpResponse:
    """Take the content of a file as the text of a draft."""
    draft = _draft(request, uid)
    form = ReplaceForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            text = services.as_text(form.cleaned_data["file"] or b"")
            draft = services.save_draft(draft, text=text, by=request.user, revision=form.cleaned_data["revision"])
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _said(_check(draft)))
            return redirect(draft)
    blank = TextForm(initial={"text": draft.text, "note": draft.note, "revision": draft.revision})
    return _text_page(request, draft, blank, replace=form, status=status)


@require_safe
def draft_reading(request: Request, uid: UUID) -> HttpResponse:
    """The draft as people will read it."""
    draft = _draft(request, uid)
    checked = _check(draft)
    context = _frame(draft, checked, "reading")
    if checked.document is not None:
        context = page_of(_unsaved(checked.document)) | context
    return render(request, "library/draft_reading.html", context)


def _unsaved(document: Header) -> Document:
    body = rules.encode(document)
    return Document(
        kind=rules.kind_of(document), slug=document.slug, version=document.version, title=document.title,
        source=document.source, license=document.license, locale=document.locale, body=body,
        sha256=rules.digest(body), origin=Origin.PUBLISHED,
    )  # fmt: skip


@require_safe
def draft_differences(request: Request, uid: UUID) -> HttpResponse:
    """What differs from the version that the draft is based on."""
    draft = _draft(request, uid)
    checked = _check(draft)
    context = _frame(draft, checked, "differences")
    if checked.document is not None and draft.based_on:
        context["changes"] = differences(draft.based_on.parsed, checked.document)
    return render(request, "library/draft_differences.html", context)


@require_http_methods(["GET", "POST"])
def draft_effect(request: Request, uid: UUID) -> HttpResponse:
    """What publishing would do to the records that are there, and publishing."""
    draft = _draft(request, uid)
    form = PublishForm(request.POST or None, initial={"note": draft.note, "revision": draft.revision})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            document = services.publish_draft(
                draft, by=request.user, note=form.cleaned_data["note"], revision=form.cleaned_data["revision"]
            )
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("Version %(version)s is published.") % {"version": document.version})
            return redirect(document)
    if form.is_bound and form.errors and status == 200:
        status = 422
    checked = _check(draft)
    context = {"form": form, **_frame(draft, checked, "effect"), **_effects(request, draft, checked)}
    return render(request, "library/draft_effect.html", context, status=status)


def _effects(request: Request, draft: Draft, checked: Checked) -> dict[str, Any]:
    """What would happen, told by the apps that work by this kind; and what rests on earlier versions and stays."""
    if checked.document is None or draft.based_on is None:
        return {"effects": [], "rests": []}
    current = queries.latest(draft.kind, draft.slug)
    versions = list(queries.versions(draft.kind, draft.slug))
    return {
        "effects": effects.effects(request.user, current, checked.document),
        "rests": usage.uses(request.user, versions),
        "rest_versions": {row.pk: row.version for row in versions},
    }


@require_POST
def draft_rebase(request: Request, uid: UUID) -> HttpResponse:
    """Take the version that came meanwhile as the base."""
    draft = _draft(request, uid)
    revision = request.POST.get("revision", "")
    draft = services.rebase_draft(draft, by=request.user, revision=int(revision) if revision.isdecimal() else 0)
    messages.success(request, _("The draft now stands on version %(version)s.") % {"version": draft.based_on.version})  # type: ignore[union-attr]
    return redirect("library:draft_differences", draft.uid)


@require_POST
def draft_discard(request: Request, uid: UUID) -> HttpResponse:
    """Close a draft without publishing it."""
    draft = services.discard_draft(_draft(request, uid), by=request.user)
    messages.success(request, _("The draft of “%(title)s” is discarded.") % {"title": draft.title})
    return redirect("library:document_list")


def _draft(request: Request, uid: UUID) -> Draft:
    rows = Draft.objects.visible_to(request.user).select_related("based_on", "created_by", "updated_by", "published_as")
    return get_object_or_404(rows, uid=uid)


def _check(draft: Draft) -> Checked:
    return queries.check_text(draft.text, kind=draft.kind, slug=draft.slug)


def _frame(draft: Draft, checked: Checked, tab: str) -> dict[str, Any]:
    """What every page of a draft shows around its own part."""
    current = Document.objects.filter(kind=draft.kind, slug=draft.slug).latest_versions().first()
    return {
        "draft": draft,
        "kind": draft.kind_info,
        "checked": checked,
        "tabs": [(label, reverse(f"library:draft_{name}", args=[draft.uid]), name == tab) for name, label in _tabs()],
        "number": queries.next_number(draft.kind, draft.slug),
        "overtaken_by": current if current is not None and current.pk != draft.based_on_id else None,
    }


def _tabs() -> list[tuple[str, str]]:
    return [
        ("detail", _("Text")),
        ("reading", _("As it reads")),
        ("differences", _("Differences")),
        ("effect", _("Effect and publishing")),
    ]


def _said(checked: Checked) -> str:
    if checked.document is not None:
        return _("Saved. No problem was found.")
    return ngettext(
        "Saved as it is. There is %(count)s problem.", "Saved as it is. There are %(count)s problems.", checked.count
    ) % {"count": checked.count}
