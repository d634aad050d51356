"""Indicators of use cases, their targets and what was measured."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "metrics"
    verbose_name = _("Measures")

    def ready(self) -> None:
        from foundation.audit import actions
        from foundation.people.permissions import Permission
        from foundation.ui import navigation
        from metrics.views import case_tab
        from usecases import hooks

        actions.register(
            {
                "metrics.kpi.taken": _("%(actor)s took the KPI %(subject)s"),
                "metrics.kpi.revised": _("%(actor)s revised the KPI %(subject)s"),
                "metrics.kpi.retired": _("%(actor)s retired the KPI %(subject)s"),
                "metrics.measurement.recorded": _("%(actor)s measured: %(subject)s"),
                "metrics.measurement.corrected": _("%(actor)s corrected a value: %(subject)s"),
                "metrics.measurements.pushed": _("%(actor)s sent measurements (%(subject)s)"),
                "metrics.measurements.imported": _("%(actor)s imported measurements (%(subject)s)"),
            }
        )
        navigation.register(
            navigation.Entry(
                group="run",
                label=_("Measures"),
                url_name="metrics:kpi_list",
                icon="measures",
                permission=Permission.READ,
                order=20,
            )
        )
        hooks.register_records("metrics.kpi", "case")
        hooks.register_tab(
            case_tab.KEY,
            cast("str", _("Measures")),
            "metrics/case_tab.html",
            case_tab.context,
            order=42,
            count=case_tab.count,
        )
