"""Pages of readiness."""

from django.urls import path

from readiness.views import filling, lists, results, starting

app_name = "readiness"
urlpatterns = [
    path("", lists.assessment_list, name="assessment_list"),
    path("new/", starting.assessment_start, name="assessment_start"),
    path("by-unit.json", lists.by_unit_chart, name="by_unit_chart"),
    path("<uuid:uid>/", filling.assessment_detail, name="assessment_detail"),
    path("<uuid:uid>/answer/", filling.assessment_answer, name="assessment_answer"),
    path("<uuid:uid>/submit/", filling.assessment_submit, name="assessment_submit"),
    path("<uuid:uid>/discard/", filling.assessment_discard, name="assessment_discard"),
    path("<uuid:uid>/radar.json", results.radar_chart, name="radar_chart"),
]
