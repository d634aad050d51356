"""The home page and the dashboard."""

from django.urls import path

from insights import views

app_name = "insights"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/filters/", views.filter_form, name="filters"),
    path("dashboard/charts/cash/", views.cash_chart, name="cash_chart"),
    path("dashboard/charts/pipeline/", views.pipeline_chart, name="pipeline_chart"),
    path("dashboard/charts/feasibility/", views.feasibility_chart, name="feasibility_chart"),
    path("dashboard/charts/readiness/", views.readiness_chart, name="readiness_chart"),
]
