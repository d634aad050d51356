"""How the API writes use cases, their values and their score cards."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.kernel.money import Money
from foundation.people.models import User
from foundation.ui.api import money
from usecases import queries
from usecases.models import ScoreCard, UseCase, reference_of
from usecases.rules import custom
from usecases.rules.custom import Choice

ROW = (
    "id",
    "uid",
    "name",
    "category",
    "taxonomy__slug",
    "case_type",
    "unit__uid",
    "unit__name",
    "owner__uid",
    "owner__name",
    "stage",
    "stage_source",
    "stage_since",
    "held_since",
    "tier",
    "impact",
    "current_score",
    "current_band",
    "current_low",
    "current_high",
    "current_assumed",
    "review_state",
    "approval_standing",
    "approval_until",
    "funded_for",
    "budget_minor",
    "budget_currency",
    "source",
    "external_id",
    "created_at",
    "updated_at",
)


def rows_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of the list as the API writes them, with their tags and added fields in two queries."""
    ids = [row["id"] for row in rows]
    tags, said = queries.tags_of_many(ids), queries.values_of(ids)
    return [_row(row, tags.get(row["id"], []), said.get(row["id"], {})) for row in rows]


def custom_of(said: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of added fields as the API writes them."""
    return {key: _custom(value) for key, value in sorted(said.items())}


def _custom(value: Any) -> str:
    if isinstance(value, Choice):
        return value.key
    if isinstance(value, User):
        return str(value.uid)
    return custom.plain(value) if isinstance(value, Decimal) else str(value)


def _score(value: Decimal | None) -> str | None:
    """Return a score with its 4 decimals."""
    return None if value is None else f"{value:.4f}"


def _filed(slug: str | None, key: str) -> str:
    return f"{slug}:{key}" if slug else ""


def _row(row: Mapping[str, Any], tags: list[str], said: Mapping[str, Any]) -> dict[str, Any]:
    minor = row["budget_minor"]
    score = row["current_score"]
    return {
        "uid": row["uid"],
        "reference": reference_of(row["id"]),
        "name": row["name"],
        "category": row["category"],
        "unit": row["unit__uid"],
        "unit_name": row["unit__name"],
        "owner": row["owner__uid"],
        "owner_name": row["owner__name"],
        "stage": row["stage"],
        "stage_source": row["stage_source"],
        "stage_since": row["stage_since"],
        "on_hold_since": row["held_since"],
        "tier": row["tier"],
        "impact": row["impact"],
        "score": _score(score),
        "band": row["current_band"],
        "score_lowest": _score(row["current_low"]),
        "score_highest": _score(row["current_high"]),
        "assumed_inputs": row["current_assumed"],
        "review_state": row["review_state"],
        "approval_standing": row["approval_standing"],
        "approval_until": row["approval_until"],
        "funded_for": row["funded_for"],
        "budget": None if minor is None else money(Money(minor, row["budget_currency"])),
        "case_type": _filed(row["taxonomy__slug"], row["case_type"]),
        "tags": tags,
        "custom": custom_of(said),
        "source": row["source"],
        "external_id": row["external_id"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def detail_of(case: UseCase, actor: User) -> dict[str, Any]:
    """Return a case with all that it says; of linked cases, what the actor may see."""
    owner, sponsor, unit = case.owner, case.sponsor, case.unit
    score = case.current_score
    return {
        "uid": case.uid,
        "reference": case.reference,
        "name": case.name,
        "category": case.category,
        "unit": unit.uid,
        "unit_name": unit.name,
        "owner": owner.uid if owner else None,
        "owner_name": owner.name if owner else None,
        "stage": case.stage,
        "stage_source": case.stage_source,
        "stage_since": case.stage_since,
        "on_hold_since": case.held_since,
        "tier": case.tier,
        "impact": case.impact,
        "score": _score(score),
        "band": case.current_band,
        "score_lowest": _score(case.current_low),
        "score_highest": _score(case.current_high),
        "assumed_inputs": case.current_assumed,
        "review_state": case.review_state,
        "approval_standing": case.approval_standing,
        "approval_until": case.approval_until,
        "funded_for": case.funded_for,
        "budget": money(case.budget),
        "case_type": queries.type_value(case),
        "tags": queries.tags_of(case),
        "custom": custom_of(queries.values_of([case.pk]).get(case.pk, {})),
        "source": case.source,
        "external_id": case.external_id,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "summary": case.summary,
        "objective": case.objective,
        "sponsor": sponsor.uid if sponsor else None,
        "sponsor_name": sponsor.name if sponsor else None,
        "data_description": case.data_description,
        "personal_data": case.personal_data,
        "model_description": case.model_description,
        "human_oversight": case.human_oversight,
        "measures": case.measures,
        "hold_reason": case.hold_reason,
        "tier_answers": case.tier_answers,
        "tier_questions": case.tier_questions.reference if case.tier_questions else None,
        "inputs": case.inputs,
        "input_sources": case.input_sources,
        "score_card": case.current_card.uid if case.current_card else None,
        "links": [link_of(link) for link in queries.linked(case, actor)],
        "web_links": [{"uid": link.uid, "title": link.title, "url": link.url} for link in case.web_links.all()],
        "extra": case.extra,
        "version": case.version,
    }


def link_of(link: queries.Linked) -> dict[str, Any]:
    """Return a link as its case sees it."""
    other = link.other
    return {
        "uid": link.uid,
        "kind": link.kind,
        "outward": link.outward,
        "case": other.uid if other else None,
        "case_reference": other.reference if other else None,
        "case_stage": other.stage if other else None,
    }


def field_of(field: custom.Field) -> dict[str, Any]:
    """Return an added field."""
    return {
        "key": field.key,
        "label": field.label,
        "kind": field.kind,
        "help": field.help,
        "unit": field.unit,
        "lowest": None if field.lowest is None else custom.plain(field.lowest),
        "highest": None if field.highest is None else custom.plain(field.highest),
        "choices": [{"key": c.key, "label": c.label, "is_retired": c.is_retired} for c in field.choices],
        "is_retired": field.is_retired,
    }


def card_of(card: ScoreCard) -> dict[str, Any]:
    """Return a score card as the API writes it."""
    return {
        "uid": card.uid,
        "case": card.case.uid,
        "case_reference": card.case.reference,
        "model": card.model.reference,
        "inputs": card.inputs,
        "result": card.result,
        "total": f"{card.total:.4f}",
        "band": card.band,
        "cause": card.cause,
        "recorded_at": card.recorded_at,
    }
