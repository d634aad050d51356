"""Value: the ledger of what AI costs and brings."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OF_THE_LEDGER = tuple(
    f"/value/{part}/" for part in ("import", "rates", "categories", "shared", "double-counts", "periods")
)
"""Where the pages lie that are reached from the ledger."""


class RoiConfig(AppConfig):
    name = "roi"
    verbose_name = _("Value")

    def ready(self) -> None:
        from foundation.audit import actions
        from foundation.people.permissions import Permission
        from foundation.ui import navigation
        from metrics import hooks as measures
        from roi import attachments, case_sheet, services
        from roi.services import benefits
        from roi.views import business_tab, case_tab
        from usecases import hooks

        actions.register(
            {
                "roi.entry.booked": _("%(actor)s booked: %(subject)s"),
                "roi.series.booked": _("%(actor)s booked a series of months on %(subject)s"),
                "roi.entry.reversed": _("%(actor)s took an entry back: %(subject)s"),
                "roi.entry.regraded": _("%(actor)s took an entry back to book it as signed: %(subject)s"),
                "roi.entry.signed": _("%(actor)s signed for finance: %(subject)s"),
                "roi.batch.opened": _("%(actor)s gathered entries to sign: %(subject)s"),
                "roi.batch.signed": _("%(actor)s signed a batch for finance: %(subject)s"),
                "roi.batch.given_up": _("%(actor)s gave up a batch of entries to sign: %(subject)s"),
                "roi.entries.signed": _("%(actor)s signed entries of the batch %(subject)s"),
                "roi.entry.sent_back": _("%(actor)s sent an entry back to whoever asserted it: %(subject)s"),
                "roi.refusal.answered": _("%(actor)s answered finance about %(subject)s"),
                "roi.month.closed": _("%(actor)s closed a month: %(subject)s"),
                "roi.month.reopened": _("%(actor)s reopened a month: %(subject)s"),
                "roi.category.added": _("%(actor)s added the category %(subject)s"),
                "roi.category.retired": _("%(actor)s retired the category %(subject)s"),
                "roi.category.restored": _("%(actor)s took the category %(subject)s up again"),
                "roi.benefit.shared": _("%(actor)s shared a benefit between use cases: %(subject)s"),
                "roi.double.decided": _("%(actor)s decided whether two use cases claim the same saving: %(subject)s"),
                "roi.import.uploaded": _("%(actor)s uploaded a file of ledger entries: %(subject)s"),
                "roi.import.started": _("%(actor)s had a file of ledger entries booked: %(subject)s"),
                "roi.import.booked": _("%(actor)s booked a file of ledger entries: %(subject)s"),
                "roi.entries.imported": _("%(actor)s booked entries in bulk (%(subject)s)"),
                "roi.portfolio.simulated": _("%(actor)s had the futures of the portfolio drawn (%(subject)s)"),
                "roi.rate.added": _("%(actor)s added the rate %(subject)s"),
                "roi.case.drafted": _("%(actor)s wrote the business case %(subject)s"),
                "roi.case.approved": _("%(actor)s approved the business case %(subject)s for finance"),
                "roi.simulation.requested": _("%(actor)s asked for the futures of the business case %(subject)s"),
                "roi.benefit.written": _("%(actor)s wrote how a benefit is measured: %(subject)s"),
                "roi.benefit.revised": _("%(actor)s changed how a benefit is measured: %(subject)s"),
                "roi.benefit.valued": _("%(actor)s dated a new unit value of %(subject)s"),
                "roi.benefit.ended": _("%(actor)s ended the benefit %(subject)s"),
                "roi.benefit.proposed": _("%(actor)s proposed a measured benefit: %(subject)s"),
                "roi.benefit.accepted": _("%(actor)s accepted a measured benefit: %(subject)s"),
                "roi.benefit.refused": _("%(actor)s refused a measured benefit: %(subject)s"),
                "roi.ledger.restated": _("%(actor)s restated entries in another reporting currency (%(subject)s)"),
            }
        )
        navigation.register(
            navigation.Entry(
                group="value",
                label=_("Value"),
                url_name="roi:overview",
                icon="value",
                permission=Permission.READ,
                order=10,
            ),
            navigation.Entry(
                group="value",
                label=_("Ledger"),
                url_name="roi:ledger",
                icon="ledger",
                permission=Permission.READ,
                order=20,
                under=OF_THE_LEDGER,
            ),
            navigation.Entry(
                group="value",
                label=_("Signing"),
                url_name="roi:signing",
                icon="check",
                permission=Permission.LEDGER_SIGN,
                order=22,
            ),
            navigation.Entry(
                group="value",
                label=_("Measured benefits"),
                url_name="roi:benefits",
                icon="measures",
                permission=Permission.READ,
                order=25,
            ),
            navigation.Entry(
                group="value",
                label=_("Business cases"),
                url_name="roi:business_cases",
                icon="value",
                permission=Permission.READ,
                order=30,
            ),
            navigation.Entry(
                group="value",
                label=_("Futures"),
                url_name="roi:futures",
                icon="portfolio",
                permission=Permission.READ,
                order=40,
            ),
            navigation.Entry(
                group="value",
                label=_("Promises"),
                url_name="roi:promises",
                icon="value",
                permission=Permission.READ,
                order=35,
            ),
        )
        attachments.register()
        hooks.on_change(services.follow_case)
        hooks.register_records("roi.businesscase", "case")
        hooks.register_records("roi.ledgerentry", "case")
        hooks.register_start(_("From a template"), new_url="roi:template_new", case_url="roi:template_fill")
        hooks.register_sheet(case_sheet.SHEET)
        measures.on_measured(benefits.measured)
        hooks.register_tab(
            business_tab.KEY,
            cast("str", _("Business case")),
            "roi/business_tab.html",
            business_tab.context,
            order=45,
        )
        hooks.register_tab(
            case_tab.KEY, cast("str", _("Value")), "roi/case_tab.html", case_tab.context, order=50, count=case_tab.count
        )
