"""What the pages of plans share: finding what a reader may see, and a form around one service."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from plans.models import Plan, Program, Risk, Task

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def require_reader(request: Request) -> None:
    """404 for whoever may read nothing."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404


def plan_of(request: Request, uid: UUID) -> Plan:
    """Return the readable plan with this uid; 404 without one."""
    rows = Plan.objects.visible_to(request.user).select_related("unit", "case", "program", "owner", "playbook")
    return get_object_or_404(rows, uid=uid)


def task_of(request: Request, uid: UUID) -> Task:
    """Return the readable task with this uid; 404 without one."""
    rows = Task.objects.visible_to(request.user).select_related("plan__unit", "plan__case", "phase", "owner")
    return get_object_or_404(rows, uid=uid)


def program_of(request: Request, uid: UUID) -> Program:
    """Return the readable program with this uid; 404 without one."""
    rows = Program.objects.visible_to(request.user).select_related("unit", "owner", "document")
    return get_object_or_404(rows, uid=uid)


def risk_of(request: Request, uid: UUID) -> Risk:
    """Return the readable risk with this uid; 404 without one."""
    rows = Risk.objects.visible_to(request.user).select_related("unit", "case", "program", "owner", "catalog")
    return get_object_or_404(rows, uid=uid)


def asked_program(request: Request) -> Program | None:
    """Return the readable program that the address names (`?program=`); 404 for one that is none, None without it."""
    text = request.GET.get("program", "")
    if not text:
        return None
    try:
        return program_of(request, UUID(text))
    except ValueError:
        raise Http404 from None


def answer(
    request: Request,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    template: str,
    said: str | Promise,
    to: Callable[[Any], Any] | Any,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, or on POST call `act` and go to `to` (of its result); a refusal stands at its field.

    422 for a bad value, 403 and 409 as the service says; what was typed is kept.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = act()
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, str(said))
                return redirect(to(done) if callable(to) else to)
    return render(request, template, {"form": form, **(extra or {})}, status=status)
