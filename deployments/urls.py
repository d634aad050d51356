"""Pages of rollouts."""

from django.urls import path

from deployments.views import gates, moving, rollouts, thresholds

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
    path("gates/<uuid:uid>/", gates.gate_detail, name="gate_detail"),
    path("gates/<uuid:uid>/move/", moving.gate_move_page, name="gate_move"),
    path("gates/<uuid:uid>/decide/", gates.gate_decide, name="gate_decide"),
    path("gates/<uuid:uid>/cancel/", gates.gate_cancel, name="gate_cancel"),
    path("gates/<uuid:uid>/criteria/<slug:key>/answer/", gates.criterion_answer, name="criterion_answer"),
    path("gates/<uuid:uid>/criteria/<slug:key>/mitigate/", gates.criterion_mitigate, name="criterion_mitigate"),
    path("gates/<uuid:uid>/criteria/<slug:key>/override/", gates.criterion_override, name="criterion_override"),
    path("gates/<uuid:uid>/criteria/<slug:key>/confirm/", gates.criterion_confirm, name="criterion_confirm"),
]
