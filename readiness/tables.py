"""The tables of assessments and of the profiles of units."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.ui import words
from foundation.ui.columns import (
    DayColumn,
    LinkColumn,
    NumberColumn,
    ScoreColumn,
    StatusColumn,
    TextColumn,
    WhenColumn,
    status,
)
from foundation.ui.tables import Table
from library.kinds.instrument import Instrument
from readiness.models import UnitProfile
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


class ProfileBandColumn(TextColumn):
    """The band of a profile as it was frozen."""

    def write(self, value: Any, record: UnitProfile) -> Any:
        """The band's label with its tone."""
        return status(record.band_label, record.band_tone)


class DimensionColumn(ScoreColumn):
    """The score of one dimension of a profile, which leads to that part of the assessment."""

    css = "pm-num rd-wrap"

    def __init__(self, key: str, **kwargs: Any) -> None:
        self.key = key
        super().__init__(accessor="pk", orderable=False, why=_("Not known, or not asked in its version"), **kwargs)

    def render(self, value: Any, record: UnitProfile) -> Any:
        """The score as a link, or the en dash with the reason."""
        score = record.score_of(self.key)
        if score is None:
            return self.missing
        url = f"{record.assessment.get_absolute_url()}#dimension-{self.key}"
        return format_html('<a href="{}">{}</a>', url, words.number(score, 2))

    def cells(self, value: Any, record: UnitProfile) -> Any:
        """The score as a number."""
        return [record.score_of(self.key)]


def profile_table(instrument: Instrument) -> type[Table]:
    """The table of profiles with a column for each dimension of the instrument."""
    columns: dict[str, Any] = {
        "unit": LinkColumn(
            verbose_name=_("Unit"),
            accessor="unit__name",
            order_by="unit__name",
            url=lambda row: row.assessment.get_absolute_url(),
        ),
        "overall": ScoreColumn(verbose_name=_("Overall")),
        "band": ProfileBandColumn(verbose_name=_("Band"), accessor="band_label", order_by="overall"),
    }
    for dimension in instrument.dimensions:
        columns[f"score_{dimension.key}"] = DimensionColumn(dimension.key, verbose_name=dimension.label)
    columns["submitted_at"] = DayColumn(verbose_name=_("Submitted"))
    columns["Meta"] = type("Meta", (), {"phone": ("unit", "overall", "band"), "order_by": ("overall",)})
    return type("ProfileTable", (Table,), columns)
