"""Pages of readiness."""

from django.urls import path

from readiness.views import acting, comparing, filling, lists, moving, processes, rating, results, starting, units

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
    path("<uuid:uid>/submit/", filling.assessment_submit, name="assessment_submit"),
    path("<uuid:uid>/discard/", filling.assessment_discard, name="assessment_discard"),
    path("<uuid:uid>/reopen/", moving.assessment_reopen, name="assessment_reopen"),
    path("<uuid:uid>/move/", moving.assessment_move, name="assessment_move"),
    path("<uuid:uid>/raters/", rating.raters_invite, name="raters_invite"),
    path("<uuid:uid>/close-rating/", rating.rating_close, name="rating_close"),
    path("<uuid:uid>/settle/<slug:factor>/", rating.factor_settle, name="factor_settle"),
    path("<uuid:uid>/unsettle/<slug:factor>/", rating.factor_unsettle, name="factor_unsettle"),
    path("<uuid:uid>/actions/new/", acting.action_create, name="action_create"),
    path("sheets/<uuid:uid>/", filling.sheet_detail, name="sheet_detail"),
    path("sheets/<uuid:uid>/answer/", filling.sheet_answer, name="sheet_answer"),
    path("sheets/<uuid:uid>/decline/", rating.sheet_decline, name="sheet_decline"),
    path("sheets/<uuid:uid>/take-back/", rating.sheet_take_back, name="sheet_take_back"),
    path("sheets/<uuid:uid>/withdraw/", rating.sheet_withdraw, name="sheet_withdraw"),
    path("sheets/<uuid:uid>/remind/", rating.sheet_remind, name="sheet_remind"),
    path("actions/", acting.action_list, name="action_list"),
    path("actions/<uuid:uid>/", acting.action_detail, name="action_detail"),
    path("actions/<uuid:uid>/edit/", acting.action_edit, name="action_edit"),
    path("actions/<uuid:uid>/close/", acting.action_close, name="action_close"),
    path("actions/<uuid:uid>/reopen/", acting.action_reopen, name="action_reopen"),
    path("processes/", processes.process_list, name="process_list"),
    path("processes/new/", processes.process_new, name="process_new"),
    path("processes/<uuid:uid>/", processes.process_edit, name="process_edit"),
    path("processes/<uuid:uid>/archive/", processes.process_archive, name="process_archive"),
    path("<uuid:uid>/radar.json", results.radar_chart, name="radar_chart"),
    path("<uuid:uid>/trend.json", results.trend_chart, name="trend_chart"),
    path("<uuid:uid>/compare/", comparing.compare_choose, name="compare_choose"),
    path("<uuid:uid>/compare/<uuid:other>/", comparing.compare, name="compare"),
    path("<uuid:uid>/compare/<uuid:other>/radar.json", comparing.compare_radar_chart, name="compare_radar_chart"),
    path("<uuid:uid>/compare/<uuid:other>/moves.json", comparing.compare_moves_chart, name="compare_moves_chart"),
]
