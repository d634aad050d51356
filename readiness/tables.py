"""The table of assessments."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.ui.columns import LinkColumn, NumberColumn, ScoreColumn, StatusColumn, TextColumn, WhenColumn, status
from foundation.ui.tables import Table
from readiness.workflow import LABELS, TONES, State


class BandColumn(TextColumn):
    """The band in the words of the instrument's version."""

    def write(self, value: Any, record: Any) -> Any:
        """The band's label with its tone."""
        return status(record.band_label, str(record.band_tone))

    def cells(self, value: Any, record: Any) -> Any:
        """The band's label."""
        return [record.band_label]


class AssessmentTable(Table):
    subject_label = LinkColumn(verbose_name=_("Unit"), url=lambda row: row.get_absolute_url())
    instrument = TextColumn(verbose_name=_("Instrument"), accessor="instrument__title")
    state = StatusColumn(verbose_name=_("State"), words=lambda value: (LABELS[State(value)], TONES[State(value)]))
    answered = NumberColumn(verbose_name=_("Answered"))
    overall = ScoreColumn(verbose_name=_("Overall"), why=_("Not submitted yet"))
    band = BandColumn(verbose_name=_("Band"))
    submitted_at = WhenColumn(verbose_name=_("Submitted"))
    started_at = WhenColumn(verbose_name=_("Started"))

    class Meta:
        phone = ("subject_label", "overall", "band")
        hidden = ("started_at", "answered")
        order_by = ("-started_at",)
