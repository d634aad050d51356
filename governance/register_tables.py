"""The tables of exceptions and findings, and their filters."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.columns import DayColumn, LinkColumn, StatusColumn, TextColumn
from foundation.ui.filters import ChoiceFilter
from foundation.ui.tables import Table
from governance.models import Finding, PolicyException
from governance.register_rules import ExceptionState, FindingState, Grade, Origin


def exception_words(value: Any) -> tuple[str, str]:
    """Label and tone of an exception's state."""
    return gettext(ExceptionState(value).label), ExceptionState(value).tone


def finding_words(value: str) -> tuple[str, str]:
    """Label and tone of a finding's state."""
    return gettext(FindingState(value).label), FindingState(value).tone


def grade_words(value: str) -> tuple[str, str]:
    """Label and tone of a finding's grade."""
    return gettext(Grade(value).label), Grade(value).tone


class ExceptionTable(Table):
    """Exceptions, the latest wish first."""

    policy_label = LinkColumn(verbose_name=_("Policy"), shorten=80, note=lambda row: row.case.reference)
    case = TextColumn(verbose_name=_("Use case"), accessor="case__name", order_by="case__name", shorten=60)
    standing = StatusColumn(verbose_name=_("State"), words=exception_words, order_by="state")
    until = DayColumn(verbose_name=_("Until"))
    requested_by = TextColumn(
        verbose_name=_("Asked for by"), accessor="requested_by__name", order_by="requested_by__name"
    )
    requested_at = DayColumn(verbose_name=_("Asked"))
    decided_by = TextColumn(
        verbose_name=_("Decided by"), accessor="decided_by__name", order_by="decided_by__name",
        why=_("Not decided yet"),
    )  # fmt: skip
    measures = TextColumn(verbose_name=_("Compensating measures"), shorten=80)

    class Meta:
        model = PolicyException
        fields = ()
        sequence = (
            "policy_label", "case", "standing", "until", "requested_by", "requested_at", "decided_by", "measures",
        )  # fmt: skip
        phone = ("policy_label", "standing", "until")
        hidden = ("requested_at", "decided_by", "measures")
        order_by = ("-requested_at",)


class ExceptionFilters(BelowUnit):
    """State, policy and unit."""

    unit_path = "case__unit__path"

    state = ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("All states"),
        choices=[(state.value, _(state.label)) for state in ExceptionState],
    )  # fmt: skip

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """As of today: one whose last day has passed is over."""
        today = timezone.localdate()
        if value == ExceptionState.GRANTED:
            return rows.filter(state=value, until__gte=today)
        if value == ExceptionState.EXPIRED:
            return rows.filter(state=value) | rows.filter(state=ExceptionState.GRANTED, until__lt=today)
        return rows.filter(state=value)


class FindingTable(Table):
    """Findings, those due first on top."""

    title = LinkColumn(verbose_name=_("Finding"), shorten=120, note=lambda row: row.reference)
    state = StatusColumn(verbose_name=_("State"), words=finding_words)
    grade = StatusColumn(verbose_name=_("Grade"), words=grade_words)
    due = DayColumn(verbose_name=_("Due"))
    owner = TextColumn(verbose_name=_("Owner"), accessor="owner__name", order_by="owner__name")
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    origin = TextColumn(verbose_name=_("Source"), accessor="origin_label", order_by="origin")
    report = TextColumn(verbose_name=_("Report"), shorten=60)
    raised_at = DayColumn(verbose_name=_("Raised"))
    closed_at = DayColumn(verbose_name=_("Closed"), why=_("Not closed yet"))  # type: ignore[arg-type]
    closed_by = TextColumn(
        verbose_name=_("Closed by"), accessor="closed_by__name", order_by="closed_by__name", why=_("Not closed yet")
    )

    class Meta:
        model = Finding
        fields = ()
        sequence = (
            "title", "state", "grade", "due", "owner", "unit", "origin", "report", "raised_at", "closed_at",
            "closed_by",
        )  # fmt: skip
        phone = ("title", "state", "due")
        hidden = ("report", "raised_at", "closed_at", "closed_by")
        order_by = ("due",)


class FindingFilters(BelowUnit):
    """State, grade, source, owner and unit."""

    state = ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("All states"),
        choices=[("unsettled", _("Not closed")), ("late", _("Late")),
                 *((state.value, _(state.label)) for state in FindingState)],
    )  # fmt: skip
    grade = ChoiceFilter(label=_("Grade"), empty_label=_("All"), choices=[(row.value, _(row.label)) for row in Grade])
    origin = ChoiceFilter(
        label=_("Source"), empty_label=_("All"), choices=[(row.value, _(row.label)) for row in Origin]
    )
    owner = ChoiceFilter(label=_("Owner"), method="of_owner", empty_label=_("Anybody"), choices=[("mine", _("Mine"))])

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """One state, all that are not closed, or those past their day."""
        if value in {"unsettled", "late"}:
            rows = rows.exclude(state=FindingState.CLOSED)
            return rows.filter(due__lt=timezone.localdate()) if value == "late" else rows
        return rows.filter(state=value)

    def of_owner(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """One's own."""
        return rows.filter(owner=self.request.user)
