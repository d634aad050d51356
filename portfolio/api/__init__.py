"""The portfolio in the API."""

from typing import Any

from django.urls import URLPattern, path

from portfolio.api import weighing
from portfolio.api.scenarios import ScenarioViewSet

ROUTES: list[tuple[str, Any, str]] = [
    ("weight-rounds", weighing.WeightRoundViewSet, "weight-round"),
    ("certainties", weighing.CertaintyViewSet, "certainty"),
    ("scenarios", ScenarioViewSet, "scenario"),
]
URLS: list[URLPattern] = [path("weights/derive/", weighing.DeriveView.as_view(), name="weights-derive")]
