"""Saved views in the browser: the menu of a list, saving, changing, deleting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.saved_views import policies, queries, rules, services
from foundation.saved_views.forms import ViewForm
from foundation.saved_views.models import SavedView
from foundation.ui.errors import add_to_form, status_of

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def menu(request: Request) -> HttpResponse:
    """The views of the list at `at` that this reader may open; htmx gets the menu alone."""
    path, query = services.clean_address(request.GET.get("at", ""))
    found = queries.offered(request.user, path, query)
    context = {"offered": found, "at": f"{path}?{query}", "list_url": f"{path}?{query}"}
    return render(request, "saved_views/_menu.html" if request.htmx else "saved_views/menu.html", context)


@_get_or_post
def view_new(request: Request) -> HttpResponse:
    """Keep what a list shows under a name."""
    posted = request.POST if request.method == "POST" else None
    address = (posted or request.GET).get("address", "")
    services.clean_address(address)
    form, status = ViewForm(posted, user=request.user, initial={"address": address}), 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                view = services.save_view(by=request.user, **form.cleaned_data)
            except DomainError as refusal:
                add_to_form(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
                return redirect(view)
    return render(request, "saved_views/view_form.html", {"form": form, "back": address}, status=status)


@_get_or_post
def view_edit(request: Request, uid: UUID) -> HttpResponse:
    """Give a view of one's own another name, share it, let it show something else."""
    view = _view(request, uid)
    policies.check_change(request.user, view)
    posted = request.POST if request.method == "POST" else None
    address = (posted or request.GET).get("address", "")
    path, query = services.clean_address(address or view.get_absolute_url())
    initial: dict[str, Any] = {"name": view.name, "unit": view.unit.uid if view.unit else "", "address": address}
    differs = path == view.path and not rules.same(query, view.query)
    form, status = ViewForm(posted, user=request.user, replaces=differs, initial=initial), 200
    if posted is not None:
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                view = services.change_view(
                    view,
                    by=request.user,
                    name=said["name"],
                    unit=said["unit"],
                    address=address if said.get("replace") else "",
                )
            except DomainError as refusal:
                add_to_form(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
                return redirect(view)
    context = {"form": form, "view": view, "back": f"{path}?{query}"}
    return render(request, "saved_views/view_form.html", context, status=status)


@require_POST
def view_delete(request: Request, uid: UUID) -> HttpResponse:
    """Delete a view of one's own; the list stays as it is."""
    view = _view(request, uid)
    services.delete_view(view, by=request.user)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(view.path)


def _view(request: Request, uid: UUID) -> SavedView:
    rows = SavedView.objects.visible_to(request.user).select_related("owner", "unit")
    return get_object_or_404(rows, uid=uid)
