"""Discussions in the browser: what was said about a record, saying, changing and withdrawing it, following."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.discussion import policies, queries, services, subjects
from foundation.discussion.forms import CommentForm, WithdrawForm
from foundation.discussion.models import Comment
from foundation.kernel.errors import DomainError, Invalid
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of


def _record(request: Request, kind: str, uid: UUID) -> Any:
    record = subjects.find(request.user, kind, uid)
    if record is None:
        raise Http404
    return record


def _comment(request: Request, uid: UUID) -> tuple[Comment, Any]:
    found = queries.comment_of(request.user, uid)
    if found is None:
        raise Http404
    return found, _record(request, found.subject_kind, found.subject_uid)


@require_http_methods(["GET", "POST"])
def place(request: Request, kind: str, uid: UUID) -> HttpResponse:
    """The discussion of a record; a POST says something more. htmx gets the discussion alone."""
    record = _record(request, kind, uid)
    form, status = CommentForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        try:
            made = _said(request, record, form)
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            if made is None:
                status = 422
            elif not request.htmx:
                return redirect(f"{subjects.describe(record).url}#comment-{made.uid}")
            else:
                form = CommentForm()
    context = {"talk": queries.talk(request.user, record), "form": form}
    template = "discussion/panel.html" if request.htmx else "discussion/place.html"
    return render(request, template, context, status=status)


def _said(request: Request, record: Any, form: CommentForm) -> Comment | None:
    if not form.is_valid():
        return None
    parent = None
    if form.cleaned_data["parent"]:
        parent = queries.comment_of(request.user, form.cleaned_data["parent"])
        if parent is None:
            raise Invalid(_("The comment that you answer is not there."), field="parent")
    return services.comment(record, text=form.cleaned_data["text"], parent=parent, by=request.user)


@require_GET
def people(request: Request, kind: str, uid: UUID) -> HttpResponse:
    """Who can be mentioned here, for what stands after the @."""
    record = _record(request, kind, uid)
    policies.check_comment(request.user, record)
    found = queries.nameable(record, request.GET.get("q", ""))
    return JsonResponse({"people": [{"username": p.username, "name": p.name, "title": p.title} for p in found]})


@require_POST
def follow(request: Request, kind: str, uid: UUID) -> HttpResponse:
    """Follow a record, or with `off` no longer."""
    record = _record(request, kind, uid)
    on = not request.POST.get("off")
    services.follow(record, by=request.user, on=on)
    if request.htmx:
        return render(request, "discussion/panel.html", {"talk": queries.talk(request.user, record)})
    messages.success(request, _("You follow this.") if on else _("You no longer follow this."))
    return redirect(subjects.describe(record).url)


@require_http_methods(["GET", "POST"])
def comment_edit(request: Request, uid: UUID) -> HttpResponse:
    """Change what one said."""
    comment, record = _comment(request, uid)
    policies.check_edit(request.user, comment, record)
    form, status = CommentForm(request.POST or None, initial={"text": comment.text}), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(comment, text=form.cleaned_data["text"], by=request.user)
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            return redirect(f"{subjects.describe(record).url}#comment-{comment.uid}")
    context = {"comment": comment, "form": form, "subject": subjects.describe(record)}
    return render(request, "discussion/edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def comment_withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Take back what was said."""
    comment, record = _comment(request, uid)
    policies.check_withdraw(request.user, comment, record)
    form, status = WithdrawForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.withdraw(comment, by=request.user, reason=form.cleaned_data["reason"])
            except DomainError as refusal:
                add_to_form(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, _("The comment is withdrawn."))
                return redirect(f"{subjects.describe(record).url}#comment-{comment.uid}")
    context = {"comment": comment, "form": form, "subject": subjects.describe(record)}
    return render(request, "discussion/withdraw.html", context, status=status)
