"""Lists of finance: batches, what is in one, and closed months."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.kernel.tones import Tone
from foundation.people.filters import BelowUnit
from foundation.ui import words
from foundation.ui.columns import DayColumn, LinkColumn, MoneyColumn, NumberColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.filters import ChoiceFilter, FilterSet
from foundation.ui.tables import Table
from roi.category_models import label_of
from roi.control_models import ITEM_CHOICES, STATE_CHOICES, ClosedMonth, SigningBatch, SigningItem
from roi.models import GRADE_CHOICES
from roi.workflow import BATCH_STATES, GRADES, ITEM_STATES, KINDS, BatchState, Grade, ItemState, Kind


def span_text(batch: SigningBatch) -> str:
    """The months of a batch in words."""
    first, last = (words.month(month) for month in batch.months)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def narrowed(batch: SigningBatch) -> str:
    """What a batch was narrowed to besides unit and months; empty for nothing."""
    parts = [
        _(KINDS[Kind(batch.kind)]) if batch.kind else "",
        _(label_of(batch.category)) if batch.category else "",
        _(GRADES[Grade(batch.grade)]) if batch.grade else "",
    ]
    return ", ".join(part for part in parts if part)


class BatchTable(Table):
    """One row a batch, the newest first."""

    unit = LinkColumn(
        verbose_name=gettext_lazy("Batch"),
        accessor="unit__name",
        order_by="unit__name",
        url=lambda batch: batch.get_absolute_url(),
        note=span_text,
    )
    state = StatusColumn(
        verbose_name=gettext_lazy("State"),
        words=lambda state: (_(BATCH_STATES[BatchState(state)][0]), BATCH_STATES[BatchState(state)][1].value),
    )
    count = NumberColumn(verbose_name=gettext_lazy("Entries"), decimals=0)
    signed = NumberColumn(verbose_name=gettext_lazy("Signed"), decimals=0)
    refused = NumberColumn(verbose_name=gettext_lazy("Sent back"), decimals=0)
    opened_by = TextColumn(
        verbose_name=gettext_lazy("Opened by"), accessor="opened_by__name", why=gettext_lazy("The product itself")
    )
    opened_at = WhenColumn(verbose_name=gettext_lazy("Opened"))
    closed_by = TextColumn(
        verbose_name=gettext_lazy("Signed by"), accessor="closed_by__name", why=gettext_lazy("Not signed yet")
    )
    closed_at = WhenColumn(verbose_name=gettext_lazy("Closed"))

    class Meta:
        phone = ("unit", "state", "count")
        hidden = ("closed_at", "opened_at")
        order_by = ("-opened_at",)


class BatchFilters(BelowUnit):
    """By unit and by state."""

    state = ChoiceFilter(label=gettext_lazy("State"), choices=STATE_CHOICES)

    class Meta:
        model = SigningBatch
        fields: list[str] = []


class _EntryMonth(DayColumn):
    def write(self, value: Any, record: Any) -> str:
        """The month."""
        return words.month(record.entry.month)


class ItemTable(Table):
    """What a batch holds."""

    entry = LinkColumn(
        verbose_name=gettext_lazy("Entry"),
        accessor="entry__category_label",
        order_by="entry__category",
        url=lambda item: reverse("roi:entry_detail", args=[item.entry.uid]),
        note=lambda item: item.entry.memo[:80],
    )
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"), accessor="entry__booked", order_by="entry__amount_minor")
    period = _EntryMonth(verbose_name=gettext_lazy("Month"), accessor="entry__period", order_by="entry__period")
    grade = TextColumn(verbose_name=gettext_lazy("Evidence"), accessor="entry__grade_label", order_by="entry__grade")
    state = StatusColumn(
        verbose_name=gettext_lazy("State"),
        words=lambda state: (_(ITEM_STATES[ItemState(state)][0]), ITEM_STATES[ItemState(state)][1].value),
    )
    act = TextColumn(verbose_name=gettext_lazy("Decide"), accessor="pk", orderable=False)
    files = NumberColumn(
        verbose_name=gettext_lazy("Documents"), decimals=0, orderable=False, why=gettext_lazy("None is attached")
    )
    asserted_by = TextColumn(
        verbose_name=gettext_lazy("Asserted by"),
        accessor="entry__asserted_by__name",
        order_by="entry__asserted_by__name",
        why=gettext_lazy("The product itself"),
    )
    case = TextColumn(
        verbose_name=gettext_lazy("Use case"), accessor="entry__case__name", order_by="entry__case__name", shorten=60
    )
    unit = TextColumn(
        verbose_name=gettext_lazy("Unit"), accessor="entry__unit__name", order_by="entry__unit__name", shorten=40
    )
    reported = MoneyColumn(
        verbose_name=gettext_lazy("In reporting currency"),
        accessor="entry__reported",
        order_by="entry__reporting_minor",
    )
    double = StatusColumn(
        verbose_name=gettext_lazy("Counted twice"), orderable=False, words=lambda double: _double_words(double)
    )
    reason = TextColumn(verbose_name=gettext_lazy("Reason"), shorten=80, why=gettext_lazy("Nothing speaks against it"))

    def render_act(self, record: Any) -> Any:
        """The way to send an entry back, for whoever may decide on the batch."""
        if not record.may_decide or record.state != ItemState.WAITING:
            return ""
        url = reverse("roi:send_back", args=[record.batch.uid, record.entry.uid])
        return format_html('<a href="{}">{}</a>', url, _("Send back"))

    def value_act(self, record: Any, value: Any) -> str:
        """Nothing to export."""
        return ""

    class Meta:
        phone = ("entry", "amount", "state")
        hidden = ("unit", "reported", "reason")
        exported = ("unit", "reported", "reason")


def _double_words(double: Any) -> tuple[str, str]:
    return (_("Perhaps"), Tone.WARN.value) if double else (_("No sign of it"), Tone.NEUTRAL.value)


class ItemFilters(FilterSet):
    """By state and by evidence."""

    state = ChoiceFilter(label=gettext_lazy("State"), choices=ITEM_CHOICES)
    grade = ChoiceFilter(label=gettext_lazy("Evidence"), field_name="entry__grade", choices=GRADE_CHOICES)

    class Meta:
        model = SigningItem
        fields: list[str] = []


def _closing_words(standing: Any) -> tuple[str, str]:
    return (_("Closed"), Tone.GOOD.value) if standing else (_("Reopened"), Tone.WARN.value)


class ClosingTable(Table):
    """One row a closing, the newest month first."""

    month = LinkColumn(
        verbose_name=gettext_lazy("Month"),
        accessor="of",
        order_by="month",
        url=lambda row: row.get_absolute_url(),
    )
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name", shorten=60)
    state = StatusColumn(
        verbose_name=gettext_lazy("State"), accessor="is_standing", order_by="reopened_at", words=_closing_words
    )
    closed_by = TextColumn(
        verbose_name=gettext_lazy("Closed by"), accessor="closed_by__name", why=gettext_lazy("The product itself")
    )
    closed_at = WhenColumn(verbose_name=gettext_lazy("Closed"))
    reopened_by = TextColumn(
        verbose_name=gettext_lazy("Reopened by"), accessor="reopened_by__name", why=gettext_lazy("Not reopened")
    )
    reason = TextColumn(verbose_name=gettext_lazy("Reason"), shorten=80, why=gettext_lazy("Not reopened"))

    def render_month(self, record: ClosedMonth) -> Any:
        """The month in words, as the link to its closing."""
        return format_html('<a href="{}" data-row-link>{}</a>', record.get_absolute_url(), words.month(record.of))

    class Meta:
        phone = ("month", "unit", "state")
        hidden = ("closed_at", "reopened_by")
        order_by = ("-month",)


class ClosingFilters(BelowUnit):
    """By unit and by whether the month is closed still."""

    state = ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=[("closed", gettext_lazy("Closed")), ("reopened", gettext_lazy("Reopened"))],
    )

    class Meta:
        model = ClosedMonth
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Closed still, or reopened."""
        return rows.filter(reopened_at__isnull=value == "closed")
