"""The records of adoption, said once: what each list, form and page shows, and which commands a record takes.

All look alike, so one set of views (`pages`) draws them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from adoption import filters, forms, policies, services, tables, wording
from adoption.models import (
    About,
    Champion,
    Communication,
    Feedback,
    Idea,
    PilotResult,
    Resistance,
    Retrospective,
    Scope,
    Session,
    SupportFigures,
    SurveyResult,
    Usage,
)
from foundation.people.actors import Actor
from usecases.models import UseCase

Text = str | Promise
Facts = list[tuple[Text, Any]]


@dataclass(frozen=True, slots=True)
class Act:
    """A command on one record: its button, its form, the check that says who may, and the service that does it."""

    label: Text
    form: type[django_forms.Form]
    check: Callable[[Actor, Any], None]
    do: Callable[..., Any]
    done: Text
    initial: Callable[[Any], Mapping[str, Any]] = lambda row: {}
    needs_user: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A kind of record with its list, its form, and what its page tells."""

    model: type[About]
    table: Any
    filters: Any
    search: tuple[str, ...]
    label: Text
    count: Any
    lead: Text
    new: Text
    form: type[forms.AboutForm]
    create: Callable[..., Any]
    check: Callable[[Actor, Any], None] = policies.check_write
    related: tuple[str, ...] = ()
    facts: Callable[[Any], Facts] = lambda row: []
    texts: Callable[[Any], Facts] = lambda row: []
    acts: Mapping[str, Act] = field(default_factory=dict)
    is_figures: bool = False
    part: str = ""
    """A template with what only pages of this noun show."""


def _users(by: Actor, case: UseCase, unit: Any, month: Any, **counted: Any) -> Any:
    row = services.UsersRow(case=case.reference, unit=str(unit.uid), month=str(month), **counted)
    return services.record(Usage, row, by=by)


def _support(by: Actor, case: UseCase, unit: Any, month: Any, tier: str, **counted: Any) -> Any:
    row = services.SupportRow(case=case.reference, unit=str(unit.uid), month=str(month), tier=tier, **counted)
    return services.record(SupportFigures, row, by=by)


def _counted(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.COUNTED}


def _owned(row: Any) -> Facts:
    return [(gettext_lazy("Owner"), row.owner)]


def _correct(form: type[django_forms.Form]) -> Act:
    return Act(
        gettext_lazy("Correct"),
        forms.correction(form),
        policies.check_correct,
        services.correct,
        gettext_lazy("The figures are corrected; the old ones are kept beside them."),
        initial=_counted,
    )


def _sent(row: Any) -> dict[str, Any]:
    return {"sent_on": timezone.localdate()}


NOUNS: Mapping[str, Noun] = {
    "users": Noun(
        model=Usage,
        table=tables.UsageTable,
        filters=filters.MonthlyFilters,
        search=("case__name", "unit__name", "note"),
        label=gettext_lazy("Users"),
        count=ngettext_lazy("Users: %(count)s month of a unit", "Users: %(count)s months of units", "count"),
        lead=gettext_lazy("Who is to use what, and who does, by use case, unit and month."),
        new=gettext_lazy("Record users"),
        form=forms.UsersForm,
        create=_users,
        facts=wording.usage_facts,
        acts={"correct": _correct(forms.UsersFigures)},
        is_figures=True,
        part="adoption/_features.html",
    ),
    "sessions": Noun(
        model=Session,
        table=tables.SessionTable,
        filters=filters.SessionFilters,
        search=("track", "case__name", "unit__name", "trainer", "key"),
        related=("document",),
        label=gettext_lazy("Training"),
        count=ngettext_lazy("%(count)s training session", "%(count)s training sessions", "count"),
        lead=gettext_lazy("Sessions of the training program: who came, who completed, how content they were."),
        new=gettext_lazy("Plan a session"),
        form=forms.SessionForm,
        create=services.plan_session,
        facts=wording.session_facts,
        acts={
            "attendance": Act(
                gettext_lazy("Tell attendance"),
                forms.AttendanceForm,
                policies.check_attend,
                services.count_attendance,
                gettext_lazy("Attendance is recorded."),
                initial=lambda row: {
                    name: getattr(row, name) for name in ("attended", "completed", "rating", "ratings")
                },
                primary=True,
            ),
            "cancel": Act(
                gettext_lazy("Cancel session"),
                forms.ReasonForm,
                policies.check_cancel,
                services.cancel_session,
                gettext_lazy("The session is canceled."),
            ),
        },
    ),
    "scopes": Noun(
        model=Scope,
        table=tables.ScopeTable,
        filters=filters.AboutFilters,
        search=("unit__name", "track", "case__name"),
        label=gettext_lazy("Training scopes"),
        count=ngettext_lazy("%(count)s statement of scope", "%(count)s statements of scope", "count"),
        lead=gettext_lazy("How many people are to be trained; the newest statement for a unit and track counts."),
        new=gettext_lazy("Say a scope"),
        form=forms.ScopeForm,
        create=services.set_scope,
        facts=lambda row: [(gettext_lazy("Track"), row.track), (gettext_lazy("People in scope"), row.people)],
    ),
    "surveys": Noun(
        model=SurveyResult,
        table=tables.SurveyTable,
        filters=filters.SurveyFilters,
        search=("title", "case__name", "unit__name", "note"),
        label=gettext_lazy("Surveys"),
        count=ngettext_lazy("%(count)s survey", "%(count)s surveys", "count"),
        lead=gettext_lazy("What users say when asked, with how many answered and how sure the figure is."),
        new=gettext_lazy("Record a survey"),
        form=forms.SurveyForm,
        create=services.record_survey,
        facts=wording.survey_facts,
        acts={"correct": _correct(forms.SurveyFigures)},
        is_figures=True,
        part="adoption/_scale.html",
    ),
    "communications": Noun(
        model=Communication,
        table=tables.CommunicationTable,
        filters=filters.CommunicationFilters,
        search=("audience", "message", "case__name", "unit__name"),
        related=("owner",),
        label=gettext_lazy("Communications"),
        count=ngettext_lazy("%(count)s communication", "%(count)s communications", "count"),
        lead=gettext_lazy("Who is told what, on which channel, when and by whom."),
        new=gettext_lazy("Plan a communication"),
        form=forms.CommunicationForm,
        create=services.plan_communication,
        facts=lambda row: [
            (gettext_lazy("Channel"), row.channel_label),
            (gettext_lazy("Planned on"), row.planned_on),
            (gettext_lazy("Sent on"), row.sent_on),
            *_owned(row),
            *([(gettext_lazy("Dropped because"), row.drop_reason)] if row.drop_reason else []),
        ],
        texts=lambda row: [(gettext_lazy("Message"), row.message)],
        acts={
            "send": Act(
                gettext_lazy("Mark as sent"),
                forms.SentForm,
                policies.check_send,
                services.send_communication,
                gettext_lazy("The communication is sent."),
                initial=_sent,
                primary=True,
            ),
            "revise": Act(
                gettext_lazy("Revise"),
                forms.ReviseForm,
                policies.check_send,
                services.revise_communication,
                gettext_lazy("The communication is revised."),
                initial=lambda row: {
                    name: getattr(row, name) for name in ("audience", "message", "channel", "planned_on", "owner")
                },
                needs_user=True,
            ),
            "drop": Act(
                gettext_lazy("Drop"),
                forms.ReasonForm,
                policies.check_send,
                services.drop_communication,
                gettext_lazy("The communication is dropped."),
            ),
        },
    ),
    "champions": Noun(
        model=Champion,
        table=tables.ChampionTable,
        filters=filters.ChampionFilters,
        search=("name", "case__name", "unit__name"),
        label=gettext_lazy("Champions"),
        count=ngettext_lazy("%(count)s champion", "%(count)s champions", "count"),
        lead=gettext_lazy("Who helps colleagues in which unit."),
        new=gettext_lazy("Name a champion"),
        form=forms.ChampionForm,
        create=services.name_champion,
        facts=lambda row: [
            (gettext_lazy("Name"), row.name),
            (gettext_lazy("Since"), row.since),
            (gettext_lazy("Until"), row.until),
        ],
        acts={
            "release": Act(
                gettext_lazy("Release"),
                forms.ReleaseForm,
                policies.check_release,
                services.release_champion,
                gettext_lazy("The champion is released."),
                initial=lambda row: {"until": timezone.localdate()},
            )
        },
    ),
    "resistance": Noun(
        model=Resistance,
        table=tables.ResistanceTable,
        filters=filters.ResistanceFilters,
        search=("statement", "outcome_text", "case__name", "unit__name"),
        related=("owner",),
        label=gettext_lazy("Resistance"),
        count=ngettext_lazy("%(count)s case of resistance", "%(count)s cases of resistance", "count"),
        lead=gettext_lazy("Who refuses what, why, what was done about it, and how it ended."),
        new=gettext_lazy("Record resistance"),
        form=forms.ResistanceForm,
        create=services.raise_resistance,
        facts=wording.resistance_facts,
        texts=lambda row: [
            (gettext_lazy("What they say"), row.statement),
            (gettext_lazy("How it ended"), row.outcome_text),
        ],
        acts={
            "step": Act(
                gettext_lazy("Record what was done"),
                forms.StepForm,
                policies.check_handle,
                services.handle_resistance,
                gettext_lazy("The step is recorded."),
                initial=lambda row: {"done_on": timezone.localdate()},
                primary=True,
            ),
            "close": Act(
                gettext_lazy("Close"),
                forms.CloseForm,
                policies.check_close,
                services.close_resistance,
                gettext_lazy("The case of resistance is closed."),
            ),
            "reopen": Act(
                gettext_lazy("Open again"),
                forms.ReasonForm,
                policies.check_reopen,
                services.reopen_resistance,
                gettext_lazy("The case of resistance is open again."),
            ),
        },
        part="adoption/_steps.html",
    ),
    "feedback": Noun(
        model=Feedback,
        table=tables.FeedbackTable,
        filters=filters.FeedbackFilters,
        search=("text", "answer", "case__name", "unit__name"),
        related=("created_by", "answered_by"),
        label=gettext_lazy("Feedback"),
        count=ngettext_lazy("%(count)s item of feedback", "%(count)s items of feedback", "count"),
        lead=gettext_lazy("What people say, and what became of it. Everyone who may comment can add to it."),
        new=gettext_lazy("Give feedback"),
        form=forms.FeedbackForm,
        create=services.give_feedback,
        check=policies.check_say,
        facts=lambda row: [
            (gettext_lazy("Kind"), row.kind_label),
            (gettext_lazy("By"), row.created_by),
            (gettext_lazy("Answered by"), row.answered_by),
        ],
        texts=lambda row: [(gettext_lazy("Said"), row.text), (gettext_lazy("Answer"), row.answer)],
        acts={
            "answer": Act(
                gettext_lazy("Answer"),
                forms.AnswerForm,
                policies.check_answer,
                services.answer_feedback,
                gettext_lazy("The answer is recorded."),
                initial=lambda row: {"answer": row.answer},
                primary=True,
            )
        },
    ),
    "support": Noun(
        model=SupportFigures,
        table=tables.SupportTable,
        filters=filters.SupportFilters,
        search=("case__name", "tier", "note"),
        related=("document",),
        label=gettext_lazy("Support"),
        count=ngettext_lazy("Support: %(count)s month of a tier", "Support: %(count)s months of tiers", "count"),
        lead=gettext_lazy("Requests by month and tier of the support model, and how long they take."),
        new=gettext_lazy("Record support"),
        form=forms.SupportForm,
        create=_support,
        facts=wording.support_facts,
        acts={"correct": _correct(forms.SupportFiguresForm)},
        is_figures=True,
    ),
    "lessons": Noun(
        model=PilotResult,
        table=tables.PilotTable,
        filters=filters.AboutFilters,
        search=("title", "summary", "lessons", "metrics", "case__name", "unit__name"),
        label=gettext_lazy("Lessons"),
        count=ngettext_lazy("%(count)s pilot with its lessons", "%(count)s pilots with their lessons", "count"),
        lead=gettext_lazy("What pilots changed and taught; a search looks into the casebooks too."),
        new=gettext_lazy("Record a pilot"),
        form=forms.PilotForm,
        create=services.record_pilot,
        facts=lambda row: [
            (gettext_lazy("From"), row.period_from),
            (gettext_lazy("To"), row.period_to),
            (gettext_lazy("Savings a year"), row.savings),
        ],
        texts=lambda row: [(gettext_lazy("Summary"), row.summary)],
        part="adoption/_pilot.html",
    ),
    "retrospectives": Noun(
        model=Retrospective,
        table=tables.RetrospectiveTable,
        filters=filters.AboutFilters,
        search=("title", "went_well", "to_change", "actions", "case__name", "unit__name"),
        label=gettext_lazy("Retrospectives"),
        count=ngettext_lazy("%(count)s retrospective", "%(count)s retrospectives", "count"),
        lead=gettext_lazy("What teams keep and change after a stretch of work."),
        new=gettext_lazy("Record a retrospective"),
        form=forms.RetrospectiveForm,
        create=services.hold_retrospective,
        facts=lambda row: [(gettext_lazy("Held on"), row.held_on)],
        texts=lambda row: [
            (gettext_lazy("What went well"), row.went_well),
            (gettext_lazy("What to change"), row.to_change),
            (gettext_lazy("Actions"), row.actions),
        ],
    ),
    "ideas": Noun(
        model=Idea,
        table=tables.IdeaTable,
        filters=filters.IdeaFilters,
        search=("title", "problem", "unit__name"),
        related=("created_by", "became", "decided_by"),
        label=gettext_lazy("Ideas"),
        count=ngettext_lazy("%(count)s idea", "%(count)s ideas", "count"),
        lead=gettext_lazy("The innovation pipeline: an idea becomes a use case, or is declined with a reason."),
        new=gettext_lazy("Suggest an idea"),
        form=forms.IdeaForm,
        create=services.suggest_idea,
        check=policies.check_say,
        facts=wording.idea_facts,
        texts=lambda row: [
            (gettext_lazy("Problem it solves"), row.problem),
            (gettext_lazy("Declined because"), row.decline_reason),
        ],
        acts={
            "register": Act(
                gettext_lazy("Register as a use case"),
                forms.NoForm,
                policies.check_turn,
                services.turn_idea,
                gettext_lazy("The idea is a use case now."),
                primary=True,
            ),
            "decline": Act(
                gettext_lazy("Decline"),
                forms.ReasonForm,
                policies.check_decline,
                services.decline_idea,
                gettext_lazy("The idea is declined."),
            ),
        },
    ),
}
