"""Choosing the scoring model, and its version, that everybody is scored by, after seeing what it would change."""

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
    """Take another scoring model or version into use: what it lacks, who moves, then the command with its reason."""
    policies.check_adopt_weights(request.user)
    active = queries.active_model()
    asked = request.POST if request.method == "POST" else request.GET
    models = queries.scoring_models()
    slug = next((row.slug for row in models if row.slug == asked.get("model")), "")
    versions = [row for row in library.versions(active.kind, slug or active.slug) if row.pk != active.pk]
    if not versions and not slug:
        # The model in use has one version only: another model is what there is to look at.
        slug = next((row.slug for row in models if row.slug != active.slug), active.slug)
        versions = [row for row in library.versions(active.kind, slug) if row.pk != active.pk]
    given = asked.get("version", "")
    chosen = next((row for row in versions if str(row.version) == given), versions[0] if versions else None)
    form = ModelForm(
        versions,
        request.POST or None,
        initial={"version": chosen.version if chosen else "", "model": slug or active.slug},
    )
    status = 200
    if request.method == "POST" and form.is_valid() and chosen is not None:
        try:
            adopted = services.adopt_model(chosen, by=request.user, note=form.cleaned_data["note"])
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(
                request,
                _("Version %(version)s of the scoring model is in use.") % {"version": chosen.version}
                if chosen.slug == active.slug
                else _("The scoring model “%(title)s” is in use.") % {"title": chosen.title},
            )
            return redirect(f"{reverse('usecases:portfolio')}?job={adopted.job.uid}")
    if form.is_bound and form.errors and status == 200:
        status = 422
    context = {
        "present": active, "chosen": chosen, "versions": versions, "form": form, "models": models,
        "slug": slug or active.slug, "other": chosen is not None and chosen.slug != active.slug,
        "switch": queries.switch_to(request.user, chosen) if chosen else None,
        "effects": effects.effects(request.user, active, chosen.parsed) if chosen else [],
    }  # fmt: skip
    return render(request, "usecases/model_choose.html", context, status=status)
