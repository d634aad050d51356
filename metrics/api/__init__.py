"""Measures over the API."""

from metrics.api.kpis import KpiViewSet
from metrics.api.measurements import MeasurementViewSet

ROUTES = [("kpis", KpiViewSet, "kpi"), ("measurements", MeasurementViewSet, "measurement")]
