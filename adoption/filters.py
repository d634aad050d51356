"""What the lists of adoption can be narrowed by, on the pages and over the API."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from adoption.forms.about import choices
from adoption.workflow import (
    ANSWERS,
    CHANNELS,
    HANDLINGS,
    IDEA_STATES,
    ORIGINS,
    OUTCOMES,
    REASONS,
    SAYINGS,
    SENDINGS,
    SURVEYS,
)
from foundation.people.filters import BelowUnit
from foundation.people.models import Unit
from foundation.ui.filters import ChoiceFilter
from usecases.models import key_of


def of_case(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Records of the use case with a reference."""
    pk = key_of(value)
    return rows.filter(case_id=pk) if pk is not None and pk < 2**63 else rows.none()


class AboutFilters(BelowUnit):
    """Unit and use case."""

    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)

    def of_case(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Records of the use case with this reference."""
        return of_case(rows, value)


class SessionFilters(AboutFilters):
    track = django_filters.CharFilter(label=_("Track"), max_length=60)
    held = django_filters.DateFromToRangeFilter(label=_("Day"), field_name="held_on")
    canceled = django_filters.BooleanFilter(
        label=_("Canceled"), field_name="canceled_at", lookup_expr="isnull", exclude=True
    )


class FiguresFilters(AboutFilters):
    origin = ChoiceFilter(label=_("Came in"), choices=choices(ORIGINS))
    corrected = django_filters.BooleanFilter(
        label=_("Corrected"), field_name="correction", lookup_expr="isnull", exclude=True
    )
    batch = django_filters.UUIDFilter(label=_("Batch"))


class MonthlyFilters(FiguresFilters):
    months = django_filters.DateFromToRangeFilter(label=_("Month"), field_name="month")


class SupportFilters(MonthlyFilters):
    tier = django_filters.CharFilter(label=_("Tier"), max_length=60)


class SurveyFilters(FiguresFilters):
    kind = ChoiceFilter(label=_("Scale"), choices=choices(SURVEYS))
    asked = django_filters.DateFromToRangeFilter(label=_("Asked on"), field_name="asked_on")


class CommunicationFilters(AboutFilters):
    state = ChoiceFilter(label=_("State"), choices=choices(SENDINGS), method="in_state")
    channel = ChoiceFilter(label=_("Channel"), choices=choices(CHANNELS))
    planned = django_filters.DateFromToRangeFilter(label=_("Planned on"), field_name="planned_on")
    mine = django_filters.BooleanFilter(label=_("Mine to send"), method="owned")

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Communications that stand so today."""
        return rows.in_state(value, timezone.localdate())

    def owned(self, rows: QuerySet[Any], name: str, value: bool | None) -> QuerySet[Any]:
        """Those that the reader sees to, or does not."""
        own = Q(owner=self.request.user)
        return rows.filter(own if value else ~own) if value is not None else rows


class ChampionFilters(AboutFilters):
    active = django_filters.BooleanFilter(label=_("Active"), method="now")

    def now(self, rows: QuerySet[Any], name: str, value: bool | None) -> QuerySet[Any]:
        """Champions of today, or those who were."""
        today = Q(until=None) | Q(until__gte=timezone.localdate())
        return rows.filter(today if value else ~today) if value is not None else rows


class ResistanceFilters(AboutFilters):
    state = ChoiceFilter(label=_("State"), choices=choices(HANDLINGS))
    reason = ChoiceFilter(label=_("Reason"), choices=choices(REASONS))
    outcome = ChoiceFilter(label=_("Outcome"), choices=choices(OUTCOMES))


class FeedbackFilters(AboutFilters):
    kind = ChoiceFilter(label=_("Kind"), choices=choices(SAYINGS))
    state = ChoiceFilter(label=_("State"), choices=choices(ANSWERS))
    mine = django_filters.BooleanFilter(label=_("Mine"), method="own")

    def own(self, rows: QuerySet[Any], name: str, value: bool | None) -> QuerySet[Any]:
        """What the reader said, or others."""
        said = Q(created_by=self.request.user)
        return rows.filter(said if value else ~said) if value is not None else rows


class IdeaFilters(AboutFilters):
    state = ChoiceFilter(label=_("State"), choices=choices(IDEA_STATES))


class AboutApiFilters(filters.FilterSet):
    """What every list of the API can be narrowed by."""

    unit = filters.UUIDFilter(method="below_unit", label="The unit with this uid and all below it")
    case = filters.CharFilter(method="of_case", label="Reference of a use case", max_length=30)
    updated_since = filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label="Written or changed at or after this moment"
    )

    def below_unit(self, rows: QuerySet[Any], name: str, value: UUID) -> QuerySet[Any]:
        """Records of a unit with all below it."""
        path = Unit.objects.filter(uid=value).values_list("path", flat=True).first()
        return rows.filter(unit__path__startswith=path) if path else rows.none()

    def of_case(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Records of the use case with a reference."""
        return of_case(rows, value)


class FiguresApiFilters(AboutApiFilters):
    """Figures, which may be corrected."""

    batch = filters.UUIDFilter(label="Figures of one push or import")
    counts = filters.BooleanFilter(
        field_name="correction", lookup_expr="isnull", label="Only figures that count, or only corrected ones"
    )


class StateApiFilters(AboutApiFilters):
    """Records with a state."""

    state = filters.CharFilter(max_length=20, label="State")


def with_correction(rows: Any) -> Any:
    """Add `corrected_by`, so that a list asks no query for each row."""
    return rows.annotate(corrected_by=F("correction__id"))
