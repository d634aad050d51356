"""Proposals of measured benefits as a table."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

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
from roi.benefit_models import BenefitProposal
from roi.benefit_wording import arithmetic
from roi.workflow import PROPOSAL_STATES, ProposalState
from usecases.models import key_of, reference_of

Rows = QuerySet[BenefitProposal]


def state_words(state: Any) -> tuple[Any, str]:
    """Word and tone of a proposal."""
    label, tone = PROPOSAL_STATES[ProposalState(state)]
    return _(label), tone.value


class OfMonthColumn(DayColumn):
    """The month of a proposal: "Nov 2026"; a spreadsheet gets its first day."""

    def write(self, value: Any, record: BenefitProposal) -> str:
        """The month."""
        return words.month(record.of)


class ProposalTable(Table):
    """One row a proposed month, those that wait first."""

    line = LinkColumn(
        verbose_name=_("Benefit"),
        accessor="line__label",
        order_by="line__label",
        url=lambda row: reverse("roi:benefit_line", args=[row.line.uid]),
        note=lambda row: reference_of(row.line.case_id),
    )
    month = OfMonthColumn(verbose_name=_("Month"))
    amount = MoneyColumn(verbose_name=_("To book"), minor="amount_minor", currency="currency")
    net = MoneyColumn(verbose_name=_("Attributable"), minor="net_minor", currency="currency")
    state = StatusColumn(verbose_name=_("State"), accessor="shown_state", order_by="state", words=state_words)
    realization = PercentColumn(verbose_name=_("Way to target"), why=_("The target equals the baseline"))  # type: ignore[arg-type]
    grade = TextColumn(verbose_name=_("Evidence"), accessor="grade_label", order_by="grade")
    how = TextColumn(verbose_name=_("Arithmetic"), accessor="pk", orderable=False)
    reason = TextColumn(verbose_name=_("Reason"), shorten=80, orderable=False)
    decided_by = TextColumn(verbose_name=_("Decided by"), accessor="decided_by__name", orderable=False)
    decided_at = WhenColumn(verbose_name=_("Decided"))
    case = TextColumn(verbose_name=_("Use case"), accessor="line__case__name", orderable=False, shorten=60)
    unit = TextColumn(verbose_name=_("Unit"), accessor="line__case__unit__name", orderable=False)

    class Meta:
        phone = ("line", "amount", "state")
        hidden = ("net", "reason", "decided_by", "decided_at", "case", "unit")
        order_by = ("-month",)

    def render_how(self, record: BenefitProposal) -> str:
        """The arithmetic in one line."""
        return arithmetic(record)

    def value_how(self, record: BenefitProposal, value: Any) -> str:
        """The arithmetic in one line."""
        return arithmetic(record)


class ProposalFilters(BelowUnit):
    """What the list of proposals can be narrowed by."""

    unit_path = "line__case__unit__path"

    state = ChoiceFilter(
        label=_("State"), method="in_state", choices=[(key.value, said[0]) for key, said in PROPOSAL_STATES.items()]
    )
    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)
    mine = django_filters.BooleanFilter(label=_("Mine to accept"), method="owned")

    class Meta:
        model = BenefitProposal
        fields: list[str] = []

    def in_state(self, rows: Rows, name: str, value: str) -> Rows:
        """Proposals in a state; signed ones are accepted ones whose entry finance signed."""
        if value == ProposalState.SIGNED:
            return rows.filter(state=ProposalState.ACCEPTED, entry__signature__isnull=False)
        if value == ProposalState.ACCEPTED:
            return rows.filter(state=value, entry__signature=None)
        return rows.filter(state=value)

    def of_case(self, rows: Rows, name: str, value: str) -> Rows:
        """Proposals of the case with this reference."""
        pk = key_of(value)
        return rows.filter(line__case_id=pk) if pk is not None and pk < 2**63 else rows.none()

    def owned(self, rows: Rows, name: str, value: bool | None) -> Rows:
        """Proposals of benefits that the reader owns."""
        if value is None:
            return rows
        return rows.filter(line__owner=self.request.user) if value else rows.exclude(line__owner=self.request.user)
