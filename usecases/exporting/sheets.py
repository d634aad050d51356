"""What an export of use cases holds: the cases with all their columns, and the records of this app beside them."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document
from usecases import hooks, queries, workflow
from usecases.hooks import CaseSheet
from usecases.models import CaseLink, ScoreCard, StageMove, UseCase, WebLink, reference_of
from usecases.rules.links import LABELS as LINK_LABELS
from usecases.workflow import LABELS, SOURCE_LABELS, Stage

AT_ONCE = 500
CASE_HEADERS = (
    _("Reference"), _("Use case"), _("Unit"), _("Category"), _("Stage"), _("Stage was"), _("At this stage since"),
    _("On hold since"), _("Problem it solves"), _("Objective"), _("Owner"), _("Sponsor"), _("Risk tier"), _("Impact"),
    _("Personal data"), _("Data"), _("Model and supplier"), _("Human oversight"), _("Measures"), _("Budget"),
    _("Currency"), _("Score"), _("Review"), _("Approval"), _("Tags"), _("Imported from"), _("Identifier there"),
    _("Registered"), _("Updated"),
)  # fmt: skip


def exportable(actor: Actor) -> QuerySet[UseCase]:
    """Return the active cases that an actor may read and take out."""
    allowed = access_of(actor).q(Permission.EXPORT, "unit__path")
    return UseCase.objects.visible_to(actor).active().filter(allowed)


def case_headers() -> list[str]:
    """Return the headers of the sheet of cases: their columns, then the fields of this installation."""
    return [*(gettext(header) for header in CASE_HEADERS), *(field.label for field in queries.custom_fields())]


def case_rows(keys: Sequence[int]) -> Iterator[list[Any]]:
    """Yield a row for each case, in the order of the keys."""
    fields = queries.custom_fields()
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        cases = {
            case.pk: case for case in UseCase.objects.filter(pk__in=part).select_related("unit", "owner", "sponsor")
        }
        tags, said = queries.tags_of_many(part), queries.values_of(part)
        for key in part:
            case = cases.get(key)
            if case is not None:
                values = said.get(key, {})
                own = [_own_value(values.get(field.key)) for field in fields]
                yield [*_case_row(case, tags.get(key, ())), *own]


def _case_row(case: UseCase, tags: Iterable[Any]) -> list[Any]:
    return [
        case.reference,
        case.name,
        case.unit.name,
        case.category,
        case.stage_label,
        gettext(SOURCE_LABELS[case.stage_source]),
        case.stage_since,
        case.held_since,
        case.summary,
        case.objective,
        case.owner.name if case.owner else "",
        case.sponsor.name if case.sponsor else "",
        case.tier_label if case.tier else "",
        gettext(workflow.IMPACT_LABELS[case.impact]) if case.impact else "",
        gettext(workflow.PERSONAL_DATA_LABELS[case.personal_data]) if case.personal_data else "",
        case.data_description,
        case.model_description,
        case.human_oversight,
        case.measures,
        case.budget.amount if case.budget else None,
        case.budget.currency if case.budget else "",
        case.current_score,
        case.review_label if case.review_state else "",
        case.standing_label if case.approval_standing else "",
        ", ".join(str(tag) for tag in tags),
        case.source,
        case.external_id,
        case.created_at,
        case.updated_at,
    ]


def _own_value(value: Any) -> Any:
    if value is None or isinstance(value, Decimal):
        return value
    return getattr(value, "label", None) or getattr(value, "name", None) or value


def _cards(keys: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    rows = ScoreCard.objects.filter(case__in=keys).select_related("by").order_by("case", "-id")
    models = Document.objects.in_bulk(list(rows.order_by().values_list("model", flat=True).distinct()))
    titles = {key: f"{model.parsed.title}, {gettext('version')} {model.version}" for key, model in models.items()}
    bands = {key: {band.key: band.label for band in model.parsed.bands} for key, model in models.items()}
    for card in rows.iterator(chunk_size=AT_ONCE):
        band, by = bands[card.model_id].get(card.band, card.band), card.by.name if card.by else ""
        yield [reference_of(card.case_id), card.recorded_at, card.total, band, titles[card.model_id], by]


def _moves(keys: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    rows = StageMove.objects.filter(case__in=keys).select_related("by").order_by("case", "effective_at", "id")
    for move in rows.iterator(chunk_size=AT_ONCE):
        before = gettext(LABELS[Stage(move.from_stage)]) if move.from_stage else ""
        was = gettext(SOURCE_LABELS[move.source])
        by = move.by.name if move.by else ""
        yield [reference_of(move.case_id), move.effective_at, before, move.label, was, by, move.reason]


def _links(keys: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    seen = access_of(actor).q(Permission.READ, "target__unit__path")
    rows = CaseLink.objects.filter(seen, source__in=keys).select_related("target").order_by("source", "id")
    for link in rows.iterator(chunk_size=AT_ONCE):
        words = gettext(LINK_LABELS[link.kind])
        yield [reference_of(link.source_id), words, link.target.reference, link.target.name, ""]
    for web in WebLink.objects.filter(case__in=keys).order_by("case", "id").iterator(chunk_size=AT_ONCE):
        yield [reference_of(web.case_id), gettext("Address"), "", web.title, web.url]


def _extras(keys: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    rows = UseCase.objects.filter(pk__in=keys).order_by("id").values_list("id", "extra")
    for key, extra in rows.iterator(chunk_size=AT_ONCE):
        for name, value in extra.items():
            yield [reference_of(key), name, value]


def register() -> None:
    """Register the records of this app."""
    who, reference = _("By"), _("Reference")
    score = (reference, _("When"), _("Score"), _("Priority"), _("Model"), who)
    hooks.register_sheet(CaseSheet("scores", _("Scores"), score, _cards, 10))
    moved = (reference, _("When"), _("From"), _("To"), _("Stage was"), who, _("Reason"))
    hooks.register_sheet(CaseSheet("stages", _("Stages"), moved, _moves, 20))
    linked = (reference, _("Link"), _("Other reference"), _("Name"), _("Address"))
    hooks.register_sheet(CaseSheet("links", _("Links"), linked, _links, 60))
    kept = (reference, _("Column"), _("Value"))
    hooks.register_sheet(CaseSheet("extras", _("Further columns"), kept, _extras, 70))
