"""The list of business cases, and what it can be narrowed by."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.kernel.money import Money
from foundation.kernel.tones import Tone
from foundation.people.filters import BelowUnit
from foundation.ui.columns import LinkColumn, MoneyColumn, NumberColumn, PercentColumn, StatusColumn, TextColumn
from foundation.ui.filters import ChoiceFilter
from foundation.ui.tables import Table
from roi.business_models import BusinessCase
from usecases.models import reference_of

Rows = QuerySet[BusinessCase]
SUMMED = ("costs", "benefits", "npv", "run", "delay")


def state_words(approved: Any) -> tuple[Any, str]:
    """Word and tone of a version: approved by finance, or still a draft."""
    return (_("Approved"), Tone.GOOD.value) if approved else (_("Draft"), Tone.NEUTRAL.value)


def _note(row: BusinessCase) -> str:
    """The reference of the use case, and that the return is not what somebody expects where it is a template's."""
    reference = reference_of(row.case_id)
    return f"{reference} · {_('return needed, not expected')}" if row.is_needed else reference


class BusinessCaseTable(Table):
    """The current version of each use case, the one whose waiting costs most for its duration first."""

    case = LinkColumn(
        verbose_name=gettext_lazy("Use case"),
        accessor="case__name",
        order_by="case__name",
        url=lambda row: row.get_absolute_url(),
        note=_note,
        shorten=80,
    )
    state = StatusColumn(
        verbose_name=gettext_lazy("State"), accessor="is_approved", order_by="approved_at", words=state_words
    )
    costs = MoneyColumn(verbose_name=gettext_lazy("Costs"), minor="costs_minor", currency="currency")
    benefits = MoneyColumn(verbose_name=gettext_lazy("Benefits"), minor="benefits_minor", currency="currency")
    npv = MoneyColumn(verbose_name=gettext_lazy("Net present value"), minor="npv_minor", currency="currency")
    roi = PercentColumn(verbose_name=gettext_lazy("ROI"), why=gettext_lazy("No cost is planned"))  # type: ignore[arg-type]
    payback = NumberColumn(
        verbose_name=gettext_lazy("Payback, months"),
        decimals=1,
        why=gettext_lazy("Not paid back"),
    )
    run = MoneyColumn(verbose_name=gettext_lazy("Run cost a month"), minor="run_minor", currency="currency")
    delay = MoneyColumn(
        verbose_name=gettext_lazy("Cost of a month's delay"),
        minor="delay_minor",
        currency="currency",
        why=gettext_lazy("No benefit is planned"),
    )
    urgency = MoneyColumn(
        verbose_name=gettext_lazy("For each month of duration"),
        minor="urgency_minor",
        currency="currency",
        why=gettext_lazy("No benefit is planned"),
    )
    unit = TextColumn(
        verbose_name=gettext_lazy("Unit"), accessor="case__unit__name", order_by="case__unit__name", shorten=40
    )
    number = NumberColumn(verbose_name=gettext_lazy("Version"), decimals=0)

    class Meta:
        phone = ("case", "npv", "roi")
        hidden = ("unit", "number", "costs", "benefits", "payback")
        order_by = ("-urgency",)


class BusinessCaseFilters(BelowUnit):
    """By unit and by state."""

    unit_path = "case__unit__path"

    state = ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=[("approved", gettext_lazy("Approved")), ("draft", gettext_lazy("Draft"))],
    )

    class Meta:
        model = BusinessCase
        fields: list[str] = []

    def in_state(self, queryset: Rows, name: str, value: str) -> Rows:
        """Approved by finance, or not yet."""
        return queryset.filter(approved_at__isnull=value != "approved")


def totals(rows: QuerySet[Any]) -> Mapping[str, Any]:
    """Sums below the columns of money, where all rows are in one currency.

    What templates need is not added to what somebody expects: where both stand there, only costs have a sum.
    """
    groups = list(rows.order_by().values("currency").annotate(**{name: Sum(f"{name}_minor") for name in SUMMED})[:2])
    if len(groups) != 1:
        return {}
    needed = Q(number=1) & ~Q(template="")
    mixed = rows.filter(needed).exists() and rows.exclude(needed).exists()
    return {
        name: Money(int(groups[0][name] or 0), groups[0]["currency"])
        for name in SUMMED
        if not mixed or name in ("costs", "run")
    }
