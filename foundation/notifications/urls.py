"""Pages of the inbox."""

from django.urls import path

from foundation.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("mail/", views.mail_choice, name="mail_choice"),
    path("<uuid:uid>/", views.notice_open, name="notice_open"),
    path("<uuid:uid>/read/", views.notice_read, name="notice_read"),
]
