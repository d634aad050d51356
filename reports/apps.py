"""Reports: the dashboard of one moment as a file that can be forwarded and verified."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions
from foundation.ui import navigation


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from foundation.people.permissions import Permission
        from governance import hooks
        from reports import packs

        hooks.register_pack(packs.request_pack)

        actions.register(
            {
                "reports.report.requested": _("%(actor)s asked for the report %(subject)s"),
                "reports.report.computed": _("The figures of the report %(subject)s were written"),
                "reports.report.rendered": _("The report %(subject)s was rendered"),
            }
        )
        navigation.register(
            navigation.Entry("more", _("Reports"), "reports:report_list", "reports", Permission.READ, 10)
        )
