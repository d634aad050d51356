"""Tables as people really send them: titles above, merged headers, several sheets, formulas, quotes, encodings."""

import datetime
import io
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from usecases.importing import reading
from usecases.importing.rows import read_day
from usecases.importing.tables import Unreadable


def saved(book: Workbook) -> bytes:
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def sheet_of(book: Workbook) -> Any:
    assert book.active is not None
    return book.active


def test_a_header_in_two_rows_takes_the_lower_one_and_cells_merged_over_rows_stand_in_each() -> None:
    book = Workbook()
    sheet = sheet_of(book)
    sheet.append(["Our AI register"])
    sheet.append([])
    sheet.append(["Unit", "Name", "Dates", None])
    sheet.append([None, None, "Start", "Live"])
    sheet.append(["Finance", "Invoices", datetime.date(2025, 1, 2), 45292])
    sheet.append([None, "Reminders", None, None])
    for merged in ("A1:D1", "A3:A4", "B3:B4", "C3:D3", "A5:A6"):
        sheet.merge_cells(merged)

    table = reading.read(saved(book))

    assert (table.headers, table.header_row) == (("Unit", "Name", "Start", "Live"), 4)
    assert [row.cells for row in table.rows] == [
        ("Finance", "Invoices", "2025-01-02", "45292"),
        ("Finance", "Reminders", "", ""),
    ]


def test_a_day_kept_as_a_number_is_that_day() -> None:
    assert read_day("45292", ("%Y-%m-%d",), first_year=1990, last_year=2100) == datetime.date(2024, 1, 1)
    assert read_day("2024-05-01 14:30", ("%Y-%m-%d",), first_year=1990, last_year=2100) == datetime.date(2024, 5, 1)
    assert read_day("99999", ("%Y-%m-%d",), first_year=1990, last_year=2100) is None


def test_columns_without_anything_at_the_left_are_dropped() -> None:
    table = reading.read(b",,Name,Unit\n,,A,B\n,,C,D\n")

    assert table.headers == ("Name", "Unit")
    assert table.rows[1].cells == ("C", "D")


def test_a_sheet_can_be_chosen_and_hidden_ones_are_not_offered() -> None:
    book = Workbook()
    sheet_of(book).append(["About"])
    for title, state in (("Cases", "visible"), ("Old", "hidden")):
        other = book.create_sheet(title)
        other.append(["Name", "Unit"])
        other.append([title, "B"])
        other.sheet_state = state

    table = reading.read(saved(book), sheet="Cases")

    assert (table.sheet, table.sheets, table.rows[0].cells) == ("Cases", ("Sheet", "Cases"), ("Cases", "B"))


def test_a_formula_comes_as_its_kept_value_and_without_one_as_its_text() -> None:
    import zipfile

    book = Workbook()
    sheet = sheet_of(book)
    sheet.append(["Name", "Cost"])
    sheet.append(["A", "=2+3"])
    sheet.append(["B", "=1+1"])
    content = saved(book)
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stored, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"<f>2+3</f><v></v>", b"<f>2+3</f><v>5</v>")
                data = data.replace(b"<f>2+3</f><v />", b"<f>2+3</f><v>5</v>")
            new.writestr(part, data)

    table = reading.read(stored.getvalue())

    assert [row.cells[1] for row in table.rows] == ["5", "=1+1"]
    assert "Formulas without a kept value came as their text: 1." in [str(note) for note in table.notes]


def test_a_quotation_mark_that_is_never_closed_is_a_letter_where_every_line_fits() -> None:
    table = reading.read(b'Name,Size,Unit\nA,15" screen,B\n"C,x,D\nE,y,F\n')

    assert [row.cells for row in table.rows] == [("A", '15" screen', "B"), ('"C', "x", "D"), ("E", "y", "F")]
    assert "read as letters" in str(table.notes[0])


def test_where_lines_do_not_fit_the_open_mark_is_said() -> None:
    with pytest.raises(Unreadable, match="never closed"):
        reading.read(b'Name,Unit\n"A,B,x\nE,F\n')


LETTERS = {
    "utf-8": "aé–語",
    "utf-8-sig": "aé–語",
    "utf-16": "aé–語",
    "cp1252": "aéß“",
    "latin-1": "aéß",
}
CELL = st.text("abcdef éß", min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(sorted(LETTERS)),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_whatever_the_encoding_and_delimiter_each_cell_comes_back(
    rows: list[list[str]], encoding: str, delimiter: str
) -> None:
    import csv

    extra = LETTERS[encoding]
    table = [["Name", "Unit", "Note"], *([cell + extra for cell in row] for row in rows)]
    stored = io.StringIO()
    csv.writer(stored, delimiter=delimiter).writerows(table)
    assume(not any(character in "".join(map("".join, rows)) for character in "\x85"))

    read = reading.read(stored.getvalue().encode(encoding), preferred=("utf-8",))

    assert [list(read.headers), *(list(row.cells) for row in read.rows)] == table
