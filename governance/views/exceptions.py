"""Exceptions to policies: the list, asking for one, and what is decided."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
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
from governance.incident_forms import TextForm
from governance.models import PolicyException
from governance.register_forms import DecideExceptionForm, ExceptionForm
from governance.register_rules import ExceptionState
from governance.register_tables import ExceptionFilters, ExceptionTable
from governance.services import exceptions as services
from governance.views.acting import Act, find_act, just, offered, perform
from usecases.queries import by_reference

LIST = gettext_lazy("Exceptions")
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _extend(found: PolicyException, *, by: Any, **values: Any) -> PolicyException:
    return services.request_exception(found.case, by=by, **values)


ASK = Act(
    "governance.request_exception", gettext_lazy("Ask for an exception"), gettext_lazy("Ask for it"),
    gettext_lazy("It waits for the board's chair."), services.request_exception, just(ExceptionForm),
    gettext_lazy("The board's chair or an executive decides; nobody who asked for it or owns the use case does."),
)  # fmt: skip
ACTS: dict[str, Act] = {
    "decide": Act(
        "governance.decide_exception", gettext_lazy("Decide on the exception"), gettext_lazy("Record the decision"),
        gettext_lazy("The decision is recorded."), services.decide_exception, just(DecideExceptionForm),
    ),
    "extend": Act(
        "governance.extend_exception", gettext_lazy("Ask for an extension"), gettext_lazy("Ask for it"),
        gettext_lazy("It waits for the board's chair."), _extend,
        lambda data, user, found: ExceptionForm(
            data, initial={"policy": found.policy, "reason": found.reason, "measures": found.measures}
        ),
        gettext_lazy("An extension is a decision of its own; until then this exception counts until its day."),
    ),
    "withdraw": Act(
        "governance.withdraw_exception", gettext_lazy("Take it back"), gettext_lazy("Take it back"),
        gettext_lazy("It is taken back."), services.withdraw_exception, just(TextForm),
    ),
    "revoke": Act(
        "governance.revoke_exception", gettext_lazy("Revoke the exception"), gettext_lazy("Revoke it"),
        gettext_lazy("The exception is revoked."), services.revoke_exception, just(TextForm),
    ),
}  # fmt: skip


def _rows(request: Request) -> Any:
    return PolicyException.objects.visible_to(request.user).select_related(
        "case__unit", "requested_by", "decided_by", "document", "extends"
    )


@require_safe
def exception_list(request: Request) -> HttpResponseBase:
    """The exceptions that this reader may see."""
    waiting = PolicyException.objects.visible_to(request.user).filter(state=ExceptionState.REQUESTED).count()

    def title(count: int) -> str:
        if waiting:
            words = ngettext(
                "%(count)s exception waits to be decided", "%(count)s exceptions wait to be decided", waiting
            )
            return words % {"count": waiting}
        return ngettext("%(count)s exception", "%(count)s exceptions", count) % {"count": count}

    page = ListPage(
        _rows(request), table=ExceptionTable, filters=ExceptionFilters, title=title, export_name="exceptions",
        search=("policy_label", "case__name", "reason", "measures"),
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No exceptions"), _("Where a policy cannot be kept, an exception is asked for on the use case."),
            icon="flag",
        ),
    )  # fmt: skip
    return page.render(request)


@_get_or_post
def exception_new(request: Request, reference: str) -> HttpResponse:
    """Ask for an exception for a use case."""
    case = by_reference(reference, request.user)
    listed = (LIST, reverse("governance:exception_list"))
    back = f"{case.get_absolute_url()}?tab=registers"
    return perform(request, case, ASK, back=back, listed=listed, name=case.reference)


def _exception(request: Request, uid: UUID) -> PolicyException:
    return get_object_or_404(_rows(request), uid=uid)


@require_safe
def exception_detail(request: Request, uid: UUID) -> HttpResponse:
    """One exception with its reasons, its measures and its decision."""
    found = _exception(request, uid)
    context = {
        "record": found, "heading": found.policy_label, "list_name": LIST,
        "list_url": reverse("governance:exception_list"), "act_url": "governance:exception_act",
        "texts": [
            (_("Why it cannot be kept"), found.reason), (_("What makes up for it"), found.measures),
            (_("Reasons of the decision"), found.decision), (_("Why it ended"), found.end_reason),
        ],
        "facts": [
            (_("Use case"), str(found.case), found.case.get_absolute_url()), (_("Until"), found.until, ""),
            (_("Asked for by"), found.requested_by, ""), (_("Asked"), found.requested_at, ""),
            (_("Decided by"), found.decided_by, ""), (_("Decided"), found.decided_at, ""),
            (_("Extends"), found.extends and _("the one before"), found.extends and found.extends.get_absolute_url()),
            (_("Policies"), found.document.reference, found.document.get_absolute_url()),
        ],
        "acts": offered(request.user, found, ACTS), "lines": history(found),
    }  # fmt: skip
    return render(request, "governance/register_detail.html", context)


@_get_or_post
def exception_act(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Decide, extend, take back or revoke."""
    found = _exception(request, uid)
    listed = (LIST, reverse("governance:exception_list"))
    return perform(request, found, find_act(ACTS, act), back=found.get_absolute_url(), listed=listed)
