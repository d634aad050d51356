"""Starting, answering, submitting and discarding assessments."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.canonical import plain
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from library import queries as library
from readiness import policies, rules
from readiness.models import Answer, Assessment, UnitProfile
from readiness.queries import ENTERPRISE
from readiness.workflow import State

COMMENT_LIMIT = 4000


class Keep(Enum):
    """Says that a score stays as it is while its comment changes."""

    SCORE = "score"


Given = tuple[Decimal | str | Keep | None, str | None]
"""A score (None clears it, Keep.SCORE leaves it) and a comment (None leaves it)."""


def start_assessment(unit: Unit, *, by: Actor, instrument: str = ENTERPRISE) -> Assessment:
    """Open a draft of the latest version of an instrument for a unit; an open draft is given back instead of a second.

    Raises Denied, or Conflict when the library lacks the instrument.
    """
    policies.check_start(by, unit)
    document = library.latest("instrument", instrument)
    open_drafts = Assessment.objects.filter(instrument__slug=instrument, unit=unit, state=State.DRAFT)
    if found := open_drafts.first():
        return found
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                instrument=document,
                subject_uid=unit.uid,
                subject_label=unit.name,
                unit=unit,
                started_by=by if isinstance(by, User) else None,
            )
            audit.record("readiness.assessment.started", assessment, by=by, instrument=document.reference)
    except IntegrityError:  # somebody else opened it at the same moment
        return open_drafts.get()
    return assessment


@transaction.atomic
def give_answers(assessment: Assessment, answers: Mapping[str, Given], *, by: Actor) -> Assessment:
    """Keep scores and comments by factor key.

    Raises Denied, Conflict when closed, Invalid at the factor's key for an unknown factor or a score off the scale.
    """
    assessment = lock(assessment)
    policies.check_answer(by, assessment)
    factors = {factor.key: factor for factor in assessment.parsed.factors}
    given = {answer.factor: answer for answer in assessment.answers.all()}
    changes: dict[str, tuple[object, object]] = {}
    for key, (raw, comment) in answers.items():
        if key not in factors:
            raise Invalid(_("The instrument has no factor “%(key)s”."), field=key, key=key)
        kept = given.get(key)
        score = (kept.score if kept else None) if isinstance(raw, Keep) else _score(assessment, key, raw)
        if comment is not None and len(comment) > COMMENT_LIMIT:
            raise Invalid(_("A comment has at most %(limit)s characters."), field=key, limit=COMMENT_LIMIT)
        answer = kept or Answer(assessment=assessment, factor=key)
        text = answer.comment if comment is None else comment.strip()
        if (answer.score, answer.comment) == (score, text):
            continue
        if answer.score != score:
            changes[key] = (answer.score, score)
        if answer.comment != text:
            changes[f"{key}.comment"] = (answer.comment, text)
        answer.score, answer.comment = score, text
        answer.answered_by = by if isinstance(by, User) else None
        answer.answered_at = timezone.now()
        answer.save()
        given[key] = answer
    if changes:
        assessment.answered = sum(answer.score is not None for answer in given.values())
        assessment.save(update_fields=["answered"])
        audit.record("readiness.assessment.answered", assessment, by=by, changes=changes)
    return assessment


@transaction.atomic
def submit_assessment(assessment: Assessment, *, by: Actor) -> Assessment:
    """Freeze the result and make it the unit's profile. Raises Denied, or Conflict when closed or incomplete."""
    assessment = lock(assessment)
    policies.check_submit(by, assessment)
    found = rules.result(assessment.parsed, assessment.scores())
    assessment.state = State.SUBMITTED
    assessment.submitted_by = by if isinstance(by, User) else None
    assessment.submitted_at = timezone.now()
    assessment.overall = found.overall
    assessment.band = found.band.key if found.band else ""
    assessment.result = plain(found.as_data())
    assessment.save()
    UnitProfile.objects.update_or_create(
        unit=assessment.unit,
        instrument_slug=assessment.instrument.slug,
        defaults=UnitProfile.from_result(assessment),
    )
    audit.record(
        "readiness.assessment.submitted",
        assessment,
        by=by,
        overall=found.overall,
        band=assessment.band,
        instrument=assessment.instrument.reference,
        sha256=assessment.instrument.sha256,
    )
    return assessment


@transaction.atomic
def discard_assessment(assessment: Assessment, *, by: Actor) -> Assessment:
    """Put a draft aside; it disappears from the lists, the trail keeps it. Raises Denied, or Conflict when closed."""
    assessment = lock(assessment)
    policies.check_discard(by, assessment)
    assessment.state = State.DISCARDED
    assessment.save(update_fields=["state"])
    audit.record("readiness.assessment.discarded", assessment, by=by)
    return assessment


def _score(assessment: Assessment, key: str, raw: Decimal | str | None) -> Decimal | None:
    if raw is None or raw == "":
        return None
    scale = assessment.parsed.scale
    try:
        score = Decimal(str(raw))
    except InvalidOperation:
        score = Decimal("NaN")
    if not rules.is_on_scale(assessment.parsed, score):
        raise Invalid(
            _("Give a score from %(lowest)s to %(highest)s in steps of %(step)s."),
            field=key,
            lowest=scale.lowest,
            highest=scale.highest,
            step=scale.step,
        )
    return score
