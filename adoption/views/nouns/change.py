"""What pages show of communications, champions, resistance and feedback."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy

from adoption import filters, policies, services, tables, wording
from adoption.forms.about import ReasonForm
from adoption.forms.change import (
    AnswerForm,
    ChampionForm,
    CloseForm,
    CommunicationForm,
    FeedbackForm,
    ReleaseForm,
    ResistanceForm,
    ReviseForm,
    SentForm,
    StepForm,
)
from adoption.models import Champion, Communication, Feedback, Resistance
from adoption.views.nouns.noun import Act, Facts, Noun


def _owned(row: Any) -> Facts:
    return [(gettext_lazy("Owner"), row.owner)]


def _sent(row: Any) -> dict[str, Any]:
    return {"sent_on": timezone.localdate()}


COMMUNICATIONS = Noun(
    model=Communication,
    table=tables.CommunicationTable,
    filters=filters.CommunicationFilters,
    search=("audience", "message", "case__name", "unit__name"),
    related=("owner",),
    label=gettext_lazy("Communications"),
    count=ngettext_lazy("%(count)s communication", "%(count)s communications", "count"),
    lead=gettext_lazy("Who is told what, on which channel, when and by whom."),
    new=gettext_lazy("Plan a communication"),
    form=CommunicationForm,
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
            SentForm,
            policies.check_send,
            services.send_communication,
            gettext_lazy("The communication is sent."),
            initial=_sent,
            primary=True,
        ),
        "revise": Act(
            gettext_lazy("Revise"),
            ReviseForm,
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
            ReasonForm,
            policies.check_send,
            services.drop_communication,
            gettext_lazy("The communication is dropped."),
        ),
    },
)

CHAMPIONS = Noun(
    model=Champion,
    table=tables.ChampionTable,
    filters=filters.ChampionFilters,
    search=("name", "case__name", "unit__name"),
    label=gettext_lazy("Champions"),
    count=ngettext_lazy("%(count)s champion", "%(count)s champions", "count"),
    lead=gettext_lazy("Who helps colleagues in which unit."),
    new=gettext_lazy("Name a champion"),
    form=ChampionForm,
    create=services.name_champion,
    facts=lambda row: [
        (gettext_lazy("Name"), row.name),
        (gettext_lazy("Since"), row.since),
        (gettext_lazy("Until"), row.until),
    ],
    acts={
        "release": Act(
            gettext_lazy("Release"),
            ReleaseForm,
            policies.check_release,
            services.release_champion,
            gettext_lazy("The champion is released."),
            initial=lambda row: {"until": timezone.localdate()},
        )
    },
)

RESISTANCE = Noun(
    model=Resistance,
    table=tables.ResistanceTable,
    filters=filters.ResistanceFilters,
    search=("statement", "outcome_text", "case__name", "unit__name"),
    related=("owner",),
    label=gettext_lazy("Resistance"),
    count=ngettext_lazy("%(count)s case of resistance", "%(count)s cases of resistance", "count"),
    lead=gettext_lazy("Who refuses what, why, what was done about it, and how it ended."),
    new=gettext_lazy("Record resistance"),
    form=ResistanceForm,
    create=services.raise_resistance,
    facts=wording.resistance_facts,
    texts=lambda row: [
        (gettext_lazy("What they say"), row.statement),
        (gettext_lazy("How it ended"), row.outcome_text),
    ],
    acts={
        "step": Act(
            gettext_lazy("Record what was done"),
            StepForm,
            policies.check_handle,
            services.handle_resistance,
            gettext_lazy("The step is recorded."),
            initial=lambda row: {"done_on": timezone.localdate()},
            primary=True,
        ),
        "close": Act(
            gettext_lazy("Close"),
            CloseForm,
            policies.check_close,
            services.close_resistance,
            gettext_lazy("The case of resistance is closed."),
        ),
        "reopen": Act(
            gettext_lazy("Open again"),
            ReasonForm,
            policies.check_reopen,
            services.reopen_resistance,
            gettext_lazy("The case of resistance is open again."),
        ),
    },
    part="adoption/_steps.html",
)

FEEDBACK = Noun(
    model=Feedback,
    table=tables.FeedbackTable,
    filters=filters.FeedbackFilters,
    search=("text", "answer", "case__name", "unit__name"),
    related=("created_by", "answered_by"),
    label=gettext_lazy("Feedback"),
    count=ngettext_lazy("%(count)s item of feedback", "%(count)s items of feedback", "count"),
    lead=gettext_lazy("What people say, and what became of it. Everyone who may comment can add to it."),
    new=gettext_lazy("Give feedback"),
    form=FeedbackForm,
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
            AnswerForm,
            policies.check_answer,
            services.answer_feedback,
            gettext_lazy("The answer is recorded."),
            initial=lambda row: {"answer": row.answer},
            primary=True,
        )
    },
)
