"""What rests on scoring models, risk questions and import profiles, and what another scoring model would do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from django.db.models import Count, FloatField, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, company_root
from library.effects import Cell, Effect
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from library.usage import Use, counted
from usecases import rules
from usecases.models import ImportBatch, ScoreCard, UseCase, reference_of
from usecases.queries.cases import DEFAULT_MODEL, active_model, active_row

MOST_MOVED = 10


def model_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the cases that are scored by each version of a model now, and the score cards that it made."""
    ids = [document.pk for document in versions]
    row = active_row()
    in_use = row.document_id if row else None
    if row is None and versions[0].slug == DEFAULT_MODEL:
        in_use = active_model().pk
    root = company_root()
    may = access_of(actor).allows(Permission.WEIGHTS_ADOPT, root.path if root else None)
    cases = UseCase.objects.visible_to(actor).active().filter(current_card__model__in=ids)
    for model, count in cases.order_by().values_list("current_card__model").annotate(count=Count("id")):
        active = model == in_use
        yield Use(
            model, _("Use cases scored by it now"), count, reverse("usecases:portfolio"), is_open=active,
            move_url=reverse("usecases:model_choose") if active and may else "",
        )  # fmt: skip
    cards = ScoreCard.objects.filter(case__in=UseCase.objects.visible_to(actor), model__in=ids)
    yield from counted(cards, "model", _("Score cards"))


def question_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the cases that were classified by each version of the risk questions."""
    cases = UseCase.objects.visible_to(actor).filter(tier_questions__in=[document.pk for document in versions])
    yield from counted(cases, "tier_questions", _("Use cases classified by it"), url=reverse("usecases:case_list"))


def profile_uses(actor: Actor, versions: Sequence[Document]) -> Iterator[Use]:
    """Yield the imports that were read by a profile; each counts for the version that was the newest when it began."""
    slug = versions[0].slug
    newest_first = sorted(versions, key=lambda document: -document.version)
    found: Counter[int] = Counter()
    for began in ImportBatch.objects.visible_to(actor).filter(profile=slug).values_list("created_at", flat=True):
        used = next((row for row in newest_first if row.published_at <= began), newest_first[-1])
        found[used.pk] += 1
    for document, count in found.items():
        yield Use(document, _("Imports read by it"), count, reverse("usecases:import_start"))


def model_effects(actor: Actor, before: Document, after: ScoringModel) -> list[Effect]:
    """Return who would move, were the portfolio scored by another model: counted, and the ten that move most.

    Nothing is written. Of cases that the actor may see and that are open and have inputs.
    """
    row = active_row()
    if row is not None and (row.document.kind, row.document.slug) != (before.kind, before.slug):
        return [Effect(_("No case is scored by this model."), note=_("Another scoring model is in use."))]
    rows = list(
        UseCase.objects.visible_to(actor).on_ladder().exclude(inputs={}).order_by("id")
        .values_list("id", "name", Cast("current_score", FloatField()), "current_band", Cast("inputs", TextField()))
    )  # fmt: skip
    if not rows:
        return [Effect(_("No case has inputs yet, so none would move."))]
    inputs: list[dict[str, Any]] = msgspec.json.decode("[" + ",".join(row[4] for row in rows) + "]")
    tried = rules.evaluate(after, rules.columns(after, inputs))
    old = np.array([np.nan if row[2] is None else row[2] for row in rows])
    old_ranks, new_ranks = _places(old), _places(tried.totals)
    bands = [band.key for band in after.bands]
    new_bands = [bands[index] if index >= 0 else "" for index in tried.bands.tolist()]
    labels = {band.key: band.label for band in [*before.parsed.bands, *after.bands]}
    rescored = int((old != tried.totals).sum() - (np.isnan(old) & np.isnan(tried.totals)).sum())
    moved = np.where(np.isnan(old) | np.isnan(tried.totals), 0, old_ranks - new_ranks)
    rebanded = sum(row[3] != band for row, band in zip(rows, new_bands, strict=True) if row[2] is not None)
    lost = int((np.isnan(tried.totals) & ~np.isnan(old)).sum())
    sentence = ngettext(
        "%(rescored)s of %(count)s use case would have another score.",
        "%(rescored)s of %(count)s use cases would have another score.",
        len(rows),
    ) % {"rescored": f"{rescored:,}", "count": f"{len(rows):,}"}
    note = _(
        "%(up)s would move up, %(down)s down, %(bands)s into another priority; %(lost)s could no longer be scored. "
        "Publishing changes no score: it is taken into use on the portfolio page."
    ) % {
        "up": f"{int((moved > 0).sum()):,}", "down": f"{int((moved < 0).sum()):,}", "bands": f"{rebanded:,}",
        "lost": f"{lost:,}",
    }  # fmt: skip
    order = sorted(range(len(rows)), key=lambda index: (-abs(int(moved[index])), -_distance(old, tried, index)))
    shown = [index for index in order if moved[index] or _distance(old, tried, index)][:MOST_MOVED]
    return [
        Effect(
            sentence, tone=Tone.WARN if rescored else Tone.INFO, note=note,
            columns=(
                (_("Use case"), False), (_("Score now"), True), (_("Score then"), True), (_("Place now"), True),
                (_("Place then"), True), (_("Priority now"), False), (_("Priority then"), False),
            ),
            rows=tuple(
                (
                    Cell(f"{reference_of(rows[i][0])} {rows[i][1]}", _url(rows[i][0])),
                    Cell(_number(old[i])), Cell(_number(tried.totals[i])),
                    Cell(_place(old_ranks[i])), Cell(_place(new_ranks[i])),
                    Cell(labels.get(rows[i][3], rows[i][3])), Cell(labels.get(new_bands[i], "")),
                )
                for i in shown
            ),
        )
    ]  # fmt: skip


def _places(totals: Any) -> Any:
    """The place of each case, 1 for the highest score, 0 for one without a score."""
    places = np.zeros(len(totals), dtype=np.int64)
    scored = np.flatnonzero(~np.isnan(totals))
    places[scored] = rules.ranks(totals[scored])
    return places


def _distance(old: Any, tried: rules.Evaluation, index: int) -> float:
    found = abs(float(old[index]) - float(tried.totals[index]))
    return 0.0 if np.isnan(found) else found


def _number(value: float) -> str | None:
    return None if np.isnan(value) else f"{value:.2f}"


def _place(value: int) -> int | None:
    return int(value) or None


def _url(pk: int) -> str:
    return reverse("usecases:case_detail", args=[reference_of(pk)])
