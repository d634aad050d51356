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
        from portfolio.scenario_words import ACTIONS, NOTICES
        from usecases import hooks

        hooks.register_portfolio_page("weights", cast("str", _("Weights")), "portfolio:weights", order=20)
        actions.register(ACTIONS)
        kinds.register(NOTICES)
