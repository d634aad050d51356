"""Pages of files."""

from django.urls import path

from foundation.evidence import views

app_name = "evidence"
urlpatterns = [
    path("at/<str:kind>/<uuid:uid>/", views.place, name="whole"),
    path("at/<str:kind>/<uuid:uid>/<slug:key>/", views.place, name="place"),
    path("<uuid:uid>/", views.file_download, name="file_download"),
    path("<uuid:uid>/withdraw/", views.file_withdraw, name="file_withdraw"),
]
