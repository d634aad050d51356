"""The categories of the ledger: all of them by kind, adding one, retiring it and taking it up again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from roi import services
from roi.category_models import LedgerCategory
from roi.category_models import categories as known
from roi.control_forms import CategoryForm
from roi.workflow import GROUPS, KINDS

ACTS = {"retire": services.retire_category, "restore": services.restore_category}


@require_http_methods(["GET", "HEAD", "POST"])
def categories(request: Request) -> HttpResponse:
    """All categories, and adding one."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    form, status = CategoryForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.add_category(by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The category is added."))
                return redirect("roi:categories")
    own = {row.key: row for row in LedgerCategory.objects.all()}
    context = {
        "form": form,
        "rows": [
            {"category": row, "kind": KINDS[row.kind], "group": GROUPS[row.group], "own": own.get(row.key)}
            for row in known().values()
        ],
        "may_change": access.anywhere(Permission.LEDGER_SIGN) or access.anywhere(Permission.LIBRARY_PUBLISH),
    }
    return render(request, "roi/categories.html", context, status=status)


@require_POST
def standing(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Retire a category, or take it up again."""
    if act not in ACTS or not access_of(request.user).anywhere(Permission.READ):
        raise Http404
    ACTS[act](get_object_or_404(LedgerCategory, uid=uid), by=request.user)
    messages.success(request, _("The category is retired.") if act == "retire" else _("The category is in use again."))
    return redirect("roi:categories")
