"""What pages show of lessons, retrospectives and ideas."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from adoption import filters, policies, services, tables, wording
from adoption.forms.about import ReasonForm
from adoption.forms.learning import IdeaForm, NoForm, PilotForm, RetrospectiveForm
from adoption.models import Idea, PilotResult, Retrospective
from adoption.views.nouns.noun import Act, Noun

LESSONS = Noun(
    model=PilotResult,
    table=tables.PilotTable,
    filters=filters.AboutFilters,
    search=("title", "summary", "lessons", "metrics", "case__name", "unit__name"),
    label=gettext_lazy("Lessons"),
    count=ngettext_lazy("%(count)s pilot with its lessons", "%(count)s pilots with their lessons", "count"),
    lead=gettext_lazy("What pilots changed and taught; a search looks into the casebooks too."),
    new=gettext_lazy("Record a pilot"),
    form=PilotForm,
    create=services.record_pilot,
    facts=lambda row: [
        (gettext_lazy("From"), row.period_from),
        (gettext_lazy("To"), row.period_to),
        (gettext_lazy("Savings a year"), row.savings),
    ],
    texts=lambda row: [(gettext_lazy("Summary"), row.summary)],
    part="adoption/_pilot.html",
)

RETROSPECTIVES = Noun(
    model=Retrospective,
    table=tables.RetrospectiveTable,
    filters=filters.AboutFilters,
    search=("title", "went_well", "to_change", "actions", "case__name", "unit__name"),
    label=gettext_lazy("Retrospectives"),
    count=ngettext_lazy("%(count)s retrospective", "%(count)s retrospectives", "count"),
    lead=gettext_lazy("What teams keep and change after a stretch of work."),
    new=gettext_lazy("Record a retrospective"),
    form=RetrospectiveForm,
    create=services.hold_retrospective,
    facts=lambda row: [(gettext_lazy("Held on"), row.held_on)],
    texts=lambda row: [
        (gettext_lazy("What went well"), row.went_well),
        (gettext_lazy("What to change"), row.to_change),
        (gettext_lazy("Actions"), row.actions),
    ],
)

IDEAS = Noun(
    model=Idea,
    table=tables.IdeaTable,
    filters=filters.IdeaFilters,
    search=("title", "problem", "unit__name"),
    related=("created_by", "became", "decided_by"),
    label=gettext_lazy("Ideas"),
    count=ngettext_lazy("%(count)s idea", "%(count)s ideas", "count"),
    lead=gettext_lazy("The innovation pipeline: an idea becomes a use case, or is declined with a reason."),
    new=gettext_lazy("Suggest an idea"),
    form=IdeaForm,
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
            NoForm,
            policies.check_turn,
            services.turn_idea,
            gettext_lazy("The idea is a use case now."),
            primary=True,
        ),
        "decline": Act(
            gettext_lazy("Decline"),
            ReasonForm,
            policies.check_decline,
            services.decline_idea,
            gettext_lazy("The idea is declined."),
        ),
    },
)
