"""Pages of this app."""

from django.urls import path

from usecases import export_urls, import_urls
from usecases.views import bulk, cards, cases, detail, fields, links, lists, models, portfolio, scoring, similar

app_name = "usecases"
_CASE = "use-cases/<str:reference>/"
urlpatterns = [
    *import_urls.urlpatterns,
    *export_urls.urlpatterns,
    path("use-cases/", lists.case_list, name="case_list"),
    path("use-cases/several/", bulk.case_bulk, name="case_bulk"),
    path("use-cases/new/", cases.case_new, name="case_new"),
    path("use-cases/similar/", similar.similar, name="similar"),
    path("use-cases/choices/", links.choices, name="choices"),
    path("use-cases/fields/", fields.field_list, name="field_list"),
    path("use-cases/fields/new/", fields.field_new, name="field_new"),
    path("use-cases/fields/<uuid:uid>/", fields.field_edit, name="field_edit"),
    path("use-cases/fields/<uuid:uid>/retire/", fields.field_retire, name="field_retire"),
    path("use-cases/fields/<uuid:uid>/restore/", fields.field_restore, name="field_restore"),
    path("use-cases/tags/", fields.tag_list, name="tag_list"),
    path("use-cases/tags/<uuid:uid>/", fields.tag_rename, name="tag_rename"),
    path(_CASE, detail.case_detail, name="case_detail"),
    path(f"{_CASE}similar/", similar.case_similar, name="case_similar"),
    path(f"{_CASE}edit/", cases.case_edit, name="case_edit"),
    path(f"{_CASE}edit/<slug:section>/", cases.case_edit, name="case_section"),
    path(f"{_CASE}links/", links.link_new, name="case_link"),
    path(f"{_CASE}links/<uuid:uid>/remove/", links.link_remove, name="case_unlink"),
    path(f"{_CASE}checklist/<uuid:uid>/tick/", links.tick, name="checklist_tick"),
    path(f"{_CASE}checklist/<uuid:uid>/untick/", links.untick, name="checklist_untick"),
    path(f"{_CASE}addresses/", links.web_link_new, name="case_web_link"),
    path(f"{_CASE}addresses/<uuid:uid>/remove/", links.web_link_remove, name="case_web_unlink"),
    path(f"{_CASE}classify/", cases.case_classify, name="case_classify"),
    path(f"{_CASE}score/", scoring.case_score, name="case_score"),
    path(f"{_CASE}score/readiness/", scoring.case_take_readiness, name="case_take_readiness"),
    path(f"{_CASE}hold/", cases.case_hold, name="case_hold"),
    path(f"{_CASE}resume/", cases.case_resume, name="case_resume"),
    path(f"{_CASE}close/", cases.case_close, name="case_close"),
    path(f"{_CASE}reopen/", cases.case_reopen, name="case_reopen"),
    path(f"{_CASE}cards/<uuid:uid>/", cards.card_detail, name="card_detail"),
    path(f"{_CASE}cards/<uuid:uid>/chart/", cards.card_chart, name="card_chart"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/model/", models.model_choose, name="model_choose"),
    path("portfolio/use-model/", portfolio.use_model, name="use_model"),
    path("portfolio/recompute/", portfolio.recompute, name="recompute"),
    path("portfolio/charts/bubble/", portfolio.bubble_chart, name="bubble_chart"),
    path("portfolio/charts/funnel/", portfolio.funnel_chart, name="funnel_chart"),
]
