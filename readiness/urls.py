"""Pages of readiness."""

from django.urls import path

from readiness import views

app_name = "readiness"
urlpatterns = [
    path("", views.assessment_list, name="assessment_list"),
    path("new/", views.assessment_start, name="assessment_start"),
    path("by-unit.json", views.by_unit_chart, name="by_unit_chart"),
    path("<uuid:uid>/", views.assessment_detail, name="assessment_detail"),
    path("<uuid:uid>/answer/", views.assessment_answer, name="assessment_answer"),
    path("<uuid:uid>/submit/", views.assessment_submit, name="assessment_submit"),
    path("<uuid:uid>/discard/", views.assessment_discard, name="assessment_discard"),
    path("<uuid:uid>/radar.json", views.radar_chart, name="radar_chart"),
]
