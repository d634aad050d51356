"""The list of assessments, and readiness by unit."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.ui.lists import Empty, ListPage
from readiness import charts, queries
from readiness.filters import AssessmentFilters
from readiness.models import Assessment
from readiness.tables import AssessmentTable


@require_GET
def assessment_list(request: Request) -> HttpResponseBase:
    """Assessments that the reader may see, and readiness by unit."""
    return ListPage(
        Assessment.objects.visible_to(request.user).defer("result").prefetch_related("instrument"),
        table=AssessmentTable,
        filters=AssessmentFilters,
        search=("subject_label", "instrument__title"),
        title=lambda count: ngettext("%(count)s assessment", "%(count)s assessments", count) % {"count": count},
        export_name="readiness",
        empty=Empty(
            _("No assessment yet"),
            _("An assessment shows whether a unit is ready for AI and what to strengthen first."),
            _("Assess a unit"),
            "new/",
        ),
    ).render(request, template="readiness/assessment_list.html")


@require_GET
def by_unit_chart(request: Request) -> HttpResponse:
    """Overall readiness of the units, weakest first."""
    return chart_response(charts.by_unit(list(queries.profiles(request.user)[:40])))
