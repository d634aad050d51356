"""Entering what a scoring model asks of a case, and making a score card of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.verdicts import verdict
from usecases import queries, services
from usecases.forms import InputsForm


@require_http_methods(["GET", "HEAD", "POST"])
def case_score(request: Request, reference: str) -> HttpResponse:
    """Enter the inputs and make a score card of them; or only keep them, also those of a model that is not in use."""
    case = queries.by_reference(reference, request.user)
    found = verdict(request.user, "score", case)
    if not found.allowed:
        return render(request, "usecases/case_locked.html", {"case": case, "reason": found.reason}, status=403)
    active = queries.active_model()
    models = queries.scoring_models()
    document = next((row for row in models if row.slug == request.GET.get("model", active.slug)), active)
    in_use = document.slug == active.slug
    form = InputsForm(request.POST if request.method == "POST" else None, model=document.parsed, initial=case.inputs)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if in_use and "keep" not in request.POST:
                    card = services.score_with(case, by=request.user, inputs=form.inputs())
                    said = _("The score is %(total)s.") % {"total": f"{card.total:.2f}"}
                else:
                    services.record_inputs(case, by=request.user, inputs=form.inputs(), model=document)
                    said = _("The inputs are kept.")
            except DomainError as refusal:
                add_to_form(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, said)
                return redirect(f"{case.get_absolute_url()}?tab=scoring")
    context = {
        "form": form, "case": case, "document": document, "model": document.parsed, "in_use": in_use,
        "others": models if len(models) > 1 else [],
        "found": queries.unit_readiness(case, request.user) if in_use else None,
    }  # fmt: skip
    return render(request, "usecases/case_score.html", context, status=status)


@require_POST
def case_take_readiness(request: Request, reference: str) -> HttpResponse:
    """Take the data quality of the score from the readiness of the unit."""
    case = services.take_readiness(queries.by_reference(reference, request.user), by=request.user)
    messages.success(request, _("Data quality is taken from the readiness of the unit. Check the rest, then score it."))
    return redirect("usecases:case_score", case.reference)
