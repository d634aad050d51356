"""Pages of the ledger, below /value/."""

from django.urls import path

from roi.views import booking, business, categories, ledger, overview, periods, sharing, signing, templates

app_name = "roi"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("charts/cash/", overview.cash_chart, name="cash_chart"),
    path("charts/categories/", overview.category_chart, name="category_chart"),
    path("receipt/<slug:key>/", overview.receipt, name="receipt"),
    path("book/", booking.book, name="book"),
    path("rates/", booking.rates, name="rates"),
    path("rates/restate/", booking.restate, name="restate"),
    path("categories/", categories.categories, name="categories"),
    path("categories/<uuid:uid>/<str:act>/", categories.standing, name="category_standing"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<uuid:uid>/", ledger.entry_detail, name="entry_detail"),
    path("ledger/<uuid:uid>/reverse/", ledger.reverse_entry, name="reverse"),
    path("ledger/<uuid:uid>/sign/", ledger.sign_entry, name="sign"),
    path("ledger/<uuid:uid>/answer/", signing.answer, name="answer"),
    path("signing/", signing.batches, name="signing"),
    path("signing/new/", signing.new_batch, name="signing_new"),
    path("signing/<uuid:uid>/", signing.batch, name="signing_batch"),
    path("signing/<uuid:uid>/sign/", signing.sign_batch, name="signing_sign"),
    path("signing/<uuid:uid>/give-up/", signing.give_up, name="signing_give_up"),
    path("signing/<uuid:uid>/send-back/<uuid:entry>/", signing.send_back, name="send_back"),
    path("shared/", sharing.shared_benefits, name="shared"),
    path("shared/new/", sharing.share, name="share"),
    path("shared/<uuid:uid>/", sharing.shared_benefit, name="shared_benefit"),
    path("double-counts/", sharing.doubles, name="doubles"),
    path("double-counts/<uuid:uid>/", sharing.double, name="double"),
    path("periods/", periods.periods, name="periods"),
    path("periods/close/", periods.close, name="close"),
    path("periods/<uuid:uid>/", periods.reopen, name="reopen"),
    path("templates/", templates.template_new, name="template_new"),
    path("templates/<str:reference>/", templates.template_fill, name="template_fill"),
    path("cases/", business.business_cases, name="business_cases"),
    path("cases/<str:reference>/", business.business_case, name="business_case"),
    path("cases/<str:reference>/edit/", business.edit_business_case, name="business_case_edit"),
    path("cases/<str:reference>/template/", business.begin_with_template, name="business_case_template"),
    path("cases/<str:reference>/approve/", business.approve_business_case, name="business_case_approve"),
    path("cases/<str:reference>/simulate/", business.simulate_business_case, name="business_case_simulate"),
    path("cases/<str:reference>/charts/<str:kind>/", business.business_chart, name="business_case_chart"),
]
