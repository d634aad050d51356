"""Pages of readiness."""

from django.urls import path

from readiness.views import comparing, filling, lists, results, starting, units

app_name = "readiness"
urlpatterns = [
    path("", lists.assessment_list, name="assessment_list"),
    path("new/", starting.assessment_start, name="assessment_start"),
    path("by-unit.json", lists.by_unit_chart, name="by_unit_chart"),
    path("map/", units.heat_map_start, name="heat_map_start"),
    path("map/<slug:slug>/", units.heat_map, name="heat_map"),
    path("map/<slug:slug>/chart.json", units.heat_map_chart, name="heat_map_chart"),
    path("side-by-side/<slug:slug>/", units.side_by_side, name="side_by_side"),
    path("<uuid:uid>/", filling.assessment_detail, name="assessment_detail"),
    path("<uuid:uid>/answer/", filling.assessment_answer, name="assessment_answer"),
    path("<uuid:uid>/submit/", filling.assessment_submit, name="assessment_submit"),
    path("<uuid:uid>/discard/", filling.assessment_discard, name="assessment_discard"),
    path("<uuid:uid>/radar.json", results.radar_chart, name="radar_chart"),
    path("<uuid:uid>/trend.json", results.trend_chart, name="trend_chart"),
    path("<uuid:uid>/compare/", comparing.compare_choose, name="compare_choose"),
    path("<uuid:uid>/compare/<uuid:other>/", comparing.compare, name="compare"),
    path("<uuid:uid>/compare/<uuid:other>/radar.json", comparing.compare_radar_chart, name="compare_radar_chart"),
    path("<uuid:uid>/compare/<uuid:other>/moves.json", comparing.compare_moves_chart, name="compare_moves_chart"),
]
