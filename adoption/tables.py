"""The records of adoption as tables."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption import wording
from adoption.models import Resistance, SurveyResult
from adoption.workflow import ANSWERS, HANDLINGS, IDEA_STATES, OUTCOMES, SENDINGS, Answer, Handling, IdeaState, Outcome
from foundation.ui import words
from foundation.ui.columns import (
    DayColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    PercentColumn,
    StatusColumn,
    TextColumn,
    WhenColumn,
)
from foundation.ui.tables import Table


def state_words(table: Any, kind: Any) -> Any:
    """A function from a stored value to its word and tone."""

    def said(value: Any) -> tuple[str, str]:
        label, tone = table[kind(value)]
        return _(label), tone.value

    return said


sending_words = state_words(SENDINGS, str)
handling_words = state_words(HANDLINGS, Handling)
outcome_words = state_words(OUTCOMES, Outcome)
answer_words = state_words(ANSWERS, Answer)
idea_words = state_words(IDEA_STATES, IdeaState)


def counts_words(corrected: Any) -> tuple[str, str]:
    """Word and tone: whether figures count or were corrected."""
    return (_("Corrected"), "warn") if corrected else (_("Counts"), "neutral")


def session_words(row: Any) -> tuple[str, str]:
    """Word and tone of a session."""
    if row.canceled_at:
        return _("Canceled"), "neutral"
    return (_("Planned"), "info") if row.attended is None else (_("Held"), "good")


def survey_figure(row: SurveyResult) -> str | None:
    """What a survey found: NPS with its standard error, or the share of the satisfied; None with too few answers."""
    if not row.is_sufficient:
        return None
    if row.nps is not None:
        said = {"score": words.number(row.nps.score, 0), "error": words.number(row.nps.error, 1)}
        return _("NPS %(score)s ± %(error)s") % said
    return _("%(share)s satisfied") % {"share": words.percent(row.csat)}


class AboutTable(Table):
    """Use case and unit, which every record has."""

    case = TextColumn(
        verbose_name=gettext_lazy("Use case"), accessor="case__name", order_by="case__name", shorten=40,
        why=gettext_lazy("Of the unit as a whole"),
    )  # fmt: skip
    reference = TextColumn(verbose_name=gettext_lazy("Reference"), accessor="case_reference", order_by="case_id")
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__path")


class SessionTable(AboutTable):
    track_label = LinkColumn(verbose_name=gettext_lazy("Track"), order_by="track")
    held_on = DayColumn(verbose_name=gettext_lazy("Day"))
    state = StatusColumn(verbose_name=gettext_lazy("State"), accessor="pk", orderable=False, words=session_words)
    seats = NumberColumn(verbose_name=gettext_lazy("Seats"))
    attended = NumberColumn(verbose_name=gettext_lazy("Attended"))
    completed = NumberColumn(verbose_name=gettext_lazy("Completed"))
    rating = NumberColumn(verbose_name=gettext_lazy("Satisfaction"), decimals=1)
    ratings = NumberColumn(verbose_name=gettext_lazy("Answers"))
    trainer = TextColumn(verbose_name=gettext_lazy("Trainer"))
    key = TextColumn(verbose_name=gettext_lazy("Key"))

    class Meta:
        phone = ("track_label", "completed", "held_on")
        hidden = ("reference", "trainer", "key", "seats", "ratings")
        order_by = ("-held_on",)
        sequence = ("track_label", "held_on", "state", "unit", "case", "...")

    def render_state(self, record: Any, column: StatusColumn) -> Any:
        """Whether it is planned, held or canceled."""
        return column.write(record, record)

    def value_state(self, record: Any, value: Any) -> str:
        """The word of it."""
        return session_words(record)[0]


class FiguresTable(AboutTable):
    """What figures that may be corrected share."""

    counted = StatusColumn(
        verbose_name=gettext_lazy("State"), accessor="is_corrected", orderable=False, words=counts_words
    )
    origin = TextColumn(verbose_name=gettext_lazy("Came in"), accessor="origin_label", order_by="origin")
    recorded_at = WhenColumn(verbose_name=gettext_lazy("Recorded"), accessor="created_at")
    key = TextColumn(verbose_name=gettext_lazy("Key"))
    note = TextColumn(verbose_name=gettext_lazy("Note"), shorten=60, orderable=False)


def _link_to_case() -> LinkColumn:
    return LinkColumn(
        verbose_name=gettext_lazy("Use case"), accessor="case__name", order_by="case__name",
        note=lambda row: row.case_reference,
    )  # fmt: skip


class UsageTable(FiguresTable):
    case = _link_to_case()
    month = TextColumn(verbose_name=gettext_lazy("Month"), accessor="period", order_by="month")
    targeted = NumberColumn(verbose_name=gettext_lazy("Targeted"))
    invited = NumberColumn(verbose_name=gettext_lazy("Invited"))
    activated = NumberColumn(verbose_name=gettext_lazy("Reached first value"))
    active_monthly = NumberColumn(verbose_name=gettext_lazy("Active in the month"))
    active_weekly = NumberColumn(verbose_name=gettext_lazy("Active in a week"))
    activation = PercentColumn(verbose_name=gettext_lazy("Activation"), orderable=False)
    adoption = PercentColumn(verbose_name=gettext_lazy("Adoption"), orderable=False)
    stickiness = PercentColumn(verbose_name=gettext_lazy("Weekly / monthly"), orderable=False)
    onboarding_days = NumberColumn(verbose_name=gettext_lazy("Days to first value"))

    class Meta:
        phone = ("case", "adoption", "month")
        hidden = ("reference", "invited", "activated", "active_weekly", "origin", "recorded_at", "key", "note")
        order_by = ("-month",)
        sequence = (
            "case", "unit", "month", "targeted", "invited", "activated", "active_monthly", "active_weekly", "adoption",
            "activation", "stickiness", "onboarding_days", "...",
        )  # fmt: skip

    def render_month(self, record: Any) -> str:
        """Month and year."""
        return words.month(record.period)


class SupportTable(FiguresTable):
    case = _link_to_case()
    month = TextColumn(verbose_name=gettext_lazy("Month"), accessor="period", order_by="month")
    tier = TextColumn(verbose_name=gettext_lazy("Tier"), accessor="tier_label", order_by="tier")
    opened = NumberColumn(verbose_name=gettext_lazy("Opened"))
    resolved = NumberColumn(verbose_name=gettext_lazy("Resolved"))
    reopened = NumberColumn(verbose_name=gettext_lazy("Opened again"))
    first_response_hours = NumberColumn(verbose_name=gettext_lazy("First response, hours"))
    resolution_hours = NumberColumn(verbose_name=gettext_lazy("Resolution, hours"))

    class Meta:
        phone = ("case", "opened", "month")
        hidden = ("reference", "unit", "reopened", "origin", "recorded_at", "key", "note")
        order_by = ("-month",)
        sequence = (
            "case", "month", "tier", "opened", "resolved", "first_response_hours", "resolution_hours", "...",
        )  # fmt: skip

    def render_month(self, record: Any) -> str:
        """Month and year."""
        return words.month(record.period)


class SurveyTable(FiguresTable):
    title = LinkColumn(verbose_name=gettext_lazy("Question"))
    asked_on = DayColumn(verbose_name=gettext_lazy("Asked on"))
    figure = TextColumn(verbose_name=gettext_lazy("Found"), accessor="pk", orderable=False)
    answers = NumberColumn(verbose_name=gettext_lazy("Answers"), orderable=False)
    response = PercentColumn(verbose_name=gettext_lazy("Response"), orderable=False)
    kind = TextColumn(verbose_name=gettext_lazy("Scale"), accessor="kind_label", order_by="kind")

    class Meta:
        phone = ("title", "figure", "asked_on")
        hidden = ("reference", "origin", "recorded_at", "key", "note")
        order_by = ("-asked_on",)
        sequence = ("title", "asked_on", "figure", "answers", "response", "case", "unit", "...")

    def render_figure(self, record: SurveyResult) -> Any:
        """NPS or the share of the satisfied, or that there are too few answers."""
        return survey_figure(record) or words.missing(wording.too_few(), focus=False)

    def value_figure(self, record: SurveyResult, value: Any) -> Any:
        """The figure as a number; nothing with too few answers."""
        return (record.nps.score if record.nps else record.csat) if record.is_sufficient else None


class CommunicationTable(AboutTable):
    audience = LinkColumn(verbose_name=gettext_lazy("Audience"))
    message = TextColumn(verbose_name=gettext_lazy("Message"), shorten=80, orderable=False)
    channel = TextColumn(verbose_name=gettext_lazy("Channel"), accessor="channel_label", order_by="channel")
    planned_on = DayColumn(verbose_name=gettext_lazy("Planned on"))
    state = StatusColumn(verbose_name=gettext_lazy("State"), orderable=False, words=sending_words)
    sent_on = DayColumn(verbose_name=gettext_lazy("Sent on"))
    owner = TextColumn(verbose_name=gettext_lazy("Owner"), accessor="owner__name", order_by="owner__name")

    class Meta:
        phone = ("audience", "state", "planned_on")
        hidden = ("reference", "sent_on", "unit")
        order_by = ("-planned_on",)
        sequence = ("audience", "planned_on", "state", "channel", "message", "owner", "case", "...")


class ChampionTable(AboutTable):
    name = LinkColumn(verbose_name=gettext_lazy("Name"))
    since = DayColumn(verbose_name=gettext_lazy("Since"))
    until = DayColumn(verbose_name=gettext_lazy("Until"))

    class Meta:
        phone = ("name", "unit", "since")
        hidden = ("reference",)
        order_by = ("name",)
        sequence = ("name", "unit", "case", "...")


class ResistanceTable(AboutTable):
    reason = LinkColumn(verbose_name=gettext_lazy("Reason"), accessor="reason_label", order_by="reason")
    statement = TextColumn(verbose_name=gettext_lazy("What they say"), shorten=80, orderable=False)
    raised_on = DayColumn(verbose_name=gettext_lazy("Raised on"))
    state = StatusColumn(verbose_name=gettext_lazy("State"), words=handling_words)
    outcome = StatusColumn(
        verbose_name=gettext_lazy("Outcome"),
        words=outcome_words,
        why=gettext_lazy("Not closed yet"),
    )
    people = NumberColumn(verbose_name=gettext_lazy("People"))
    owner = TextColumn(verbose_name=gettext_lazy("Owner"), accessor="owner__name", order_by="owner__name")

    class Meta:
        phone = ("reason", "state", "unit")
        hidden = ("reference", "people")
        order_by = ("-raised_on",)
        sequence = ("reason", "unit", "case", "state", "outcome", "raised_on", "...")

    def value_outcome(self, record: Resistance, value: Any) -> str:
        """The word of the outcome; nothing before there is one."""
        return outcome_words(record.outcome)[0] if record.outcome else ""


class FeedbackTable(AboutTable):
    text = LinkColumn(verbose_name=gettext_lazy("Said"), shorten=90, orderable=False)
    kind = TextColumn(verbose_name=gettext_lazy("Kind"), accessor="kind_label", order_by="kind")
    state = StatusColumn(verbose_name=gettext_lazy("State"), words=answer_words)
    created_at = WhenColumn(verbose_name=gettext_lazy("Said on"))
    created_by = TextColumn(verbose_name=gettext_lazy("By"), accessor="created_by__name", orderable=False)
    answer = TextColumn(verbose_name=gettext_lazy("Answer"), shorten=80, orderable=False)

    class Meta:
        phone = ("text", "state", "kind")
        hidden = ("reference", "unit", "answer")
        order_by = ("-created_at",)
        sequence = ("text", "kind", "state", "case", "created_by", "created_at", "...")


class PilotTable(AboutTable):
    title = LinkColumn(verbose_name=gettext_lazy("Pilot"))
    period_to = DayColumn(verbose_name=gettext_lazy("Ended"))
    savings = MoneyColumn(verbose_name=gettext_lazy("Savings a year"), order_by="savings_minor")
    lessons = TextColumn(verbose_name=gettext_lazy("Lessons"), shorten=120, orderable=False)
    period_from = DayColumn(verbose_name=gettext_lazy("Began"))

    class Meta:
        phone = ("title", "savings", "period_to")
        hidden = ("reference", "period_from", "unit")
        order_by = ("-period_to",)
        sequence = ("title", "case", "period_to", "savings", "lessons", "...")


class RetrospectiveTable(AboutTable):
    title = LinkColumn(verbose_name=gettext_lazy("Retrospective"))
    held_on = DayColumn(verbose_name=gettext_lazy("Held on"))
    to_change = TextColumn(verbose_name=gettext_lazy("What to change"), shorten=90, orderable=False)
    actions = TextColumn(verbose_name=gettext_lazy("Actions"), shorten=90, orderable=False)
    went_well = TextColumn(verbose_name=gettext_lazy("What went well"), shorten=90, orderable=False)

    class Meta:
        phone = ("title", "held_on", "unit")
        hidden = ("reference", "went_well")
        order_by = ("-held_on",)
        sequence = ("title", "held_on", "case", "unit", "to_change", "...")


class IdeaTable(AboutTable):
    title = LinkColumn(verbose_name=gettext_lazy("Idea"))
    problem = TextColumn(verbose_name=gettext_lazy("Problem it solves"), shorten=90, orderable=False)
    state = StatusColumn(verbose_name=gettext_lazy("State"), words=idea_words)
    created_by = TextColumn(verbose_name=gettext_lazy("By"), accessor="created_by__name", orderable=False)
    created_at = WhenColumn(verbose_name=gettext_lazy("Suggested"))

    class Meta:
        phone = ("title", "state", "unit")
        hidden = ("reference", "case")
        order_by = ("-created_at",)
        sequence = ("title", "state", "problem", "unit", "created_by", "...")


class ScopeTable(AboutTable):
    unit = LinkColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__path")
    track = TextColumn(verbose_name=gettext_lazy("Track"))
    people = NumberColumn(verbose_name=gettext_lazy("People in scope"))
    created_at = WhenColumn(verbose_name=gettext_lazy("Said"))

    class Meta:
        phone = ("unit", "people", "track")
        hidden = ("reference",)
        order_by = ("-created_at",)
        sequence = ("unit", "track", "people", "case", "created_at", "...")
