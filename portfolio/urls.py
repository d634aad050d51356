"""Pages below /portfolio/, beside the ranking itself."""

from django.urls import URLPattern

app_name = "portfolio"
urlpatterns: list[URLPattern] = []
