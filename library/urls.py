"""Pages of the library."""

from django.urls import path

from library.views import drafts, exchange, reading

app_name = "library"
urlpatterns = [
    path("", reading.document_list, name="document_list"),
    path("drafts/new/", drafts.draft_new, name="draft_new"),
    path("drafts/<uuid:uid>/", drafts.draft_detail, name="draft_detail"),
    path("drafts/<uuid:uid>/file/", drafts.draft_replace, name="draft_replace"),
    path("drafts/<uuid:uid>/reading/", drafts.draft_reading, name="draft_reading"),
    path("drafts/<uuid:uid>/differences/", drafts.draft_differences, name="draft_differences"),
    path("drafts/<uuid:uid>/effect/", drafts.draft_effect, name="draft_effect"),
    path("drafts/<uuid:uid>/rebase/", drafts.draft_rebase, name="draft_rebase"),
    path("drafts/<uuid:uid>/discard/", drafts.draft_discard, name="draft_discard"),
    path("export.json", exchange.bundle_download, name="bundle_download"),
    path("import/", exchange.bundle_import, name="bundle_import"),
    path("<slug:kind>/", reading.kind_detail, name="kind_detail"),
    path("<slug:kind>/schema.json", reading.kind_schema, name="kind_schema"),
    path("<slug:kind>/<slug:slug>/", reading.document_detail, name="document_detail"),
    path("<slug:kind>/<slug:slug>/compare/", reading.document_compare, name="document_compare"),
    path("<slug:kind>/<slug:slug>/<int:version>/", reading.document_version, name="document_version"),
    path("<slug:kind>/<slug:slug>/<int:version>/draft/", drafts.draft_start, name="draft_start"),
    path("<slug:kind>/<slug:slug>/<int:version>.<str:form>", reading.document_download, name="document_download"),
]
