"""Set-up of the register: fields that the administrator adds, and tags."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.queries import history
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from usecases import policies, queries, services
from usecases.field_forms import FieldForm, TagForm
from usecases.field_tables import FieldTable, TagTable
from usecases.models import CustomField

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def field_list(request: Request) -> HttpResponseBase:
    """All added fields, retired ones too."""
    policies.check_manage_fields(request.user)
    return ListPage(
        CustomField.objects.annotate(cases=Count("values")),
        table=FieldTable,
        search=("label", "key", "help"),
        title=lambda count: (
            ngettext("%(count)s added field of use cases", "%(count)s added fields of use cases", count)
            % {"count": count}
        ),
        export_name="use-case-fields",
        empty=Empty(
            _("No added fields yet"),
            _("Add what your organization asks of every use case: a cost center, a site, a contract's end."),
            _("Add a field"),
            "new/",
        ),
    ).render(request, template="usecases/field_list.html")


@_get_or_post
def field_new(request: Request) -> HttpResponse:
    """Add a field."""
    policies.check_manage_fields(request.user)
    form = FieldForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = services.create_field(by=request.user, **form.values())
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The field “%(label)s” is part of every use case.") % {"label": row.label})
                return redirect("usecases:field_list")
    return render(request, "usecases/field_edit.html", {"form": form}, status=status)


@_get_or_post
def field_edit(request: Request, uid: UUID) -> HttpResponse:
    """Rename a field, change its help, range and choices; below, what was done to it."""
    policies.check_manage_fields(request.user)
    row = get_object_or_404(CustomField, uid=uid)
    form = FieldForm(request.POST if request.method == "POST" else None, field=row, initial=FieldForm.initial_of(row))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = services.edit_field(row, by=request.user, **form.values())
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The field “%(label)s” is saved.") % {"label": row.label})
                return redirect("usecases:field_list")
    context = {
        "form": form,
        "field": row,
        "cases": row.values.count(),
        "lines": history(row),
    }
    return render(request, "usecases/field_edit.html", context, status=status)


@require_POST
def field_retire(request: Request, uid: UUID) -> HttpResponse:
    """Take a field out of use."""
    policies.check_manage_fields(request.user)
    row = services.retire_field(get_object_or_404(CustomField, uid=uid), by=request.user)
    messages.success(
        request, _("The field “%(label)s” is retired; what cases say in it is kept.") % {"label": row.label}
    )
    return redirect("usecases:field_list")


@require_POST
def field_restore(request: Request, uid: UUID) -> HttpResponse:
    """Bring a field back into use."""
    policies.check_manage_fields(request.user)
    row = services.restore_field(get_object_or_404(CustomField, uid=uid), by=request.user)
    messages.success(request, _("The field “%(label)s” is in use again.") % {"label": row.label})
    return redirect("usecases:field_list")


@require_safe
def tag_list(request: Request) -> HttpResponseBase:
    """Tags of visible cases."""
    may = verdict(request.user, "usecases.manage_tags")
    return ListPage(
        queries.tag_rows(request.user),
        table=TagTable if may.allowed else type("TagTable", (TagTable,), {"rename": None, "Meta": TagTable.Meta}),
        search=("name",),
        title=lambda count: ngettext("%(count)s tag", "%(count)s tags", count) % {"count": count},
        export_name="tags",
        empty=Empty(_("No tags yet"), _("Tags are put on a use case while it is edited.")),
    ).render(request, template="usecases/tag_list.html", extra={"may": may})


@_get_or_post
def tag_rename(request: Request, uid: UUID) -> HttpResponse:
    """Rename a tag everywhere, or merge it with another."""
    tag = get_object_or_404(queries.tag_rows(request.user), uid=uid)
    may = verdict(request.user, "usecases.manage_tags")
    if not may.allowed:
        return render(request, "usecases/case_locked.html", {"reason": may.reason}, status=403)
    form = TagForm(request.POST if request.method == "POST" else None, initial={"name": tag.name})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = services.rename_tag(tag, by=request.user, name=form.cleaned_data["name"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                words = (
                    _("The tag is called “%(name)s” now.") if kept.pk == tag.pk else _("It is one with “%(name)s” now.")
                )
                messages.success(request, words % {"name": kept.name})
                return redirect("usecases:tag_list")
    return render(request, "usecases/tag_rename.html", {"form": form, "tag": tag}, status=status)
