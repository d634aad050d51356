"""Pages of the audit trail."""

from django.urls import path

from foundation.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.trail, name="trail"),
    path("verify/", views.verify, name="verify"),
    path("<uuid:uid>/", views.entry_detail, name="entry_detail"),
    path("<uuid:uid>/subject/", views.subject, name="subject"),
]
