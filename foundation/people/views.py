"""Signing in, and managing people, units and roles in the browser."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.audit.queries import history
from foundation.kernel.errors import DomainError
from foundation.people import policies, queries, services
from foundation.people.choosers import label_of
from foundation.people.filters import UserFilters
from foundation.people.forms import GrantForm, PersonForm, ProfileForm, UnitForm
from foundation.people.http import Request
from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.tables import UserTable
from foundation.ui.errors import add_to_form
from foundation.ui.lists import Empty, ListPage
from foundation.ui.search import clean


class SignIn(LoginView):
    """Username and password; in demo mode also one button for each persona."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        personas = queries.personas() if settings.DEMO else []
        return super().get_context_data(personas=personas, **kwargs)


class SignOut(LogoutView):
    """Ends the session."""


@login_not_required
@require_POST
def enter_as(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as a persona without a password: exists only in demo mode."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, username=username, is_persona=True, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    target = request.POST.get("next", "")
    return redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "/")


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """One's own roles and time zone."""
    form = ProfileForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        services.change_time_zone(request.user, form.cleaned_data["time_zone"], by=request.user)
        messages.success(request, _("Times are now shown in %(zone)s.") % {"zone": form.cleaned_data["time_zone"]})
        return redirect("people:profile")
    context = {"form": form, "grants": request.user.grants.select_related("unit").order_by("role")}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@require_GET
def choices(request: Request) -> JsonResponse:
    """The first people that a chooser offers for what is typed: those whom the reader may name."""
    rows = queries.nameable_people(request.user)
    for word in clean(request.GET.get("q", "")).split()[:4]:
        word = word.strip("()")
        rows = rows.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(title__icontains=word))
    found = [{"label": label_of(person), "note": person.title} for person in rows.order_by("name")[:20]]
    return JsonResponse({"choices": found})


@require_GET
def user_list(request: Request) -> HttpResponseBase:
    """Everybody, with filters by role and state."""
    policies.check_manage(request.user)
    return ListPage(
        User.objects.all(),
        table=UserTable,
        filters=UserFilters,
        search=("name", "username", "title", "email"),
        title=lambda count: ngettext("%(count)s person", "%(count)s people", count) % {"count": count},
        export_name="people",
        empty=Empty(_("Nobody here"), _("Add the people who work with the AI program office.")),
    ).render(request, template="people/user_list.html")


@require_http_methods(["GET", "POST"])
def user_create(request: Request) -> HttpResponse:
    """Add a person; roles follow on their page."""
    policies.check_manage(request.user)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.create_user(by=request.user, **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("%(name)s is added. Give them a role.") % {"name": user.name})
            return redirect(user)
    return render(request, "people/user_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def user_detail(request: Request, uid: UUID) -> HttpResponse:
    """A person: their roles, and what was done about them. Giving a role posts here."""
    user = get_object_or_404(User, uid=uid)
    if user != request.user:
        policies.check_manage(request.user)
    form = GrantForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.grant_role(
                user, data["role"], data["unit"], by=request.user, starts_on=data["starts_on"], ends_on=data["ends_on"]
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The role is given."))
            return redirect(user)
    context = {
        "person": user,
        "form": form,
        "may_manage": access_of(request.user).anywhere(Permission.PEOPLE_MANAGE),
        "grants": user.grants.select_related("unit").order_by("unit__path", "role"),
        "history": history(user),
    }
    return render(request, "people/user_detail.html", context, status=422 if form.errors else 200)


@require_POST
def user_deactivate(request: Request, uid: UUID) -> HttpResponse:
    """Take somebody's access away."""
    user = services.deactivate_user(get_object_or_404(User, uid=uid), by=request.user)
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": user.name})
    return redirect(user)


@require_POST
def grant_revoke(request: Request, uid: UUID) -> HttpResponse:
    """Take a role away."""
    policies.check_manage(request.user)
    grant = get_object_or_404(Grant.objects.select_related("user", "unit"), uid=uid)
    services.revoke_grant(grant, by=request.user)
    messages.success(request, _("The role is taken away."))
    return redirect(grant.user)


@require_GET
def unit_list(request: Request) -> HttpResponse:
    """The tree of units that the reader may see."""
    units = (
        access_of(request.user)
        .units(Permission.READ)
        .annotate(people=Count("grants__user", filter=Q(grants__user__is_active=True), distinct=True))
    )
    return render(request, "people/unit_list.html", {"units": units})


@require_http_methods(["GET", "POST"])
def unit_create(request: Request) -> HttpResponse:
    """Add a unit below another one."""
    policies.check_manage(request.user)
    form = UnitForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit: Unit = services.create_unit(by=request.user, **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("The unit %(name)s is created.") % {"name": unit.name})
            return redirect("people:unit_list")
    return render(request, "people/unit_form.html", {"form": form}, status=422 if form.errors else 200)
