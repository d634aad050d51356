"""What pages show of users, surveys and support."""

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy, ngettext_lazy

from adoption import filters, policies, services, tables, wording
from adoption.forms.figures import (
    SupportFiguresForm,
    SupportForm,
    SurveyFigures,
    SurveyForm,
    UsersFigures,
    UsersForm,
    correction,
)
from adoption.models import SupportFigures, SurveyResult, Usage
from adoption.views.nouns.noun import Act, Noun
from foundation.people.actors import Actor
from usecases.models import UseCase


def _users(by: Actor, case: UseCase, unit: Any, month: Any, **counted: Any) -> Any:
    row = services.UsersRow(case=case.reference, unit=str(unit.uid), month=str(month), **counted)
    return services.record(Usage, row, by=by)


def _support(by: Actor, case: UseCase, unit: Any, month: Any, tier: str, **counted: Any) -> Any:
    row = services.SupportRow(case=case.reference, unit=str(unit.uid), month=str(month), tier=tier, **counted)
    return services.record(SupportFigures, row, by=by)


def _counted(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.COUNTED}


def _correct(form: type[django_forms.Form]) -> Act:
    return Act(
        gettext_lazy("Correct"),
        correction(form),
        policies.check_correct,
        services.correct,
        gettext_lazy("The figures are corrected; the old ones are kept beside them."),
        initial=_counted,
    )


USERS = Noun(
    model=Usage,
    table=tables.UsageTable,
    filters=filters.MonthlyFilters,
    search=("case__name", "unit__name", "note"),
    label=gettext_lazy("Users"),
    count=ngettext_lazy("Users: %(count)s month of a unit", "Users: %(count)s months of units", "count"),
    lead=gettext_lazy("Who is to use what, and who does, by use case, unit and month."),
    new=gettext_lazy("Record users"),
    form=UsersForm,
    create=_users,
    facts=wording.usage_facts,
    acts={"correct": _correct(UsersFigures)},
    is_figures=True,
    part="adoption/_features.html",
)

SURVEYS = Noun(
    model=SurveyResult,
    table=tables.SurveyTable,
    filters=filters.SurveyFilters,
    search=("title", "case__name", "unit__name", "note"),
    label=gettext_lazy("Surveys"),
    count=ngettext_lazy("%(count)s survey", "%(count)s surveys", "count"),
    lead=gettext_lazy("What users say when asked, with how many answered and how sure the figure is."),
    new=gettext_lazy("Record a survey"),
    form=SurveyForm,
    create=services.record_survey,
    facts=wording.survey_facts,
    acts={"correct": _correct(SurveyFigures)},
    is_figures=True,
    part="adoption/_scale.html",
)

SUPPORT = Noun(
    model=SupportFigures,
    table=tables.SupportTable,
    filters=filters.SupportFilters,
    search=("case__name", "tier", "note"),
    related=("document",),
    label=gettext_lazy("Support"),
    count=ngettext_lazy("Support: %(count)s month of a tier", "Support: %(count)s months of tiers", "count"),
    lead=gettext_lazy("Requests by month and tier of the support model, and how long they take."),
    new=gettext_lazy("Record support"),
    form=SupportForm,
    create=_support,
    facts=wording.support_facts,
    acts={"correct": _correct(SupportFiguresForm)},
    is_figures=True,
)
