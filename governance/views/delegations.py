"""Handing one's decisions to somebody else for some days."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.models import User
from foundation.people.queries import nameable_people
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.verdicts import verdict
from governance import queries, services
from governance.forms import DelegationForm
from governance.models import Delegation


def _giver(request: Request) -> User:
    """Whose decisions the page is about: the reader's own, or those of the person named by `for`; 404 for nobody."""
    wanted = request.POST.get("for") or request.GET.get("for")
    if not wanted:
        return request.user
    try:
        uid = UUID(wanted)
    except ValueError:
        uid = UUID(int=0)
    return get_object_or_404(nameable_people(request.user), uid=uid)


@require_safe
def delegation_list(request: Request) -> HttpResponse:
    """What the reader has handed on and was handed, now, later and before."""
    rows = list(queries.delegations_of(request.user))
    return render(
        request,
        "governance/delegation_list.html",
        {
            "given": [row for row in rows if row.giver_id == request.user.pk],
            "received": [row for row in rows if row.receiver_id == request.user.pk],
            "running": sum(row.runs_today for row in rows),
            "may": verdict(request.user, "governance.delegate", request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delegation_new(request: Request) -> HttpResponse:
    """Hand decisions on, one's own or as whoever manages people those of somebody else."""
    giver, status = _giver(request), 200
    may = verdict(request.user, "governance.delegate", giver)
    form = DelegationForm(request.POST if request.method == "POST" else None, by=request.user)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = services.delegate(giver, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                words = {"name": found.receiver.name}
                messages.success(request, _("%(name)s decides in these days, and has been told.") % words)
                return redirect(found)
    context = {"form": form, "may": may, "giver": giver}
    return render(request, "governance/delegation_new.html", context, status=status)


@require_POST
def delegation_end(request: Request, uid: UUID) -> HttpResponse:
    """End a delegation that the reader gave or was given."""
    delegation = get_object_or_404(Delegation.objects.of(request.user), uid=uid)
    services.end_delegation(delegation, by=request.user)
    messages.success(request, _("It has ended; from now on they decide nothing by it."))
    return redirect(delegation)
