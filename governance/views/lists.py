"""The queue of reviews, and the conditions."""

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from governance import queries
from governance.filters import ConditionFilters, ReviewFilters
from governance.models import Condition
from governance.tables import ConditionTable, ReviewTable
from usecases.models import key_of


@require_safe
def review_list(request: Request) -> HttpResponseBase:
    """What waits for this reader, then all reviews that they may see."""
    late = queries.overdue(request.user)

    def title(count: int) -> str:
        if late:
            return ngettext("%(count)s review is past its day", "%(count)s reviews are past their day", late) % {
                "count": late
            }
        return ngettext("%(count)s review", "%(count)s reviews", count) % {"count": count}

    def search(rows: object, text: str) -> object:
        key = key_of(text)
        if key is not None:
            return rows.filter(case_id=key)  # type: ignore[attr-defined]
        for word in text.split()[:8]:
            rows = rows.filter(case__name__icontains=word)  # type: ignore[attr-defined]
        return rows

    page = ListPage(
        queries.list_rows(request.user),
        table=ReviewTable,
        filters=ReviewFilters,
        search=search,  # type: ignore[arg-type]
        title=title,
        export_name="reviews",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("Nothing is in review"),
            _("A review starts when somebody submits a use case for approval; each step then comes to who decides it."),
            _("Choose a use case"),
            reverse("usecases:case_list"),
            "reviews",
        ),
    )
    return page.render(request, "governance/review_list.html", {"waiting": queries.waiting_for(request.user)})


@require_safe
def condition_list(request: Request) -> HttpResponseBase:
    """The conditions on approvals."""
    rows = Condition.objects.visible_to(request.user).select_related("review__case", "owner", "met_by")
    page = ListPage(
        rows,
        table=ConditionTable,
        filters=ConditionFilters,
        search=("text", "review__case__name", "owner__name"),
        title=lambda count: ngettext("%(count)s condition", "%(count)s conditions", count) % {"count": count},
        export_name="conditions",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No conditions"),
            _("Whoever approves can ask for something first; a blocking condition keeps a rollout from its gate."),
            icon="check",
        ),
    )
    return page.render(request, "governance/condition_list.html")
