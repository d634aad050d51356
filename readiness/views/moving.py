"""Opening a submitted assessment again, and going on with a newer version of the instrument."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.people.http import Request
from library import queries as library
from readiness import policies, services
from readiness.forms import ReasonForm
from readiness.rules.moving import Account
from readiness.views.acts import Words, act, home_trail
from readiness.views.found import assessment_of


@require_http_methods(["GET", "POST"])
def assessment_reopen(request: Request, uid: UUID) -> HttpResponse:
    """Open a submitted assessment again, with a reason."""
    assessment = assessment_of(request, uid)
    policies.check_reopen(request.user, assessment)
    words = Words(
        title=_("Open the assessment again"),
        subject=str(assessment),
        text=_("Its result no longer counts until it is submitted again; the one before takes its place."),
        submit=_("Open again"),
        back=assessment.get_absolute_url(),
        done=_("The assessment is open again."),
        trail=home_trail(assessment),
    )
    form = ReasonForm(request.POST or None)
    return act(request, form, words, lambda data: services.reopen_assessment(assessment, by=request.user, **data))


@require_http_methods(["GET", "POST"])
def assessment_move(request: Request, uid: UUID) -> HttpResponse:
    """Go on with the newest version of the instrument: first what that keeps, rescales and loses, then the move."""
    assessment = assessment_of(request, uid)
    policies.check_move(request.user, assessment)
    document = library.latest("instrument", assessment.instrument.slug)
    rescale = (request.POST if request.method == "POST" else request.GET).get("rescale") == "1"
    if request.method == "POST":
        services.move_to_version(assessment, document, by=request.user, rescale=rescale)
        messages.success(request, _("The assessment goes on with version %(version)s.") % {"version": document.version})
        return redirect(assessment)
    account = services.preview_move(assessment, document, rescale=rescale)
    context = {
        "assessment": assessment,
        "document": document,
        "account": account,
        "kept": [factor.label for factor in document.parsed.factors if factor.key in account.kept],
        "rescale": rescale,
        "offers_rescale": rescale or any(item.reason == "scale" for item in account.lost),
        "lost": _lost(account),
        "reworded": [factor.label for factor in document.parsed.factors if factor.key in account.reworded],
        "new": [factor.label for factor in document.parsed.factors if factor.key in account.new],
    }
    return render(request, "readiness/assessment_move.html", context)


def _lost(account: Account) -> list[tuple[str, str]]:
    """Factor and reason of each answer that is lost, in words."""
    words = {
        "gone": _("no longer asked"),
        "scale": _("the scale is another one"),
    }
    return [(item.label, words[item.reason]) for item in account.lost]
