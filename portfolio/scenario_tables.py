"""The list of scenarios, and what it can be narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.columns import DayColumn, LinkColumn, MoneyColumn, NumberColumn, StatusColumn, TextColumn
from foundation.ui.filters import ChoiceFilter
from foundation.ui.tables import Table
from portfolio.models.scenarios import Scenario
from portfolio.workflow import LABELS, TONES, State

NOT_SOLVED = _("Not solved yet")


def state_words(value: str) -> tuple[str, str]:
    """Label and tone of a state."""
    return gettext(LABELS[State(value)]), TONES[State(value)]


class ScenarioTable(Table):
    """Scenarios, the one changed last first."""

    name = LinkColumn(
        verbose_name=_("Scenario"), url=lambda row: row.get_absolute_url(), note=lambda row: row.period, shorten=80
    )
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    state = StatusColumn(verbose_name=_("State"), words=state_words)
    funded = NumberColumn(
        verbose_name=_("Funded"), accessor="solution__funded", order_by="solution__funded", decimals=0, why=NOT_SOLVED
    )
    candidates = NumberColumn(
        verbose_name=_("Candidates"),
        accessor="solution__candidates",
        order_by="solution__candidates",
        decimals=0,
        why=NOT_SOLVED,
    )
    value = NumberColumn(
        verbose_name=_("Value"), accessor="solution__value", order_by="solution__value", decimals=0, why=NOT_SOLVED
    )
    cost = MoneyColumn(
        verbose_name=_("Cost"),
        accessor="solution__cost_minor",
        minor="solution__cost_minor",
        currency="currency",
        why=NOT_SOLVED,
    )
    measure = TextColumn(verbose_name=_("Value is"), accessor="measure_label", order_by="measure", shorten=40)
    first_year = NumberColumn(verbose_name=_("First year"), decimals=0)
    updated_at = DayColumn(verbose_name=_("Updated"))

    class Meta:
        phone = ("name", "state", "funded")
        hidden = ("measure", "first_year")
        order_by = ("-updated_at",)


class ScenarioFilters(BelowUnit):
    """By unit, year and state."""

    state = ChoiceFilter(
        label=_("State"), field_name="state", choices=[(state.value, label) for state, label in LABELS.items()]
    )
    year = ChoiceFilter(label=_("Year"), field_name="first_year", empty_label=_("All years"))

    class Meta:
        model = Scenario
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: QuerySet[Scenario] = Scenario.objects.visible_to(self.request.user).active()
        years = rows.order_by("first_year").values_list("first_year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
