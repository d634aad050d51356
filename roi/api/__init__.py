"""The ledger over the API."""

from django.urls import path

from roi.api.benefits import BenefitLineViewSet, BenefitProposalViewSet
from roi.api.business import BusinessCaseViewSet
from roi.api.categories import CategoriesView
from roi.api.control import ClosedMonthViewSet, SigningBatchViewSet
from roi.api.futures import PortfolioRunViewSet
from roi.api.ledger import LedgerViewSet
from roi.api.promises import PromisesView
from roi.api.sharing import DoubleCountViewSet, SharedBenefitViewSet
from roi.api.templates import TemplateFillView, TemplatesView
from roi.api.value import RateViewSet, ValueView

ROUTES = [
    ("benefit-lines", BenefitLineViewSet, "benefit-line"),
    ("benefit-proposals", BenefitProposalViewSet, "benefit-proposal"),
    ("ledger", LedgerViewSet, "ledger"),
    ("signing-batches", SigningBatchViewSet, "signing-batch"),
    ("closed-months", ClosedMonthViewSet, "closed-month"),
    ("shared-benefits", SharedBenefitViewSet, "shared-benefit"),
    ("double-counts", DoubleCountViewSet, "double-count"),
    ("rates", RateViewSet, "rate"),
    ("business-cases", BusinessCaseViewSet, "business-case"),
    ("portfolio-futures", PortfolioRunViewSet, "portfolio-future"),
]
URLS = [
    path("value/", ValueView.as_view(), name="value"),
    path("promises/", PromisesView.as_view(), name="promises"),
    path("deployment-templates/", TemplatesView.as_view(), name="deployment-templates"),
    path("deployment-templates/fill/", TemplateFillView.as_view(), name="deployment-templates-fill"),
    path("ledger-categories/", CategoriesView.as_view(), name="ledger-categories"),
]
