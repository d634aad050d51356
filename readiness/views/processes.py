"""Processes: the list, a new one, changing one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.people.http import Request
from foundation.ui.lists import Empty, ListPage
from readiness import policies, services
from readiness.filters import ProcessFilters
from readiness.forms import ProcessForm
from readiness.models import Process
from readiness.tables import ProcessTable
from readiness.views.acts import Words, act
from readiness.views.found import process_of


@require_GET
def process_list(request: Request) -> HttpResponseBase:
    """The processes of the units that the reader may see."""
    return ListPage(
        Process.objects.visible_to(request.user).active().select_related("unit"),
        table=ProcessTable,
        filters=ProcessFilters,
        search=("name", "unit__name"),
        title=lambda count: ngettext("%(count)s process", "%(count)s processes", count) % {"count": count},
        export_name="processes",
        empty=Empty(
            _("No process yet"),
            _("Name a process of a unit, for example “Claims handling”, to assess it on its own."),
            _("Name a process"),
            reverse("readiness:process_new"),
        ),
    ).render(request, template="readiness/process_list.html")


@require_http_methods(["GET", "POST"])
def process_new(request: Request) -> HttpResponse:
    """Name a process."""
    policies.check_start(request.user)
    words = _words(_("Name a process"), "", _("The process can now be assessed."))
    form = ProcessForm(request.user, request.POST or None)

    def do(data: dict[str, object]) -> None:
        services.create_process(data["unit"], by=request.user, name=str(data["name"]))  # type: ignore[arg-type]

    return act(request, form, words, do)


@require_http_methods(["GET", "POST"])
def process_edit(request: Request, uid: UUID) -> HttpResponse:
    """Rename a process, or move it to another unit."""
    process = process_of(request, uid)
    policies.check_edit_process(request.user, process)
    words = _words(_("Change the process"), process.name, _("The process is saved."))
    initial = {"name": process.name, "unit": process.unit.uid}
    form = ProcessForm(request.user, request.POST or None, initial=initial)

    def do(data: dict[str, object]) -> None:
        services.edit_process(process, by=request.user, **data)  # type: ignore[arg-type]

    return act(request, form, words, do)


@require_POST
def process_archive(request: Request, uid: UUID) -> HttpResponse:
    """Put a process aside."""
    services.archive_process(process_of(request, uid), by=request.user)
    messages.success(request, _("The process is archived; its assessments stay."))
    return redirect("readiness:process_list")


def _words(title: str, subject: str, done: str) -> Words:
    back = reverse("readiness:process_list")
    trail = ((_("Readiness"), reverse("readiness:assessment_list")), (_("Processes"), back))
    return Words(title, subject, _("Save"), back, done, trail=trail)
