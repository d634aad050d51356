"""Meetings of boards and bodies, and the bodies themselves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.queries import history
from foundation.evidence.queries import boxes
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from governance import hooks, policies
from governance.incident_forms import TextForm
from governance.meeting_forms import (
    BodyForm,
    HoldForm,
    ItemForm,
    MeetingFilters,
    MeetingTable,
    MemberForm,
    MoveForm,
    PlanForm,
    RecordForm,
)
from governance.models import AgendaItem, Body, BodyMember, Meeting
from governance.queries import meetings as queries
from governance.services import meetings as services
from governance.views.acting import Act, create, find_act, just, offered, perform

LIST, BODIES = gettext_lazy("Meetings"), gettext_lazy("Governing bodies")
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])

ACTS: dict[str, Act] = {
    "hold": Act(
        "governance.hold_meeting", gettext_lazy("Record who took part"), gettext_lazy("It was held"),
        gettext_lazy("The meeting is held."), services.hold_meeting, HoldForm,
    ),
    "minutes": Act(
        "governance.write_minutes", gettext_lazy("Write the minutes"), gettext_lazy("Keep the minutes"),
        gettext_lazy("The minutes are kept; they are not changed any more."), services.write_minutes,
        lambda data, user, meeting: TextForm(data, field="minutes", label=gettext_lazy("Minutes"), rows=12),
        gettext_lazy("Write down the outcome of each matter first: minutes close the meeting."),
    ),
    "item": Act(
        "governance.prepare_meeting", gettext_lazy("Put a matter on the agenda"), gettext_lazy("Put it on"),
        gettext_lazy("It is on the agenda."), services.add_item, just(ItemForm),
    ),
    "move": Act(
        "governance.prepare_meeting", gettext_lazy("Move the meeting"), gettext_lazy("Move it"),
        gettext_lazy("The members are told."), services.move_meeting, MoveForm,
    ),
    "cancel": Act(
        "governance.prepare_meeting", gettext_lazy("Cancel the meeting"), gettext_lazy("Cancel the meeting"),
        gettext_lazy("The meeting is cancelled."), services.cancel_meeting, just(TextForm),
    ),
}  # fmt: skip
OUTCOME = Act(
    "governance.write_minutes", gettext_lazy("Write down the outcome"), gettext_lazy("Keep it"),
    gettext_lazy("The outcome is kept."), services.record_outcome,
    lambda data, user, item: TextForm(
        data, field="outcome", label=gettext_lazy("Outcome"), initial={"outcome": item.outcome}
    ),
    gettext_lazy("Reviews, incidents and exceptions are decided where they stand; this is what the meeting said."),
)  # fmt: skip
DISSENT = Act(
    "governance.dissent", gettext_lazy("Dissent"), gettext_lazy("Keep my dissent"),
    gettext_lazy("Your dissent stands with the outcome."), services.dissent,
    lambda data, user, item: TextForm(data, field="text", label=gettext_lazy("In your own words")),
)  # fmt: skip
MEMBER = Act(
    "governance.manage_body", gettext_lazy("Let somebody sit on it"), gettext_lazy("Let them sit on it"),
    gettext_lazy("They sit on it from today."), services.add_member, MemberForm,
)  # fmt: skip


def _listed() -> tuple[Any, str]:
    return LIST, reverse("governance:meeting_list")


@require_safe
def meeting_list(request: Request) -> HttpResponseBase:
    """The meetings that this reader may see."""
    may = verdict(request.user, "governance.plan_meeting")
    new = reverse("governance:meeting_new")
    page = ListPage(
        queries.listed(request.user), table=MeetingTable, filters=MeetingFilters, export_name="meetings",
        search=("title", "minutes", "board__name", "body__name"),
        title=lambda count: ngettext("%(count)s meeting", "%(count)s meetings", count) % {"count": count},
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No meetings"), _("Boards and bodies meet; agenda, attendance, outcomes and minutes stand here."),
            _("Plan a meeting") if may.allowed else "", new, "calendar",
        ),
    )  # fmt: skip
    button = (new, _("Plan a meeting")) if may.allowed else None
    more = (reverse("governance:meeting_record"), _("Record a meeting")) if may.allowed else None
    return page.render(request, "governance/register_list.html", {"new": button, "more": more})


@_get_or_post
def meeting_new(request: Request) -> HttpResponse:
    """Plan a meeting."""
    policies.check_plan_meeting(request.user)
    initial = {"what": request.GET.get("of", "")}
    form = PlanForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    words = (_("Plan a meeting"), _("Plan it"), _("The members are told."))
    return create(request, form, services.plan_meeting, words=words, listed=_listed())


@_get_or_post
def meeting_record(request: Request) -> HttpResponse:
    """Record a meeting that took place."""
    policies.check_plan_meeting(request.user)
    form = RecordForm(request.POST if request.method == "POST" else None, user=request.user)
    words = (_("Record a meeting that was held"), _("Record it"), _("The meeting is recorded."))
    return create(request, form, services.record_meeting, words=words, listed=_listed())


def _meeting(request: Request, uid: UUID) -> Meeting:
    return get_object_or_404(queries.full(request.user), uid=uid)


@require_safe
def meeting_detail(request: Request, uid: UUID) -> HttpResponse:
    """One meeting: agenda, outcomes, dissent, attendance, minutes."""
    meeting = _meeting(request, uid)
    context = {
        "meeting": meeting, "agenda": queries.agenda(meeting, request.user),
        "acts": offered(request.user, meeting, ACTS),
        "may_prepare": verdict(request.user, "governance.prepare_meeting", meeting),
        "may_write": verdict(request.user, "governance.write_minutes", meeting),
        "took_part": any(
            row.user_id == request.user.pk and row.presence == "present" for row in meeting.attendances.all()
        ),
        "members": queries.members_of(meeting.of) if meeting.is_planned else [],
        "packs": hooks.makes_packs(), "box": boxes(request.user, meeting)[""], "lines": history(meeting),
    }  # fmt: skip
    return render(request, "governance/meeting_detail.html", context)


@_get_or_post
def meeting_act(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Prepare, hold, or write down a meeting."""
    meeting = _meeting(request, uid)
    return perform(request, meeting, find_act(ACTS, act), back=meeting.get_absolute_url(), listed=_listed())


@require_POST
def meeting_fill(request: Request, uid: UUID) -> HttpResponse:
    """Put on the agenda what waits."""
    meeting = _meeting(request, uid)
    added = services.fill_agenda(meeting, by=request.user)
    words = ngettext("%(count)s matter was added.", "%(count)s matters were added.", added) % {"count": added}
    messages.success(request, words if added else _("Nothing waits that is not on the agenda."))
    return redirect(meeting)


@require_POST
def meeting_pack(request: Request, uid: UUID) -> HttpResponse:
    """Ask for the pack as a PDF; its job attaches it to the meeting."""
    meeting = _meeting(request, uid)
    policies.check_plan_meeting(request.user, meeting.unit)
    return redirect(hooks.make_pack(meeting, request.user))


def _item(request: Request, uid: UUID) -> AgendaItem:
    rows = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("meeting__unit", "meeting__board", "meeting__body"), uid=uid)


@_get_or_post
def item_outcome(request: Request, uid: UUID) -> HttpResponse:
    """Write down what came of a matter."""
    item = _item(request, uid)
    return _of_item(request, item, OUTCOME, item.meeting)


@_get_or_post
def item_dissent(request: Request, uid: UUID) -> HttpResponse:
    """Dissent from an outcome."""
    item = _item(request, uid)
    return _of_item(request, item, DISSENT, item)


def _of_item(request: Request, item: AgendaItem, act: Act, asked: Any) -> HttpResponse:
    back = item.meeting.get_absolute_url()
    return perform(request, item, act, back=back, listed=_listed(), name=str(item.meeting), asked=asked)


@require_POST
def item_remove(request: Request, uid: UUID) -> HttpResponse:
    """Take a matter off the agenda."""
    item = _item(request, uid)
    services.remove_item(item, by=request.user)
    messages.success(request, _("It is off the agenda."))
    return redirect(item.meeting)


@require_safe
def body_list(request: Request) -> HttpResponse:
    """The governing bodies that this reader may see."""
    bodies = list(Body.objects.visible_to(request.user).select_related("unit", "document").prefetch_related("members"))
    rows = [(body, sum(member.ends_on is None for member in body.members.all())) for body in bodies]
    context = {"rows": rows, "may": verdict(request.user, "governance.found_body")}
    return render(request, "governance/body_list.html", context)


@_get_or_post
def body_new(request: Request) -> HttpResponse:
    """Set up a governing body."""
    policies.check_found_body(request.user)
    form = BodyForm(request.POST if request.method == "POST" else None, user=request.user)
    words = (_("Set up a governing body"), _("Set it up"), _("The body is set up. Say who sits on it."))
    return create(request, form, services.found_body, words=words, listed=(BODIES, reverse("governance:body_list")))


def _body(request: Request, uid: UUID) -> Body:
    return get_object_or_404(Body.objects.visible_to(request.user).select_related("unit", "document"), uid=uid)


@require_safe
def body_detail(request: Request, uid: UUID) -> HttpResponse:
    """One body: members, duties, meetings, decisions."""
    body = _body(request, uid)
    structure = body.document.parsed
    context = {
        "body": body, "described": body.described, "duties": structure.held_by(body.key),
        "members": list(body.members.filter(ends_on=None).select_related("user")),
        "may": verdict(request.user, "governance.manage_body", body),
        "may_plan": verdict(request.user, "governance.plan_meeting", body.unit),
        "meetings": list(Meeting.objects.visible_to(request.user).filter(body=body)[:50]),
        "decisions": list(queries.decisions(body)[:50]), "lines": history(body),
    }  # fmt: skip
    return render(request, "governance/body_detail.html", context)


@_get_or_post
def body_member(request: Request, uid: UUID) -> HttpResponse:
    """Let somebody sit on a body."""
    body = _body(request, uid)
    listed = (BODIES, reverse("governance:body_list"))
    return perform(request, body, MEMBER, back=body.get_absolute_url(), listed=listed)


@require_POST
def body_leave(request: Request, uid: UUID) -> HttpResponse:
    """Let somebody leave a body."""
    rows = BodyMember.objects.filter(body__in=Body.objects.visible_to(request.user)).select_related("body", "user")
    member = get_object_or_404(rows, uid=uid)
    services.end_member(member, by=request.user)
    messages.success(request, _("They left it today."))
    return redirect(member.body)
