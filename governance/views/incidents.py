"""Incidents: the list, reporting with and without a name, one incident, and what is done about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.queries import history
from foundation.evidence.queries import boxes
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from governance.incident_forms import (
    ActionForm,
    AnonymousReportForm,
    CaseForm,
    ClassifyForm,
    ClockForm,
    KeyForm,
    ReportForm,
    SettleForm,
    TextForm,
)
from governance.incident_rules import IncidentState
from governance.incident_tables import IncidentFilters, IncidentTable
from governance.models import CorrectiveAction, Incident, IncidentClock
from governance.queries import incidents as queries
from governance.services import incidents as services
from governance.throttling import allowed
from governance.views.acting import Act, find_act, just, offered, perform
from usecases.queries import by_reference, usual_unit

LIST = gettext_lazy("Incidents")
REPORTS_AN_HOUR, KEYS_AN_HOUR = 10, 30
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _words(field: str, label: Any, help_text: Any = "") -> Any:
    return lambda data, user, incident: TextForm(data, field=field, label=label, help_text=help_text)


ACTS: dict[str, Act] = {
    "classify": Act(
        "governance.classify_incident", gettext_lazy("Classify the incident"), gettext_lazy("Classify"),
        gettext_lazy("The incident is classified; its deadlines run."), services.classify_incident,
        lambda data, user, incident: ClassifyForm(
            data, initial={"harms": incident.harms, "aware_at": incident.reported_at}
        ),
        gettext_lazy("A severe one suspends the approvals of the use cases linked to it."),
    ),
    "contain": Act(
        "governance.contain_incident", gettext_lazy("Record the containment"), gettext_lazy("It is contained"),
        gettext_lazy("The incident is contained."), services.contain_incident,
        _words("containment", gettext_lazy("What stopped the harm")),
    ),
    "root-cause": Act(
        "governance.explain_incident", gettext_lazy("Write down the root cause"), gettext_lazy("Keep it"),
        gettext_lazy("The root cause is written down."), services.explain_incident,
        lambda data, user, incident: TextForm(
            data, field="root_cause", label=gettext_lazy("Why it could happen"), rows=6,
            initial={"root_cause": incident.root_cause},
        ),
    ),
    "action": Act(
        "governance.add_action", gettext_lazy("Ask for a corrective action"), gettext_lazy("Ask for it"),
        gettext_lazy("The owner is told."), services.add_action,
        lambda data, user, incident: ActionForm(data, user=user),
    ),
    "link": Act(
        "governance.link_case", gettext_lazy("Link a use case"), gettext_lazy("Link it"),
        gettext_lazy("The use case is linked."), services.link_case,
        lambda data, user, incident: CaseForm(data, user=user),
        gettext_lazy("If the incident is severe, its approval is suspended."),
    ),
    "clock": Act(
        "governance.start_clock", gettext_lazy("Start a legal deadline"), gettext_lazy("Start it"),
        gettext_lazy("The deadline runs."), services.start_clock, just(ClockForm),
        gettext_lazy("Each duty to report has its own start. A deadline that runs already is moved."),
    ),
    "close": Act(
        "governance.close_incident", gettext_lazy("Close the incident"), gettext_lazy("Close it"),
        gettext_lazy("The incident is closed."), services.close_incident,
        _words("outcome", gettext_lazy("What was learned")),
    ),
    "dismiss": Act(
        "governance.dismiss_incident", gettext_lazy("It was no incident"), gettext_lazy("Dismiss it"),
        gettext_lazy("The report is dismissed."), services.dismiss_incident,
        _words("outcome", gettext_lazy("Why it was none"), gettext_lazy("The reporter reads it.")),
    ),
    "reopen": Act(
        "governance.reopen_incident", gettext_lazy("Open the incident again"), gettext_lazy("Open it again"),
        gettext_lazy("The incident is open again."), services.reopen_incident,
        _words("reason", gettext_lazy("What came up")),
    ),
}  # fmt: skip
NEXT = {
    IncidentState.REPORTED: "classify",
    IncidentState.CLASSIFIED: "contain",
    IncidentState.CONTAINED: "close",
}
"""The act that is next in each state."""
FINISH = Act(
    "governance.finish_action", gettext_lazy("Confirm that it is done"), gettext_lazy("Confirm"),
    gettext_lazy("The corrective action is done."), services.finish_action,
    _words("evidence", gettext_lazy("What shows it")),
)  # fmt: skip
SETTLE = Act(
    "governance.settle_clock", gettext_lazy("Settle the deadline"), gettext_lazy("Settle it"),
    gettext_lazy("The deadline is settled."), services.settle_clock, just(SettleForm),
)  # fmt: skip


@require_safe
def incident_list(request: Request) -> HttpResponseBase:
    """The incidents that this reader may see."""
    late = queries.overdue_clocks(request.user)

    def title(count: int) -> str:
        if late:
            words = ngettext("%(count)s legal deadline has passed", "%(count)s legal deadlines have passed", late)
            return words % {"count": late}
        return ngettext("%(count)s incident", "%(count)s incidents", count) % {"count": count}

    page = ListPage(
        queries.with_counts(request.user),
        table=IncidentTable,
        filters=IncidentFilters,
        search=("title", "description"),
        title=title,
        export_name="incidents",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No incidents"),
            _("Anybody can report what went wrong with an AI system, also without a name."),
            _("Report an incident"), reverse("governance:incident_report"), "warning",
        ),
    )  # fmt: skip
    return page.render(request, "governance/incident_list.html")


@login_not_required
@never_cache
@_get_or_post
def incident_report(request: Request) -> HttpResponse:
    """Report under one's name when signed in, else (or with `?without-name`) without."""
    named = request.user.is_authenticated and "without-name" not in request.GET
    posted = request.POST if request.method == "POST" else None
    if named:
        form: Any = ReportForm(posted, user=request.user, initial=_about(request))
    else:
        form = AnonymousReportForm(posted)
    status = 200
    if posted is not None:
        status = 422
        if not named and not allowed(request, "incident-report", limit=REPORTS_AN_HOUR):
            form.add_error(None, _("Too many reports came from here within an hour. Try again later."))
            status = 429
        elif form.is_valid():
            try:
                if named:
                    incident = services.report_incident(by=request.user, **form.cleaned_data)
                    messages.success(request, _("Thank you. Those who handle incidents are told."))
                    return redirect(incident)
                _incident, key = services.report_anonymously(**form.cleaned_data)
                return render(request, "governance/incident_key.html", {"key": key})
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
    return render(request, "governance/incident_report.html", {"form": form, "named": named}, status=status)


def _about(request: Request) -> dict[str, Any]:
    """The use case and unit that the form starts with."""
    case = by_reference(request.GET["case"], request.user) if request.GET.get("case") else None
    if case is None:
        return {"unit": usual_unit(request.user)}
    return {"case": str(case), "unit": str(case.unit.uid)}


@login_not_required
@never_cache
@_get_or_post
def incident_follow(request: HttpRequest) -> HttpResponse:
    """What became of a report without a name, for whoever holds its key; the key is in no address."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if not allowed(request, "incident-key", limit=KEYS_AN_HOUR):
            form.add_error(None, _("Too many attempts within an hour. Try again later."))
            status = 429
        elif form.is_valid():
            incident = queries.by_key(form.cleaned_data["key"])
            if incident is None:
                form.add_error("key", _("There is no report with this key."))
            else:
                status = 200
                if form.cleaned_data["text"]:
                    try:
                        services.write_with_key(incident, text=form.cleaned_data["text"])
                        form = KeyForm(initial={"key": form.cleaned_data["key"]})
                    except DomainError as error:
                        add_to_form(form, error)
                        status = status_of(error)
                context = {"form": form, "incident": incident, "thread": list(incident.messages.all())}
    return render(request, "governance/incident_follow.html", context, status=status)


def _incident(request: Request, uid: UUID) -> Incident:
    return get_object_or_404(queries.full(request.user), uid=uid)


@require_safe
def incident_detail(request: Request, uid: UUID) -> HttpResponse:
    """One incident with its deadlines, actions, use cases and conversation."""
    return _page(request, _incident(request, uid), TextForm(field="text", label=_("Message")))


def _page(request: Request, incident: Incident, form: TextForm, status: int = 200) -> HttpResponse:
    acts = offered(request.user, incident, ACTS)
    slug = NEXT.get(IncidentState(incident.state), "")
    step = next(((slug, act, may) for key, act, may in acts if key == slug), None)
    context = {
        "incident": incident, "step": step, "acts": [row for row in acts if row[2].allowed and row[0] != slug],
        "may_write": verdict(request.user, "governance.write_to_reporter", incident),
        "may_disclose": verdict(request.user, "governance.disclose_incident", incident),
        "box": boxes(request.user, incident)[""], "form": form, "lines": history(incident),
        "clocks": [(clock, verdict(request.user, SETTLE.policy, clock)) for clock in incident.clocks.all()],
        "actions": [(action, verdict(request.user, FINISH.policy, action)) for action in incident.actions.all()],
    }  # fmt: skip
    return render(request, "governance/incident_detail.html", context, status=status)


@_get_or_post
def incident_act(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Do something about an incident."""
    incident = _incident(request, uid)
    return _perform(request, incident, incident, find_act(ACTS, act))


def _perform(request: Request, subject: Any, incident: Incident, act: Act) -> HttpResponse:
    listed = (LIST, reverse("governance:incident_list"))
    return perform(request, subject, act, back=incident.get_absolute_url(), listed=listed, name=incident.reference)


@_get_or_post
def action_finish(request: Request, uid: UUID) -> HttpResponse:
    """Confirm that a corrective action is done."""
    rows = CorrectiveAction.objects.filter(incident__in=Incident.objects.visible_to(request.user))
    action = get_object_or_404(rows.select_related("incident__unit", "owner"), uid=uid)
    return _perform(request, action, action.incident, FINISH)


@_get_or_post
def clock_settle(request: Request, uid: UUID) -> HttpResponse:
    """Say what became of a legal deadline."""
    rows = IncidentClock.objects.filter(incident__in=Incident.objects.visible_to(request.user))
    clock = get_object_or_404(rows.select_related("incident__unit"), uid=uid)
    return _perform(request, clock, clock.incident, SETTLE)


@_get_or_post
def incident_unlink(request: Request, uid: UUID, reference: str) -> HttpResponse:
    """Take a use case off an incident."""
    incident, case = _incident(request, uid), by_reference(reference, request.user)
    act = Act(
        "governance.unlink_case", _("Take %(case)s off") % {"case": case.reference}, _("Take it off"),
        _("The use case is taken off."),
        lambda subject, *, by, reason: services.unlink_case(subject, by=by, case=case, reason=reason),
        _words("reason", _("Why it is not concerned")),
    )  # fmt: skip
    return _perform(request, incident, incident, act)


@require_POST
def incident_disclose(request: Request, uid: UUID) -> HttpResponse:
    """Open a confidential incident to the readers of its unit, or close it."""
    incident = _incident(request, uid)
    services.disclose_incident(incident, by=request.user, is_confidential=request.POST.get("confidential") == "yes")
    messages.success(request, _("Kept. It counts from now on."))
    return redirect(incident)


@require_POST
def incident_message(request: Request, uid: UUID) -> HttpResponse:
    """Write in the conversation with the reporter."""
    incident = _incident(request, uid)
    form = TextForm(request.POST, field="text", label=_("Message"))
    status = 422
    if form.is_valid():
        try:
            services.write_to_reporter(incident, by=request.user, text=form.cleaned_data["text"])
        except DomainError as error:
            add_to_form(form, error)
            status = status_of(error)
        else:
            messages.success(request, _("Your message is in the conversation."))
            return redirect(f"{incident.get_absolute_url()}#conversation")
    return _page(request, incident, form, status)
