"""One case, lists of cases, and the library documents they rest on."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.queries import nameable as nameable
from foundation.ui.search import Hit
from library import queries as library
from library.kinds.base import Band
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from usecases import hooks, rules
from usecases.models import ActiveModel, ScoreCard, StageMove, UseCase, key_of, reference_of

DEFAULT_MODEL = "weighted-value"
DEFAULT_QUESTIONS = "risk-tier"
LIST_COLUMNS = (
    "id",
    "uid",
    "name",
    "category",
    "case_type",
    "unit__name",
    "owner__name",
    "sponsor__name",
    "stage",
    "stage_source",
    "stage_since",
    "tier",
    "impact",
    "current_score",
    "current_band",
    "current_low",
    "current_high",
    "current_assumed",
    "inputs",
    "review_state",
    "approval_standing",
    "approval_until",
    "funded_for",
    "held_since",
    "budget_minor",
    "budget_currency",
    "source",
    "external_id",
    "created_at",
    "updated_at",
)


class NotVisible(Http404, UseCase.DoesNotExist):
    """There is no such case, or the actor may not see it: both answer 404."""


def by_reference(reference: str, actor: Actor) -> UseCase:
    """Return the case with this reference ("UC-0042"), with unit and people loaded.

    Raises NotVisible for an unknown reference and for a case the actor may not see.
    """
    key = key_of(reference)
    rows = UseCase.objects.visible_to(actor).select_related(
        "unit",
        "owner",
        "sponsor",
        "created_by",
        "current_card__model",
        "tier_questions",
        "taxonomy",
        "filled_from__document",
    )
    found = rows.filter(pk=key).first() if key is not None else None
    if found is None:
        raise NotVisible("No use case with this reference is visible to you.")
    return found


def list_rows(actor: Actor) -> QuerySet[Any]:
    """Return the lean rows of the list page: visible, not archived, as dictionaries."""
    return UseCase.objects.visible_to(actor).active().values(*LIST_COLUMNS)


def matching(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Narrow rows to those whose reference is `text`, or whose texts hold each of its words."""
    key = key_of(text)
    if key is not None:
        return rows.filter(pk=key)
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(summary__icontains=word)
            | Q(category__icontains=word)
            | Q(external_id__iexact=word)
        )
    return rows


def find(user: Any, text: str, limit: int) -> list[Hit]:
    """Answer the search box: cases by reference, name or summary."""
    rows = matching(UseCase.objects.visible_to(user).active(), text).order_by("-updated_at", "-id")
    return [
        Hit(name, f"{reference_of(pk)} · {unit}", reverse("usecases:case_detail", args=[reference_of(pk)]))
        for pk, name, unit in rows.values_list("id", "name", "unit__name")[:limit]
    ]


def cards(case: UseCase) -> QuerySet[ScoreCard]:
    """Return the score cards of a case, newest first."""
    return ScoreCard.objects.filter(case=case).select_related("model", "by").order_by("-id")


def moves(case: UseCase) -> QuerySet[StageMove]:
    """Return how a case moved, newest first."""
    return StageMove.objects.filter(case=case).select_related("by").order_by("-effective_at", "-id")


def categories(actor: Actor, limit: int = 200) -> list[str]:
    """Return the categories in use among visible cases, by name."""
    rows = UseCase.objects.visible_to(actor).active().exclude(category="").order_by("category")
    return list(rows.values_list("category", flat=True).distinct()[:limit])


def owners(actor: Actor, role: str = "owner") -> QuerySet[User]:
    """Return the people who own a visible case (or with `role` "sponsor" sponsor one), by name."""
    owned = UseCase.objects.visible_to(actor).active().filter(**{f"{role}__isnull": False}).values(role)
    return User.objects.filter(pk__in=owned).order_by("name")


def usual_unit(user: User) -> str:
    """Return the uid of the unit in which a person may register cases and did so last; "" for none."""
    rows = UseCase.objects.filter(access_of(user).q(Permission.CASE_CREATE, "unit__path"), created_by=user)
    found = rows.filter(unit__archived_at=None).order_by("-id").values_list("unit__uid", flat=True).first()
    return str(found or "")


def bands_in_use() -> Sequence[Band]:
    """Return the bands of the model in use, from the highest down; none while there is no library."""
    try:
        model: ScoringModel = active_model().parsed
    except library.MissingDocument:
        return ()
    return model.bands


def inputs_by_importance() -> Sequence[tuple[str, str]]:
    """Return key and label of the inputs of the model in use, the one that moves a score most first; none without."""
    try:
        model: ScoringModel = active_model().parsed
    except library.MissingDocument:
        return ()
    return [(entry.key, entry.label) for entry in rules.by_importance(model)]


def default_model() -> Document:
    """Return the highest version of the shipped scoring model. Raises MissingDocument."""
    return library.latest("scoring_model", DEFAULT_MODEL)


def active_row() -> ActiveModel | None:
    """Return the row that names the model in use; None before anything was scored."""
    return ActiveModel.objects.select_related("document").filter(pk=1).first()


def active_model() -> Document:
    """Return the scoring model in use, or the shipped one before any was taken. Raises MissingDocument."""
    row = active_row()
    return row.document if row else default_model()


def scoring_models() -> list[Document]:
    """Return the scoring models there are: the one in use first, in its version; the others as new work takes them.

    Raises MissingDocument without a library.
    """
    active = active_model()
    return [active, *(row for row in library.published(active.kind) if row.slug != active.slug)]


def scoring_model(slug: str, version: int | None = None) -> Document:
    """Return a scoring model as new work takes it, or in one version. Raises Invalid at `model` or `version`."""
    found = library.versions("scoring_model", slug)
    if version is not None:
        chosen = found.filter(version=version).first()
        if chosen is None and found.exists():
            raise Invalid(_("The scoring model has no version %(version)s."), field="version", version=version)
    else:
        chosen = library.published("scoring_model").filter(slug=slug).first()
    if chosen is None:
        raise Invalid(_("There is no scoring model “%(slug)s”."), field="model", slug=slug)
    return chosen


def newer_model(document: Document) -> Document | None:
    """Return the version of a document that new work takes, when it is later than this one; None when it is not."""
    latest = library.latest(document.kind, document.slug)
    return latest if latest.version > document.version else None


def risk_questions() -> Document:
    """Return the highest version of the risk questions. Raises MissingDocument."""
    return library.latest("risk_questions", DEFAULT_QUESTIONS)


def dossier(case: UseCase) -> dict[str, dict[str, Any]]:
    """Return what is approved when this case is: named sections of plain JSON values.

    Apps above add their fields (`hooks.register_dossier`). Score cards are not in it, so a recompute voids no
    approval; stage, hold and review are not either.
    """
    questions = case.tier_questions
    unit: Unit = case.unit
    found: dict[str, dict[str, Any]] = {
        "purpose": {
            "name": case.name,
            "summary": case.summary,
            "objective": case.objective,
            "category": case.category,
            "unit": unit.name,
            "unit_uid": str(unit.uid),
        },
        "data": {"description": case.data_description, "personal_data": case.personal_data},
        "model": {"description": case.model_description},
        "risk": {
            "tier": case.tier,
            "answers": dict(case.tier_answers),
            "questions": questions.reference if questions else "",
            "impact": case.impact,
            "human_oversight": case.human_oversight,
        },
        "budget": {
            "amount": str(case.budget.amount) if case.budget else None,
            "currency": case.budget.currency if case.budget else None,
        },
        "measures": {"description": case.measures},
    }
    for part in hooks.dossier_parts(case):
        for section, fields in part.items():
            found[section] |= fields
    return found
