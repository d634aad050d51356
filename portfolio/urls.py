"""Pages below /portfolio/, beside the ranking itself."""

from django.urls import path

from portfolio.views import ways, workbench

app_name = "portfolio"
urlpatterns = [
    path("weights/", workbench.workbench, name="weights"),
    path("weights/adopt/", workbench.adopt, name="adopt_weights"),
    path("weights/data/", workbench.data, name="weights_data"),
    path("weights/by/<slug:way>/", ways.way, name="way"),
]
