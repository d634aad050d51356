"""Lists of the portfolio."""

from typing import Any

from django.utils.translation import gettext_lazy

from foundation.ui.columns import LinkColumn, NumberColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.filters import ChoiceFilter, FilterSet
from foundation.ui.tables import Table
from portfolio.models.weighing import STATES, WeightRound


class RoundTable(Table):
    """Weighing rounds, the newest first."""

    title = LinkColumn(verbose_name=gettext_lazy("Weighing round"), url=lambda row: row.get_absolute_url(), shorten=80)
    state = StatusColumn(
        verbose_name=gettext_lazy("State"), order_by=("closed_at", "adopted_at"), words=lambda key: STATES[key]
    )
    given = NumberColumn(verbose_name=gettext_lazy("Weights given"), decimals=0)
    asked = NumberColumn(verbose_name=gettext_lazy("People asked"), decimals=0)
    model = TextColumn(
        verbose_name=gettext_lazy("Scoring model"),
        accessor="model__reference",
        order_by=("model__slug", "model__version"),
    )
    opened_at = WhenColumn(verbose_name=gettext_lazy("Opened"))
    opened_by = TextColumn(
        verbose_name=gettext_lazy("Opened by"), accessor="opened_by__name", order_by="opened_by__name"
    )

    class Meta:
        phone = ("title", "state", "given")
        hidden = ("opened_by",)
        order_by = ("-opened_at",)


class RoundFilters(FilterSet):
    """By state."""

    state = ChoiceFilter(
        label=gettext_lazy("State"), method="in_state", choices=[(key, words[0]) for key, words in STATES.items()]
    )

    class Meta:
        model = WeightRound
        fields: list[str] = []

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        """Open, closed, or adopted."""
        if value == "open":
            return queryset.filter(closed_at=None)
        return queryset.filter(closed_at__isnull=False, adopted_at__isnull=value != "adopted")
