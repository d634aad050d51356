"""Raters: inviting them, what they do with their sheets, closing rating, and settling."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from foundation.audit.queries import history
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form
from foundation.ui.search import clean
from library.kinds.instrument import Factor
from readiness import policies, services
from readiness.forms import InviteForm, ReasonForm, SettleForm
from readiness.models import Assessment, Sheet
from readiness.views.acts import Words, act, home_trail
from readiness.views.found import assessment_of, invitation_of, sheet_of
from readiness.workflow import SheetState

FOUND = 20


def raters_page(request: Request, assessment: Assessment) -> HttpResponse:
    """Who is asked and who has handed in; nothing of what they gave."""
    sheets = list(assessment.sheets.select_related("rater", "invited_by").order_by("rater__name"))
    for sheet in sheets:
        sheet.assessment = assessment
    may_run = access_of(request.user).allows(Permission.ASSESS, assessment.unit.path)
    text = clean(request.GET.get("q", "")) if may_run else ""
    context = {
        "assessment": assessment,
        "sheets": sheets,
        "own": next((sheet for sheet in sheets if sheet.rater == request.user), None),
        "submitted": sum(sheet.state == SheetState.SUBMITTED for sheet in sheets),
        "asked": sum(sheet.state not in {SheetState.DECLINED, SheetState.WITHDRAWN} for sheet in sheets),
        "may_run": may_run,
        "text": text,
        "found": _people(text, assessment) if text else [],
        "history": history(assessment),
    }
    return render(request, "readiness/raters.html", context)


@require_POST
def raters_invite(request: Request, uid: UUID) -> HttpResponse:
    """Give the chosen people a sheet of their own."""
    assessment = assessment_of(request, uid)
    policies.check_invite(request.user, assessment)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invited = services.invite_raters(assessment, form.cleaned_data["people"], by=request.user)
        except DomainError as error:
            add_to_form(form, error)
        else:
            text = ngettext("%(count)s person is invited.", "%(count)s people are invited.", len(invited))
            messages.success(request, text % {"count": len(invited)})
            return redirect(assessment)
    for errors in form.errors.values():
        for said in errors:
            messages.error(request, str(said))
    return redirect(assessment)


@require_http_methods(["GET", "POST"])
def sheet_withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Take an invitation back."""
    sheet = invitation_of(request, uid)
    policies.check_withdraw(request.user, sheet)
    words = Words(
        title=_("Withdraw the invitation"),
        subject=str(sheet.rater),
        text=_("What this person answered so far will count for nothing."),
        submit=_("Withdraw"),
        back=sheet.assessment.get_absolute_url(),
        done=_("The invitation is withdrawn."),
        trail=home_trail(sheet.assessment),
    )
    form = ReasonForm(request.POST or None, required=False)
    return act(
        request, form, words, lambda data: services.withdraw_invitation(sheet, by=request.user, **data).assessment
    )


@require_POST
def sheet_remind(request: Request, uid: UUID) -> HttpResponse:
    """Write to a rater once more."""
    sheet = services.remind_rater(invitation_of(request, uid), by=request.user)
    messages.success(request, _("%(person)s is reminded.") % {"person": sheet.rater})
    return redirect(sheet.assessment)


@require_http_methods(["GET", "POST"])
def sheet_decline(request: Request, uid: UUID) -> HttpResponse:
    """Say that one will not rate."""
    sheet = sheet_of(request, uid)
    policies.check_answer(request.user, sheet)
    words = Words(
        title=_("Decline"),
        subject=str(sheet.assessment),
        text=_("Somebody else can then be asked."),
        submit=_("Decline"),
        back=sheet.get_absolute_url(),
        done=_("You declined."),
    )
    form = ReasonForm(request.POST or None)
    return act(request, form, words, lambda data: services.decline_sheet(sheet, by=request.user, **data))


@require_POST
def sheet_take_back(request: Request, uid: UUID) -> HttpResponse:
    """Go on with a sheet already handed in."""
    sheet = services.take_back_sheet(sheet_of(request, uid), by=request.user)
    messages.success(request, _("Your sheet is yours again. Hand it in when you are done."))
    return redirect(sheet)


@require_POST
def rating_close(request: Request, uid: UUID) -> HttpResponse:
    """Open the sheets that were handed in."""
    assessment = services.close_rating(assessment_of(request, uid), by=request.user)
    messages.success(request, _("Rating is closed. Talk about what lies far apart, settle it, then submit."))
    return redirect(assessment)


@require_http_methods(["GET", "POST"])
def factor_settle(request: Request, uid: UUID, factor: str) -> HttpResponse:
    """Set a factor to a score that stands above the mean, with the reason."""
    assessment = assessment_of(request, uid)
    policies.check_settle(request.user, assessment)
    found = get_factor(assessment, factor)
    kept = next((row for row in assessment.settlements.all() if row.factor == factor), None)
    words = Words(
        title=_("Settle “%(factor)s”") % {"factor": found.label},
        subject=str(assessment),
        text=_("The score takes the place of the mean of the raters; the reason stands beside it and in the trail."),
        submit=_("Settle"),
        back=f"{assessment.get_absolute_url()}#factor-{factor}",
        done=_("The factor is settled."),
        trail=home_trail(assessment),
    )
    form = SettleForm(assessment.parsed, kept, request.POST or None)

    def do(data: dict[str, object]) -> None:
        services.settle(assessment, factor, score=form.chosen, reason=str(data["reason"]), by=request.user)

    return act(request, form, words, do)


@require_POST
def factor_unsettle(request: Request, uid: UUID, factor: str) -> HttpResponse:
    """Let the mean of the raters count again."""
    assessment = assessment_of(request, uid)
    services.unsettle(assessment, factor, by=request.user)
    messages.success(request, _("The mean of the raters counts again."))
    return redirect(f"{assessment.get_absolute_url()}#factor-{factor}")


def get_factor(assessment: Assessment, key: str) -> Factor:
    """Return a factor of the instrument; 404 when it has none of this key."""
    for factor in assessment.parsed.factors:
        if factor.key == key:
            return factor
    raise Http404


def _people(text: str, assessment: Assessment) -> list[User]:
    """Active people whose name or username holds the text, without those who have a sheet that counts."""
    taken = Sheet.objects.filter(assessment=assessment).exclude(state__in=[SheetState.DECLINED, SheetState.WITHDRAWN])
    found = User.objects.filter(is_active=True).exclude(pk__in=taken.values("rater"))
    for word in text.split()[:4]:
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(title__icontains=word))
    return list(found.order_by("name")[:FOUND])
