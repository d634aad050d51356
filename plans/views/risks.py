"""Risks in the browser: the register with its heat map, drawing from a catalog, reviewing and closing."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from foundation.audit import queries as audit
from foundation.charts.views import chart_response
from foundation.kernel.errors import Invalid
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from library import queries as library
from library.kinds.risk_catalog import RiskCatalog
from library.models import Document
from plans import charts, policies, queries, services, wording
from plans.filters import LIVE, RiskFilters
from plans.forms import NewRiskForm, ReasonForm, ReviewForm, RiskFields
from plans.models import Risk, RiskQuerySet
from plans.services.risks import catalog_entry
from plans.tables import RiskTable
from plans.views.acting import answer, asked_program, get_or_post, require_reader, risk_of
from usecases.models import UseCase, key_of

MAPPED = ("unit", "case", "program", "category", "mine", "due", "state")


@require_safe
def risk_list(request: Request) -> HttpResponseBase:
    """The register: the heaviest risks first, the heat maps above."""
    require_reader(request)
    may = verdict(request.user, "plans.draft_somewhere").allowed
    kept = urlencode({name: request.GET[name] for name in MAPPED if request.GET.get(name)})
    rows: Any = Risk.objects.visible_to(request.user).select_related("unit", "case", "program", "owner")
    return ListPage(
        rows.annotate(heavy=F("likelihood") * F("impact"), left_heavy=F("left_likelihood") * F("left_impact")),
        table=RiskTable,
        filters=RiskFilters,
        search=("label", "what_happens", "mitigation", "case__name"),
        title=lambda count: ngettext("%(count)s risk", "%(count)s risks", count) % {"count": count},
        export_name="risks",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No risk yet"),
            gettext_lazy("Draw risks from the library's catalogs, or add your own."),
            gettext_lazy("Add a risk") if may else "",
            reverse("plans:risk_catalog") if may else "",
            icon="risk",
        ),
    ).render(request, template="plans/risk_list.html", extra={"may_add": may, "kept": kept})


@require_safe
def heat_chart(request: Request, when: str) -> JsonResponse:
    """Likelihood against impact, before mitigation or after it, of what the list is narrowed to."""
    if when not in ("before", "after"):
        raise Http404
    kept = {name: request.GET[name] for name in MAPPED if request.GET.get(name)}
    rows: RiskQuerySet = RiskFilters(kept, queryset=Risk.objects.visible_to(request.user), request=request).qs
    if "state" not in kept:
        rows, kept = rows.live(), {**kept, "state": LIVE}
    after = when == "after"
    return chart_response(charts.heat_map(queries.heat(rows, after=after), after=after, query=kept))


@require_safe
def risk_catalog(request: Request) -> HttpResponse:
    """The risks of the library's catalogs, to draw from."""
    policies.check_draft_somewhere(request.user)
    taken = set(_taken(request).values_list("catalog__slug", "key"))
    catalogs = []
    for document in library.published("risk_catalog"):
        parsed: RiskCatalog = document.parsed
        catalogs.append((document, [(risk, (document.slug, risk.key) in taken) for risk in parsed.risks]))
    return render(request, "plans/risk_catalog.html", {"catalogs": catalogs, "kept": request.GET.urlencode()})


def _taken(request: Request) -> RiskQuerySet:
    """What the case or program that the address names has drawn already."""
    rows = Risk.objects.visible_to(request.user).live().exclude(catalog=None)
    pk = key_of(request.GET.get("case", ""))
    if pk is not None and pk < 2**63:
        return rows.filter(case_id=pk)
    program = asked_program(request)
    return rows.filter(program=program) if program else rows.none()


@get_or_post
def risk_new(request: Request) -> HttpResponse:
    """Add a risk, one of a catalog (`?catalog=…&key=…`) or one's own."""
    policies.check_draft_somewhere(request.user)
    document, entry = _entry(request)
    program = asked_program(request)
    case = _case_label(request)
    initial: dict[str, Any] = {"case": case, "owner": request.user}
    if entry is not None:
        initial |= {
            "label": entry.label, "category": entry.category, "what_happens": entry.what_happens,
            "mitigation": entry.mitigation,
        }  # fmt: skip
    form = NewRiskForm(
        request.POST if request.method == "POST" else None, user=request.user, program=program, initial=initial
    )

    def act() -> Risk:
        if document is not None:
            return services.draw_risk(document, entry.key, form.subject, by=request.user, **form.given)
        return services.add_risk(form.subject, by=request.user, **form.given)

    return answer(
        request, form, act, template="plans/risk_form.html", said=_("The risk is in the register."),
        to=lambda risk: risk,
        extra={
            "document": document, "entry": entry, "program": program, "doing": _("Add a risk"),
            "submit": _("Add the risk"), "is_new": True,
        },
    )  # fmt: skip


def _entry(request: Request) -> tuple[Document | None, Any]:
    slug = request.GET.get("catalog", "")
    document = next((row for row in library.published("risk_catalog") if row.slug == slug), None) if slug else None
    if document is None:
        return None, None
    try:
        return document, catalog_entry(document, request.GET.get("key", ""))
    except Invalid:
        raise Http404 from None


def _case_label(request: Request) -> str:
    pk = key_of(request.GET.get("case", ""))
    rows = UseCase.objects.visible_to(request.user)
    case = rows.filter(pk=pk).first() if pk is not None and pk < 2**63 else None
    return str(case) if case else ""


@get_or_post
def risk_detail(request: Request, uid: UUID) -> HttpResponse:
    """One risk; the form on its page reviews it."""
    risk = risk_of(request, uid)
    today = timezone.localdate()
    names = ("state", "likelihood", "impact", "left_likelihood", "left_impact")
    form = ReviewForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(risk, name) for name in names}
    )

    def act() -> Any:
        return services.review_risk(risk, by=request.user, **form.cleaned_data)

    return answer(
        request, form, act, template="plans/risk_detail.html", said=_("The review is kept."), to=risk,
        extra={
            "risk": risk, "title": wording.risk_headline(risk, today), "weight": wording.weight(risk.weight),
            "left": wording.weight(risk.left_weight), "is_due": risk.is_due(today),
            "is_late": risk.is_mitigation_late(today), "history": audit.history(risk),
        },
    )  # fmt: skip


@get_or_post
def risk_revise(request: Request, uid: UUID) -> HttpResponse:
    """Change what a risk says."""
    risk = risk_of(request, uid)
    policies.check_change_risk(request.user, risk)
    form = RiskFields(request.POST if request.method == "POST" else None, user=request.user, risk=risk,
                      initial=RiskFields.initial_of(risk))  # fmt: skip

    def act() -> Any:
        version = form.cleaned_data["version"]
        return services.revise_risk(
            risk, by=request.user, version=risk.version if version is None else version, **form.given
        )

    return answer(
        request, form, act, template="plans/risk_form.html", said=_("The risk is changed."), to=risk,
        extra={"risk": risk, "doing": _("Change the risk"), "submit": _("Save")},
    )  # fmt: skip


@get_or_post
def risk_close(request: Request, uid: UUID) -> HttpResponse:
    """Close a risk, with a reason."""
    risk = risk_of(request, uid)
    policies.check_change_risk(request.user, risk)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> Any:
        return services.close_risk(risk, by=request.user, reason=form.cleaned_data["reason"])

    return answer(
        request, form, act, template="plans/risk_form.html", said=_("The risk is closed."), to=risk,
        extra={"risk": risk, "doing": _("Close the risk"), "submit": _("Close the risk"), "plain": True},
    )  # fmt: skip
