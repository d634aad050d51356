"""Addresses of exports; they stand before those of a case."""

from django.urls import path

from usecases.views import exports as views

urlpatterns = [
    path("use-cases/export/", views.register_export, name="register_export"),
    path("use-cases/export/<uuid:uid>/", views.register_download, name="register_download"),
    path("use-cases/<str:reference>/export.<str:kind>", views.case_export, name="case_export"),
]
