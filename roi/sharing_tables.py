"""Lists of shared benefits and of possible double counts."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.people.filters import BelowUnit
from foundation.ui import words
from foundation.ui.columns import (
    DayColumn,
    LinkColumn,
    MoneyColumn,
    PercentColumn,
    StatusColumn,
    TextColumn,
    WhenColumn,
)
from foundation.ui.filters import ChoiceFilter
from foundation.ui.tables import Table
from roi.sharing_models import DOUBLE_CHOICES, DoubleCount, SharedBenefit
from roi.workflow import DOUBLE_STATES, DoubleState


class _Month(DayColumn):
    def write(self, value: Any, record: Any) -> str:
        """The month."""
        return words.month(record.month)


class SharedTable(Table):
    """One row a benefit, the newest first."""

    memo = LinkColumn(verbose_name=gettext_lazy("Benefit"), url=lambda row: row.get_absolute_url(), shorten=80)
    amount = MoneyColumn(verbose_name=gettext_lazy("Whole amount"), accessor="whole", order_by="amount_minor")
    period = _Month(verbose_name=gettext_lazy("Month"))
    taken = PercentColumn(verbose_name=gettext_lazy("Shared out"), orderable=False)
    category = TextColumn(verbose_name=gettext_lazy("Category"), accessor="category_label", order_by="category")
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    created_at = WhenColumn(verbose_name=gettext_lazy("Shared on"))

    class Meta:
        phone = ("memo", "amount", "taken")
        hidden = ("created_at",)
        order_by = ("-created_at",)


class SharedFilters(BelowUnit):
    """By unit."""

    class Meta:
        model = SharedBenefit
        fields: list[str] = []


def months_text(double: DoubleCount) -> str:
    """The months in which both claim something alike."""
    first, last = (words.month(month) for month in double.months)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


class DoubleTable(Table):
    """One row a pair of use cases, what is to be decided first."""

    first_case = LinkColumn(
        verbose_name=gettext_lazy("Use cases"),
        accessor="first_case__name",
        order_by="first_case__name",
        url=lambda row: row.get_absolute_url(),
        note=lambda row: row.second_case.name,
        shorten=60,
    )
    category = TextColumn(verbose_name=gettext_lazy("Category"), accessor="category_label", order_by="category")
    first = TextColumn(verbose_name=gettext_lazy("Months"), accessor="pk", order_by="first")
    signs = TextColumn(verbose_name=gettext_lazy("What speaks for it"), accessor="signs_text", orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    state = StatusColumn(
        verbose_name=gettext_lazy("Decision"),
        words=lambda state: (_(DOUBLE_STATES[DoubleState(state)][0]), DOUBLE_STATES[DoubleState(state)][1].value),
    )
    note = TextColumn(verbose_name=gettext_lazy("Reason"), shorten=80, why=gettext_lazy("None given"))

    def render_first(self, record: DoubleCount) -> str:
        """The months."""
        return months_text(record)

    def value_first(self, record: DoubleCount, value: Any) -> str:
        """The months."""
        return months_text(record)

    class Meta:
        phone = ("first_case", "category", "state")
        hidden = ("unit", "note")
        order_by = ("-state",)


class DoubleFilters(BelowUnit):
    """By unit and by decision."""

    state = ChoiceFilter(label=gettext_lazy("Decision"), choices=DOUBLE_CHOICES)

    class Meta:
        model = DoubleCount
        fields: list[str] = []
