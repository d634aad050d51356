"""Pages of the frame itself: search, and the gallery of components in the demo."""

from django.urls import path

from foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("search/", views.search_page, name="search"),
    path("ui/gallery/", views.gallery, name="gallery"),
    path("ui/gallery/chart/", views.gallery_chart, name="gallery_chart"),
]
