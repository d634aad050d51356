"""Pages of rollouts."""

from django.urls import path

from deployments.views import decisions, gates, moving, rollouts, thresholds

app_name = "deployments"
urlpatterns = [
    path("", rollouts.rollout_list, name="rollout_list"),
    path("new/", rollouts.rollout_new, name="rollout_new"),
    path("<uuid:uid>/", rollouts.rollout_detail, name="rollout_detail"),
    path("<uuid:uid>/timeline.json", rollouts.timeline_chart, name="timeline_chart"),
    path("<uuid:uid>/dates/", rollouts.dates, name="dates"),
    path("<uuid:uid>/thresholds/", thresholds.thresholds, name="thresholds"),
    path("<uuid:uid>/stages/<slug:key>/cohort/", rollouts.cohort, name="cohort"),
    path("<uuid:uid>/checks/<slug:key>/", rollouts.check_show, name="check_show"),
    path("<uuid:uid>/checks/<slug:key>/withdraw/", rollouts.check_withdraw, name="check_withdraw"),
    path("<uuid:uid>/move/", moving.rollout_move_page, name="rollout_move"),
    path("<uuid:uid>/open-gate/", rollouts.gate_open, name="gate_open"),
    path("<uuid:uid>/roll-back/", rollouts.roll_back, name="roll_back"),
    path("<uuid:uid>/cancel/", rollouts.cancel, name="cancel"),
    path("<uuid:uid>/finish/", rollouts.finish, name="finish"),
    path("<uuid:uid>/decide/", decisions.decision_open, name="decision_open"),
    path("decisions/<uuid:uid>/", decisions.decision_detail, name="decision_detail"),
    path("decisions/<uuid:uid>/matrix.json", decisions.matrix_chart, name="matrix_chart"),
    path("decisions/<uuid:uid>/record.json", decisions.decision_record, name="decision_record"),
    path("decisions/<uuid:uid>/decide/", decisions.decision_decide, name="decision_decide"),
    path("decisions/<uuid:uid>/withdraw/", decisions.decision_withdraw, name="decision_withdraw"),
    path("decisions/<uuid:uid>/signs/<slug:key>/", decisions.sign_answer, name="sign_answer"),
    path("gates/<uuid:uid>/", gates.gate_detail, name="gate_detail"),
    path("gates/<uuid:uid>/move/", moving.gate_move_page, name="gate_move"),
    path("gates/<uuid:uid>/decide/", gates.gate_decide, name="gate_decide"),
    path("gates/<uuid:uid>/cancel/", gates.gate_cancel, name="gate_cancel"),
    path("gates/<uuid:uid>/criteria/<slug:key>/answer/", gates.criterion_answer, name="criterion_answer"),
    path("gates/<uuid:uid>/criteria/<slug:key>/mitigate/", gates.criterion_mitigate, name="criterion_mitigate"),
    path("gates/<uuid:uid>/criteria/<slug:key>/override/", gates.criterion_override, name="criterion_override"),
    path("gates/<uuid:uid>/criteria/<slug:key>/confirm/", gates.criterion_confirm, name="criterion_confirm"),
]
