"""Programs in the browser: the list, starting one, its waves, the cases filed under them, and its load."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, Min
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.audit import queries as audit
from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from library.kinds.wave_plan import WavePlan
from plans import charts, policies, queries, services, wording
from plans.filters import ProgramFilters
from plans.forms import FileForm, LoadForm, ProgramForm, ReasonForm, WaveForm
from plans.models import Place, Plan, Program, Risk, Wave, WaveCase
from plans.tables import ProgramTable, program_state
from plans.views.acting import answer, get_or_post, program_of, require_reader


@require_safe
def program_list(request: Request) -> HttpResponseBase:
    """The programs that the reader may see."""
    require_reader(request)
    rows = Program.objects.visible_to(request.user).select_related("unit", "owner", "document")
    may = verdict(request.user, "plans.start_program_somewhere").allowed
    return ListPage(
        rows.annotate(
            first=Min("waves__starts_on"),
            last=Max("waves__ends_on"),
            users=Max("waves__users"),
            wave_count=Count("waves", distinct=True),
            case_count=Count("waves__filed__case", distinct=True),
        ),
        table=ProgramTable,
        filters=ProgramFilters,
        search=("title", "unit__name"),
        title=lambda count: ngettext("%(count)s program", "%(count)s programs", count) % {"count": count},
        export_name="programs",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No program yet"),
            gettext_lazy("A program brings AI to functions and units wave by wave."),
            gettext_lazy("Start a program") if may else "",
            reverse("plans:program_new") if may else "",
            icon="flag",
        ),
    ).render(request, template="plans/program_list.html", extra={"may_start": may})


@get_or_post
def program_new(request: Request) -> HttpResponse:
    """Start a program from a wave plan."""
    policies.check_start_program_somewhere(request.user)
    form = ProgramForm(
        request.POST if request.method == "POST" else None, user=request.user,
        initial={"starts_on": timezone.localdate(), "owner": request.user},
    )  # fmt: skip

    def act() -> Program:
        given = form.cleaned_data
        return services.start_program(
            given["wave_plan"], given["unit"], given["starts_on"], by=request.user, title=given["title"],
            owner=given["owner"],
        )  # fmt: skip

    return answer(
        request, form, act, template="plans/program_form.html", said=_("The program is started. Place its functions."),
        to=lambda program: program, extra={"doing": _("Start a program"), "submit": _("Start the program")},
    )  # fmt: skip


@require_safe
def program_detail(request: Request, uid: UUID) -> HttpResponse:
    """One program: its waves with functions and cases, its load, plans and risks."""
    program = program_of(request, uid)
    today = timezone.localdate()
    waves = list(program.waves.order_by("number"))
    parsed: WavePlan = program.document.parsed
    ready = {wave.key: wave for wave in parsed.waves}
    places: dict[int, list[Place]] = defaultdict(list)
    for place in Place.objects.filter(wave__program=program).select_related("unit").order_by("number"):
        places[place.wave_id].append(place)
    filed: dict[int, list[WaveCase]] = defaultdict(list)
    for row in WaveCase.objects.visible_to(request.user).filter(wave__program=program).select_related("case", "wave"):
        filed[row.wave_id].append(row)
    plans: Any = queries.with_figures(Plan.objects.visible_to(request.user).filter(program=program), today)
    label, tone = program_state(program)
    return render(
        request,
        "plans/program_detail.html",
        {
            "program": program,
            "title": wording.program_headline(program, waves, today),
            "state": label,
            "tone": tone,
            "waves": [
                (wave, ready.get(wave.key), places[wave.pk], filed[wave.pk], _when(wave, today)) for wave in waves
            ],
            "demands": queries.demands(program, waves) if program.is_loaded else [],
            "sums": _sums(program, waves),
            "plans": plans.order_by("last"),
            "risks": Risk.objects.visible_to(request.user).filter(program=program).live().count(),
            "history": audit.history(program),
        },
    )


def _when(wave: Wave, today: Any) -> tuple[str, str]:
    if wave.is_over(today):
        return _("Over"), "good"
    return (_("Now"), "info") if wave.is_on(today) else (_("Ahead"), "neutral")


def _sums(program: Program, waves: list[Wave]) -> list[wording.Sum]:
    """The arithmetic of the last wave whose users are known."""
    known = [demand for demand in queries.demands(program, waves) if demand.wave.users is not None]
    return wording.arithmetic(known[-1], program.currency) if known and program.is_loaded else []


@require_safe
def roadmap_chart(request: Request, uid: UUID) -> JsonResponse:
    """The waves and plans of a program over time."""
    program = program_of(request, uid)
    today = timezone.localdate()
    plans: Any = queries.with_figures(Plan.objects.visible_to(request.user).filter(program=program), today)
    waves = list(program.waves.order_by("number"))
    return chart_response(charts.roadmap(program, waves, list(plans.order_by("first")), today))


def _wave_of(request: Request, uid: UUID, number: int) -> Wave:
    program = program_of(request, uid)
    wave = get_object_or_404(Wave, program=program, number=number)
    wave.program = program
    return wave


@get_or_post
def wave_change(request: Request, uid: UUID, number: int) -> HttpResponse:
    """Days, dimension and targets of a wave, and the units of its functions: all are kept, or none."""
    wave = _wave_of(request, uid, number)
    policies.check_change_program(request.user, wave.program)
    places = list(wave.places.select_related("unit").order_by("number"))
    form = WaveForm(request.POST if request.method == "POST" else None, user=request.user, wave=wave, places=places)

    def act() -> None:
        with transaction.atomic():
            services.change_wave(wave, by=request.user, **form.changes)
            for place, unit in form.placed:
                services.place_function(place, by=request.user, unit=unit)

    return answer(
        request, form, act, template="plans/program_form.html", said=_("The wave is changed."), to=wave.program,
        extra={
            "program": wave.program, "submit": _("Save"),
            "doing": _("Wave %(number)s: %(label)s") % {"number": wave.number, "label": wave.label},
        },
    )  # fmt: skip


@get_or_post
def wave_file(request: Request, uid: UUID, number: int) -> HttpResponse:
    """File a use case under a wave."""
    wave = _wave_of(request, uid, number)
    policies.check_change_program(request.user, wave.program)
    form = FileForm(request.POST if request.method == "POST" else None, user=request.user,
                    initial={"case": request.GET.get("case", "")})  # fmt: skip

    def act() -> Any:
        given = form.cleaned_data
        return services.file_case(wave, given["case"], by=request.user, dimension=given["dimension"])

    return answer(
        request, form, act, template="plans/program_form.html", said=_("The use case is filed."), to=wave.program,
        extra={
            "program": wave.program, "submit": _("File it"),
            "doing": _("File a use case under wave %(number)s") % {"number": wave.number},
        },
    )  # fmt: skip


@require_POST
def wave_unfile(request: Request, uid: UUID) -> HttpResponse:
    """Take a use case out of a wave."""
    rows = WaveCase.objects.visible_to(request.user).select_related("wave__program__unit", "case")
    filed = get_object_or_404(rows, uid=uid)
    program = filed.wave.program
    services.unfile_case(filed, by=request.user)
    messages.success(request, _("The use case is taken out of the wave."))
    return redirect(program)


@get_or_post
def load(request: Request, uid: UUID) -> HttpResponse:
    """The figures of the expected load."""
    program = program_of(request, uid)
    policies.check_change_program(request.user, program)
    form = LoadForm(request.POST if request.method == "POST" else None, program=program)

    def act() -> Any:
        return services.set_load(
            program, by=request.user, figures=form.figures, currency=form.cleaned_data["currency"].upper()
        )

    return answer(
        request, form, act, template="plans/program_form.html", said=_("The load is stated."), to=program,
        extra={"program": program, "doing": _("The expected load"), "submit": _("Save")},
    )  # fmt: skip


@get_or_post
def program_end(request: Request, uid: UUID) -> HttpResponse:
    """End a program, with a reason."""
    program = program_of(request, uid)
    policies.check_change_program(request.user, program)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> Any:
        return services.end_program(program, by=request.user, reason=form.cleaned_data["reason"])

    return answer(
        request, form, act, template="plans/program_form.html", said=_("The program has ended."), to=program,
        extra={"program": program, "doing": _("End the program"), "submit": _("End the program")},
    )  # fmt: skip
