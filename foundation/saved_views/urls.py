"""Pages of saved views."""

from django.urls import path

from foundation.saved_views import views

app_name = "saved_views"
urlpatterns = [
    path("", views.menu, name="menu"),
    path("new/", views.view_new, name="view_new"),
    path("<uuid:uid>/", views.view_edit, name="view_edit"),
    path("<uuid:uid>/delete/", views.view_delete, name="view_delete"),
]
