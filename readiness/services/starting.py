"""Starting an assessment of a unit, a process or a use case."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from foundation.audit import services as audit
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from library import queries as library
from readiness import policies, subjects
from readiness.models import Assessment, Sheet
from readiness.queries import ENTERPRISE
from readiness.services.wording import person_of
from readiness.subjects import Subject
from readiness.workflow import Mode


def start_assessment(
    record: Any, *, by: Actor, instrument: str = ENTERPRISE, mode: Mode = Mode.JOINT, due_on: date | None = None
) -> Assessment:
    """Open an assessment of a record with the latest version of an instrument; an open one is given back instead.

    `record` is a unit, a process, whatever an app above registered, or its Subject. Joint: one sheet that several
    people fill; blind: raters are invited afterwards. Raises Denied, Invalid for a record that cannot be assessed,
    Conflict when the library lacks the instrument or the open one is filled in the other mode.
    """
    subject = record if isinstance(record, Subject) else subjects.describe(record)
    policies.check_start(by, subject.unit)
    document = library.latest("instrument", instrument)
    open_ones = Assessment.objects.of_subject(subject.kind, subject.uid).due_open().filter(instrument__slug=instrument)
    if found := open_ones.first():
        return _continued(found, mode)
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                instrument=document,
                subject_kind=subject.kind,
                subject_uid=subject.uid,
                subject_label=subject.label,
                unit=subject.unit,
                mode=mode,
                due_on=due_on,
                started_by=person_of(by),
            )
            if mode == Mode.JOINT:
                Sheet.objects.create(assessment=assessment)
            audit.record(
                "readiness.assessment.started", assessment, by=by, instrument=document.reference, mode=str(mode)
            )
    except IntegrityError:  # somebody else opened it at the same moment
        return _continued(open_ones.get(), mode)
    return assessment


def _continued(assessment: Assessment, mode: Mode) -> Assessment:
    if assessment.mode == mode:
        return assessment
    if assessment.is_blind:
        raise Conflict(
            _("Raters are filling this assessment, each alone. Submit or discard it before you start a joint one.")
        )
    raise Conflict(
        _("This assessment is open and filled together. Submit or discard it before you invite raters to a new one.")
    )
