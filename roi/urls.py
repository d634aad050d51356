"""Pages of the ledger, below /value/."""

from django.urls import path

from roi.views import booking, ledger, overview

app_name = "roi"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("charts/cash/", overview.cash_chart, name="cash_chart"),
    path("charts/categories/", overview.category_chart, name="category_chart"),
    path("receipt/<slug:key>/", overview.receipt, name="receipt"),
    path("book/", booking.book, name="book"),
    path("rates/", booking.rates, name="rates"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<uuid:uid>/", ledger.entry_detail, name="entry_detail"),
    path("ledger/<uuid:uid>/reverse/", ledger.reverse_entry, name="reverse"),
    path("ledger/<uuid:uid>/sign/", ledger.sign_entry, name="sign"),
]
