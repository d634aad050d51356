"""Pages of measures, below /measures/."""

from django.urls import path

from metrics.views import kpis, lists, values

app_name = "metrics"
urlpatterns = [
    path("", lists.kpis, name="kpi_list"),
    path("values/", lists.measurements, name="measurement_list"),
    path("import/", values.import_file, name="import"),
    path("import/template/", values.import_template, name="import_template"),
    path("type/", values.type_values, name="type"),
    path("values/<uuid:uid>/correct/", values.correct, name="correct"),
    path("kpis/<uuid:uid>/", kpis.kpi_detail, name="kpi_detail"),
    path("kpis/<uuid:uid>/chart/", kpis.kpi_chart, name="kpi_chart"),
    path("kpis/<uuid:uid>/revise/", kpis.revise, name="kpi_revise"),
    path("kpis/<uuid:uid>/retire/", kpis.retire, name="kpi_retire"),
    path("cases/<str:reference>/catalog/", kpis.catalog, name="kpi_catalog"),
    path("cases/<str:reference>/take/", kpis.take, name="kpi_take"),
]
