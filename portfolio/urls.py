"""Pages below /portfolio/, beside the ranking itself."""

from django.urls import path

from portfolio.views import certainty, rounds, ways, workbench

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
]
