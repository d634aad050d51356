"""The filters of the list of use cases."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.filters import CharFilter, ChoiceFilter, DateFromToRangeFilter, RangeFilter
from foundation.ui.forms import NumberField
from usecases import queries, workflow
from usecases.rules import custom
from usecases.rules.custom import Field, Kind
from usecases.workflow import LADDER, ReviewState, Source, Stage

NONE = "none"
FUNDED = "funded"
NOT_YET_REVIEWED = "not-yet-reviewed"
HELD = "held"
ASSUMED, KNOWN = "assumed", "known"


def _stage_choices() -> list[tuple[str, str]]:
    return [(stage.value, gettext(workflow.LABELS[stage])) for stage in Stage] + [(HELD, gettext("On hold"))]


def _review_choices() -> list[tuple[str, str]]:
    states = [(key or NONE, gettext(label)) for key, label in workflow.REVIEW_LABELS.items()]
    standings = [(f"approval-{key}", gettext(label)) for key, label in workflow.STANDING_LABELS.items() if key]
    return [*states, (NOT_YET_REVIEWED, gettext("Imported, not yet reviewed")), *standings]


class CaseFilters(BelowUnit):
    """Unit (and all below it), stage, tier, band, category, owner, and where the review stands."""

    stage = ChoiceFilter(label=_("Stage"), method="at_stage", empty_label=_("All stages"))
    tier = ChoiceFilter(label=_("Risk tier"), method="of_tier", empty_label=_("All tiers"))
    band = ChoiceFilter(label=_("Priority"), method="in_band", empty_label=_("All priorities"))
    inputs = ChoiceFilter(label=_("Inputs of the score"), method="by_inputs", empty_label=_("All"))
    category = ChoiceFilter(label=_("Category"), field_name="category", empty_label=_("All categories"))
    case_type = ChoiceFilter(label=_("Type"), method="filed_under", empty_label=_("All types"))
    tag = ChoiceFilter(label=_("Tag"), method="with_tag", empty_label=_("All tags"))
    owner = ChoiceFilter(label=_("Owner"), method="of_owner", empty_label=_("All owners"))
    sponsor = ChoiceFilter(label=_("Sponsor"), method="of_sponsor", empty_label=_("All sponsors"))
    review = ChoiceFilter(label=_("Review"), method="in_review", empty_label=_("All"))
    funding = ChoiceFilter(label=_("Funding"), method="by_funding", empty_label=_("All"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        bands = queries.bands_in_use()
        choices = {
            "stage": _stage_choices(),
            "tier": [(key or NONE, gettext(label)) for key, label in workflow.TIER_LABELS.items()],
            "review": _review_choices(),
            "funding": [(FUNDED, gettext("Funded")), (NONE, gettext("Not funded"))],
            "band": [*((band.key, band.label) for band in bands), (NONE, gettext("Not scored"))],
            "inputs": [(ASSUMED, gettext("Some assumed")), (KNOWN, gettext("All known"))],
            "category": [(name, name) for name in queries.categories(user)],
            "case_type": [*queries.type_filter_choices(), (NONE, gettext("Not filed"))],
            "tag": [
                *((tag.folded, f"{tag.name} ({count})") for tag, count in queries.tags_in_use(user)),
                (NONE, gettext("No tags")),
            ],
            "sponsor": [
                *((str(person.uid), person.name) for person in queries.owners(user, "sponsor")),
                (NONE, gettext("Nobody")),
            ],
            "owner": [*((str(person.uid), person.name) for person in queries.owners(user)), (NONE, gettext("Nobody"))],
        }
        for name, found in choices.items():
            self.filters[name].extra["choices"] = found

    def at_stage(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A stage, or everything on hold."""
        return rows.filter(held_since__isnull=False) if value == HELD else rows.filter(stage=value)

    def of_tier(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A tier, or none yet."""
        return rows.filter(tier="" if value == NONE else value)

    def in_band(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A band of the scoring model, or not scored."""
        return rows.filter(current_band="" if value == NONE else value)

    def by_inputs(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Scored with assumed inputs, or with none."""
        return rows.filter(current_assumed=0) if value == KNOWN else rows.filter(current_assumed__gt=0)

    def of_owner(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A person, or nobody."""
        return rows.filter(owner=None) if value == NONE else rows.filter(owner__uid=value)

    def by_funding(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Funded by an adopted scenario, or not."""
        return rows.filter(funded_for="") if value == NONE else rows.exclude(funded_for="")

    def of_sponsor(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A person, or nobody."""
        return rows.filter(sponsor=None) if value == NONE else rows.filter(sponsor__uid=value)

    def filed_under(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A type of a taxonomy, a category of types, or none."""
        return rows.filter(taxonomy=None) if value == NONE else queries.of_type(rows, value)

    def with_tag(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A tag, or none."""
        return queries.untagged(rows) if value == NONE else queries.tagged(rows, value)

    def in_review(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A state of the latest review, the standing of the approval, or the group that waits for its first review."""
        if value == NOT_YET_REVIEWED:
            late = [stage for stage in LADDER if workflow.reached(stage, Stage.APPROVED)]
            return rows.filter(Q(stage_source=Source.IMPORTED, stage__in=late, approval_standing=""))
        if value.startswith("approval-"):
            return rows.filter(approval_standing=value.removeprefix("approval-"))
        return rows.filter(review_state=ReviewState.NONE if value == NONE else value)


def case_filters(fields: Sequence[Field]) -> type[CaseFilters]:
    """Return the filters with one for each added field, under its `name` in the address."""
    own = {field.name: _added_filter(field) for field in fields}
    return type("CaseFilters", (CaseFilters,), own)


def _added_filter(field: Field) -> django_filters.Filter:
    label = f"{field.label} ({field.unit})" if field.unit else field.label
    if field.kind == Kind.NUMBER:
        ends = [
            NumberField(required=False, max_digits=custom.DIGITS, decimal_places=custom.DECIMALS) for _end in range(2)
        ]
        return RangeFilter(label=label, fields=ends, method=_in_range(field, _scaled))
    if field.kind == Kind.DATE:
        return DateFromToRangeFilter(label=label, method=_in_range(field, lambda end: end))
    if field.kind == Kind.CHOICE:
        offered = [(choice.key, choice.label) for choice in field.choices]
        return ChoiceFilter(
            label=label, choices=[*offered, (NONE, gettext("Not entered"))], method=_equal(field, "choice__key")
        )
    if field.kind == Kind.PERSON:
        named = [(str(person.uid), person.name) for person in queries.people_in(field)]
        return ChoiceFilter(
            label=label, choices=[*named, (NONE, gettext("Nobody"))], method=_equal(field, "person__uid")
        )
    return CharFilter(label=label, method=_equal(field, "text__icontains"), max_length=custom.TEXT_LIMIT)


Method = Callable[[QuerySet[Any], str, Any], QuerySet[Any]]


def _equal(field: Field, column: str) -> Method:
    def narrowed(rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == NONE and field.kind != Kind.TEXT:
            return queries.not_saying(rows, field)
        return queries.saying(rows, field, **{column: value.replace("\x00", "")})

    return narrowed


def _in_range(field: Field, end: Callable[[Any], Any]) -> Method:
    column = "number" if field.kind == Kind.NUMBER else "day"

    def narrowed(rows: QuerySet[Any], name: str, value: slice) -> QuerySet[Any]:
        condition = {}
        if value.start is not None:
            condition[f"{column}__gte"] = end(value.start)
        if value.stop is not None:
            condition[f"{column}__lte"] = end(value.stop)
        return queries.saying(rows, field, **condition) if condition else rows

    return narrowed


def _scaled(value: Decimal) -> int:
    """A limit in millionths; what lies beyond every number is as far as they go."""
    return custom.scaled(min(max(value, -custom.LARGEST - 1), custom.LARGEST + 1))
