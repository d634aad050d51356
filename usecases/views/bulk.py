"""One act on several use cases of the list: what it would do, and what became of each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError, Invalid
from foundation.kernel.text import gettext_noop
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, sentence, status_of
from usecases import policies
from usecases.bulk_forms import form_of
from usecases.models import UseCase, key_of
from usecases.services import bulk
from usecases.services.bulk import Act


@require_http_methods(["GET", "HEAD", "POST"])
def case_bulk(request: Request) -> HttpResponse:
    """Ask what the act needs, with what it would do; a POST does it to each and shows what became of each."""
    policies.check_bulk(request.user)
    said = request.POST if request.method == "POST" else request.GET
    act = _act(said.get("act", ""))
    cases = _cases(request, said.getlist("pick"))
    form, status = form_of(act, request.POST if request.method == "POST" else None, request.user), 200
    context: dict[str, Any] = {
        "act": act.value,
        "label": _(bulk.LABELS[act]),
        "back": f"{reverse('usecases:case_list')}?{said.get('back', '')}",
        "query": said.get("back", ""),
    }
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = bulk.act_on(act, cases, by=request.user, **form.cleaned_data)
            except DomainError as refusal:
                add_to_form(form, refusal)
                status = status_of(refusal)
            else:
                return render(request, "usecases/case_bulk_done.html", context | _outcome(done))
    refused = bulk.refusals(act, cases, by=request.user)
    rows = [{"case": case, "why": sentence(refused[case.pk]) if case.pk in refused else ""} for case in cases]
    rows.sort(key=lambda row: not row["why"])
    context |= {"form": form, "rows": rows, "count": len(cases) - len(refused), "refused": len(refused)}
    return render(request, "usecases/case_bulk.html", context, status=status)


def _act(name: str) -> Act:
    try:
        return Act(name)
    except ValueError:
        raise Invalid(gettext_noop("Choose what to do with the use cases."), field="act") from None


def _cases(request: Request, picked: list[str]) -> list[UseCase]:
    """The chosen cases that this reader may see, the newest first. Raises Invalid for none or too many."""
    keys = {key for reference in picked if (key := key_of(reference)) is not None}
    if len(keys) > bulk.MOST:
        raise Invalid(
            gettext_noop("Choose at most %(limit)d use cases at once (now %(count)d)."),
            limit=bulk.MOST,
            count=len(keys),
        )
    rows = UseCase.objects.visible_to(request.user).active().filter(pk__in=keys)
    found = list(rows.select_related("unit", "owner", "sponsor", "created_by").order_by("-id"))
    if not found:
        raise Invalid(gettext_noop("Choose use cases in the list first."), field="pick")
    return found


def _outcome(done: list[bulk.Done]) -> dict[str, Any]:
    rows = [
        {"case": one.case, "changed": one.changed, "why": sentence(one.refusal) if one.refusal else ""} for one in done
    ]
    rows.sort(key=lambda row: (not row["why"], row["changed"]))
    changed = sum(one.changed for one in done)
    return {
        "rows": rows,
        "title": ngettext("%(count)s use case changed", "%(count)s use cases changed", changed) % {"count": changed},
        "refused": sum(one.refusal is not None for one in done),
        "same": sum(not one.changed and one.refusal is None for one in done),
    }
