"""Pages of reports, below /reports/."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("new/", views.report_request, name="report_request"),
    path("<uuid:uid>/", views.report_detail, name="report_detail"),
    path("<uuid:uid>/print/", views.report_print, name="report_print"),
    path("<uuid:uid>/report.pdf", views.report_pdf, name="report_pdf"),
    path("<uuid:uid>/numbers.xlsx", views.report_xlsx, name="report_xlsx"),
    path("<uuid:uid>/retry/", views.report_retry, name="report_retry"),
    path("<uuid:uid>/cancel/", views.report_cancel, name="report_cancel"),
]
