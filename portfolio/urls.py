"""Pages below /portfolio/, beside the ranking itself."""

from django.urls import path

from portfolio.views import adopting, answers, certainty, rounds, scenarios, ways, workbench

app_name = "portfolio"
urlpatterns = [
    path("weights/", workbench.workbench, name="weights"),
    path("weights/adopt/", workbench.adopt, name="adopt_weights"),
    path("weights/data/", workbench.data, name="weights_data"),
    path("weights/by/<slug:way>/", ways.way, name="way"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<uuid:uid>/", rounds.round_detail, name="round"),
    path("rounds/<uuid:uid>/weigh/<slug:way>/", rounds.weigh, name="weigh"),
    path("rounds/<uuid:uid>/invite/", rounds.invite, name="round_invite"),
    path("rounds/<uuid:uid>/close/", rounds.close, name="round_close"),
    path("rounds/<uuid:uid>/adopt/", rounds.adopt, name="round_adopt"),
    path("rounds/<uuid:uid>/charts/spread/", rounds.spread_chart, name="spread_chart"),
    path("certainty/", certainty.certainty, name="certainty"),
    path("certainty/ask/", certainty.ask, name="certainty_ask"),
    path("certainty/charts/stability/", certainty.stability_chart, name="stability_chart"),
    path("certainty/<uuid:uid>/", certainty.result, name="certainty_result"),
    path("certainty/<uuid:uid>/charts/<slug:kind>/", certainty.result_chart, name="certainty_chart"),
    path("scenarios/", scenarios.scenario_list, name="scenario_list"),
    path("scenarios/new/", scenarios.scenario_new, name="scenario_new"),
    path("scenarios/compare/", answers.scenario_compare, name="scenario_compare"),
    path("scenarios/<uuid:uid>/", answers.scenario_detail, name="scenario_detail"),
    path("scenarios/<uuid:uid>/edit/", scenarios.scenario_edit, name="scenario_edit"),
    path("scenarios/<uuid:uid>/solve/", scenarios.scenario_solve, name="scenario_solve"),
    path("scenarios/<uuid:uid>/copy/", scenarios.scenario_copy, name="scenario_copy"),
    path("scenarios/<uuid:uid>/archive/", scenarios.scenario_archive, name="scenario_archive"),
    path("scenarios/<uuid:uid>/chart/", answers.scenario_chart, name="scenario_chart"),
    path("scenarios/<uuid:uid>/export/<slug:kind>/", answers.scenario_export, name="scenario_export"),
    path("scenarios/<uuid:uid>/adopt/", adopting.scenario_adopt, name="scenario_adopt"),
    path("scenarios/<uuid:uid>/withdraw/", adopting.scenario_withdraw, name="scenario_withdraw"),
    path("scenarios/<uuid:uid>/messages/<uuid:outcome>/", adopting.scenario_message, name="scenario_message"),
]
