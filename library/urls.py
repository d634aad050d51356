"""Pages of the library."""

from django.urls import path

from library import views

app_name = "library"
urlpatterns = [
    path("", views.document_list, name="document_list"),
    path("<slug:kind>/", views.kind_detail, name="kind_detail"),
    path("<slug:kind>/schema.json", views.kind_schema, name="kind_schema"),
    path("<slug:kind>/<slug:slug>/", views.document_detail, name="document_detail"),
    path("<slug:kind>/<slug:slug>/<int:version>/", views.document_version, name="document_version"),
    path("<slug:kind>/<slug:slug>/<int:version>.<str:form>", views.document_download, name="document_download"),
]
