"""Guidelines: the list, one with its versions, and acknowledging it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.queries import history
from foundation.people.filters import BelowUnit
from foundation.people.http import Request
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.roles import ROLES
from foundation.ui.columns import DayColumn, LinkColumn, NumberColumn, TextColumn
from foundation.ui.filters import ChoiceFilter
from foundation.ui.forms import WholeField
from foundation.ui.lists import Empty, ListPage
from foundation.ui.tables import Table
from foundation.ui.verdicts import verdict
from governance import policies
from governance.incident_forms import TextForm, UnitField, long_text
from governance.models import Guideline
from governance.models.guidelines import TITLE_LENGTH
from governance.queries import guidelines as queries
from governance.services import guidelines as services
from governance.services.exceptions import POLICIES
from governance.views.acting import Act, create, find_act, just, offered, perform
from library import queries as library

LIST = gettext_lazy("Guidelines")
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class GuidelineTable(Table):
    """Guidelines, those in force first."""

    title = LinkColumn(verbose_name=gettext_lazy("Guideline"), shorten=120)
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    version = NumberColumn(verbose_name=gettext_lazy("Version"))
    published_at = DayColumn(verbose_name=gettext_lazy("Published"))
    acknowledged_by = NumberColumn(
        verbose_name=gettext_lazy("Acknowledged"),
        why=gettext_lazy("Nobody yet"),
    )
    retired_at = DayColumn(verbose_name=gettext_lazy("Retired"), why=gettext_lazy("In force"))  # type: ignore[arg-type]

    class Meta:
        model = Guideline
        fields = ()
        sequence = ("title", "unit", "version", "published_at", "acknowledged_by", "retired_at")
        phone = ("title", "version", "published_at")


class GuidelineFilters(BelowUnit):
    """In force or retired, and unit."""

    state = ChoiceFilter(
        label=gettext_lazy("State"), method="in_state", empty_label=gettext_lazy("All"),
        choices=[("force", gettext_lazy("In force")), ("retired", gettext_lazy("Retired"))],
    )  # fmt: skip

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """In force or retired."""
        return rows.filter(retired_at__isnull=value == "force")


class GuidelineForm(forms.Form):
    """The first version of a guideline."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_LENGTH)
    text = long_text(label=gettext_lazy("Text"), rows=14)
    days = WholeField(
        label=gettext_lazy("To be acknowledged within"), unit=gettext_lazy("days"), initial=14, min_value=1,
        max_value=services.LONGEST_DAYS,
    )  # fmt: skip
    audience = forms.MultipleChoiceField(
        label=gettext_lazy("For"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(role.key, gettext_lazy(role.name)) for role in ROLES.values() if role.key != "bi_service"],
        help_text=gettext_lazy("Nobody marked: for everybody with a role in the unit."),
    )  # fmt: skip
    rests = forms.BooleanField(
        label=gettext_lazy("It rests on the policies of the library, in their present version"), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(user, Permission.BOARD_MANAGE, label=gettext_lazy("Unit"))


class RevisionForm(forms.Form):
    """Another version of a guideline."""

    text = long_text(label=gettext_lazy("Text"), rows=14)
    changes = long_text(label=gettext_lazy("What changed"), rows=3)
    rests = forms.BooleanField(
        label=gettext_lazy("It rests on the policies of the library, in their present version"), required=False
    )


def _document(rests: bool) -> Any:
    return library.latest("policy_set", POLICIES) if rests else None


def _publish(*, by: Any, rests: bool, **values: Any) -> Guideline:
    return services.publish_guideline(by=by, document=_document(rests), **values)


def _revise(guideline: Guideline, *, by: Any, rests: bool, **values: Any) -> Guideline:
    return services.revise_guideline(guideline, by=by, document=_document(rests), **values)


ACTS: dict[str, Act] = {
    "revise": Act(
        "governance.revise_guideline", gettext_lazy("Publish another version"), gettext_lazy("Publish"),
        gettext_lazy("The version is published; everybody acknowledges it anew."), _revise,
        lambda data, user, guideline: RevisionForm(data, initial={"text": queries.current(guideline).text}),
    ),
    "retire": Act(
        "governance.revise_guideline", gettext_lazy("Retire the guideline"), gettext_lazy("Retire it"),
        gettext_lazy("The guideline is retired."), services.retire_guideline, just(TextForm),
    ),
}  # fmt: skip


@require_safe
def guideline_list(request: Request) -> HttpResponseBase:
    """The guidelines that count for this reader's units."""
    may = verdict(request.user, "governance.publish_guideline")
    new = reverse("governance:guideline_new")
    page = ListPage(
        queries.listed(request.user), table=GuidelineTable, filters=GuidelineFilters, search=("title",),
        title=lambda count: ngettext("%(count)s guideline", "%(count)s guidelines", count) % {"count": count},
        export_name="guidelines", may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No guidelines"), _("What people are to know and keep, in versions that they acknowledge."),
            _("Publish a guideline") if may.allowed else "", new, "library",
        ),
    )  # fmt: skip
    button = (new, _("Publish a guideline")) if may.allowed else None
    return page.render(request, "governance/register_list.html", {"new": button})


@_get_or_post
def guideline_new(request: Request) -> HttpResponse:
    """Publish a guideline."""
    policies.check_publish_guideline(request.user)
    form = GuidelineForm(request.POST if request.method == "POST" else None, user=request.user)
    words = (
        _("Publish a guideline"),
        _("Publish"),
        _("The guideline is published; those for whom it counts are told."),
    )
    return create(request, form, _publish, words=words, listed=(LIST, reverse("governance:guideline_list")))


def _guideline(request: Request, uid: UUID) -> Guideline:
    return get_object_or_404(Guideline.objects.visible_to(request.user).select_related("unit", "retired_by"), uid=uid)


@require_safe
def guideline_detail(request: Request, uid: UUID) -> HttpResponse:
    """One guideline: the version that counts, earlier ones, and who has acknowledged it."""
    guideline = _guideline(request, uid)
    versions = list(guideline.versions.select_related("document", "published_by"))
    may_see = verdict(request.user, "governance.see_acknowledgements", guideline)
    context = {
        "guideline": guideline, "version": versions[0], "earlier": versions[1:],
        "newer": _newer(versions[0].document), "due": queries.due_on(guideline, versions[0]),
        "may_acknowledge": verdict(request.user, "governance.acknowledge_guideline", guideline), "may_see": may_see,
        "found": queries.acknowledged(guideline) if may_see.allowed and not guideline.retired_at else None,
        "acts": offered(request.user, guideline, ACTS), "lines": history(guideline),
        "roles": [ROLES[key].name for key in guideline.audience if key in ROLES],
    }  # fmt: skip
    return render(request, "governance/guideline_detail.html", context)


def _newer(document: Any) -> Any:
    """A later version of the document of the library on which a version rests."""
    if document is None:
        return None
    latest = library.latest(document.kind, document.slug)
    return latest if latest.pk != document.pk else None


@_get_or_post
def guideline_act(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Publish another version, or retire it."""
    guideline = _guideline(request, uid)
    listed = (LIST, reverse("governance:guideline_list"))
    return perform(request, guideline, find_act(ACTS, act), back=guideline.get_absolute_url(), listed=listed)


@require_POST
def guideline_acknowledge(request: Request, uid: UUID) -> HttpResponse:
    """Acknowledge the version that counts."""
    guideline = _guideline(request, uid)
    services.acknowledge_guideline(guideline, by=request.user)
    messages.success(request, _("Thank you. It is kept that you have read it."))
    return redirect(guideline)
