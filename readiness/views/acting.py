"""Action items: the list, one item, and what is done with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.audit.queries import history
from foundation.people.http import Request
from foundation.ui.lists import Empty, ListPage
from readiness import policies, services
from readiness.filters import ActionFilters
from readiness.forms import ActionForm, CloseActionForm
from readiness.models import ActionItem
from readiness.tables import ActionTable
from readiness.views.acts import Words, act, home_trail
from readiness.views.found import action_of, assessment_of


@require_GET
def action_list(request: Request) -> HttpResponseBase:
    """Action items of the units that the reader may see."""
    return ListPage(
        ActionItem.objects.visible_to(request.user).select_related("unit", "owner"),
        table=ActionTable,
        filters=ActionFilters,
        search=("text", "subject_label", "factor_label"),
        title=lambda count: ngettext("%(count)s action item", "%(count)s action items", count) % {"count": count},
        export_name="readiness-actions",
        empty=Empty(
            _("No action item yet"),
            _("Action items say who does what by when to get readier; they start on the result of an assessment."),
            _("See the assessments"),
            reverse("readiness:assessment_list"),
        ),
    ).render(request, template="readiness/action_list.html")


@require_GET
def action_detail(request: Request, uid: UUID) -> HttpResponse:
    """One item with its history."""
    item = action_of(request, uid)
    return render(request, "readiness/action_detail.html", {"item": item, "history": history(item)})


@require_http_methods(["GET", "POST"])
def action_create(request: Request, uid: UUID) -> HttpResponse:
    """Write down what is to be done; `factor` in the address prefills it with the instrument's recommendation."""
    assessment = assessment_of(request, uid)
    policies.check_create_action(request.user, assessment)
    labels = services.labels_of(assessment)
    key = request.GET.get("factor", "")
    factor = next((one for one in assessment.parsed.factors if one.key == key), None)
    label = labels.get(key, "")
    words = Words(
        title=_("Action item for “%(factor)s”") % {"factor": label} if label else _("New action item"),
        subject=str(assessment),
        text=_("It is shown at this factor in the next assessment.") if label else "",
        submit=_("Write down"),
        back=assessment.get_absolute_url(),
        done=_("The action item is written down."),
        trail=home_trail(assessment),
    )
    form = ActionForm(assessment.unit, request.POST or None, initial={"text": factor.recommendation if factor else ""})

    def do(data: dict[str, object]) -> ActionItem:
        data.pop("version")
        return services.create_action(assessment, by=request.user, factor=key if label else "", **data)  # type: ignore[arg-type]

    return act(request, form, words, do)


@require_http_methods(["GET", "POST"])
def action_edit(request: Request, uid: UUID) -> HttpResponse:
    """Change text, owner or due day."""
    item = action_of(request, uid)
    policies.check_edit_action(request.user, item)
    words = _words(item, _("Change the action item"), _("Save"), _("The action item is saved."))
    form = ActionForm(item.unit, request.POST or None, item=item)
    return act(request, form, words, lambda data: services.edit_action(item, by=request.user, **data))


@require_http_methods(["GET", "POST"])
def action_close(request: Request, uid: UUID) -> HttpResponse:
    """Close an item as done or dropped."""
    item = action_of(request, uid)
    policies.check_close_action(request.user, item)
    words = _words(item, _("Close the action item"), _("Close"), _("The action item is closed."))
    form = CloseActionForm(request.POST or None, initial={"outcome": "done"})

    def do(data: dict[str, str]) -> ActionItem:
        return services.close_action(item, by=request.user, done=data["outcome"] == "done", note=data["note"])

    return act(request, form, words, do)


@require_POST
def action_reopen(request: Request, uid: UUID) -> HttpResponse:
    """Open a closed item again."""
    item = services.reopen_action(action_of(request, uid), by=request.user)
    messages.success(request, _("The action item is open again."))
    return redirect(item)


def _words(item: ActionItem, title: str, submit: str, done: str) -> Words:
    trail = ((_("Action items"), reverse("readiness:action_list")), (item.subject_label, item.get_absolute_url()))
    return Words(title, str(item), submit, item.get_absolute_url(), done, trail=trail)
