"""Files of what a list shows."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from foundation.ui.exports import csv_lines, harmless, workbook


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_text_that_starts_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_numbers_and_ordinary_text_stay_what_they_are() -> None:
    assert harmless(-5) == -5
    assert harmless(Decimal("-2.5")) == Decimal("-2.5")
    assert harmless("a=b") == "a=b"


def rows_of_csv(rows: list[list[object]]) -> list[list[str]]:
    text = b"".join(csv_lines(["Name", "=Evil"], rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_csv_holds_headers_and_rows_in_utf8_with_a_mark() -> None:
    parts = list(csv_lines(["Name"], [['Größe, "neu"\nzwei']]))

    assert parts[0].startswith(b"\xef\xbb\xbf")
    assert rows_of_csv([['Größe, "neu"\nzwei', -5]])[1] == ['Größe, "neu"\nzwei', "-5"]


def test_csv_neutralizes_headers_too() -> None:
    assert rows_of_csv([])[0] == ["Name", "'=Evil"]


def test_csv_of_many_rows_comes_in_pieces_and_is_complete() -> None:
    pieces = list(csv_lines(["n"], ([n] for n in range(1, 1001))))

    assert len(pieces) > 3
    assert b"".join(pieces).decode("utf-8-sig").split() == ["n", *map(str, range(1, 1001))]


def test_an_xlsx_keeps_kinds_and_runs_no_formula() -> None:
    moment = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)

    file = workbook(
        ["Name", "Amount", "Day", "At"],
        [["=1+1", Decimal("12.5"), date(2026, 11, 21), moment], ["x\x00\x07y", None, None, None]],
    )
    sheet = openpyxl.load_workbook(file).active

    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == ["Name", "Amount", "Day", "At"]
    assert values[1][0] == "'=1+1"
    assert values[1][1] == 12.5
    assert values[1][2] == datetime(2026, 11, 21)  # noqa: DTZ001  (spreadsheets know no zones)
    assert values[1][3] == datetime(2026, 11, 21, 14, 5)  # noqa: DTZ001
    assert values[2][0] == "xy"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_cell_longer_than_a_spreadsheet_holds_is_cut() -> None:
    sheet = openpyxl.load_workbook(workbook(["t"], [["x" * 40_000]])).active

    assert sheet is not None
    assert len(str(sheet["A2"].value)) == 32_767


def test_the_filter_of_an_xlsx_covers_every_row_of_a_long_list() -> None:
    sheet = openpyxl.load_workbook(workbook(["a", "b"], ([row, row] for row in range(450)))).active

    assert sheet is not None
    assert sheet.auto_filter.ref == "A1:B451"
