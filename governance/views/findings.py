"""Findings: the list, raising one, and how it is mended."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from foundation.audit.queries import history
from foundation.evidence.queries import boxes
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from governance import policies
from governance.incident_forms import TextForm
from governance.models import Finding
from governance.register_forms import FindingForm, ReassignForm
from governance.register_tables import FindingFilters, FindingTable
from governance.services import findings as services
from governance.views.acting import Act, create, find_act, just, offered, perform

LIST = gettext_lazy("Findings")
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


ACTS: dict[str, Act] = {
    "report": Act(
        "governance.report_finding", gettext_lazy("Report it as done"), gettext_lazy("Report as done"),
        gettext_lazy("Your report waits for somebody to look at it."), services.report_finding,
        lambda data, user, finding: TextForm(data, field="done", label=gettext_lazy("What was done")),
    ),
    "close": Act(
        "governance.close_finding", gettext_lazy("Close the finding"), gettext_lazy("Close it"),
        gettext_lazy("The finding is closed."), services.close_finding,
        lambda data, user, finding: TextForm(
            data, field="evidence", label=gettext_lazy("What shows that it is mended"),
            initial={"evidence": finding.done},
        ),
    ),
    "return": Act(
        "governance.return_finding", gettext_lazy("Send the report back"), gettext_lazy("Send back"),
        gettext_lazy("The report went back to the owner."), services.return_finding, just(TextForm),
    ),
    "reassign": Act(
        "governance.reassign_finding", gettext_lazy("Change owner or day"), gettext_lazy("Change"),
        gettext_lazy("The owner is told."), services.reassign_finding, ReassignForm,
    ),
}  # fmt: skip


def _rows(request: Request) -> Any:
    return Finding.objects.visible_to(request.user).select_related("unit", "case", "owner", "raised_by", "closed_by")


@require_safe
def finding_list(request: Request) -> HttpResponseBase:
    """The findings that this reader may see."""
    late = Finding.objects.visible_to(request.user).unsettled().filter(due__lt=timezone.localdate()).count()

    def title(count: int) -> str:
        if late:
            return ngettext("%(count)s finding is late", "%(count)s findings are late", late) % {"count": late}
        return ngettext("%(count)s finding", "%(count)s findings", count) % {"count": count}

    may = verdict(request.user, "governance.raise_finding")
    new = reverse("governance:finding_new")
    page = ListPage(
        _rows(request), table=FindingTable, filters=FindingFilters, title=title, export_name="findings",
        search=("title", "description", "report", "owner__name"),
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No findings"),
            _("What audits and checks find stays here until somebody else than its owner closes it."),
            _("Raise a finding") if may.allowed else "", new, "search",
        ),
    )  # fmt: skip
    new_button = (new, _("Raise a finding")) if may.allowed else None
    return page.render(request, "governance/register_list.html", {"new": new_button})


@_get_or_post
def finding_new(request: Request) -> HttpResponse:
    """Raise a finding."""
    policies.check_raise_finding(request.user)
    form = FindingForm(request.POST if request.method == "POST" else None, user=request.user)
    words = (_("Raise a finding"), _("Raise it"), _("The owner is told."))
    listed = (LIST, reverse("governance:finding_list"))
    return create(request, form, services.raise_finding, words=words, listed=listed)


def _finding(request: Request, uid: UUID) -> Finding:
    return get_object_or_404(_rows(request), uid=uid)


@require_safe
def finding_detail(request: Request, uid: UUID) -> HttpResponse:
    """One finding with what was done about it."""
    found = _finding(request, uid)
    case = found.case if found.case and access_of(request.user).allows(Permission.READ, found.case.unit.path) else None
    context = {
        "record": found, "heading": found.title, "list_name": LIST, "list_url": reverse("governance:finding_list"),
        "act_url": "governance:finding_act", "name": found.reference, "grade": (found.grade_label, found.grade_tone),
        "late": found.is_late, "box": boxes(request.user, found)[""],
        "texts": [
            (_("What was found"), found.description), (_("What was done"), found.done),
            (_("Sent back because"), found.sent_back), (_("What shows that it is mended"), found.evidence),
        ],
        "facts": [
            (_("Owner"), found.owner, ""), (_("Due"), found.due, ""), (_("Unit"), found.unit.name, ""),
            (_("Use case"), case and str(case), case and case.get_absolute_url()),
            (_("Source"), found.origin_label, ""), (_("Report"), found.report, ""),
            (_("Raised by"), found.raised_by, ""), (_("Raised"), found.raised_at, ""),
            (_("Closed by"), found.closed_by, ""), (_("Closed"), found.closed_at, ""),
        ],
        "acts": offered(request.user, found, ACTS), "lines": history(found),
    }  # fmt: skip
    return render(request, "governance/register_detail.html", context)


@_get_or_post
def finding_act(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Report, close, send back or give to somebody else."""
    found = _finding(request, uid)
    listed = (LIST, reverse("governance:finding_list"))
    return perform(
        request, found, find_act(ACTS, act), back=found.get_absolute_url(), listed=listed, name=found.reference
    )
