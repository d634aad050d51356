"""Sending a workbook, on pages and in the API alike."""

from django.http import FileResponse
from django.utils.text import slugify

from readiness.models import Sheet
from readiness.workbooks.writing import workbook_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(sheet: Sheet) -> FileResponse:
    """Return the workbook of a sheet as an answer to be saved, named after instrument and subject."""
    name = f"{sheet.assessment.instrument.slug}-{slugify(sheet.assessment.subject_label)[:60] or 'sheet'}.xlsx"
    response = FileResponse(workbook_of(sheet), as_attachment=True, filename=name, content_type=XLSX)
    response["Cache-Control"] = "no-store"
    return response
