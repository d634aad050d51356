"""Pages of jobs."""

from django.urls import path

from foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("<uuid:uid>/", views.job_detail, name="job_detail"),
    path("<uuid:uid>/progress/", views.job_progress, name="job_progress"),
    path("<uuid:uid>/cancel/", views.job_cancel, name="job_cancel"),
    path("<uuid:uid>/retry/", views.job_retry, name="job_retry"),
]
