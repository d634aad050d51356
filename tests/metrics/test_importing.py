"""Measurements from files."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from foundation.jobs.models import Job
from foundation.kernel.errors import Denied, Invalid
from metrics import services
from metrics.models import Kpi, Measurement
from metrics.services import Given, Problem, importing
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
COLUMNS = {"case": 0, "kpi": 1, "on": 2, "value": 3, "sample": 4}


def file_of(text: str | bytes, name: str = "values.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def imported(file: SimpleUploadedFile, by: Any, run_jobs: Callable[[], int]) -> dict[str, Any]:
    job = services.request_import(file, by=by)
    run_jobs()
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job.result


def test_a_file_is_recorded_once_and_problems_are_told_by_their_row(
    cast: SimpleNamespace, kpi: Kpi, case: UseCase, run_jobs: Callable[[], int]
) -> None:
    text = (
        "Use case;KPI;Day;Value;Sample\n"
        f"{case.reference};handling_time;2025-05-31;10,5;40\n"
        f"{case.reference};handling_time;2025-06-30;9.5;40\n\n"
        f"{case.reference};handling_time;30.06.2025;9;40\n"
        f"{case.reference};none;2025-06-30;9;\n"
    )

    first = imported(file_of(text), cast.ada, run_jobs)
    again = imported(file_of(text), cast.ada, run_jobs)

    assert [first[name] for name in ("received", "created", "unchanged", "refused")] == [4, 1, 0, 3]
    assert [problem["field"] for problem in first["problems"]] == ["value", "on", "kpi"]
    assert (again["created"], again["unchanged"]) == (0, 1)
    row = Measurement.objects.get()
    assert (row.value, row.sample, row.origin, row.key) == (Decimal("9.5"), 40, "imported", "day:2025-06-30")


def test_a_workbook_is_read_too(cast: SimpleNamespace, kpi: Kpi, case: UseCase, run_jobs: Callable[[], int]) -> None:
    book, stream = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["case", "kpi", "on", "value"])
    sheet.append([case.reference, "handling_time", date(2025, 6, 30), 9.25])
    book.save(stream)

    assert imported(file_of(stream.getvalue(), "values.xlsx"), cast.ada, run_jobs)["created"] == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "case,kpi,value\n", b"\x00\x01\x02\x03" * 100])
def test_a_file_without_the_columns_is_refused_at_once(cast: SimpleNamespace, text: str | bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        services.request_import(file_of(text), by=cast.ada)

    assert refusal.value.field == "file"
    assert not Job.objects.exists()


def test_who_writes_nothing_imports_nothing(cast: SimpleNamespace) -> None:
    with pytest.raises(Denied):
        services.request_import(file_of("case,kpi,on,value\n"), by=cast.dov)


@pytest.mark.parametrize(
    "cells",
    [
        ["UC-1", "a", "soon", "1", ""],
        ["UC-1", "a", "2025-01-01", "NaN", ""],
        ["UC-1", "a", "2025-01-01", "1", "-3"],
        ["UC-1"],
    ],
)
def test_a_row_at_fault_is_a_problem(cells: list[str]) -> None:
    assert isinstance(importing.read_row(3, cells, COLUMNS), Problem)


def test_a_row_is_read() -> None:
    row = importing.read_row(0, ["UC-1", "a", "2025-01-01", "1,250.5", "7"], COLUMNS)

    assert isinstance(row, Given)
    assert (row.value, row.sample, row.key) == (Decimal("1250.5"), 7, "day:2025-01-01")


def test_a_long_file_is_read_as_a_stream() -> None:
    class Counting(BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            found = super().read(size)
            self.largest = max(self.largest, len(found))
            return found

    stream = Counting(b"case,kpi,on,value\n" + b"UC-1,a,2025-01-01,1\n" * 100_000)

    assert sum(1 for _row in importing.records(stream)) == 100_001
    assert stream.largest <= importing._SAMPLE


def test_the_page_takes_a_file_and_offers_a_template(
    client_of: Callable[..., Client], cast: SimpleNamespace, kpi: Kpi, case: UseCase
) -> None:
    client = client_of(cast.ben)

    taken = client.post("/measures/import/", {"file": file_of("case,kpi,on,value\n")})
    refused = client.post("/measures/import/", {"file": file_of("a,b\n")})
    template = client.get("/measures/import/template/").content.decode()

    assert (taken.status_code, refused.status_code) == (302, 422)
    assert f"{case.reference},handling_time" in template
    assert client_of(cast.dov).get("/measures/import/").status_code == 403
