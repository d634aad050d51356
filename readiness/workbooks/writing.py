"""Writing a sheet as a workbook with one page to fill."""

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from foundation.ui.exports import printable
from library.kinds.instrument import Dimension, Factor, Instrument
from readiness.models import Answer, Sheet
from readiness.services import COMMENT_LIMIT
from readiness.workbooks import layout

WIDTHS = {
    layout.FACTOR: 30,
    layout.GUIDANCE: 44,
    layout.ANCHORS: 52,
    layout.SCORE: 10,
    layout.NOT_KNOWN: 11,
    layout.COMMENT: 44,
}
LONGEST_LIST = 250
"""Characters that a list of choices may have in a workbook."""
_WRAP = Alignment(wrap_text=True, vertical="top")
_MIDDLE = Alignment(horizontal="center", vertical="top")
_LINE = Border(*[Side("thin", color="BBBBBB")] * 4)
_HEAD, _GROUP, _INPUT = (PatternFill("solid", fgColor=color) for color in ("1F3A5F", "E4E9F0", "FFF9E0"))


def workbook_of(sheet: Sheet) -> io.BytesIO:
    """Return the XLSX file of a sheet with what is answered so far, open at its start.

    Only scores, "not known" and comments can be typed into it; texts are text even where they begin like a formula.
    """
    assessment = sheet.assessment
    book = Workbook()
    page: Worksheet = book.active
    page.title = _("Assessment")
    row = _head(page, sheet)
    answers = {answer.factor: answer for answer in sheet.answers.all()}
    first = row
    for dimension in assessment.parsed.dimensions:
        row = _group(page, row, dimension)
        for factor in dimension.factors:
            _question(page, row, assessment.parsed, factor, answers.get(factor.key))
            row += 1
    _validate(page, assessment.parsed, first, row - 1)
    page.column_dimensions["A"].hidden = page.column_dimensions["B"].hidden = True
    for number, name in enumerate(layout.ORDER, layout.FIRST):
        page.column_dimensions[get_column_letter(number)].width = WIDTHS[name]
    page.freeze_panes = page.cell(first, layout.FIRST + 1)
    page.sheet_view.showGridLines = False
    page.protection.sheet = True
    page.protection.formatRows = page.protection.formatColumns = False
    page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight = "landscape", 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{first - 1}:{first - 1}"
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _head(page: Worksheet, sheet: Sheet) -> int:
    """Title, how to fill it, and the row of headers; gives the first row below."""
    assessment = sheet.assessment
    scale = assessment.parsed.scale
    marks = {
        layout.ASSESSMENT: assessment.uid,
        layout.SHEET: sheet.uid,
        layout.INSTRUMENT: assessment.instrument.reference,
        layout.SHA256: assessment.instrument.sha256,
    }
    seen = [
        f"{assessment.instrument.title}: {assessment.subject_label}",
        assessment.parsed.summary,
        _("Give each factor a score from %(lowest)s to %(highest)s, in the yellow cells only.")
        % {"lowest": _plain(scale.lowest), "highest": _plain(scale.highest)},
        _(
            "Put an x under “Not known” where nobody knows: that is not a score of nothing. Empty cells change "
            "nothing. Send the file back to whoever gave it to you."
        ),
    ]
    for number, ((mark, value), text) in enumerate(zip(marks.items(), seen, strict=True), 1):
        _text(page, number, 1, mark)
        _text(page, number, 2, str(value))
        cell = _text(page, number, layout.FIRST, text)
        cell.font = Font(bold=number == 1, size=16 if number == 1 else 11)
        cell.alignment = Alignment(vertical="top", wrap_text=number > 1)
        if number > 1:
            page.merge_cells(start_row=number, end_row=number, start_column=layout.FIRST, end_column=layout.FIRST + 5)
            page.row_dimensions[number].height = _height([(text, sum(WIDTHS.values()))])
    names = len(marks) + 1
    _text(page, names, 1, layout.COLUMNS)
    for number, name in enumerate(layout.ORDER, layout.FIRST):
        _text(page, names, number, name)
    page.row_dimensions[names].hidden = True
    titles = [_("Factor"), _("What it is about"), _("What the scores mean"), _("Score"), _("Not known"), _("Comment")]
    for number, title in enumerate(titles, layout.FIRST):
        cell = _text(page, names + 1, number, title)
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), _HEAD, _WRAP
    return names + 2


def _group(page: Worksheet, row: int, dimension: Dimension) -> int:
    for number in range(layout.FIRST, layout.FIRST + len(layout.ORDER)):
        page.cell(row, number).fill = _GROUP
    _text(page, row, layout.FIRST, dimension.label).font = Font(bold=True)
    if len(dimension.factors) > 1 or dimension.guidance != dimension.factors[0].guidance:
        cell = _text(page, row, layout.FIRST + 1, dimension.guidance)
        cell.alignment = _WRAP
        page.merge_cells(start_row=row, end_row=row, start_column=layout.FIRST + 1, end_column=layout.FIRST + 5)
        page.row_dimensions[row].height = _height([(dimension.guidance, sum(WIDTHS.values()) - WIDTHS[layout.FACTOR])])
    return row + 1


def _question(page: Worksheet, row: int, instrument: Instrument, factor: Factor, answer: Answer | None) -> None:
    anchors = "\n".join(f"{_plain(anchor.score)}: {anchor.text}" for anchor in instrument.anchors_of(factor))
    values = {
        layout.FACTOR: factor.label,
        layout.GUIDANCE: factor.guidance,
        layout.ANCHORS: anchors,
        layout.SCORE: answer.score if answer else None,
        layout.NOT_KNOWN: layout.TICK if answer and answer.not_known else None,
        layout.COMMENT: answer.comment if answer and answer.comment else None,
    }
    _text(page, row, 1, factor.key)
    for number, (name, value) in enumerate(values.items(), layout.FIRST):
        cell = page.cell(row, number)
        if isinstance(value, Decimal):
            cell.value = int(value) if value == value.to_integral_value() else value
        elif value is not None:
            _text(page, row, number, value)
        cell.alignment = _MIDDLE if name in {layout.SCORE, layout.NOT_KNOWN} else _WRAP
        cell.border = _LINE
        if name in {layout.SCORE, layout.NOT_KNOWN, layout.COMMENT}:
            cell.protection, cell.fill = Protection(locked=False), _INPUT
    page.cell(row, layout.FIRST).font = Font(bold=True)
    page.row_dimensions[row].height = _height([(str(values[name] or ""), WIDTHS[name]) for name in layout.ORDER])


def _validate(page: Worksheet, instrument: Instrument, first: int, last: int) -> None:
    scale = instrument.scale
    count = int((scale.highest - scale.lowest) / scale.step) + 1
    choices = ",".join(_plain(scale.lowest + scale.step * index) for index in range(min(count, LONGEST_LIST)))
    if len(choices) <= LONGEST_LIST and scale.step == scale.step.to_integral_value():
        score = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
    else:
        score = DataValidation(
            type="decimal",
            operator="between",
            formula1=str(scale.lowest),
            formula2=str(scale.highest),
            allow_blank=True,
        )
    tick = DataValidation(type="list", formula1=f'"{layout.TICK}"', allow_blank=True)
    length = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(COMMENT_LIMIT), allow_blank=True
    )
    lines = {
        layout.SCORE: (
            score,
            _("Give a score from %(lowest)s to %(highest)s in steps of %(step)s.")
            % {"lowest": _plain(scale.lowest), "highest": _plain(scale.highest), "step": _plain(scale.step)},
        ),
        layout.NOT_KNOWN: (tick, _("Put an x here, or leave it empty.")),
        layout.COMMENT: (length, _("A comment has at most %(limit)s characters.") % {"limit": COMMENT_LIMIT}),
    }
    for name, (rule, said) in lines.items():
        rule.error, rule.showErrorMessage = said, True
        letter = get_column_letter(layout.FIRST + layout.ORDER.index(name))
        rule.add(f"{letter}{first}:{letter}{last}")
        page.add_data_validation(rule)


def _text(page: Worksheet, row: int, column: int, value: str) -> Cell:
    """A cell that is text and stays text when it is edited, whatever it begins with."""
    cell: Any = page.cell(row, column)
    cell.value = printable(value)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def _plain(score: Decimal) -> str:
    return f"{score.normalize():f}"


def _height(texts: Iterable[tuple[str, int]]) -> float:
    """Points that the tallest of the texts needs, each in a column of its width."""
    lines = max(sum(1 + len(line) // max(width - 2, 1) for line in text.split("\n")) for text, width in texts)
    return min(15.5 * lines + 3, 400)
