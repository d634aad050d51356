"""Choosing what is assessed and with which instrument."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form
from foundation.ui.search import clean
from readiness import policies, services, subjects
from readiness.forms import StartForm
from readiness.subjects import Subject

SHOWN = 12
"""Subjects of each kind that the search shows."""


@require_http_methods(["GET", "POST"])
def assessment_start(request: Request) -> HttpResponse:
    """First the subject, found by name; then the instrument. One that is still open is continued."""
    policies.check_start(request.user)
    wanted = request.POST.get("subject") or request.GET.get("subject", "")
    subject = _visible(request, wanted)
    if subject is None:
        text = clean(request.GET.get("q", ""))
        context = {"groups": _groups(request, text), "text": text, "unknown": bool(wanted)}
        return render(request, "readiness/assessment_choose.html", context, status=422 if wanted else 200)
    form = StartForm(subject, request.POST or None, initial={"instrument": request.GET.get("instrument", "")})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            assessment = services.start_assessment(
                subject,
                by=request.user,
                instrument=chosen["instrument"],
                mode=chosen["mode"],
                due_on=chosen["due_on"],
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            if assessment.started_by_id != request.user.pk or assessment.answered:
                messages.info(request, _("This assessment was open already; you continue it."))
            return redirect(assessment)
    context = {"form": form, "subject": subject}
    return render(request, "readiness/assessment_start.html", context, status=422 if form.errors else 200)


def _visible(request: Request, key: str) -> Subject | None:
    found = subjects.by_key(key)
    if found is None or not access_of(request.user).allows(Permission.READ, found.unit.path):
        return None
    return found


def _groups(request: Request, text: str) -> list[tuple[str | Promise, Sequence[Subject], bool]]:
    """What may be assessed, kind by kind; the flag says that there is more than is shown."""
    found = []
    for resolver in subjects.kinds().values():
        rows = resolver.search(request.user, text, SHOWN + 1)
        if rows:
            found.append((resolver.label, rows[:SHOWN], len(rows) > SHOWN))
    return found
