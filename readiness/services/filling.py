"""Giving answers: each as it is given, and never over the head of somebody who answered meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from library.kinds.instrument import Instrument
from readiness import policies, rules
from readiness.models import Answer, Assessment, Sheet
from readiness.services.wording import person_of
from readiness.workflow import SheetState

COMMENT_LIMIT = 4000


class Mark(Enum):
    """In the place of a score: leave the one that is there, or "not known"."""

    KEEP = "keep"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is said about a factor. A score of None takes the answer back; a comment of None leaves the one there.

    `revision` is that of the answer which the writer saw (0 for none); None asks for no such care.
    """

    score: Decimal | str | Mark | None = Mark.KEEP
    comment: str | None = None
    revision: int | None = None


class AnswerChanged(Conflict):
    """Somebody changed the same answers since the writer saw them; `current` holds them by factor."""

    def __init__(self, current: Mapping[str, Answer]) -> None:
        self.current = current
        first = next(iter(current.values()))
        super().__init__(
            _("%(person)s answered this factor meanwhile. Nothing is lost: choose which of the two answers counts."),
            field=first.factor,
            person=str(first.answered_by or "–"),
        )


@transaction.atomic
def give_answers(sheet: Sheet | Assessment, answers: Mapping[str, Given], *, by: Actor) -> Sheet:
    """Keep scores and comments by factor key, on a rater's sheet or (for an assessment) on its joint one.

    All or nothing. Raises Denied, Conflict when closed, AnswerChanged when somebody else changed one of them since the
    writer saw it, Invalid at the factor's key for an unknown factor, a score off the scale or too long a comment.
    """
    assessment = lock(sheet if isinstance(sheet, Assessment) else sheet.assessment)
    sheet = _sheet_of(assessment, sheet)
    policies.check_answer(by, sheet)
    kept = {answer.factor: answer for answer in sheet.answers.select_related("answered_by")}
    wanted = {key: _wanted(assessment.parsed, key, given, kept.get(key)) for key, given in answers.items()}
    wanted = {key: answer for key, answer in wanted.items() if _differs(answer, kept.get(key))}
    stale = {
        key: kept[key] for key in wanted if key in kept and answers[key].revision not in (None, kept[key].revision)
    }
    if stale:
        raise AnswerChanged(stale)
    if not wanted:
        return sheet
    now, changes = timezone.now(), _changes(wanted, kept)
    for key, answer in wanted.items():
        answer.sheet, answer.factor = sheet, key
        answer.answered_by, answer.answered_at = person_of(by), now
        answer.revision += 1
        answer.save()
    sheet.answered = sum(answer.said.is_answer for answer in (kept | wanted).values())
    if sheet.state == SheetState.INVITED:
        sheet.state = SheetState.FILLING
    sheet.save(update_fields=["answered", "state"])
    if sheet.is_joint:
        assessment.answered = sheet.answered
        assessment.save(update_fields=["answered"])
        audit.record("readiness.assessment.answered", assessment, by=by, changes=changes)
    else:  # sealed: what a rater gave is written when rating is closed
        audit.record("readiness.sheet.answered", sheet, by=by, factors=sorted(wanted))
    return sheet


def _sheet_of(assessment: Assessment, wanted: Sheet | Assessment) -> Sheet:
    if isinstance(wanted, Sheet):
        found = Sheet.objects.get(pk=wanted.pk)
    elif assessment.is_blind:
        raise Conflict(_("Each rater fills a sheet of their own here; there is no joint one."))
    else:
        found = assessment.sheets.get(rater=None)
    found.assessment = assessment
    return found


def _wanted(instrument: Instrument, key: str, given: Given, kept: Answer | None) -> Answer:
    """The answer as it would be after the change; saved rows keep their key."""
    if key not in {factor.key for factor in instrument.factors}:
        raise Invalid(_("The instrument has no factor “%(key)s”."), field=key, key=key)
    if given.comment is not None and len(given.comment) > COMMENT_LIMIT:
        raise Invalid(_("A comment has at most %(limit)s characters."), field=key, limit=COMMENT_LIMIT)
    answer = Answer(pk=kept.pk, revision=kept.revision) if kept else Answer()
    if given.score is Mark.KEEP:
        answer.score, answer.not_known = (kept.score, kept.not_known) if kept else (None, False)
    elif given.score is Mark.NOT_KNOWN:
        answer.score, answer.not_known = None, True
    else:
        answer.score, answer.not_known = read_score(instrument, given.score, field=key), False
    if given.comment is None:
        answer.comment = kept.comment if kept else ""
    else:
        answer.comment = given.comment.replace("\x00", "").replace("\r\n", "\n").strip()
    return answer


def _differs(answer: Answer, kept: Answer | None) -> bool:
    before = (kept.score, kept.not_known, kept.comment) if kept else (None, False, "")
    return (answer.score, answer.not_known, answer.comment) != before


def _changes(wanted: Mapping[str, Answer], kept: Mapping[str, Answer]) -> dict[str, tuple[object, object]]:
    found: dict[str, tuple[object, object]] = {}
    for key, answer in wanted.items():
        before = kept.get(key)
        if (old := _value(before)) != (new := _value(answer)):
            found[key] = (old, new)
        if (said := before.comment if before else "") != answer.comment:
            found[f"{key}.comment"] = (said, answer.comment)
    return found


def _value(answer: Answer | None) -> object:
    if answer is None:
        return None
    return "not known" if answer.not_known else answer.score


def read_score(instrument: Instrument, raw: Decimal | str | Mark | None, *, field: str) -> Decimal | None:
    """Return a score as a number; None for nothing given. Raises Invalid off the scale."""
    if raw is None or raw == "":
        return None
    scale = instrument.scale
    try:
        score = Decimal(str(raw))
    except InvalidOperation:
        score = Decimal("NaN")
    if not rules.is_on_scale(instrument, score):
        raise Invalid(
            _("Give a score from %(lowest)s to %(highest)s in steps of %(step)s."),
            field=field,
            lowest=scale.lowest,
            highest=scale.highest,
            step=scale.step,
        )
    return score
