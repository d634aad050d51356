"""The overview of adoption with its charts, and importing files."""

import csv
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from adoption import charts, policies, queries, services, wording
from adoption.forms.figures import ImportForm
from adoption.models import Champion, Communication, Feedback, Resistance, Session
from adoption.services.importing import KINDS
from adoption.views.pages import case_of, require_reader, tabs
from adoption.workflow import Answer, Handling, Sending
from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui.errors import add_to_form, status_of


def chosen_usage(request: Request) -> tuple[Any, str]:
    """The figures of users below the unit of the address (all without one), and its uid; 404 for an unknown unit."""
    rows, uid = queries.visible_usage(request.user), request.GET.get("unit", "")
    if case := request.GET.get("case"):
        rows = rows.filter(case=case_of(request, case))
    if not uid:
        return rows, ""
    known = dict(unit_choices(request.user, Permission.READ))
    if uid not in known:
        raise Http404
    return rows.filter(unit__path__startswith=Unit.objects.get(uid=uid).path), uid


@require_safe
def overview(request: Request) -> HttpResponse:
    """Users, training, satisfaction and change in one page."""
    require_reader(request)
    rows, uid = chosen_usage(request)
    month = queries.latest_month(rows)
    latest = list(rows.filter(month=month.first_day)) if month else []
    users, by_unit = queries.users(latest), queries.by_unit(latest)
    path = (Unit.objects.get(uid=uid).path or "") if uid else ""
    sessions = Session.objects.visible_to(request.user).filter(unit__path__startswith=path)

    def of(model: Any) -> Any:
        return model.objects.visible_to(request.user).filter(unit__path__startswith=path)

    context = {
        "tabs": tabs(""),
        "title": wording.users_sentence(users, month),
        "users": users,
        "month": month,
        "units": by_unit,
        "cases": len({row.case_id for row in latest}),
        "trained": queries.trained(sessions),
        "satisfaction": queries.satisfaction(sessions),
        "coverages": [each for each in queries.coverages(request.user) if (each[0].path or "").startswith(path)],
        "overdue": of(Communication).in_state(Sending.OVERDUE, timezone.localdate()).count(),
        "champions": of(Champion).filter(until=None).count(),
        "resisting": of(Resistance).exclude(state=Handling.CLOSED).count(),
        "unanswered": of(Feedback).filter(state=Answer.NEW).count(),
        "unit_choices": unit_choices(request.user, Permission.READ),
        "uid": uid,
        "may_import": policies.may_record(request.user),
        "may_export": access_of(request.user).anywhere(Permission.EXPORT),
    }
    return render(request, "adoption/overview.html", context)


@require_safe
def chart(request: Request, name: str) -> JsonResponse:
    """Users by month, or adoption by unit."""
    require_reader(request)
    rows, _uid = chosen_usage(request)
    if name == "months":
        return chart_response(charts.over_time(queries.by_month(rows)))
    if name != "units":
        raise Http404
    month = queries.latest_month(rows)
    units = queries.by_unit(rows.filter(month=month.first_day)) if month else []
    return chart_response(charts.by_unit(units, month))


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: Request) -> HttpResponse:
    """Take a file of users, attendance or support; the worker records it."""
    policies.check_import(request.user)
    form, status = (
        ImportForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")}),
        200,
    )
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                job = services.request_import(form.cleaned_data["kind"], form.cleaned_data["file"], by=request.user)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                return redirect(job)
    return render(request, "adoption/import.html", {"form": form, "kinds": list(KINDS)}, status=status)


@require_safe
def import_template(request: Request, kind: str) -> HttpResponse:
    """An empty file that shows the columns of a kind."""
    if kind not in KINDS:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    csv.writer(answer).writerow(list(KINDS[kind].columns))
    return answer
