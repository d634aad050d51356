"""Going on with a newer version of the instrument, and following subjects to another unit."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.evidence import services as evidence
from foundation.people.actors import Actor
from foundation.people.models import Unit
from library.kinds.instrument import Instrument
from library.models import Document
from readiness import policies
from readiness.models import ActionItem, Assessment, Sheet
from readiness.rules import Said
from readiness.rules.moving import Account, carry_over, outlook
from readiness.workflow import SheetState


def preview_move(assessment: Assessment, document: Document, *, rescale: bool = False) -> Account:
    """Return what going on with this version would keep, rescale and lose; of several raters by factors alone."""
    if assessment.is_blind:
        return outlook(assessment.parsed, document.parsed, rescale=rescale)
    said = {key: answer for sheet in assessment.counted_sheets() for key, answer in sheet.said().items()}
    return carry_over(assessment.parsed, document.parsed, said, rescale=rescale)[1]


@transaction.atomic
def move_to_version(assessment: Assessment, document: Document, *, by: Actor, rescale: bool = False) -> Account:
    """Go on with a newer version of the instrument, on every sheet; comments go with their factors.

    Returns what was kept, rescaled and lost, as `preview_move` tells beforehand; the trail records it. A sheet that
    was handed in and now lacks answers goes back to its rater while rating is open. Raises Denied, or Conflict unless
    the assessment is open and the document a newer version of its instrument.
    """
    assessment = lock(assessment)
    policies.check_move(by, assessment, document)
    older, newer = assessment.parsed, document.parsed
    account = preview_move(assessment, document, rescale=rescale)
    total = sum(1 for _factor in newer.factors)
    for sheet in assessment.sheets.all():
        carried, of_sheet = carry_over(older, newer, sheet.said(), rescale=rescale)
        _rewrite(sheet, carried, {item.factor for item in of_sheet.lost} | _gone(older, newer))
        sheet.answered = len(carried)
        if sheet.state == SheetState.SUBMITTED and assessment.is_sealed and sheet.answered < total:
            sheet.state, sheet.submitted_at = SheetState.FILLING, None
        sheet.save(update_fields=["answered", "state", "submitted_at"])
        if sheet.is_joint:
            assessment.answered = sheet.answered
    settled = {row.factor: row.said for row in assessment.settlements.all()}
    carried, _account = carry_over(older, newer, settled, rescale=rescale)
    assessment.settlements.exclude(factor__in=carried).delete()
    for key in (key for key, said in carried.items() if said != settled[key]):
        assessment.settlements.filter(factor=key).update(score=carried[key].score)
    reference = assessment.instrument.reference
    assessment.instrument = document
    assessment.save(update_fields=["instrument", "answered"])
    audit.record(
        "readiness.assessment.moved",
        assessment,
        by=by,
        changes={"instrument": (reference, document.reference)},
        kept=len(account.kept),
        rescaled=[[item.factor, item.before, item.after] for item in account.rescaled],
        lost=[[item.factor, item.reason] for item in account.lost],
    )
    return account


def _gone(older: Instrument, newer: Instrument) -> set[str]:
    return {factor.key for factor in older.factors} - {factor.key for factor in newer.factors}


def _rewrite(sheet: Sheet, carried: Mapping[str, Said], lost: set[str]) -> None:
    """Bring the rows of a sheet to what was carried over."""
    for row in list(sheet.answers.all()):
        if row.factor in lost:
            row.delete()
        elif row.factor in carried and carried[row.factor] != row.said:
            row.score, row.answered_at = carried[row.factor].score, timezone.now()
            row.revision += 1
            row.save()


def follow_subject(kind: str, uid: UUID, *, unit: Unit, label: str) -> None:
    """Let assessments with their evidence, and action items, go with a record to another unit or under another name.

    Call it in the service and transaction that moves or renames the record, which also asks for the permission.
    """
    for rows in (Assessment.objects.all(), ActionItem.objects.all()):
        rows.filter(subject_kind=kind, subject_uid=uid).update(unit=unit, subject_label=label)
    for assessment in Assessment.objects.of_subject(kind, uid).select_related("instrument").prefetch_related("sheets"):
        sheets = [sheet.uid for sheet in assessment.sheets.all()]
        evidence.follow_subject("readiness.sheet", sheets, unit=unit, label=str(assessment))
