"""The tables of assessments, of the profiles of units, of action items and of processes."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
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
    subject_label = LinkColumn(verbose_name=_("Subject"), url=lambda row: row.get_absolute_url())
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
        return format_html('<a href="{}#dimension-{}">{}</a>', record.result_url, self.key, words.number(score, 2))

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
            url=lambda row: row.result_url,
        ),
        "overall": ScoreColumn(verbose_name=_("Overall")),
        "band": ProfileBandColumn(verbose_name=_("Band"), accessor="band_label", order_by="overall"),
    }
    for dimension in instrument.dimensions:
        columns[f"score_{dimension.key}"] = DimensionColumn(dimension.key, verbose_name=dimension.label)
    columns["submitted_at"] = DayColumn(verbose_name=_("Submitted"))
    columns["Meta"] = type("Meta", (), {"phone": ("unit", "overall", "band"), "order_by": ("overall",)})
    return type("ProfileTable", (Table,), columns)


class ActionStateColumn(TextColumn):
    """The state of an action item; an open one whose day has passed says so."""

    def write(self, value: Any, record: Any) -> Any:
        """The state with its tone."""
        return status(gettext("Overdue") if record.is_overdue else record.state_label, str(record.tone))

    def cells(self, value: Any, record: Any) -> Any:
        """The state."""
        return [record.state_label]


class ActionTable(Table):
    text = LinkColumn(verbose_name=_("What is to be done"), url=lambda row: row.get_absolute_url(), shorten=120)
    subject_label = TextColumn(verbose_name=_("About"), shorten=60)
    factor_label = TextColumn(verbose_name=_("Factor"), why=_("About the whole"), shorten=60)
    owner = TextColumn(verbose_name=_("Owner"), accessor="owner__name", why=_("Nobody yet"))
    due_on = DayColumn(verbose_name=_("Due"), why=_("No day set"))  # type: ignore[arg-type]
    state = ActionStateColumn(verbose_name=_("State"))
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name")
    created_at = WhenColumn(verbose_name=_("Written down"))
    closing_note = TextColumn(verbose_name=_("What came of it"), why=_("Still open"), shorten=120)

    class Meta:
        phone = ("text", "due_on", "state")
        hidden = ("unit", "created_at", "closing_note")
        exported = ("closing_note",)
        order_by = ("-state", "due_on")


class ProcessTable(Table):
    name = LinkColumn(
        verbose_name=_("Process"), url=lambda row: reverse("readiness:process_edit", args=[row.uid]), shorten=120
    )
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name")

    class Meta:
        phone = ("name", "unit")
        order_by = ("name",)
