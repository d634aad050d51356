"""Taking the answers of a filled workbook."""

from collections.abc import Mapping

from django.db import transaction

from foundation.audit import services as audit
from foundation.people.actors import Actor
from readiness.models import Assessment, Sheet
from readiness.services.filling import Given, give_answers


@transaction.atomic
def take_workbook(
    sheet: Sheet | Assessment, answers: Mapping[str, Given], *, by: Actor, sha256: str, reference: str
) -> Sheet:
    """Keep the answers that a workbook gave; the trail keeps its SHA-256 and the version that it asked with.

    All or nothing. Raises what `give_answers` raises.
    """
    sheet = give_answers(sheet, answers, by=by)
    subject = sheet.assessment if sheet.is_joint else sheet
    audit.record(
        "readiness.workbook.taken", subject, by=by, sha256=sha256, instrument=reference, factors=sorted(answers)
    )
    return sheet
