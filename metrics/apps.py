"""Indicators of use cases, their targets and what was measured."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "metrics"
    verbose_name = _("Measures")

    def ready(self) -> None:
        from foundation.audit import actions

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
