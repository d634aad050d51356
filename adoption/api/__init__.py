"""Adoption over the API."""

from adoption.api import change, figures, learning, training

ROUTES = [
    ("training-sessions", training.SessionViewSet, "training-session"),
    ("training-scopes", training.ScopeViewSet, "training-scope"),
    ("users-by-month", figures.UsageViewSet, "users-by-month"),
    ("support-by-month", figures.SupportViewSet, "support-by-month"),
    ("surveys", figures.SurveyViewSet, "survey"),
    ("communications", change.CommunicationViewSet, "communication"),
    ("champions", change.ChampionViewSet, "champion"),
    ("resistance", change.ResistanceViewSet, "resistance"),
    ("feedback", change.FeedbackViewSet, "feedback"),
    ("pilot-results", learning.PilotViewSet, "pilot-result"),
    ("retrospectives", learning.RetrospectiveViewSet, "retrospective"),
    ("ideas", learning.IdeaViewSet, "idea"),
]
