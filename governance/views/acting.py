"""Acts of the registers on small pages of their own: a form, one command, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.verdicts import Verdict, verdict

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    """One command of a record: whom `policy` (a check of this app) allows it, its form and its words.

    `form(data, user, subject)` makes the form, `run(subject, by=…, **values)` is the service.
    """

    policy: str
    title: Text
    submit: Text
    done: Text
    run: Callable[..., Any]
    form: Callable[[Any, Any, Any], forms.Form]
    text: Text = ""


def perform(
    request: Request,
    subject: Any,
    act: Act,
    *,
    back: str,
    listed: tuple[Text, str],
    name: str = "",
    asked: Any = None,
) -> HttpResponse:
    """Show the form of an act, or carry it out and go back; a refusal stands at its field, the input is kept.

    `listed` is the name and address of the list for the breadcrumb, `name` what the record is called there. `asked` is
    what the policy is asked about when that is not the subject itself.
    """
    may, status = verdict(request.user, act.policy, asked or subject), 200
    form = act.form(request.POST if request.method == "POST" else None, request.user, subject)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act.run(subject, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, str(act.done))
                return redirect(back)
    context = {
        "form": form, "act": act, "may": may, "back": back, "subject": name or str(subject),
        "list_name": listed[0], "list_url": listed[1],
    }  # fmt: skip
    return render(request, "governance/register_act.html", context, status=status)


def find_act(acts: Mapping[str, Act], slug: str) -> Act:
    """Return an act by the last part of its address. Raises Http404."""
    if slug not in acts:
        raise Http404
    return acts[slug]


def offered(user: Any, subject: Any, acts: Mapping[str, Act]) -> list[tuple[str, Act, Verdict]]:
    """Return slug, act and verdict of each act, those that are allowed first."""
    asked = [(slug, act, verdict(user, act.policy, subject)) for slug, act in acts.items()]
    return sorted(asked, key=lambda row: not row[2].allowed)


def just(form: type[forms.Form], **initial: Any) -> Callable[[Any, Any, Any], forms.Form]:
    """A form that needs to know neither the person nor the record; `initial` values stand in it at first."""
    return lambda data, user, subject: form(data, initial=initial)


def create(
    request: Request, form: forms.Form, run: Callable[..., Any], *, words: tuple[Text, Text, Text],
    listed: tuple[Text, str],
) -> HttpResponse:  # fmt: skip
    """Make a record with `run(by=…, **values)` and open it; `words` are title, button and what is said."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = run(by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, str(words[2]))
                return redirect(made)
    context = {"form": form, "title": words[0], "submit": words[1], "list_name": listed[0], "list_url": listed[1]}
    return render(request, "governance/register_new.html", context, status=status)
