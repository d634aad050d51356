"""What pages show of training sessions and scopes."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from adoption import filters, policies, services, tables, wording
from adoption.forms.about import ReasonForm
from adoption.forms.training import AttendanceForm, ScopeForm, SessionForm
from adoption.models import Scope, Session
from adoption.views.nouns.noun import Act, Noun

SESSIONS = Noun(
    model=Session,
    table=tables.SessionTable,
    filters=filters.SessionFilters,
    search=("track", "case__name", "unit__name", "trainer", "key"),
    related=("document",),
    label=gettext_lazy("Training"),
    count=ngettext_lazy("%(count)s training session", "%(count)s training sessions", "count"),
    lead=gettext_lazy("Sessions of the training program: who came, who completed, how content they were."),
    new=gettext_lazy("Plan a session"),
    form=SessionForm,
    create=services.plan_session,
    facts=wording.session_facts,
    acts={
        "attendance": Act(
            gettext_lazy("Tell attendance"),
            AttendanceForm,
            policies.check_attend,
            services.count_attendance,
            gettext_lazy("Attendance is recorded."),
            initial=lambda row: {name: getattr(row, name) for name in ("attended", "completed", "rating", "ratings")},
            primary=True,
        ),
        "cancel": Act(
            gettext_lazy("Cancel session"),
            ReasonForm,
            policies.check_cancel,
            services.cancel_session,
            gettext_lazy("The session is canceled."),
        ),
    },
)

SCOPES = Noun(
    model=Scope,
    table=tables.ScopeTable,
    filters=filters.AboutFilters,
    search=("unit__name", "track", "case__name"),
    label=gettext_lazy("Training scopes"),
    count=ngettext_lazy("%(count)s statement of scope", "%(count)s statements of scope", "count"),
    lead=gettext_lazy("How many people are to be trained; the newest statement for a unit and track counts."),
    new=gettext_lazy("Say a scope"),
    form=ScopeForm,
    create=services.set_scope,
    facts=lambda row: [(gettext_lazy("Track"), row.track), (gettext_lazy("People in scope"), row.people)],
)
