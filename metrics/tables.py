"""KPIs and measurements as tables."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui import words
from foundation.ui.columns import Base, DayColumn, LinkColumn, NumberColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table
from metrics import queries, rules, wording
from metrics.models import Kpi, Measurement
from metrics.workflow import State
from usecases.models import reference_of

SPARK_WIDTH, SPARK_HEIGHT, SPARK_POINTS = 88, 22, 30


def spark(values: Sequence[Decimal]) -> SafeString | None:
    """A small line over the last values, oldest first; None for fewer than two."""
    if len(values) < 2:
        return None
    step = max(1, len(values) // SPARK_POINTS)
    shown = [float(value) for value in (*values[:-1:step], values[-1])]
    low, span = min(shown), max(shown) - min(shown)
    across = (SPARK_WIDTH - 6) / (len(shown) - 1)
    inner = SPARK_HEIGHT - 6
    points = [
        (3 + index * across, 3 + inner * (1 - (value - low) / span if span else 0.5))
        for index, value in enumerate(shown)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<svg class="metrics-spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2"/></svg>',
        SPARK_WIDTH,
        SPARK_HEIGHT,
        SPARK_WIDTH,
        SPARK_HEIGHT,
        _("From %(first)s to %(last)s") % {"first": wording.number(values[0]), "last": wording.number(values[-1])},
        line,
        f"{points[-1][0]:.1f}",
        f"{points[-1][1]:.1f}",
    )


class FigureColumn(Base):
    """A figure in the unit of its KPI; an export gets the number."""

    css = "pm-num"

    def write(self, value: Any, record: Any) -> str | SafeString:
        """The figure with its unit."""
        return wording.value_of(record, value)


class KpiTable(Table):
    """One row a KPI with its latest value, as `queries.with_latest` adds it."""

    label = LinkColumn(
        verbose_name=gettext_lazy("KPI"),
        url=lambda row: reverse("metrics:kpi_detail", args=[row.uid]),
        note=lambda row: reference_of(row.case_id),
    )
    case = TextColumn(verbose_name=gettext_lazy("Use case"), accessor="case__name", order_by="case__name", shorten=50)
    latest = FigureColumn(
        verbose_name=gettext_lazy("Latest"),
        accessor="latest_value",
        order_by="latest_value",
        why=gettext_lazy("Nothing is measured yet"),  # type: ignore[arg-type]
    )
    target = TextColumn(verbose_name=gettext_lazy("Target"), accessor="pk", orderable=False)
    state = StatusColumn(
        verbose_name=gettext_lazy("State"),
        accessor="pk",
        orderable=False,
        words=lambda state: wording.state_words(state),
    )
    trend = TextColumn(verbose_name=gettext_lazy("Trend"), accessor="pk", orderable=False)
    latest_on = DayColumn(verbose_name=gettext_lazy("Measured on"))
    baseline = FigureColumn(
        verbose_name=gettext_lazy("Baseline"),
        why=gettext_lazy("No baseline is recorded"),  # type: ignore[arg-type]
    )
    share = TextColumn(verbose_name=gettext_lazy("Way to target"), accessor="pk", orderable=False)
    target_on = DayColumn(verbose_name=gettext_lazy("Due"))
    cadence = TextColumn(verbose_name=gettext_lazy("Cadence"), accessor="cadence_label", order_by="cadence")
    timing = TextColumn(verbose_name=gettext_lazy("Timing"), accessor="timing_label", order_by="timing")
    direction = TextColumn(verbose_name=gettext_lazy("Direction"), accessor="direction_label", order_by="direction")
    owner = TextColumn(verbose_name=gettext_lazy("Owner"), accessor="owner__name", order_by="owner__name")
    source = TextColumn(verbose_name=gettext_lazy("Source"), shorten=60, orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="case__unit__name", order_by="case__unit__name")

    class Meta:
        phone = ("label", "latest", "state")
        hidden = ("baseline", "share", "target_on", "cadence", "timing", "direction", "owner", "source", "unit")
        order_by = ("-latest_on",)

    def _sparks(self) -> dict[int, list[Decimal]]:
        found: dict[int, list[Decimal]] | None = getattr(self, "_drawn", None)
        if found is None:
            rows = self.data.data
            found = queries.sparks(rows) if isinstance(rows, list) else {}
            self._drawn = found
        return found

    def render_trend(self, record: Kpi) -> Any:
        """The small line of the last values."""
        return spark(self._sparks().get(record.pk, [])) or words.missing(
            _("Fewer than two values in this time"), focus=False
        )

    def value_trend(self, record: Kpi, value: Any) -> str:
        """Nothing: a spreadsheet draws its own."""
        return ""

    def render_target(self, record: Kpi) -> Any:
        """The target in words."""
        return wording.target_of(record) or words.missing(_("No target is set"), focus=False)

    def value_target(self, record: Kpi, value: Any) -> str:
        """The target in words."""
        return wording.target_of(record)

    def render_state(self, record: Any, column: StatusColumn) -> Any:
        """How the KPI stands today."""
        return column.write(_state(record), record)

    def value_state(self, record: Any, value: Any) -> str:
        """The word of the state."""
        return wording.state_words(_state(record))[0]

    def render_share(self, record: Any) -> Any:
        """Which share of the way from baseline to target is gone."""
        found = queries.realization(record, record.latest_value)
        return words.missing(_(found.why), focus=False) if found.share is None else words.percent(found.share)

    def value_share(self, record: Any, value: Any) -> Any:
        """The share as a fraction."""
        return queries.realization(record, record.latest_value).share


def _state(record: Any) -> State:
    return rules.state(record.course(record.latest_value, record.latest_on), timezone.localdate())


class ValueColumn(Base):
    """The value of a measurement in the unit of its KPI."""

    css = "pm-num"

    def write(self, value: Any, record: Measurement) -> str | SafeString:
        """The figure with its unit."""
        return wording.value_of(record.kpi, value)


def counts_words(corrected: Any) -> tuple[str, str]:
    """Word and tone: whether a value counts or was corrected."""
    return (_("Corrected"), "warn") if corrected else (_("Counts"), "neutral")


class MeasurementTable(Table):
    """One row a value, the latest day first; corrected values stay in the list."""

    kpi = LinkColumn(
        verbose_name=gettext_lazy("KPI"),
        accessor="kpi__label",
        order_by="kpi__label",
        url=lambda row: reverse("metrics:kpi_detail", args=[row.kpi.uid]),
        note=lambda row: reference_of(row.kpi.case_id),
    )
    effective_on = DayColumn(verbose_name=gettext_lazy("Day"))
    value = ValueColumn(verbose_name=gettext_lazy("Value"))
    state = StatusColumn(
        verbose_name=gettext_lazy("State"), accessor="corrected_by", orderable=False, words=counts_words
    )
    sample = NumberColumn(verbose_name=gettext_lazy("Sample"), decimals=0)
    note = TextColumn(verbose_name=gettext_lazy("Note"), shorten=80, orderable=False)
    origin = TextColumn(verbose_name=gettext_lazy("Came in"), accessor="origin_label", order_by="origin")
    recorded_by = TextColumn(verbose_name=gettext_lazy("Recorded by"), accessor="recorded_by__name", orderable=False)
    recorded_at = WhenColumn(verbose_name=gettext_lazy("Recorded"))
    period_from = DayColumn(verbose_name=gettext_lazy("From"))
    key = TextColumn(verbose_name=gettext_lazy("Key"), orderable=False)

    class Meta:
        phone = ("kpi", "value", "effective_on")
        hidden = ("period_from", "key", "origin")
        order_by = ("-effective_on",)

    def render_state(self, record: Any, column: StatusColumn) -> Any:
        """Whether the value counts."""
        return column.write(record.corrected_by is not None, record)

    def value_state(self, record: Any, value: Any) -> str:
        """The word of it."""
        return counts_words(record.corrected_by is not None)[0]
