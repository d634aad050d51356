"""Addresses of the import's pages; they stand before those of a case."""

from django.urls import path

from usecases.views import import_preview as preview
from usecases.views import imports as views

urlpatterns = [
    path("use-cases/import/", views.import_start, name="import_start"),
    path("use-cases/import/<uuid:uid>/", views.import_detail, name="import_detail"),
    path("use-cases/import/<uuid:uid>/columns/", views.import_mapping, name="import_mapping"),
    path("use-cases/import/<uuid:uid>/read/", views.import_read, name="import_read"),
    path("use-cases/import/<uuid:uid>/profile/", views.import_profile, name="import_profile"),
    path("use-cases/import/<uuid:uid>/preview/", preview.import_preview, name="import_preview"),
    path("use-cases/import/<uuid:uid>/correct/", preview.import_correct, name="import_correct"),
    path("use-cases/import/<uuid:uid>/uncorrect/", preview.import_uncorrect, name="import_uncorrect"),
    path("use-cases/import/<uuid:uid>/decide/", preview.import_decide, name="import_decide"),
    path("use-cases/import/<uuid:uid>/start/", views.import_run, name="import_run"),
    path("use-cases/import/<uuid:uid>/continue/", views.import_continue, name="import_continue"),
    path("use-cases/import/<uuid:uid>/discard/", views.import_discard, name="import_discard"),
    path("use-cases/import/<uuid:uid>/rows/", views.import_rows, name="import_rows"),
    path("use-cases/import/<uuid:uid>/undo/", views.import_undo, name="import_undo"),
    path("use-cases/import/<uuid:uid>/result.<str:kind>", views.import_result, name="import_result"),
    path("use-cases/import/<uuid:uid>/refused.<str:kind>", views.import_refused, name="import_refused"),
]
