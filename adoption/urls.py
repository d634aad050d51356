"""Pages of adoption, below /adoption/."""

from django.urls import path

from adoption.views import overview, pages

app_name = "adoption"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("charts/<slug:name>/", overview.chart, name="chart"),
    path("import/", overview.import_file, name="import"),
    path("import/<slug:kind>/template/", overview.import_template, name="import_template"),
    path("<slug:noun>/", pages.record_list, name="list"),
    path("<slug:noun>/new/", pages.record_new, name="new"),
    path("<slug:noun>/<uuid:uid>/", pages.record_detail, name="detail"),
    path("<slug:noun>/<uuid:uid>/<slug:act>/", pages.record_act, name="act"),
]
