"""One's API tokens in the browser."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.kernel.errors import DomainError
from foundation.people import services
from foundation.people.forms import TokenForm
from foundation.people.http import Request
from foundation.people.models import ApiToken
from foundation.ui.errors import add_to_form


@require_GET
def token_list(request: Request) -> HttpResponse:
    """One's tokens: what each is for, what it may do, when it was last used."""
    return render(request, "people/token_list.html", {"tokens": request.user.tokens.select_related("unit")})


@never_cache
@require_http_methods(["GET", "POST"])
def token_issue(request: Request) -> HttpResponse:
    """Issue a token; its secret is shown on the answer to this form and nowhere else."""
    form = TokenForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        expires_at = timezone.make_aware(datetime.combine(data["expires_on"], time.max)) if data["expires_on"] else None
        try:
            token, secret = services.issue_token(
                request.user,
                name=data["name"],
                by=request.user,
                scopes=data["scopes"],
                unit=data["unit"],
                expires_at=expires_at,
            )
        except DomainError as error:
            error.field = {"expires_at": "expires_on"}.get(error.field, error.field)
            add_to_form(form, error)
        else:
            return render(request, "people/token_issued.html", {"token": token, "secret": secret})
    return render(request, "people/token_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: Request, uid: UUID) -> HttpResponse:
    """End one of one's tokens."""
    token = get_object_or_404(ApiToken, uid=uid, user=request.user)
    services.revoke_token(token, by=request.user)
    messages.success(request, _("The token %(name)s no longer works.") % {"name": token.name})
    return redirect("people:token_list")
