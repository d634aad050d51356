"""Adoption over the API."""

from adoption.api import views

ROUTES = [
    ("training-sessions", views.SessionViewSet, "training-session"),
    ("training-scopes", views.ScopeViewSet, "training-scope"),
    ("users-by-month", views.UsageViewSet, "users-by-month"),
    ("support-by-month", views.SupportViewSet, "support-by-month"),
    ("surveys", views.SurveyViewSet, "survey"),
    ("communications", views.CommunicationViewSet, "communication"),
    ("champions", views.ChampionViewSet, "champion"),
    ("resistance", views.ResistanceViewSet, "resistance"),
    ("feedback", views.FeedbackViewSet, "feedback"),
    ("pilot-results", views.PilotViewSet, "pilot-result"),
    ("retrospectives", views.RetrospectiveViewSet, "retrospective"),
    ("ideas", views.IdeaViewSet, "idea"),
]
