"""Pages of an import: file, columns, preview, and what became of every row."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit import queries as audit
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.models import Unit, User
from foundation.ui import exports
from foundation.ui.errors import add_to_form, sentence
from foundation.ui.lists import Empty, ListPage
from library.kinds.import_profile import ImportProfile
from usecases import policies
from usecases.import_columns import MappingForm
from usecases.import_forms import ProfileForm, ReadingForm, UploadForm
from usecases.import_tables import ImportRowFilters, ImportRowTable
from usecases.importing import apply, batches, suggesting, undoing
from usecases.importing import mapping as mappings
from usecases.importing.register import known_to
from usecases.importing.tables import Table, Unreadable
from usecases.importing.wording import changes_of, corrections_of, notes_of, outcome_of, reason_of
from usecases.models_import import ImportBatch, Outcome, SavedMapping

RECENT = 8
SHOWN_ROWS = 50


@require_http_methods(["GET", "POST"])
def import_start(request: Request) -> HttpResponse:
    """Step 1: a file and where it goes; and the person's latest imports."""
    policies.check_import(request.user)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, user=request.user)
        if form.is_valid():
            try:
                batch = batches.open_batch(form.cleaned_data["file"], unit=form.cleaned_data["unit"], by=request.user)
            except DomainError as error:
                add_to_form(form, error)
            else:
                return redirect("usecases:import_mapping", batch.uid)
    else:
        form = UploadForm(user=request.user, initial={"unit": request.GET.get("unit")})
    recent = _own(request)[:RECENT]
    context = {"form": form, "recent": recent, "steps": steps_of("file")}
    return render(request, "usecases/import_start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def import_mapping(request: Request, uid: UUID) -> HttpResponse:
    """Step 2: what the columns are and what their values mean; POST keeps it and makes the preview."""
    batch = own_draft(request, uid)
    if batch is None:
        return redirect("usecases:import_detail", uid)
    profiles = batches.profiles()
    try:
        table = batches.table_of(batch)
    except Unreadable as error:
        messages.error(request, sentence(error))
        return redirect("usecases:import_start")
    form = _mapping_form(batch, table, profiles, request.POST if request.method == "POST" else None, request.user)
    if form.is_bound and form.is_valid():
        if form.has_new_values:
            form.add_error(None, _("Another column holds a choice now. Say below what its values mean."))
        else:
            try:
                batch = batches.choose_mapping(batch, form.mapping(), used=batch.profile)
                if name := form.cleaned_data["keep_as"]:
                    saved = batches.save_mapping(batch, name=name, by=request.user)
                    messages.success(request, _("The mapping is kept as “%(name)s”.") % {"name": saved.name})
                batches.prepare_preview(batch, by=request.user)
            except DomainError as error:
                add_to_form(form, error)
            else:
                return redirect("usecases:import_preview", batch.uid)
    return _mapping_page(request, batch, table, form, profiles)


def _mapping_form(
    batch: ImportBatch, table: Table, profiles: list[ImportProfile], data: Any | None, by: User
) -> MappingForm:
    words = {"stage": suggesting.stage_words(profiles), "impact": suggesting.impact_words(profiles)}
    return MappingForm(
        data,
        table=table,
        mapping=mappings.from_document(batch.mapping, table.headers),
        words=words,
        known=known_to(by),
    )


def _mapping_page(
    request: Request,
    batch: ImportBatch,
    table: Table,
    form: MappingForm,
    profiles: list[ImportProfile],
    **forms: Any,
) -> HttpResponse:
    saved = list(SavedMapping.objects.usable_by(request.user))
    used = next((f"profile:{each.slug}" for each in profiles if each.slug == batch.profile), "")
    used = used or next((f"saved:{each.uid}" for each in saved if each.name == batch.profile), "")
    title = next((each.title for each in profiles if each.slug == batch.profile), batch.profile)
    context = {
        "batch": batch,
        "table": table,
        "form": form,
        "steps": steps_of("columns", batch),
        "used": title,
        "reading": forms.get("reading") or ReadingForm(batch=batch),
        "profile": forms.get("profile") or ProfileForm(profiles=profiles, saved=saved, initial={"profile": used}),
        "columns": form.columns(),
        "values": form.value_rows(),
        "people": form.people(),
    }
    wrong = form.errors or any(each.errors for each in forms.values())
    return render(request, "usecases/import_mapping.html", context, status=422 if wrong else 200)


@require_POST
def import_read(request: Request, uid: UUID) -> HttpResponse:
    """Read the file in another way, from step 2."""
    batch = own_draft(request, uid)
    if batch is None:
        return redirect("usecases:import_detail", uid)
    form = ReadingForm(request.POST, batch=batch)
    if form.is_valid():
        options = {key: value for key, value in form.cleaned_data.items() if value}
        try:
            batches.read_again(batch, by=request.user, **options)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return redirect("usecases:import_mapping", uid)
    profiles = batches.profiles()
    table = batches.table_of(batch)
    return _mapping_page(
        request, batch, table, _mapping_form(batch, table, profiles, None, request.user), profiles, reading=form
    )


@require_POST
def import_profile(request: Request, uid: UUID) -> HttpResponse:
    """Start step 2 anew from a profile, a kept mapping, or the names of the columns."""
    batch = own_draft(request, uid)
    if batch is None:
        return redirect("usecases:import_detail", uid)
    profiles, saved = batches.profiles(), list(SavedMapping.objects.usable_by(request.user))
    form = ProfileForm(request.POST, profiles=profiles, saved=saved)
    table = batches.table_of(batch)
    if form.is_valid():
        kind, _colon, key = form.cleaned_data["profile"].partition(":")
        try:
            if kind == "profile":
                batches.use_profile(batch, next(each for each in profiles if each.slug == key))
            elif kind == "saved":
                kept = next(each for each in saved if str(each.uid) == key)
                batches.choose_mapping(batch, mappings.from_document(kept.document, table.headers), used=kept.name)
            else:
                batches.forget_mapping(batch, table, profiles, by=request.user)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return redirect("usecases:import_mapping", uid)
    return _mapping_page(
        request, batch, table, _mapping_form(batch, table, profiles, None, request.user), profiles, profile=form
    )


@require_POST
def import_run(request: Request, uid: UUID) -> HttpResponse:
    """Step 4: start the import in the background."""
    batch = batches.start(own_batch(request, uid), by=request.user)
    return redirect("usecases:import_detail", batch.uid)


@require_POST
def import_continue(request: Request, uid: UUID) -> HttpResponse:
    """Go on with an import that was cancelled or failed; what is done stays done."""
    batch = own_batch(request, uid)
    batches.go_on(batch, by=request.user)
    return redirect("usecases:import_detail", batch.uid)


@require_POST
def import_discard(request: Request, uid: UUID) -> HttpResponse:
    """Drop an import that was not started, with its file."""
    batch = own_batch(request, uid)
    batches.discard(batch)
    messages.success(request, _("The import of %(file)s was dropped; nothing was changed.") % {"file": batch.file_name})
    return redirect("usecases:import_start")


@require_safe
def import_detail(request: Request, uid: UUID) -> HttpResponse:
    """The import while it runs, and its result: every row accounted for."""
    batch = own_batch(request, uid)
    if not batch.is_started:
        return redirect("usecases:import_preview" if batch.preview else "usecases:import_mapping", uid)
    counts = batch.counts if batch.is_finished else apply.outcome_counts(batch)
    rows = batch.rows.order_by("number")
    refused = list(rows.filter(outcome=Outcome.REFUSED)[:SHOWN_ROWS])
    repeats = list(rows.filter(same_as__isnull=False)[:SHOWN_ROWS])
    context = {
        "batch": batch,
        "counts": counts,
        "steps": steps_of("result", batch),
        "waiting": batch.rows_total - counts["rows"],
        "refused": [{"number": row.number, "reason": reason_of(row)} for row in refused],
        "repeats": repeats,
        "repeats_total": rows.filter(same_as__isnull=False).count() if repeats else 0,
        "noted": rows.exclude(problems=[]).exclude(outcome=Outcome.REFUSED).count(),
        "history": audit.history(batch),
        "can_undo": batch.is_finished and undoing.undoable(batch).exists(),
        "units_left": _names(undoing.units_left(batch)) if batch.is_undone else {},
    }
    return render(request, "usecases/import_detail.html", context)


@require_safe
def import_rows(request: Request, uid: UUID) -> HttpResponseBase:
    """Every row of an import with its case and its notes, as a list."""
    batch = own_batch(request, uid)
    return ListPage(
        batch.rows.select_related("case"),
        table=ImportRowTable,
        filters=ImportRowFilters,
        search=("case__name",),
        title=lambda count: (
            ngettext("%(n)s row of %(file)s", "%(n)s rows of %(file)s", count) % {"n": count, "file": batch.file_name}
        ),
        empty=Empty(
            _("No rows yet"),
            _("Rows appear here while the import runs."),
            _("Back to the import"),
            batch.get_absolute_url(),
        ),
        export_name="import-rows",
    ).render(request, template="usecases/import_rows.html", extra={"batch": batch})


@require_safe
def import_refused(request: Request, uid: UUID, kind: str) -> HttpResponseBase:
    """The refused rows as they stood in the file, each with its reason, ready to be corrected and imported again."""
    batch = own_batch(request, uid)
    if kind not in exports.KINDS or not batch.is_started:
        raise Http404
    reasons = {row.number: reason_of(row) for row in batch.rows.filter(outcome=Outcome.REFUSED)}
    table = batches.table_of(batch)
    lines = [[*row.cells, row.number, reasons[row.number]] for row in table.rows if row.number in reasons]
    headers = [*table.headers, _(mappings.REFUSED_ROW), _(mappings.REFUSED_REASON)]
    return exports.download(kind, "refused-rows", headers, lines)


def _own(request: Request) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.visible_to(request.user).select_related("unit", "job")


@require_safe
def import_result(request: Request, uid: UUID, kind: str) -> HttpResponseBase:
    """What became of every row: outcome, case, what changed, what was noted and corrected."""
    batch = own_batch(request, uid)
    if kind not in exports.KINDS or not batch.is_started:
        raise Http404
    known = known_to(request.user)
    rows = batch.rows.select_related("case").order_by("number")
    headers = [_("Row"), _("Outcome"), _("Reference"), _("Use case"), _("What changed"), _("Notes"), _("Corrections")]
    headers.append(_("Undone"))

    def lines() -> Iterator[list[Any]]:
        for row in rows.iterator(chunk_size=1000):
            outcome = outcome_of(row) or _("Waiting")
            case = [row.case.reference, row.case.name] if row.case else ["", ""]
            said = [changes_of(row, known), notes_of(row, corrections=False), corrections_of(row)]
            yield [row.number, outcome, *case, *said, _("Yes") if row.undone else ""]

    return exports.download(kind, "import-result", headers, lines())


@require_http_methods(["GET", "POST"])
def import_undo(request: Request, uid: UUID) -> HttpResponse:
    """What an undo would do, and what stands in its way; POST asks for it."""
    batch = own_batch(request, uid)
    if request.method == "POST":
        undoing.start_undo(batch, by=request.user, mode=request.POST.get("mode", undoing.ALL))
        return redirect("usecases:import_detail", batch.uid)
    if not batch.is_finished:
        return redirect("usecases:import_detail", batch.uid)
    outlook = undoing.look(batch) if batch.rows_total <= undoing.LOOKED_AT_ONCE else None
    context = {
        "batch": batch,
        "outlook": outlook,
        "can_undo": undoing.undoable(batch).exists(),
        "units_left": _names(undoing.units_left(batch)),
        "rows_to_undo": undoing.undoable(batch).count(),
        "blocked": [
            {"row": each, "reasons": ", ".join(_(reason) for reason in each.reasons)}
            for each in (outlook.blocked[:SHOWN_ROWS] if outlook else ())
        ],
    }
    return render(request, "usecases/import_undo.html", context)


def _names(units: list[Unit]) -> dict[str, Any]:
    """Units for a sentence: how many, and the names of the first; {} for none."""
    names = ", ".join(unit.name for unit in units[:RECENT])
    return {"count": len(units), "names": f"{names} …" if len(units) > RECENT else names} if units else {}


def own_batch(request: Request, uid: UUID) -> ImportBatch:
    """Return one's own import; 404 for that of somebody else."""
    return get_object_or_404(_own(request), uid=uid)


def own_draft(request: Request, uid: UUID) -> ImportBatch | None:
    """Return one's own import that is not started yet; None when it is."""
    batch = own_batch(request, uid)
    return None if batch.is_started else batch


def steps_of(now: str, batch: ImportBatch | None = None) -> list[dict[str, str]]:
    """Return the steps of an import for the stepper, at the one that is open."""
    names = {"file": _("File"), "columns": _("Columns"), "preview": _("Preview"), "result": _("Import")}
    keys = list(names)
    at = keys.index(now)
    steps = []
    for index, key in enumerate(keys):
        state = "now" if index == at else "done" if index < at else "next"
        if key == "result" and batch is not None and batch.is_finished:
            state = "done"
        href = (
            reverse("usecases:import_mapping", args=[batch.uid])
            if batch and key == "columns" and now == "preview"
            else ""
        )
        steps.append({"label": names[key], "state": state, "href": href})
    return steps
