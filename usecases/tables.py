"""The table of use cases."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.kernel.tones import Tone
from foundation.ui import words
from foundation.ui.columns import (
    Base,
    DayColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    ScoreColumn,
    StatusColumn,
    TextColumn,
)
from foundation.ui.tables import Table
from library.kinds.base import Band
from usecases import queries, workflow
from usecases.models import reference_of
from usecases.rules import custom
from usecases.rules.custom import Field, Kind
from usecases.workflow import ORDER, Stage

TIER_ORDER = {"": 0, "low": 1, "medium": 2, "high": 3}


def stage_words(value: str) -> tuple[str, str]:
    """Label and tone of a stage."""
    stage = Stage(value)
    return gettext(workflow.LABELS[stage]), workflow.TONES[stage]


def review_words(value: str) -> tuple[str, str]:
    """Label and tone of a review state."""
    return gettext(workflow.REVIEW_LABELS[value]), workflow.REVIEW_TONES[value]


def standing_words(value: str) -> tuple[str, str]:
    """Label and tone of an approval's standing."""
    return gettext(workflow.STANDING_LABELS[value]), workflow.STANDING_TONES[value]


def _by(table: dict[str, int], column: str) -> Case:
    whens = [When(**{column: key}, then=Value(place)) for key, place in table.items()]
    return Case(*whens, default=Value(0), output_field=IntegerField())


class ScoreRange(ScoreColumn):
    """The score, with how low and how high it could come out while inputs are only assumed. Exports all three."""

    def write(self, value: Any, record: Any) -> Any:
        """ "5.13 (4.1 to 6.3)"; the range only where something is assumed."""
        score = super().write(value, record)
        if not record["current_assumed"]:
            return score
        low, high = words.number(record["current_low"], 1), words.number(record["current_high"], 1)
        return format_html(
            '{} <span class="pm-note pm-range" title="{}">{}</span>',
            score,
            gettext("Possible once the assumed inputs are known"),
            gettext("%(low)s to %(high)s") % {"low": low, "high": high},
        )

    def headers(self, header: str) -> list[str]:
        """Score, lowest and highest possible."""
        return [header, f"{header} ({gettext('lowest possible')})", f"{header} ({gettext('highest possible')})"]

    def cells(self, value: Any, record: Any) -> list[Any]:
        """Three numbers; empty where it is not scored."""
        return [value, record["current_low"], record["current_high"]]


class FindOut(TextColumn):
    """The missing input that alone could move the score most; `importance` holds label by key, most first."""

    importance: Sequence[tuple[str, str]] = ()

    def _first(self, inputs: Any, record: Any) -> str:
        if record["current_score"] is None:
            return ""
        return next((label for key, label in self.importance if not inputs.get(key)), "")

    def render(self, value: Any, record: Any) -> Any:
        """Its label; the dash where nothing is missing or nothing is scored."""
        self.why = gettext("Not scored yet") if record["current_score"] is None else gettext("Every input is known")
        return self._first(value, record) or words.missing(self.why, focus=False)

    def cells(self, value: Any, record: Any) -> list[Any]:
        """Its label."""
        return [self._first(value, record)]


class CaseTable(Table):
    """All columns of a case; the chooser offers the hidden ones."""

    reference = TextColumn(
        verbose_name=_("Reference"), accessor="id", order_by="id", attrs={"td": {"class": "pm-time"}}
    )
    name = LinkColumn(
        verbose_name=_("Use case"),
        shorten=120,
        url=lambda row: reverse("usecases:case_detail", args=[reference_of(row["id"])]),
        note=lambda row: reference_of(row["id"]),
    )
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    category = TextColumn(verbose_name=_("Category"), shorten=40)
    case_type = TextColumn(verbose_name=_("Type"), why=_("Not filed yet"))
    tags = TextColumn(verbose_name=_("Tags"), orderable=False, why=_("No tags"))
    stage = StatusColumn(verbose_name=_("Stage"), words=stage_words)
    stage_source = TextColumn(verbose_name=_("Stage was"))
    stage_since = DayColumn(verbose_name=_("At this stage since"))
    held_since = DayColumn(verbose_name=_("On hold since"), why=_("Not on hold"))  # type: ignore[arg-type]
    tier = TextColumn(verbose_name=_("Risk tier"), why=_("The risk questions are not answered yet"))
    impact = TextColumn(verbose_name=_("Impact"), why=_("Not stated"))
    score = ScoreRange(
        verbose_name=_("Score"), accessor="current_score", order_by="current_score", why=_("Not scored yet")
    )
    assumed = NumberColumn(
        verbose_name=_("Assumed inputs"),
        accessor="current_assumed",
        order_by="current_assumed",
        why=_("Not scored yet"),
    )
    find_out = FindOut(verbose_name=_("Find out first"), accessor="inputs", orderable=False)
    band = StatusColumn(
        verbose_name=_("Priority"),
        accessor="current_band",
        order_by="current_score",
        words={},
        why=_("Not scored yet"),
    )
    review = StatusColumn(
        verbose_name=_("Review"),
        accessor="review_state",
        order_by="review_state",
        words=review_words,
        why=_("Not submitted"),
    )
    approval = StatusColumn(
        verbose_name=_("Approval"),
        accessor="approval_standing",
        order_by="approval_standing",
        words=standing_words,
        why=_("Never approved here"),
    )
    funded_for = TextColumn(verbose_name=_("Funded for"), why=_("Not funded by an adopted scenario"))
    owner = TextColumn(verbose_name=_("Owner"), accessor="owner__name", order_by="owner__name", why=_("No owner yet"))
    sponsor = TextColumn(
        verbose_name=_("Sponsor"), accessor="sponsor__name", order_by="sponsor__name", why=_("No sponsor yet")
    )
    budget = MoneyColumn(
        verbose_name=_("Budget"), minor="budget_minor", currency="budget_currency", why=_("No budget entered")
    )
    source = TextColumn(verbose_name=_("Imported from"), why=_("Registered here"))
    external_id = TextColumn(verbose_name=_("Identifier there"), why=_("None"))
    created_at = DayColumn(verbose_name=_("Registered"))
    updated_at = DayColumn(verbose_name=_("Updated"))

    class Meta:
        phone = ("name", "stage", "score")
        hidden = (
            "reference",
            "category",
            "case_type",
            "tags",
            "sponsor",
            "stage_source",
            "stage_since",
            "held_since",
            "impact",
            "assumed",
            "find_out",
            "approval",
            "funded_for",
            "budget",
            "source",
            "external_id",
            "created_at",
        )
        exported = ("reference", "stage_source", "impact", "case_type", "tags")
        order_by = ("-updated_at",)

    def picked(self, record: Any) -> tuple[str, str]:
        """The reference, and the name to choose it by."""
        reference = reference_of(record["id"])
        return reference, gettext("Choose %(name)s") % {"name": f"{reference} {record['name']}"}

    def render_reference(self, value: int) -> str:
        return reference_of(value)

    def value_reference(self, value: int, record: Any) -> str:
        return reference_of(value)

    def render_stage_source(self, value: str) -> str:
        return gettext(workflow.SOURCE_LABELS[value])

    def value_stage_source(self, value: str, record: Any) -> str:
        return gettext(workflow.SOURCE_LABELS[value])

    def render_tier(self, value: str, record: Any, column: Any) -> Any:
        return gettext(workflow.TIER_LABELS[value]) if value else column.render(value=value, record=record)

    def value_tier(self, value: str, record: Any) -> str:
        return gettext(workflow.TIER_LABELS[value]) if value else ""

    def render_impact(self, value: str, record: Any, column: Any) -> Any:
        return gettext(workflow.IMPACT_LABELS[value]) if value else column.render(value=value, record=record)

    def value_impact(self, value: str, record: Any) -> str:
        return gettext(workflow.IMPACT_LABELS[value]) if value else ""

    def order_stage(self, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """By place on the ladder, not by letter."""
        rows = rows.annotate(stage_place=_by(ORDER, "stage"))
        return rows.order_by("-stage_place" if is_descending else "stage_place"), True

    def order_tier(self, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """From none to high."""
        rows = rows.annotate(tier_place=_by(TIER_ORDER, "tier"))
        return rows.order_by("-tier_place" if is_descending else "tier_place"), True

    def render_tags(self, value: str | None, column: Any, record: Any) -> Any:
        return ", ".join(_names(value)) if value else column.render(value=value, record=record)

    def value_tags(self, value: str | None, record: Any) -> str:
        return ", ".join(_names(value))


def _names(value: str | None) -> list[str]:
    return sorted((value or "").split(","), key=str.casefold) if value else []


class AddedNumberColumn(NumberColumn):
    """A number that rows hold in millionths; exact in the export."""

    def write(self, value: Any, record: Any) -> Any:
        """In groups of three digits."""
        return custom.written(custom.unscaled(value))

    def cells(self, value: Any, record: Any) -> list[Any]:
        """The number itself."""
        return [None if value is None else custom.unscaled(value)]


def _added_column(field: Field) -> Base:
    head = f"{field.label} ({field.unit})" if field.unit else field.label
    why = gettext("Nothing entered")
    if field.kind == Kind.NUMBER:
        return AddedNumberColumn(verbose_name=head, why=why)
    if field.kind == Kind.DATE:
        return DayColumn(verbose_name=head, why=why)
    return TextColumn(verbose_name=head, why=why, shorten=60)


def _order_of(field: Field) -> Any:
    def order(table: CaseTable, rows: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        return queries.ordered_by(rows, field, down=is_descending), True

    return order


def case_table(
    bands: Sequence[Band],
    importance: Sequence[tuple[str, str]] = (),
    fields: Sequence[Field] = (),
    types: Mapping[str, str] | None = None,
) -> type[CaseTable]:
    """Return the table with the words of the bands and types in use, and a column for each added field.

    A band of an older model is shown by its key. `importance` holds key and label of the inputs of the model in use,
    the one that moves a score most first. Added fields are hidden at first, and part of every export.
    """
    words: dict[Any, tuple[Any, str]] = {band.key: (band.label, Tone(band.tone).value) for band in bands}
    column = StatusColumn(
        verbose_name=_("Priority"),
        accessor="current_band",
        order_by="current_score",
        words=words,
        why=_("Not scored yet"),
    )
    find_out = FindOut(verbose_name=_("Find out first"), accessor="inputs", orderable=False)
    find_out.importance = importance
    labels = types or {}

    def render_type(self: CaseTable, value: str, record: Any, column: Any) -> Any:
        return labels.get(value, value) if value else column.render(value=value, record=record)

    names = tuple(field.name for field in fields)
    meta = type(
        "Meta",
        (CaseTable.Meta,),
        {"hidden": (*CaseTable.Meta.hidden, *names), "exported": (*CaseTable.Meta.exported, *names)},
    )
    own: dict[str, Any] = {"band": column, "find_out": find_out, "Meta": meta, "render_case_type": render_type}
    own["value_case_type"] = lambda self, value, record: labels.get(value, value)
    for field in fields:
        own[field.name] = _added_column(field)
        own[f"order_{field.name}"] = _order_of(field)
    return type("CaseTable", (CaseTable,), own)
