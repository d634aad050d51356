"""The lists of KPIs and of measurements."""

from typing import Any

from django.db.models import F
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from metrics import queries
from metrics.filters import KpiFilters, MeasurementFilters
from metrics.models import Measurement
from metrics.tables import KpiTable, MeasurementTable


def _require_reader(request: Request) -> None:
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404


@require_safe
def kpis(request: Request) -> HttpResponseBase:
    """The KPIs of all use cases that the reader may see, those measured last first."""
    _require_reader(request)
    access = access_of(request.user)
    return ListPage(
        queries.with_latest(queries.visible(request.user)),
        table=KpiTable,
        filters=KpiFilters,
        search=("label", "key", "case__name"),
        title=lambda count: ngettext("%(count)s KPI", "%(count)s KPIs", count) % {"count": count},
        export_name="kpis",
        may_export=access.anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No KPI yet"),
            gettext_lazy("Open a use case and its tab Measures to take KPIs from the catalog."),
            gettext_lazy("See the use cases"),
            reverse("usecases:case_list"),
            icon="measures",
        ),
    ).render(request, template="metrics/kpi_list.html", extra={"may_measure": may_measure(request)})


@require_safe
def measurements(request: Request) -> HttpResponseBase:
    """All measurements that the reader may see, corrected ones too."""
    _require_reader(request)
    rows: Any = Measurement.objects.visible_to(request.user).select_related("kpi__case", "recorded_by")
    return ListPage(
        rows.annotate(corrected_by=F("correction__id")),
        table=MeasurementTable,
        filters=MeasurementFilters,
        search=("kpi__label", "kpi__case__name", "note"),
        title=lambda count: ngettext("%(count)s measurement", "%(count)s measurements", count) % {"count": count},
        export_name="measurements",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("Nothing is measured yet"),
            gettext_lazy("Values are typed, imported from a file, or pushed over the API."),
            icon="measures",
        ),
    ).render(request, template="metrics/measurement_list.html")


def may_measure(request: Request) -> bool:
    """Whether the reader may write some use case."""
    access = access_of(request.user)
    return any(access.anywhere(permission) for permission in (Permission.CASE_EDIT, Permission.CASE_EDIT_OWN))
