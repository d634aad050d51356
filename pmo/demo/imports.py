"""Imports in the demonstration: a list from finance that updates use cases, and one of last year that is undone."""

import csv
import io
from collections.abc import Iterable

from django.core.files.base import ContentFile

from foundation.jobs import runner
from foundation.people.models import Unit
from foundation.people.queries import company_root
from pmo.demo.cast import Cast
from pmo.demo.organization import PROGRAM
from pmo.demo.timeline import Story
from usecases.importing import batches, undoing
from usecases.models import UseCase
from usecases.models_import import ImportBatch

# Use case, unit: cost center and people affected as finance has them.
LISTED = (
    ("Document processing", "FIN", "4711", "52"),
    ("Payment matching", "FIN", "4711", "12"),
    ("Matching of invoice lines", "PRO", "4720", "18"),
    ("Call summaries for agents", "CSU", "3100", "140"),
    ("Service desk answer assistant", "ITS", "5200", "about 30"),
    ("Energy load forecast", "FAC", "6100", "9"),
)
NOT_HERE = "UC-9999"
"""A reference that nobody gave out: its row is refused, and says why."""


def finance_list(cast: Cast) -> Story:
    """The program manager imports cost centers and people affected: some change, some are the same, one is refused."""
    yield 3.2
    rows = [(_case(cast, name, unit), name, center, people) for name, unit, center, people in LISTED]
    table = [(case.reference, name, center, people) for case, name, center, people in rows]
    _import(cast, PROGRAM, "finance-cost-centers.csv", [*table, (NOT_HERE, "Meeting minutes", "4799", "25")])


def wrong_year(cast: Cast) -> Story:
    """The program manager takes the list of last year by mistake, sees it in the result, and undoes it."""
    yield 2.4
    table = [(_case(cast, name, unit).reference, name, f"1{center}", "") for name, unit, center, _people in LISTED[1:5]]
    batch = _import(cast, PROGRAM, "finance-cost-centers-last-year.csv", table)
    yield 2.2
    batch = undoing.start_undo(ImportBatch.objects.get(pk=batch.pk), by=cast[PROGRAM])
    assert batch.undo_job is not None
    runner.run(batch.undo_job.pk)


def _import(cast: Cast, person: str, name: str, rows: Iterable[tuple[str, ...]]) -> ImportBatch:
    text = io.StringIO()
    csv.writer(text).writerows([("Reference", "Use case", "Cost center", "Staff affected"), *rows])
    file, by = ContentFile(text.getvalue().encode(), name=name), cast[person]
    batch = batches.open_batch(file, unit=_company(), by=by)
    batch = batches.start(batch, by=by)
    assert batch.job is not None
    runner.run(batch.job.pk)
    return batch


def _company() -> Unit:
    root = company_root()
    assert root is not None
    return root


def _case(cast: Cast, name: str, unit: str) -> UseCase:
    return UseCase.objects.get(name=name, unit=cast.units[unit])
