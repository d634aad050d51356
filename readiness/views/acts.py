"""The page of an act that asks for a reason or a few fields: form, act, back to where it came from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form
from readiness.models import Assessment


@dataclass(frozen=True)
class Words:
    """What the page of an act says; `trail` are the crumbs before it."""

    title: str
    subject: str
    submit: str
    back: str
    done: str
    text: str = ""
    trail: Sequence[tuple[str, str]] = ()


def home_trail(assessment: Assessment) -> Sequence[tuple[str, str]]:
    """The crumbs of a page below an assessment."""
    return (
        (_("Readiness"), reverse("readiness:assessment_list")),
        (assessment.subject_label, assessment.get_absolute_url()),
    )


def act(request: Request, form: forms.Form, words: Words, do: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Show the form, or do the act with what was typed; a refusal stands at its field and the input is kept."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, words.done)
            return redirect(done if hasattr(done, "get_absolute_url") else words.back)
    status = 422 if form.errors else 200
    return render(request, "readiness/act.html", {"form": form, "words": words}, status=status)
