"""Entering inputs, making score cards, and changing the model that everybody is scored by."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from library import services as library
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from usecases import hooks, policies, queries, rules
from usecases.models import ActiveModel, Cause, ScoreCard, UseCase
from usecases.queries.readiness import INPUT
from usecases.services.moves import clean_reason, move_by_facts, person_of
from usecases.services.recompute import UNSCORED

RECOMPUTE = "usecases.recompute"


class Adopted(NamedTuple):
    """The version of the model now in use, and the job that scores the portfolio by it."""

    document: Document
    job: Job


def locked_model() -> ActiveModel:
    """Return the row of the model in use, locked: who scores, recomputes or adopts takes turns.

    The first time, the highest shipped version is taken into use. Raises MissingDocument without a library.
    """
    found = ActiveModel.objects.select_for_update().filter(pk=1).first()
    if found is None:
        ActiveModel.objects.get_or_create(pk=1, defaults={"document": queries.default_model()})
        found = ActiveModel.objects.select_for_update().get(pk=1)
    return found


@transaction.atomic
def record_inputs(case: UseCase, *, by: Actor, inputs: Mapping[str, Any], model: Document | None = None) -> UseCase:
    """Enter inputs of a scoring model, by key; None or "" clears one. Keys left out stay, of every model.

    Without `model` they are those of the model in use. An input that is typed anew no longer rests on what it was taken
    from. Raises Denied, Conflict, or Invalid at the key that is unknown or out of range.
    """
    case = lock(case)
    policies.check_inputs(by, case)
    return _keep_inputs(case, inputs, by=by, sources={}, model=model)


@transaction.atomic
def score_with(case: UseCase, *, by: Actor, inputs: Mapping[str, Any]) -> ScoreCard:
    """Enter inputs of the model in use and make a score card of them: both or neither. Raises as those do."""
    locked_model()
    case = record_inputs(case, by=by, inputs=inputs)
    return score_case(case, by=by)


@transaction.atomic
def take_readiness(case: UseCase, *, by: Actor) -> UseCase:
    """Take the data quality of the score from the latest readiness of the case's unit, and record from which.

    Raises Denied, or Conflict when the case is closed or there is no such result that the actor may read.
    """
    case = lock(case)
    policies.check_inputs(by, case)
    found = queries.unit_readiness(case, by)
    if found is None or found.value is None:
        raise Conflict(_("No readiness result of the unit says how ready its data is."))
    profile = found.profile
    source = {
        "kind": "readiness",
        "assessment": str(profile.assessment.uid),
        "instrument": profile.assessment.instrument.reference,
        "unit": profile.unit.name,
        "score": format(found.score or 0, "f"),
        "submitted_at": profile.submitted_at.isoformat(),
    }
    return _keep_inputs(case, {INPUT: str(found.value)}, by=by, sources={INPUT: source})


def _keep_inputs(
    case: UseCase,
    inputs: Mapping[str, Any],
    *,
    by: Actor,
    sources: Mapping[str, Any],
    model: Document | None = None,
) -> UseCase:
    """Change inputs of a locked case; `sources` says where those of them come from that nobody typed."""
    parsed: ScoringModel = (model or queries.active_model()).parsed
    given = rules.check_inputs(parsed, inputs)
    before = dict(case.inputs)
    now = {key: value for key, value in (before | given).items() if value is not None}
    changes = {key: (before.get(key), now.get(key)) for key in given if before.get(key) != now.get(key)}
    if not changes and not sources:
        return case
    kept = {key: source for key, source in case.input_sources.items() if key not in changes}
    case.inputs, case.input_sources = now, kept | dict(sources)
    case.version += 1
    case.updated_at = timezone.now()
    case.save(update_fields=["inputs", "input_sources", "version", "updated_at"])
    details: dict[str, Any] = {"sources": dict(sources)} if sources else {}
    audit.record("usecases.inputs.recorded", case, by=by, changes=changes, **details)
    hooks.changed(case, frozenset({"inputs"}), by)
    return case


@transaction.atomic
def score_case(case: UseCase, *, by: Actor) -> ScoreCard:
    """Make a score card from the inputs as they stand; the present card when nothing changed since.

    Raises Denied; Conflict for a case without any input; Invalid at an input that the model cannot do without.
    """
    active = locked_model()
    case = lock(case)
    policies.check_score(by, case)
    document = active.document
    model: ScoringModel = document.parsed
    used = {entry.key: case.inputs[entry.key] for entry in model.inputs if case.inputs.get(entry.key) is not None}
    if not used:
        raise Conflict(_("Enter at least one input; what is left open is assumed and shown as assumed."))
    evaluation = rules.evaluate(model, rules.columns(model, [used]))
    total = evaluation.total(0)
    if total is None:
        missing = next(entry for entry in model.inputs if entry.assumed is None and entry.key not in used)
        raise Invalid(_("%(label)s: the model cannot do without it."), field=missing.key, label=missing.label)
    result, band = evaluation.result(0), evaluation.band_key(0)
    present = case.current_card
    if present and (present.model_id, present.inputs, present.result) == (document.pk, used, result):
        return present
    now = timezone.now()
    card = ScoreCard.objects.create(
        case=case,
        model=document,
        inputs=used,
        result=result,
        total=total,
        band=band,
        cause=Cause.SCORED,
        by=person_of(by),
        recorded_at=now,
    )
    before = (case.current_score, case.current_band)
    case.current_card, case.current_score, case.current_band = card, total, band
    case.current_criteria, case.updated_at = rules.criteria_texts(evaluation)[0], now
    case.current_low, case.current_high = Decimal(result["lowest"]), Decimal(result["highest"])
    case.current_assumed = len(result["assumed"])
    case.save(update_fields=[*UNSCORED, "updated_at"])
    audit.record(
        "usecases.case.scored",
        case,
        by=by,
        model=document.reference,
        card=card.uid,
        changes={"score": (before[0], total), "band": (before[1], band)},
    )
    move_by_facts(case, by=by)
    return card


@transaction.atomic
def adopt_weights(weights: Mapping[str, Any], *, by: Actor, note: str = "", version: int | None = None) -> Adopted:
    """Publish the model in use with other weights (percent by criterion key), use it, and recompute the portfolio.

    `version` is the model version that the editor compared with: Conflict when another is in use by now.
    Raises Denied, Conflict when nothing differs, Invalid at a criterion or (naming the sum) at `weights`.
    """
    policies.check_adopt_weights(by)
    active = locked_model()
    document = active.document
    if version is not None and version != document.version:
        raise Conflict(
            _("Version %(now)s of the scoring model came into use meanwhile. Compare with it, then adopt again."),
            now=document.version,
        )
    model: ScoringModel = document.parsed
    fractions = rules.check_weights(model, weights)
    body = document.data
    for criterion in body["criteria"]:
        if criterion["key"] in fractions:
            criterion["weight"] = format(fractions[criterion["key"]].normalize(), "f")
    text = clean_reason(note, required=False, field="note")
    published = library.publish_version(kind=document.kind, slug=document.slug, body=body, by=by, note=text)
    changes = {
        key: (model.weights[key], fraction) for key, fraction in fractions.items() if model.weights[key] != fraction
    }
    return _take_into_use(active, published, by=by, note=text, changes=changes)


@transaction.atomic
def adopt_model(document: Document, *, by: Actor, note: str = "") -> Adopted:
    """Use another scoring model, or another version of it, from now on, and recompute the portfolio.

    What cases know (the inputs of every model) and every score card stay; cases that lack what the model needs have no
    score by it.

    Raises Denied; Invalid for a document of another kind; Conflict when it is in use already.
    """
    policies.check_adopt_weights(by)
    if document.kind != "scoring_model":
        raise Invalid(_("“%(title)s” is no scoring model."), field="document", title=document.title)
    active = locked_model()
    if active.document_id == document.pk:
        raise Conflict(_("This version is already in use."))
    changes = {"model": (active.document.reference, document.reference)}
    return _take_into_use(
        active, document, by=by, note=clean_reason(note, required=False, field="note"), changes=changes
    )


def _take_into_use(
    active: ActiveModel, document: Document, *, by: Actor, note: str, changes: Mapping[str, tuple[Any, Any]]
) -> Adopted:
    before = active.document.reference
    active.document, active.since, active.note = document, timezone.now(), note
    active.save()
    audit.record(
        "usecases.weights.adopted",
        document,
        by=by,
        reason=note,
        changes=changes,
        before=before,
        now=document.reference,
    )
    return Adopted(document, _enqueue(document, by=by, cause=Cause.MODEL))


@transaction.atomic
def request_recompute(*, by: Actor) -> Job:
    """Start the job that scores the whole portfolio by the model in use. Raises Denied or MissingDocument."""
    policies.check_recompute(by)
    return _enqueue(locked_model().document, by=by, cause=Cause.RECOMPUTED)


@transaction.atomic
def follow_inputs(*, by: Actor) -> Job:
    """Start the job that brings scores in line with inputs that came in bulk.

    Whoever brought them needs no right of their own for it. Raises MissingDocument.
    """
    return _enqueue(locked_model().document, by=by, cause=Cause.RECOMPUTED)


def _enqueue(document: Document, *, by: Actor, cause: Cause) -> Job:
    return jobs.enqueue(RECOMPUTE, by=by, params={"document": document.pk, "cause": cause.value})
