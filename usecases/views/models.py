"""Choosing the version of the scoring model that everybody is scored by, after seeing what it would change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from library import effects
from library import queries as library
from usecases import policies, queries, services
from usecases.forms import ModelForm


@require_http_methods(["GET", "POST"])
def model_choose(request: Request) -> HttpResponse:
    """Take another version of the scoring model into use: who moves, then the command with its reason."""
    policies.check_adopt_weights(request.user)
    active = queries.active_model()
    others = [row for row in library.versions(active.kind, active.slug) if row.pk != active.pk]
    given = request.POST.get("version") or request.GET.get("version") or ""
    chosen = next((row for row in others if str(row.version) == given), others[0] if others else None)
    form = ModelForm(others, request.POST or None, initial={"version": chosen.version if chosen else ""})
    status = 200
    if request.method == "POST" and form.is_valid() and chosen is not None:
        try:
            adopted = services.adopt_model(chosen, by=request.user, note=form.cleaned_data["note"])
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(
                request, _("Version %(version)s of the scoring model is in use.") % {"version": chosen.version}
            )
            return redirect(f"{reverse('usecases:portfolio')}?job={adopted.job.uid}")
    if form.is_bound and form.errors and status == 200:
        status = 422
    context = {
        "active": active, "chosen": chosen, "others": others, "form": form,
        "effects": effects.effects(request.user, active, chosen.parsed) if chosen else [],
    }  # fmt: skip
    return render(request, "usecases/model_choose.html", context, status=status)
