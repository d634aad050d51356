"""Surveys: each recorded once; `figures.correct` corrects them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from adoption import policies
from adoption.models import KEY_LENGTH, LABEL_LENGTH, NOTE_LENGTH, SurveyResult
from adoption.services.figure_checks import check_figures, counted_of
from adoption.services.records import any_day, past_day, person, text
from adoption.workflow import SCALES, Origin
from foundation.audit import services as audit
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from usecases.models import UseCase


@transaction.atomic
def record_survey(
    *,
    by: Actor,
    unit: Unit,
    kind: str,
    title: str,
    asked_on: date,
    counts: Sequence[int],
    case: UseCase | None = None,
    invited: int | None = None,
    key: str = "",
    note: str = "",
    origin: Origin = Origin.TYPED,
) -> SurveyResult:
    """Record how often each answer was given, from the lowest up; the same survey again is returned as it is.

    Raises Denied; Invalid at `kind`, `title`, `asked_on`, `counts`, `invited`, `key`, `note`; Conflict when the survey
    or its key is there with other counts.
    """
    if kind not in SCALES:
        raise Invalid(_("There is no such scale."), field="kind")
    row = SurveyResult(
        unit=unit,
        case=case,
        kind=kind,
        title=text(title, "title", LABEL_LENGTH),
        asked_on=past_day(any_day(asked_on, "asked_on"), "asked_on"),
        counts=list(counts),
        invited=invited,
        key=text(key, "key", KEY_LENGTH, needed=False) or None,
        note=text(note, "note", NOTE_LENGTH, needed=False),
        origin=origin,
        created_by=person(by),
    )
    policies.check_write(by, row)
    check_figures(row)
    rows: Any = SurveyResult.objects.filter(unit=unit)
    earlier = rows.filter(key=row.key).first() if row.key else None
    earlier = earlier or rows.filter(case=case, title=row.title, asked_on=row.asked_on, correction=None).first()
    if earlier is not None:
        if (earlier.kind, earlier.title, earlier.asked_on, counted_of(earlier)) != (
            row.kind, row.title, row.asked_on, counted_of(row)
        ):  # fmt: skip
            raise Conflict(_("This survey is recorded with other figures. Correct those instead."), field="title")
        return earlier
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This survey is recorded with other figures. Correct those instead."), field="title") from None
    audit.record("adoption.surveys.recorded", row, by=by, kind=row.kind, answers=row.answers, counts=row.counts)
    return row
