"""Use cases, score cards, ranking and weights in the API."""

from django.urls import path

from usecases import import_api
from usecases.api.cases import AddedFieldsView, CaseViewSet
from usecases.api.portfolio import (
    AdoptView,
    ModelAdoptView,
    PreviewView,
    RankingView,
    RecomputeView,
    ScoreCardViewSet,
    ScoringModelsView,
    WeightsView,
)
from usecases.api.similar import SimilarView

ROUTES = [("use-cases", CaseViewSet, "use-case"), ("score-cards", ScoreCardViewSet, "score-card"), *import_api.ROUTES]
URLS = [
    path("use-cases/similar/", SimilarView.as_view(), name="use-cases-similar"),
    path("use-case-fields/", AddedFieldsView.as_view(), name="use-case-fields"),
    path("ranking/", RankingView.as_view(), name="ranking"),
    path("weights/", WeightsView.as_view(), name="weights"),
    path("weights/preview/", PreviewView.as_view(), name="weights-preview"),
    path("weights/adopt/", AdoptView.as_view(), name="weights-adopt"),
    path("scoring-models/", ScoringModelsView.as_view(), name="scoring-models"),
    path("scoring-models/adopt/", ModelAdoptView.as_view(), name="scoring-model-adopt"),
    path("scores/recompute/", RecomputeView.as_view(), name="scores-recompute"),
]
