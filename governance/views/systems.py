"""AI systems in use: the register, the card of one, and what the public reads."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from foundation.audit.queries import history
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from governance import hooks
from governance.incident_forms import TextForm, long_text
from governance.models import PolicyException
from governance.models.systems import LINE_LENGTH
from governance.queries import incidents, systems
from governance.services import systems as services
from governance.system_rules import FIELDS
from governance.system_tables import SystemFilters, SystemTable
from governance.views.acting import Act, find_act, just, offered, perform
from usecases.models import UseCase, key_of

LIST = gettext_lazy("AI systems in use")


class CardForm(forms.Form):
    """What the card says beyond the use case."""

    vendor = forms.CharField(label=gettext_lazy("Vendor"), max_length=LINE_LENGTH, required=False)
    intended_use = long_text(label=gettext_lazy("Intended use, and what it is not for"), required=False)
    limits = long_text(label=gettext_lazy("Known limits"), required=False)
    contact = forms.CharField(
        label=gettext_lazy("Contact"), max_length=LINE_LENGTH, required=False,
        help_text=gettext_lazy("An office or address rather than a person: it can be made public."),
    )  # fmt: skip


class PublishForm(forms.Form):
    """What the public may read."""

    fields_shown = forms.MultipleChoiceField(
        label=gettext_lazy("The public reads"), widget=forms.CheckboxSelectMultiple,
        choices=[(key, gettext_lazy(label)) for key, label in FIELDS.items()],
    )  # fmt: skip


def _publish(case: UseCase, *, by: Any, fields_shown: list[str]) -> Any:
    return services.publish_system(case, by=by, fields=fields_shown)


def _card_form(data: Any, user: Any, case: UseCase) -> CardForm:
    card = systems.card_of(case)
    return CardForm(data, initial={name: getattr(card, name) for name in CardForm.base_fields})


ACTS: dict[str, Act] = {
    "card": Act(
        "governance.edit_system", gettext_lazy("Write the card"), gettext_lazy("Keep it"),
        gettext_lazy("The card is kept."), services.edit_system, _card_form,
        gettext_lazy("Purpose, data, model and oversight come from the use case; this is what it does not say."),
    ),
    "publish": Act(
        "governance.publish_system", gettext_lazy("Public page"), gettext_lazy("Make it public"),
        gettext_lazy("The page is public."), _publish,
        lambda data, user, case: PublishForm(data, initial={"fields_shown": systems.card_of(case).public_fields}),
        gettext_lazy("Anybody reads the fields that you mark, without signing in; nothing else is shown."),
    ),
    "unpublish": Act(
        "governance.unpublish_system", gettext_lazy("Switch the public page off"), gettext_lazy("Switch it off"),
        gettext_lazy("The page is no longer public."), services.unpublish_system, just(TextForm),
    ),
}  # fmt: skip


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    key = key_of(text)
    if key is not None:
        return rows.filter(pk=key)
    for word in text.split()[:8]:
        rows = rows.filter(name__icontains=word)
    return rows


@require_safe
def system_list(request: Request) -> HttpResponseBase:
    """The AI systems that run and that this reader may see."""
    rows = systems.in_use(request.user)

    def title(count: int) -> str:
        return ngettext("%(count)s AI system in use", "%(count)s AI systems in use", count) % {"count": count}

    page = ListPage(
        rows, table=SystemTable, filters=SystemFilters, search=_search, title=title, export_name="ai-systems",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(_("No system runs"), _("A use case stands here from the alpha stage on."), icon="registers"),
    )  # fmt: skip
    return page.render(request)


def _case(request: Request, reference: str) -> UseCase:
    return get_object_or_404(systems.in_use(request.user), pk=key_of(reference))


@require_safe
def system_detail(request: Request, reference: str) -> HttpResponse:
    """The card of one system."""
    case = _case(request, reference)
    card = systems.card_of(case)
    context = {
        "case": case, "card": card, "standing": systems.standing(case),
        "measured": list(hooks.measured([case.pk])[case.pk].values()),
        "rows": [
            (label, text, card.is_public and key in card.public_fields)
            for key, label, text in systems.content(case, card)
        ],
        "incidents": list(incidents.of_case(request.user, case)[:20]),
        "exceptions": list(PolicyException.objects.filter(case=case).in_force().select_related("case")),
        "acts": offered(request.user, case, ACTS), "lines": history(card) if card.pk else [],
    }  # fmt: skip
    return render(request, "governance/system_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def system_act(request: Request, reference: str, act: str) -> HttpResponse:
    """Write the card, or say what of it is public."""
    case = _case(request, reference)
    back = reverse("governance:system_detail", args=[case.reference])
    return perform(
        request,
        case,
        find_act(ACTS, act),
        back=back,
        listed=(LIST, reverse("governance:system_list")),
        name=case.reference,
    )


@login_not_required
@require_safe
def public_systems(request: HttpRequest) -> HttpResponse:
    """The systems with a public page."""
    return render(request, "governance/public_systems.html", {"cards": list(systems.public()[:1000])})


@login_not_required
@require_safe
def public_system(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the public reads of one system; 404 while its page is off."""
    card = get_object_or_404(systems.public(), uid=uid)
    return render(request, "governance/public_system.html", {"card": card, "rows": systems.public_content(card)})
