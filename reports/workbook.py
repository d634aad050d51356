"""The numbers behind a report as an XLSX workbook, made from the figures that the archive keeps."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from foundation.ui.exports import harmless
from usecases import workflow
from usecases.workflow import Stage

_LABELS = ("invested", "returned", "net", "roi", "payback_months")
_WIDEST = 60


def of(figures: Mapping[str, Any], *, title: str, digest: str) -> io.BytesIO:
    """Return the workbook, open at its start: a sheet for each part of the dashboard."""
    book = Workbook()
    book.remove(book.active)
    filters = figures["filters"]
    _sheet(
        book, _("Report"), (_("What"), _("Value")),
        [
            (_("Title"), title),
            (_("As of"), figures["as_of"]),
            (_("Headline"), figures["headline"]),
            (_("Units, with all below"), ", ".join(unit["name"] for unit in filters["units"])),
            (_("First month"), filters["first"] or _("all")),
            (_("Last month"), filters["last"] or _("all")),
            (_("Category"), filters["category"] or _("all")),
            (_("Fingerprint of the figures (SHA-256)"), digest),
        ],
    )  # fmt: skip
    _sheet(book, _("Value"), (_("Figure"), _("Actual"), _("Plan to date"), _("Plan"), _("Unit")), _value(figures))
    _sheet(
        book, _("Cash by month"), (_("Month"), _("Actual, cumulative"), _("Plan, cumulative"), _("Currency")),
        [
            (row["month"], _number(row["actual"]), _number(row["plan"]), row["currency"])
            for row in figures["value"]["cumulative_cash"]
        ],
    )  # fmt: skip
    pipeline = figures["pipeline"]
    _sheet(
        book, _("Pipeline"), (_("Stage"), _("Use cases"), _("Reached in %(month)s") % {"month": pipeline["month"]}),
        [(_(workflow.LABELS[Stage(row["stage"])]), row["cases"], row["moved"]) for row in pipeline["stages"]],
    )  # fmt: skip
    points = (figures["feasibility"] or {}).get("points", [])
    _sheet(
        book, _("Value and feasibility"),
        (_("Reference"), _("Use case"), _("Value"), _("Feasibility"), _("Total score"), _("Priority")),
        [
            (row["reference"], row["name"], _number(row["value"]), _number(row["feasibility"]), _number(row["score"]),
             row["band"])
            for row in points
        ],
    )  # fmt: skip
    _sheet(
        book, _("Readiness"), (_("Unit"), _("Score"), _("Band"), _("Submitted")),
        [
            (row["unit"], _number(row["score"]), row["band"], datetime.fromisoformat(row["submitted_at"]).date())
            for row in figures["readiness"]["weakest"]
        ],
    )  # fmt: skip
    governance = figures["governance"]
    _sheet(
        book, _("Governance"), (_("Figure"), _("Value"), _("Unit")),
        [
            (_("Open reviews"), governance["open_reviews"], _("reviews")),
            (_("High-risk open"), governance["high_risk_open"], _("reviews")),
            (_("Longest wait"), governance["longest_wait_days"], _("days")),
            (_("Approvals lapsing within %(days)s days") % {"days": governance["notice_days"]},
             governance["lapsing_approvals"], _("approvals")),
        ],
    )  # fmt: skip
    _sheet(
        book, _("Attention"), (_("What"), _("Why")),
        [(row["title"], row["reason"]) for row in figures["attention"]],
    )  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _value(figures: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
    accounts = [figures["value"][name] for name in ("actual", "plan_to_date", "plan")]
    words = {
        "invested": _("Invested"),
        "returned": _("Returned"),
        "net": _("Net benefit"),
        "roi": _("ROI"),
        "payback_months": _("Payback"),
    }
    for key in _LABELS:
        cells = [account[key] for account in accounts]
        if key in ("roi", "payback_months"):
            unit = _("fraction of invested") if key == "roi" else _("months")
            yield (words[key], *(_number(cell) for cell in cells), unit)
        else:
            yield (words[key], *(_number(cell["amount"]) for cell in cells), cells[0]["currency"])


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _clean(cell: Any) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def _sheet(book: Workbook, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    widths = [len(str(header)) for header in headers]
    for row in [headers, *rows]:
        cells = [harmless(_clean(cell)) for cell in row]
        sheet.append(cells)
        widths = [max(width, len(str(cell or ""))) for width, cell in zip(widths, cells, strict=True)]
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = min(width + 2, _WIDEST)
