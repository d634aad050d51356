"""The ledger over the API."""

from django.urls import path

from roi.api.ledger import LedgerViewSet
from roi.api.value import RateViewSet, ValueView

ROUTES = [("ledger", LedgerViewSet, "ledger"), ("rates", RateViewSet, "rate")]
URLS = [path("value/", ValueView.as_view(), name="value")]
