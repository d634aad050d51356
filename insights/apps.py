"""Insights: the home page and the executive dashboard."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.ui import navigation


class InsightsConfig(AppConfig):
    name = "insights"
    verbose_name = _("Insights")

    def ready(self) -> None:
        from foundation.people.permissions import Permission

        navigation.register(
            navigation.Entry("decide", _("Home"), "insights:home", "home", order=10),
            navigation.Entry("decide", _("Dashboard"), "insights:dashboard", "dashboard", Permission.READ, 20),
        )
