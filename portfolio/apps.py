"""Weighing criteria, how sure an order is, and choosing under limits."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        from foundation.audit import actions
        from foundation.notifications import kinds
        from portfolio import scenario_words, weighing_words
        from portfolio.views.adopting import tab
        from usecases import hooks

        hooks.register_portfolio_page("weights", cast("str", _("Weights")), "portfolio:weights", order=20)
        hooks.register_portfolio_page("certainty", cast("str", _("Certainty")), "portfolio:certainty", order=30)
        hooks.register_portfolio_page("scenarios", cast("str", _("Scenarios")), "portfolio:scenario_list", order=40)
        hooks.register_tab("funding", cast("str", _("Funding")), "portfolio/funding_tab.html", tab, order=56)
        for each in (scenario_words, weighing_words):
            actions.register(each.ACTIONS)
            kinds.register(each.NOTICES)
